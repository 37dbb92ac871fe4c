"""Changes to what published pages say of regulation: kept until a second person accepts or declines them."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from catalog.actions.publication import NotReady, keep_publishable, weighed
from catalog.models import Authorization, Device, Proposal, Revision
from catalog.models.proposals import ProposalAction, ProposalState
from catalog.queries.history import record_entered_alone
from catalog.queries.proposals import (
    changed_since,
    columns_of,
    has_own_page,
    plain_values,
    proposals_for,
    published_devices,
)
from catalog.queries.words import overstatements
from catalog.rules import reasons

WITHDRAWN = "Withdrawn by its author."


class ProposalRefused(ValueError):
    """A step with a proposal that may not be made; says why, in words."""


class AlreadyWaiting(ProposalRefused):
    """Another change of the same row waits for a decision."""


class RowChanged(ProposalRefused):
    """The row is no longer what it was when the change was proposed; `differences` are [facts.Difference]."""

    def __init__(self, differences):
        super().__init__("The entry changed after this was proposed. Decline it, and propose what is still right.")
        self.differences = differences


@transaction.atomic
def keep_for_review(row, *, action, by, sets=None, reason=""):
    """Keep a change of `row` as a Proposal instead of saving it; None when it may be saved at once.

    `row` carries the new values unsaved; `sets` are {field name: rows} of its many-to-many fields; `action` is a
    ProposalAction. With SECOND_PERSON on, whatever a published device rests on waits, and so does a record that has
    a page of its own, or would be shown alone though nobody but `by` has worked on it. The same change proposed again
    is the same proposal. Raises AlreadyWaiting while another change of the row waits.
    """
    if not settings.SECOND_PERSON:
        return None
    Revision.lock()
    # Locked, so that none of them is published between this question and the save.
    devices = list(Device.objects.select_for_update().filter(pk__in=published_devices(row).values("pk")).order_by("pk"))
    waits = devices or has_own_page(row) or _shows_own_work(row, by)
    changes = _changes(row, action, sets or {}) if waits else {}
    if not changes:
        return None
    same = Proposal.objects.waiting().filter(
        model=ContentType.objects.get_for_model(row), object_id=row.pk, action=action, changes=changes
    )
    return same.first() or _keep(row, devices, action=action, by=by, changes=changes, reason=reason)


@transaction.atomic
def accept_proposal(proposal, *, by, confirmed_words=False):
    """Make the change, as its author's; the history says that a second person accepted it. Returns the Proposal.

    `confirmed_words` lets texts of the row stand that say more than the record; the history then says which. Raises
    PermissionDenied, ProposalRefused (RowChanged with the difference), WordsUnconfirmed, or ValidationError where the
    models refuse the change by now; then nothing has changed.
    """
    Revision.lock()
    proposal = _open(proposal)
    _refuse_decision(proposal, by)
    row = _row_for(proposal)
    if proposal.object_id and (differences := changed_since(proposal, row)):
        raise RowChanged(differences)
    row._history_user = proposal.by
    _apply(proposal, row, confirmed=confirmed_words)
    _keep_publishable(proposal)
    return _decide(proposal, ProposalState.ACCEPTED, by=by)


@transaction.atomic
def decline_proposal(proposal, *, by, answer):
    """Close a proposal without changing anything. Raises PermissionDenied or ProposalRefused; returns the Proposal."""
    Revision.lock()
    proposal = _open(proposal)
    _refuse_decision(proposal, by)
    if not answer.strip():
        raise ProposalRefused("Say why: whoever proposed it reads your answer.")
    return _decide(proposal, ProposalState.DECLINED, by=by, answer=answer.strip())


@transaction.atomic
def withdraw_proposal(proposal, *, by):
    """Take one's own proposal back. Raises PermissionDenied or ProposalRefused; returns the Proposal."""
    Revision.lock()
    proposal = _open(proposal)
    if proposal.by_id != by.pk:
        raise PermissionDenied("Only its author takes a proposal back.")
    return _decide(proposal, ProposalState.DECLINED, by=by, answer=WITHDRAWN)


def _shows_own_work(row, by):
    return isinstance(row, Authorization) and row.shown_alone and record_entered_alone(row, by)


def _changes(row, action, sets):
    """Return {field name: [before, after]} of what would change."""
    stored = type(row).objects.filter(pk=row.pk).first()
    before = plain_values(stored) if stored else {}
    after = plain_values(row) | {name: sorted(each.pk for each in rows) for name, rows in sets.items()}
    if action == ProposalAction.DELETE:
        return {name: [value, None] for name, value in before.items()}
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


def _keep(row, devices, *, action, by, changes, reason):
    if row.pk and proposals_for(row).exists():
        raise AlreadyWaiting("Another change of this entry waits for a second person: it is decided first.")
    proposal = Proposal.objects.create(
        model=ContentType.objects.get_for_model(row), object_id=row.pk, action=action, changes=changes, by=by,
        reason=reason,
    )  # fmt: skip
    proposal.devices.set(devices)
    Revision.advance()  # the pages say “under review” from now on
    return proposal


def _open(proposal):
    """Return the proposal anew, locked. Raises ProposalRefused when it has been decided."""
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("model", "by").get(pk=proposal.pk)
    if proposal.state != ProposalState.WAITING:
        raise ProposalRefused("This has been decided already.")
    return proposal


def _refuse_decision(proposal, by):
    if not by.has_perm("catalog.change_proposal"):
        raise PermissionDenied("Your role may not decide on proposals.")
    if proposal.by_id == by.pk:
        raise ProposalRefused("You proposed this: somebody else decides on it. You can take it back.")


def _row_for(proposal):
    """Return the row to change, locked; a new one where the proposal adds one."""
    model = proposal.model.model_class()
    if proposal.action == ProposalAction.ADD:
        return model()
    row = model.objects.select_for_update().filter(pk=proposal.object_id).first()
    if row is None:
        raise ProposalRefused("The entry is gone: there is nothing left to change.")
    return row


def _apply(proposal, row, *, confirmed):
    row._change_reason = _accepted_reason(proposal)
    if proposal.action == ProposalAction.DELETE:
        row.delete()
        return
    sets = {field.name for field in row._meta.many_to_many}
    for field in columns_of(type(row)):
        if field.name in proposal.changes and field.name not in sets:
            setattr(row, field.attname, field.to_python(proposal.changes[field.name][1]))
    row.full_clean()
    row._change_reason = weighed(row._change_reason, overstatements(row), confirmed=confirmed)
    row.save()
    for name in sets & proposal.changes.keys():
        getattr(row, name).set(proposal.changes[name][1])


def _keep_publishable(proposal):
    try:
        for device in proposal.devices.all():
            keep_publishable(device)
    except NotReady as lacking:
        raise ProposalRefused(str(lacking)) from None


def _accepted_reason(proposal):
    """Say in the history that a second person agreed; who that was stands in the proposal, which is not public."""
    given = reasons.parse(proposal.reason)
    words = "; ".join(filter(None, [given.text, f"accepted by a second person (proposal {proposal.pk})"]))
    return reasons.compose(given.code or reasons.CORRECTED, words)


def _decide(proposal, state, *, by, answer=""):
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, timezone.now()
    proposal.answer = answer
    proposal.full_clean()
    proposal.save()
    Revision.advance()
    return proposal
