"""What the front page tells: the numbers, and what came last."""

from dataclasses import dataclass

from django.db.models import Count, Q

from catalog.models import Authorization, Brand, Device, Verification
from catalog.queries.changes import newest_by_device
from catalog.rules import freshness, statuses

_NEWEST = 6


@dataclass(frozen=True)
class StatusCount:
    """How many devices have a status: by a check of ours that counts, in spite of our last look, as reported."""

    status: statuses.Status
    count: int
    verified: int
    doubted: int

    @property
    def words(self):
        """The kinds apart, "" where no status is claimed of anything."""
        if not self.count or self.status is statuses.NOT_CHECKED:
            return ""
        kinds = [
            (self.verified, "checked by us"),
            (self.doubted, "looked up and not confirmed"),
            (self.count - self.verified - self.doubted, "as reported"),
        ]
        return ", ".join(f"{number} {kind}" for number, kind in kinds if number)


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
    counts = _by_status(annotated)
    counting = Q(fda_check__in=freshness.EARNED)
    verified = _by_status(annotated.filter(counting))
    doubted = _by_status(annotated.exclude(counting).filter(fda_doubt__gt=""))
    return FrontPage(
        devices=sum(counts.values()),
        brands=Brand.objects.with_published_devices().count(),
        records=Authorization.objects.public().count(),
        verified=sum(number for slug, number in verified.items() if slug != statuses.NOT_CHECKED.slug),
        checks=Verification.objects.count(),
        by_status=[
            StatusCount(status, *(found.get(slug, 0) for found in (counts, verified, doubted)))
            for slug, status in statuses.STATUSES.items()
        ],
        changes=newest_by_device(_NEWEST),
    )


def _by_status(devices):
    return dict(devices.order_by().values_list("fda_status").annotate(Count("pk")))
