"""What is claimed of devices, held against what the record says of them."""

from django.db.models import OuterRef, Subquery

from catalog.models import RegulatoryFinding
from catalog.models.finding_sql import status_sql
from catalog.rules import authorities, claims, statuses


def with_status(rows):
    """Annotate claims with `status`, the slug of their device's status under FDA."""
    fda = authorities.FDA.slug
    declared = RegulatoryFinding.objects.filter(device=OuterRef("device"), authority=fda).values("declared")[:1]
    return rows.annotate(declared=Subquery(declared)).annotate(
        status=status_sql(device="device", authority=fda, declared="declared")
    )


def with_verdict(rows, *verdicts):
    """Narrow claims to those whose verdict is one of `verdicts`: one query to read them, since wording is no SQL."""
    read = with_status(rows).order_by().values_list("pk", "wording", "status")
    return rows.filter(pk__in=[pk for pk, wording, status in read if claims.verdict(wording, status) in verdicts])


def beyond_the_record(rows):
    """Narrow claims to those that say more than the record, or that no record was found for."""
    return with_verdict(rows, claims.OVERSTATES, claims.NO_RECORD)


def verdict_on(wording, standing):
    """Return (verdict, the verdict in words) on a wording beside a device's Standing.

    Where the status is only reported, so is the verdict. Nothing speaks well of a claim where our last look did not
    confirm the record; where the record covers less than the device, it speaks only of what that covers.
    """
    verdict = claims.verdict(wording, standing.status)
    if verdict == claims.MATCHES and standing.doubt:
        return claims.NOT_CHECKED, "No verdict: our last look into FDA’s database did not confirm this record"
    words = claims.VERDICT_LABELS[verdict] + _limits(wording, verdict, standing)
    if standing.is_only_reported and verdict in (claims.MATCHES, claims.OVERSTATES, claims.NO_RECORD):
        words += ", as that is reported to us"
    return verdict, words


def _limits(wording, verdict, standing):
    """Return how far a verdict reaches, to stand behind its label; "" when nothing limits it."""
    if verdict == claims.OF_THE_FIRM:
        is_held = standing.finding and standing.finding.registration_number
        return "" if is_held else "; we hold no registration of it"
    if verdict != claims.MATCHES:
        return ""
    if claims.claimed_rank(wording) == statuses.REGISTERED.rank:
        return ": of the firm, not of the device"
    return ", for what the record covers" if standing.coverage else ""
