"""What is claimed of devices, held against what the record says of them."""

from django.db.models import OuterRef, Subquery

from catalog.models import RegulatoryFinding
from catalog.models.finding_sql import doubt_sql, status_sql
from catalog.rules import authorities, claims, statuses
from catalog.rules.dates import show_day


def with_status(rows):
    """Annotate claims with their device's `status` under FDA (its slug) and `doubt`, as `with_fda` does devices."""
    fda = authorities.FDA.slug
    finding = RegulatoryFinding.objects.filter(device=OuterRef("device"), authority=fda)
    return rows.annotate(
        declared=Subquery(finding.values("declared")[:1]), finding=Subquery(finding.values("pk")[:1])
    ).annotate(
        status=status_sql(device="device", authority=fda, declared="declared"),
        doubt=doubt_sql(finding="finding", column="outcome"),
    )


def with_verdict(rows, *verdicts):
    """Narrow claims to those whose verdict is one of `verdicts`: one query to read them, since wording is no SQL."""
    read = with_status(rows).order_by().values_list("pk", "wording", "status")
    return rows.filter(pk__in=[pk for pk, wording, status in read if claims.verdict(wording, status) in verdicts])


def beyond_the_record(rows):
    """Narrow claims to those that say more than the record, or that no record was found for."""
    return with_verdict(rows, claims.OVERSTATES, claims.NO_RECORD)


def plain_verdict(wording, status, doubt):
    """Return the verdict's slug; nothing speaks well of a claim where our last look did not confirm the record."""
    verdict = claims.verdict(wording, status)
    return claims.NOT_CHECKED if verdict == claims.MATCHES and doubt else verdict


def verdict_on(wording, standing):
    """Return (verdict, the verdict in words) on a wording beside a device's Standing.

    Where the status is only reported, or was checked too long ago, so is the verdict; where the record covers less than
    the device, it speaks only of what that covers.
    """
    verdict = plain_verdict(wording, standing.status, standing.doubt)
    if verdict == claims.NOT_CHECKED and standing.status != statuses.NOT_CHECKED.slug and standing.doubt:
        return verdict, "No verdict: our last look into FDA’s database did not confirm this record"
    words = claims.VERDICT_LABELS[verdict] + _limits(wording, verdict, standing)
    return verdict, words + (_how_known(standing) if verdict in _OF_THE_RECORD else "")


_OF_THE_RECORD = (claims.MATCHES, claims.OVERSTATES, claims.NO_RECORD)


def _how_known(standing):
    """Return what stands behind a verdict that rests on the record; "" where a recent check of ours does."""
    if standing.is_only_reported:
        return ", as that is reported to us"
    if standing.is_too_old:
        return f", as it stood when we last looked, on {show_day(standing.verified_on)}"
    return ""


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
