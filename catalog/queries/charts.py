"""What the charts show: price against current, and the prices of one device. A template draws what stands here."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from catalog.models import RegulatoryFinding
from catalog.models.prices import PriceKind
from catalog.queries.check_ages import check_ages
from catalog.queries.listing import card
from catalog.rules import statuses
from catalog.rules.charts import DAYS_FRAME, ENOUGH, FRAME, SHAPES, amount_axis, bar_chart, day_axis, patches, step_line

_SHAPE_OF = {
    statuses.APPROVED.slug: "circle",
    statuses.GRANTED.slug: "diamond",
    statuses.CLEARED.slug: "square",
    statuses.EXEMPT.slug: "triangle",
    statuses.REGISTERED.slug: "triangle",
    statuses.NONE_FOUND.slug: "circle",
    statuses.NOT_CHECKED.slug: "dash",
}


# Marks nearer than this, in units of the drawing, would hide each other.
_REACH = 8


@dataclass(frozen=True)
class Key:
    """One line of a legend: a shape (SVG path data), the kind it stands for, and its words."""

    shape: str
    kind: str
    words: str


def status_key(slug):
    """Return the Key of a status."""
    return Key(SHAPES[_SHAPE_OF[slug]], slug, statuses.STATUSES[slug].label)


@dataclass(frozen=True)
class Dot:
    """Where one device lies, or several whose marks would hide each other; `query` lists just these."""

    x: float
    y: float
    cards: tuple
    query: str

    @property
    def key(self):
        return status_key(self.cards[0].standing.status)


class PriceAgainstCurrent:
    """The devices of a Listing by the newest known price in its currency and by their largest current."""

    frame = FRAME

    def __init__(self, listing):
        self.listing, self.currency = listing, listing.currency

    @cached_property
    def cards(self):
        """The cards of every device that has both values: by price, then current, then address."""
        found = [card(device, self.currency, self.listing.today) for device in self.listing.drawable.for_cards()]
        return sorted(found, key=lambda one: (*_values(one), one.device.slug))

    @cached_property
    def missing(self):
        """Counter of the devices left out: those without a `price`, without a `current`, and without `both`."""
        pairs = self.listing.devices.order_by().values_list("price_now", "max_current_ua")
        gaps = {(True, True): "both", (True, False): "price", (False, True): "current"}
        return Counter(gaps.get((price is None, current is None), "none") for price, current in pairs)

    @property
    def has_chart(self):
        return len(self.cards) >= ENOUGH

    @cached_property
    def too_old(self):
        """How many of the prices shown are too old to compare by, or of no known day."""
        return sum(not one.price.is_comparable(self.listing.today) for one in self.cards)

    @cached_property
    def prices(self):
        return amount_axis([one.price.amount for one in self.cards], FRAME.left, FRAME.right)

    @cached_property
    def currents(self):
        return amount_axis([one.device.max_current_ua for one in self.cards], FRAME.bottom, FRAME.top)

    @cached_property
    def dots(self):
        """The Dots, those of several devices last: they lie on top, since they carry a number."""
        places = [
            (self.prices.place(price), self.currents.place(current)) for price, current in map(_values, self.cards)
        ]
        found = [self._dot(patch) for patch in patches(places, _REACH)]
        return sorted(found, key=lambda dot: len(dot.cards) > 1)

    @cached_property
    def keys(self):
        """The Keys of the statuses that the chart shows, the strongest first."""
        shown = {one.standing.status for one in self.cards}
        return [status_key(slug) for slug in statuses.STATUSES if slug in shown]

    @property
    def has_several(self):
        return any(len(dot.cards) > 1 for dot in self.dots)

    def _dot(self, patch):
        cards = tuple(self.cards[index] for index in sorted(patch.members))
        return Dot(*patch.middle, cards, self._list_of(cards))

    def _list_of(self, cards):
        """Return the query string that lists just these: what else lies in their box would be one of them."""
        prices, currents = zip(*map(_values, cards), strict=True)
        ends = {
            "price_min": min(prices),
            "price_max": max(prices),
            "current_min": min(currents),
            "current_max": max(currents),
        }
        mine = [pair for pair in self.listing.chosen if pair[0] not in (*ends, "currency")]
        return urlencode([*mine, *ends.items(), ("currency", self.currency)])


def _values(one):
    return one.price.amount, one.device.max_current_ua


def ages_of_checks(listing):
    """Return (CheckAges, BarChart or None when there are too few) of the devices of a Listing."""
    findings = RegulatoryFinding.objects.filter(device__in=listing.devices.order_by().values("pk"))
    ages = check_ages(listing.today, findings)
    return ages, bar_chart(ages.buckets) if ages.has_chart else None


@dataclass(frozen=True)
class PriceDot:
    """One price where it lies; `is_vague` when its day is not known exactly: it stands at the earliest possible."""

    x: float
    y: float
    price: object
    shape: str
    is_vague: bool


class PriceHistory:
    """The prices of one device in one currency, the newest first; at least one, drawn from five dated ones on."""

    frame = DAYS_FRAME

    def __init__(self, prices):
        self.all = prices
        self.currency = prices[0].currency
        self.dated = [price for price in reversed(prices) if price.seen_from]

    @property
    def newest(self):
        return self.all[0]

    @property
    def undated(self):
        """How many prices have no day, and so no place in the drawing."""
        return len(self.all) - len(self.dated)

    @cached_property
    def lowest(self):
        return min(self.all, key=lambda price: price.amount)

    @cached_property
    def highest(self):
        return max(self.all, key=lambda price: price.amount)

    @property
    def has_chart(self):
        return len(self.dated) >= ENOUGH

    @cached_property
    def amounts(self):
        return amount_axis([price.amount for price in self.dated], DAYS_FRAME.bottom, DAYS_FRAME.top)

    @cached_property
    def days(self):
        return day_axis([price.seen_from for price in self.dated], DAYS_FRAME.left, DAYS_FRAME.right)

    @cached_property
    def dots(self):
        return [self._dot(price) for price in self.dated]

    @cached_property
    def lines(self):
        """SVG path data, one line for each seller with several prices: a shop's price says nothing of another's."""
        sellers = {}
        for dot in self.dots:
            sellers.setdefault((dot.price.kind, dot.price.retailer), []).append((dot.x, dot.y))
        return [step_line(places) for places in sellers.values() if len(places) > 1]

    @cached_property
    def keys(self):
        """The Keys of the kinds of price shown, and of a vague day where there is one."""
        kinds = [kind for kind in PriceKind if any(dot.price.kind == kind for dot in self.dots)]
        vague = [
            Key(SHAPES["circle"], "vague", "Hollow: the day is not known exactly; drawn at the earliest it can be")
        ]
        return [Key(_kind_shape(kind), "price", kind.label) for kind in kinds] + (
            vague if any(dot.is_vague for dot in self.dots) else []
        )

    def _dot(self, price):
        return PriceDot(
            x=self.days.place(price.seen_from.toordinal()),
            y=self.amounts.place(price.amount),
            price=price,
            shape=_kind_shape(price.kind),
            is_vague=price.seen_approximate or price.seen_on != price.seen_from.isoformat(),
        )


def _kind_shape(kind):
    return SHAPES["square" if kind == PriceKind.RETAIL else "circle"]


def price_histories(prices):
    """Return a PriceHistory for each currency of some prices (the newest first); never two in one."""
    by_currency = {}
    for price in prices:
        by_currency.setdefault(price.currency, []).append(price)
    return [PriceHistory(rows) for rows in by_currency.values()]
