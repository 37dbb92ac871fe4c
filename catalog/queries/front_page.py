"""What the front page tells: the numbers, and what came last."""

from dataclasses import dataclass

from django.db.models import Count

from catalog.models import Authorization, Brand, Device, Verification
from catalog.queries.changes import newest_by_device
from catalog.rules import freshness, statuses

_NEWEST = 6


@dataclass(frozen=True)
class StatusCount:
    status: statuses.Status
    count: int


@dataclass(frozen=True)
class FrontPage:
    devices: int
    brands: int
    records: int
    verified: int
    checks: int
    by_status: list
    changes: list


def front_page(today):
    """Return the numbers of the published catalogue and its newest changes."""
    published = Device.objects.published()
    annotated = published.with_fda(today)
    counts = dict(annotated.order_by().values_list("fda_status").annotate(Count("pk")))
    current = annotated.filter(fda_check__in=[freshness.CURRENT, freshness.DUE])
    return FrontPage(
        devices=sum(counts.values()),
        brands=Brand.objects.with_published_devices().count(),
        records=Authorization.objects.public().count(),
        verified=current.exclude(fda_status=statuses.NOT_CHECKED.slug).count(),
        checks=Verification.objects.filter(finding__device__state=Device.State.PUBLISHED).count(),
        by_status=[StatusCount(status, counts.get(slug, 0)) for slug, status in statuses.STATUSES.items()],
        changes=newest_by_device(_NEWEST),
    )
