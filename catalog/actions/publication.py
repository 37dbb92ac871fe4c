"""Moving a device from one state to the next."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from catalog.models import Device, RegulatoryFinding, Revision
from catalog.queries.history import entered_alone
from catalog.queries.quality import missing_for_publication
from catalog.queries.words import overstatements, overstatements_of_device
from catalog.rules import authorities, claims, publication, reasons

# What the history keeps of a move when nobody says more.
PUBLISHED = reasons.compose(reasons.NEW, "published")
SUBMITTED = reasons.compose(reasons.NEW, "ready for review")
RETURNED = reasons.compose(reasons.NEW, "needs more work")


class NotReady(ValueError):
    """A device that may not be published yet; `missing` are sentences saying what it lacks."""

    def __init__(self, missing):
        super().__init__(" ".join(missing))
        self.missing = missing


class WordsUnconfirmed(ValueError):
    """Texts for visitors that say more of a regulator than any record; `found` are the Overstatements."""

    def __init__(self, found):
        super().__init__("; ".join(one.words for one in found) + f". {claims.RULE}")
        self.found = found


class MoveRefused(ValueError):
    """A move between states that nobody may make, or that lacks its reason."""


@transaction.atomic
def publish_device(device, *, by=None, reason=PUBLISHED, confirmed_words=False):
    """Show a device to visitors. Raises NotReady, WordsUnconfirmed, MoveRefused, PermissionDenied: nothing is changed.

    `by` is the user who answers for it; None stands for the starter catalogue. `confirmed_words` lets texts stand that
    say more than the record; the history then says which.
    """
    device = _move(device, publication.PUBLISHED, by=by)
    if by is not None and (refusal := needs_second_person(device, by)):
        raise MoveRefused(refusal)
    if missing := missing_for_publication(device):
        raise NotReady(missing)
    reason = weighed(reason, overstatements_of_device(device), confirmed=confirmed_words)
    device.withdrawn_reason = ""
    device.published_at = device.published_at or timezone.now()
    return _save(device, by=by, reason=reason)


@transaction.atomic
def submit_device(device, *, by, reason=SUBMITTED):
    """Hand a draft to whoever publishes. Raises MoveRefused or PermissionDenied."""
    return _save(_move(device, publication.IN_REVIEW, by=by), by=by, reason=reason)


@transaction.atomic
def return_device(device, *, by, reason=RETURNED):
    """Give a device in review back to its editor. Raises MoveRefused or PermissionDenied."""
    return _save(_move(device, publication.DRAFT, by=by), by=by, reason=reason)


@transaction.atomic
def withdraw_device(device, *, by, reason, code=reasons.CORRECTED, confirmed_words=False):
    """Take a published device off the list; its page says why. Raises MoveRefused, WordsUnconfirmed, PermissionDenied.

    `reason` is what visitors read, `code` the kind of reason that the history counts it under; `confirmed_words` lets
    a reason stand that says more than the record.
    """
    device = _move(device, publication.WITHDRAWN, by=by)
    if not reason.strip():
        raise MoveRefused("Say why the device is withdrawn: its page shows the reason.")
    longest = Device._meta.get_field("withdrawn_reason").max_length
    if len(reason.strip()) > longest:
        raise MoveRefused(f"Say it in at most {longest} characters.")
    device.withdrawn_reason = reason.strip()
    found = [one for one in overstatements(device) if one.column == "withdrawn_reason"]
    return _save(device, by=by, reason=weighed(reasons.compose(code, reason), found, confirmed=confirmed_words))


def weighed(reason, found, *, confirmed):
    """Return what the history keeps of a change that shows the Overstatements `found` to visitors.

    Raises WordsUnconfirmed for any that nobody has confirmed.
    """
    if not found:
        return reason
    if not confirmed:
        raise WordsUnconfirmed(found)
    return f"{reason}. {claims.confirmation(one.phrase for one in found)}"


def needs_second_person(device, user):
    """Return why `user` may not publish `device` alone, in words; "" when they may."""
    if not settings.SECOND_PERSON or not entered_alone(device, user):
        return ""
    return "You alone entered this device: somebody else has to look at it and publish it."


def keep_publishable(device):
    """Raise NotReady when a published device has come to lack what publishing asks for; call it before the commit."""
    device = Device.objects.get(pk=device.pk)
    if device.state == publication.PUBLISHED and (missing := missing_for_publication(device)):
        raise NotReady(["Visitors see this device, so it keeps what publishing asks for.", *missing])


def open_finding(device, *, authority=authorities.FDA.slug):
    """Return the device's finding under an authority, made as “not checked” when there is none."""
    return RegulatoryFinding.objects.get_or_create(device=device, authority=authority)[0]


def _move(device, state, *, by):
    """Return the device, locked and in its new state, not yet saved."""
    Revision.lock()
    device = Device.objects.select_for_update().get(pk=device.pk)
    try:
        permission = publication.permission_for(device.state, state)
    except ValueError as error:
        raise MoveRefused(str(error)) from None
    if by is not None and not by.has_perm(f"catalog.{permission}"):
        raise PermissionDenied(f"Your role may not make a device {publication.STATE_LABELS[state].lower()}.")
    device.state = state
    return device


def _save(device, *, by, reason):
    device._change_reason = reason
    device._history_user = by
    device.save()
    return device
