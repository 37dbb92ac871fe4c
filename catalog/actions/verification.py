"""Logging that an editor looked a finding up."""

import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from catalog.actions.evidence import store_evidence
from catalog.models import RegulatoryFinding, Revision, Verification
from catalog.models.fields import SourceKind
from catalog.models.verification import Outcome
from catalog.queries.history import own_part
from catalog.rules import authorities, facts, reasons, statuses, verification_log
from catalog.rules.dates import show_day


class FactsChanged(ValueError):
    """Somebody changed the finding between the moment it was shown and the moment it was confirmed.

    `differences` are [facts.Difference] from what was shown to what stands.
    """

    def __init__(self, shown, stands):
        super().__init__("The finding was changed while you looked it up. Compare it again before you confirm.")
        self.differences = facts.differences(facts.read_snapshot(shown), facts.read_snapshot(stands))


@transaction.atomic
def verify_finding(
    finding, *, by, checked_on, register, outcome, address="", evidence=None, no_evidence_reason="", note="",
    shown_facts=None,
):  # fmt: skip
    """Log a look into a register; only a confirmation renews the finding. Returns the Verification.

    `evidence` is an uploaded file or None; `shown_facts` is the snapshot of the facts that the editor saw. With
    SECOND_PERSON on, nobody alone confirms what they entered. Raises PermissionDenied, ValidationError by field, or
    FactsChanged; then nothing is written.
    """
    if not by.has_perm("catalog.verify_regulatoryfinding"):
        raise PermissionDenied("Your role may not verify.")
    Revision.lock()  # one writer of the log at a time: the chain has one end
    finding = RegulatoryFinding.objects.for_facts().get(pk=finding.pk)
    snapshot = finding.snapshot()
    if shown_facts is not None and shown_facts != snapshot:
        raise FactsChanged(shown_facts, snapshot)
    _refuse_too_early(finding, checked_on, outcome)
    _refuse_silence(outcome, note)
    _refuse_elsewhere(finding, address)
    declares = _finds_nothing(finding, outcome, by, snapshot)
    if declares:
        snapshot = _declare_none_found(finding, by, address)
    status = finding.derive_status()
    if not declares and _confirms(outcome, status) and (refusal := needs_somebody_else(finding, by, snapshot)):
        raise ValidationError({"outcome": refusal})
    entry = Verification(
        finding=finding, checked_on=checked_on, by=by, by_role=_role_of(by), register=register, address=address,
        outcome=outcome, confirms=_confirms(outcome, status), status=status, snapshot=snapshot, note=note,
        recorded_at=timezone.now(), salt=secrets.token_hex(16), no_evidence_reason=no_evidence_reason.strip(),
    )  # fmt: skip
    entry.clean()  # before a file is stored
    if evidence is not None:
        entry.no_evidence_reason = ""
        entry.evidence, entry.evidence_sha256 = store_evidence(evidence)
    elif not entry.no_evidence_reason:
        raise ValidationError({"evidence": "Attach the evidence, or give the reason why there is none."})
    return _append(entry)


def confirm_unchanged(finding, *, by, shown_facts, checked_on=None, register="", no_evidence_reason=""):
    """Log that a finding confirmed before was looked up again and nothing had changed. Returns the Verification.

    What is not given is taken from the check before; the day is today. Raises as `verify_finding` does, and
    ValidationError where there is no such check.
    """
    before = confirmed_before(finding, shown_facts)
    if before is None:
        raise ValidationError("This was never confirmed as it stands: look it up in full.")
    return verify_finding(
        finding,
        by=by,
        checked_on=checked_on or timezone.localdate(),
        register=register or before.register,
        outcome=before.outcome,
        address=before.address,
        no_evidence_reason=no_evidence_reason or f"Looked up again; nothing had changed since check {before.sequence}.",
        shown_facts=shown_facts,
    )


def confirmed_before(finding, snapshot):
    """Return the newest telling check of `finding` if it confirmed exactly the facts in `snapshot`; else None."""
    entry = finding.verifications.telling().newest_first().first()
    stands = entry and entry.confirms and entry.snapshot_sha256 == verification_log.sha256(snapshot)
    return entry if stands else None


def _append(entry):
    last = Verification.objects.order_by("-sequence").first()
    entry.sequence = last.sequence + 1 if last else 1
    entry.seal(last.hash if last else verification_log.GENESIS)
    entry.save(force_insert=True)
    return entry


def _confirms(outcome, status):
    """A search that finds nothing confirms a finding which says just that."""
    found_nothing = outcome == Outcome.NOT_FOUND and status == statuses.NONE_FOUND.slug
    return outcome == Outcome.CONFIRMED or found_nothing


def _finds_nothing(finding, outcome, by, snapshot):
    """Whether this look is the search that lets “not checked” read “no record found”.

    With a second person, two people have to have searched.
    """
    if outcome != Outcome.NOT_FOUND or finding.derive_status() != statuses.NOT_CHECKED.slug:
        return False
    same = finding.verifications.filter(outcome=outcome, snapshot_sha256=verification_log.sha256(snapshot))
    return not settings.SECOND_PERSON or same.exclude(by=by).exists()


def _declare_none_found(finding, by, address):
    """Declare what a search has shown; returns the snapshot of the facts as they then stand."""
    finding.declared = statuses.NONE_FOUND.slug
    finding.source_url = finding.source_url or address or authorities.AUTHORITIES[finding.authority].search_page
    finding.source_kind = SourceKind.REGISTER
    finding._change_reason = reasons.compose(reasons.REGISTER, "searched, and nothing found")
    finding._history_user = by
    finding.save()
    return finding.snapshot()


def _refuse_elsewhere(finding, address):
    authority = authorities.AUTHORITIES[finding.authority]
    if address and not authority.keeps(address):
        raise ValidationError(
            {"address": f"The register lies on {' or '.join(authority.hosts)}. What stands elsewhere is a source."}
        )


def _refuse_too_early(finding, checked_on, outcome):
    decided = [x.authorization.decision_date for x in finding.links() if x.authorization.decision_date]
    if outcome == Outcome.CONFIRMED and decided and checked_on < max(decided):
        raise ValidationError(
            {"checked_on": f"The record was decided on {show_day(max(decided))}: no check can be older."}
        )


def _refuse_silence(outcome, note):
    if outcome in (Outcome.DIFFERS, Outcome.DETAIL_DIFFERS) and not note.strip():
        raise ValidationError({"note": "Say what the register shows instead, and what you changed because of it."})


def needs_somebody_else(finding, user, snapshot):
    """Return why `user` may not confirm these facts first, in words; "" when they may.

    With a second person, what somebody entered is confirmed by another before it counts as verified.
    """
    own = own_part(finding, user, verification_log.sha256(snapshot)) if settings.SECOND_PERSON else []
    if not own:
        return ""
    return f"You entered or last changed what this would confirm ({', '.join(own)}): somebody else confirms it first."


def _role_of(user):
    """Return the role that the log names: what the user may do, never who they are."""
    return "verifier" if user.groups.filter(name="verifier").exists() else "administrator"
