"""The brands with what stands behind their devices."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from catalog.models import Brand, Device
from catalog.models.fields import Bytewise
from catalog.rules import freshness, statuses, wording


@dataclass(frozen=True)
class Share:
    """How many published devices of a brand have a Status, checked by us or only as reported."""

    status: statuses.Status
    is_verified: bool
    count: int

    @property
    def words(self):
        if self.status == statuses.NOT_CHECKED:
            return self.status.label
        return f"{self.status.label}, {'checked by us' if self.is_verified else 'as reported'}"

    @property
    def query(self):
        """The query string of the list that shows these devices, but for the brand."""
        states = [state for state in freshness.CHECK_LABELS if self._holds(state)]
        return urlencode([("status", self.status.slug), *(("check", state) for state in states)])

    def _holds(self, state):
        return wording.earns_badge(self.status.slug, state) == self.is_verified


@dataclass(frozen=True)
class BrandLine:
    """A brand, how many published devices it has, and the Shares of them."""

    brand: Brand
    devices: int
    shares: list


def list_brands(today):
    """Return the BrandLine of every brand with a published device, by name: two queries."""
    found = defaultdict(Counter)
    rows = Device.objects.published().with_fda(today).order_by().values_list("brand", "fda_status", "fda_check")
    for brand, status, check in rows:
        found[brand][status, wording.earns_badge(status, check)] += 1
    brands = Brand.objects.filter(pk__in=found).order_by(Bytewise("slug"))
    return [BrandLine(brand, found[brand.pk].total(), _shares(found[brand.pk])) for brand in brands]


def _shares(counts):
    """Return the Shares, the strongest status first and what is checked before what is not."""
    pairs = [(status, verified) for status in statuses.STATUSES.values() for verified in (True, False)]
    return [
        Share(status, verified, counts[status.slug, verified])
        for status, verified in pairs
        if counts[status.slug, verified]
    ]
