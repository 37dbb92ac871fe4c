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

    Where the status is only reported, so is the verdict. Nothing speaks well of a claim where a look did not confirm
    the record, nor of the registration of a firm that is claimed of a device.
    """
    verdict = claims.verdict(wording, standing.status)
    if verdict == claims.MATCHES and (unfounded := _unfounded(wording, standing)):
        return claims.NOT_CHECKED, unfounded
    words = claims.VERDICT_LABELS[verdict]
    if standing.is_only_reported and verdict != claims.NOT_CHECKED:
        words += ", as that is reported to us"
    return verdict, words


def _unfounded(wording, standing):
    """Return why a claim that is no stronger than the status has nothing to stand on all the same, "" when it has."""
    if standing.doubt:
        return "Not judged: when an editor of ours looked, FDA’s database did not agree with our entry"
    of_the_firm = claims.claimed_rank(wording) == statuses.REGISTERED.rank
    if of_the_firm and standing.status != statuses.REGISTERED.slug:
        return "Says nothing of the device: a registration is of a firm, and no review"
    return ""
