"""Taking in what visitors say is wrong, and working it off."""

import datetime

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from catalog.models import ErrorReport
from catalog.models.reports import new_receipt
from catalog.queries.reports import changes_since
from catalog.rules import reports
from catalog.rules.networks import network_of

_SAID = ("device", "field", "value", "text")


class TooMany(ValueError):
    """A sender who has used up what may be sent for now; `wait` is a timedelta."""

    def __init__(self, wait):
        super().__init__("Too many reports came from your address. Please send this one later.")
        self.wait = wait


class ReportRefused(ValueError):
    """A step that a report cannot take, in words."""


@transaction.atomic
def receive_report(*, text, address, token, device=None, field="", value="", email=""):
    """Keep what a visitor says is wrong and return the ErrorReport; the same form sent twice makes one.

    `address` is that of the connection and is kept as a keyed hash for a day; `token` is the form's own. Raises
    TooMany, or ValidationError by field.
    """
    _lock_reports()
    now = timezone.now()
    said = {"device": device, "field": field, "value": value, "text": text}
    report = ErrorReport(**said, email=email, sender=_sender(address), receipt=_receipt(token))
    if first := _sent_before(report):
        return first
    ErrorReport.objects.filter(received_at__lte=now - reports.LONGEST_LIMIT).exclude(sender="").update(sender="")
    if wait := _wait(report.sender, now):
        raise TooMany(wait)
    if ErrorReport.objects.filter(receipt=report.receipt).exists():
        report.receipt = new_receipt()  # the Back button, then another text
    _refuse_too_long(report)
    report.full_clean(validate_unique=False)
    report.save(force_insert=True)
    return report


@transaction.atomic
def accept_report(report, *, by, answer=""):
    """Say that the visitor is right. Raises ReportRefused or PermissionDenied."""
    return _save(_move(report, reports.ACCEPTED, by=by), answer)


@transaction.atomic
def decline_report(report, *, by, answer):
    """Say that nothing is changed, and why. Raises ReportRefused, PermissionDenied, or ValidationError by field."""
    report = _move(report, reports.DECLINED, by=by)
    if not answer.strip():
        raise ValidationError({"answer": "Say why nothing is changed: whoever reported it reads this."})
    return _save(_close(report, by), answer)


@transaction.atomic
def fix_report(report, *, by, answer="", change=None):
    """Say that it is corrected; `change` is (model name, id in its history) of the change that did it.

    Without one the answer says what was done. Raises ReportRefused, PermissionDenied, or ValidationError by field.
    """
    report = _move(report, reports.FIXED, by=by)
    if change is None and not answer.strip():
        raise ValidationError({"answer": "Without a change to point to, say here what was corrected."})
    if change is not None:
        if change not in {(entry.model_name, entry.version) for entry in changes_since(report)}:
            raise ValidationError({"change": "This change is none of the device’s since the report came in."})
        report.fixed_model, report.fixed_history = change
    return _save(_close(report, by), answer)


def _lock_reports():
    """Wait until no other report is being taken in: two clicks, or twenty reports at once, are counted one by one.

    Not by Revision.lock(): a long import holds that, and a report changes nothing public. It waits at most for
    whoever changes its own device just now. (SQLite has one writer anyway.)
    """
    kind = ContentType.objects.get_for_model(ErrorReport)
    ContentType.objects.select_for_update(no_key=True).get(pk=kind.pk)


def _refuse_too_long(report):
    if len(report.text) > reports.MAX_TEXT:  # a length that no column of text holds to by itself
        raise ValidationError({"text": f"Say it in at most {reports.MAX_TEXT:,} characters."})


def _move(report, state, *, by):
    """Return the report, locked and in its new state, not yet saved."""
    if not by.has_perm("catalog.change_errorreport"):
        raise PermissionDenied("Your role may not answer reports.")
    report = ErrorReport.objects.select_for_update(of=["self"]).select_related("device__brand").get(pk=report.pk)
    if refusal := reports.refusal_of_move(report.state, state):
        raise ReportRefused(refusal)
    report.state, report.closed_at, report.closed_by = state, None, None
    return report


def _close(report, by):
    report.closed_at, report.closed_by = timezone.now(), by
    return report


def _save(report, answer):
    report.answer = answer.strip()
    report.save()
    return report


def _sender(address):
    return salted_hmac("catalog.reports.sender", network_of(address), algorithm="sha256").hexdigest()


def _receipt(token):
    """Return an address that only the site can make from the form's token; a random one without a token."""
    if not token:
        return new_receipt()
    return salted_hmac("catalog.reports.receipt", token, algorithm="sha256").hexdigest()[:32]


def _sent_before(report):
    same = {name: getattr(report, name) for name in _SAID}
    return ErrorReport.objects.filter(receipt=report.receipt, **same).first()


def _wait(sender, now) -> datetime.timedelta:
    sent = ErrorReport.objects.filter(sender=sender, received_at__gt=now - reports.LONGEST_LIMIT)
    times = sent.order_by("-received_at").values_list("received_at", flat=True)[: reports.MOST_COUNTED]
    return reports.wait(list(times), now)
