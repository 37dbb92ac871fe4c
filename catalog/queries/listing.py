"""The device list: filters, facets, chips and one page, from the parameters of an address."""

import datetime
import re
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from catalog.queries.facets import count_facets, uncounted_facets
from catalog.queries.filters import DEFAULTS, FACETS, LIMITS, NOT_STATED, RANGES, DeviceFilter
from catalog.queries.pages import one_page
from catalog.queries.specification import number_range
from catalog.queries.standing import standing
from catalog.queries.tray import PARAMETER, fill_tray
from catalog.rules.charts import ENOUGH

PER_PAGE = 24

# The canonical order of parameters in an address.
_ORDER = ("q", *FACETS, *RANGES, "currency", "sort")
_RANGE_WORDS = {
    "price_min": "Price from {} {}",
    "price_max": "Price up to {} {}",
    "current_min": "Largest current at least {} µA",
    "current_max": "Largest current at most {} µA",
    "minutes_max": "Session at most {} minutes",
}
_SILENCE = {
    "price": "no price in {} is known",
    "current": "no largest current is stated",
    "minutes": "no length of a session is stated",
}


@dataclass(frozen=True)
class Chip:
    """One active choice in words, and the query string that drops it."""

    name: str
    label: str
    value: str
    without: str

    @property
    def words(self):
        """The choice as a reader meets it; a range says by itself what it is a range of."""
        return self.value if self.name in RANGES else f"{self.label}: {self.value}"


@dataclass(frozen=True)
class Card:
    """A device as the list shows it; `choice` says what can be done about it in the tray, where there is one.

    `why` holds the reasons for which a search found it, where its plain name is not reason enough.
    """

    device: object
    standing: object
    price: object
    choice: object = None
    why: tuple = ()

    @property
    def stated(self):
        """[(label, words, how old)] of the facts that a list shows, as far as they are stated."""
        return [fact for fact in self._facts if fact[1]]

    @property
    def unstated(self):
        return [label for label, words, _ in self._facts if not words]

    @property
    def _facts(self):
        device, price = self.device, self.price
        return [
            ("Functions", ", ".join(term.name for term in device.modalities.all()), ""),
            ("Area", ", ".join(term.name for term in device.areas.all()), ""),
            ("Current", number_range(device.min_current_ua, device.max_current_ua, "µA"), ""),
            ("Price", price.amount_words if price else "", self._price_seen),
        ]

    @property
    def _price_seen(self):
        """When the price was seen, and whether that is too long ago, or too vague, to compare it with others."""
        if self.price is None:
            return ""
        comparable = self.price.is_comparable(self.standing.today)
        return self.price.seen_words + ("" if comparable else ": not to be compared")


@dataclass(frozen=True)
class Suggestion:
    """Another text to search for, the query string that does so, and the number of results."""

    text: str
    query: str
    total: int


@dataclass(frozen=True)
class LeftOut:
    """Devices that a limit leaves out for want of the number alone: why, how many, the query string that lists them."""

    why: str
    total: int
    query: str


@dataclass
class Listing:
    """What an address asks for. Nothing is listed and nothing counted while `errors` holds something."""

    filterset: DeviceFilter
    page_text: str = ""
    tray_slugs: tuple = ()
    today: object = field(default_factory=timezone.localdate)

    @cached_property
    def form(self):
        return self.filterset.form

    @cached_property
    def errors(self):
        """{parameter: sentences}; "" for what concerns the whole address."""
        return {("" if name == "__all__" else name): list(found) for name, found in self.form.errors.items()}

    @cached_property
    def devices(self):
        """Every device that satisfies all filters, in order."""
        return self.filterset.qs

    @cached_property
    def total(self):
        return self.devices.count()

    @property
    def drawable(self):
        """Those of the devices that have both a price in the currency chosen and a largest current."""
        return self.devices.filter(max_current_ua__isnull=False, price_now__isnull=False)

    @property
    def has_chart(self):
        """Whether these are enough for a chart."""
        return self.drawable.order_by()[:ENOUGH].count() == ENOUGH

    @cached_property
    def facets(self):
        return uncounted_facets(self.filterset) if self.errors else count_facets(self.filterset)

    @cached_property
    def page(self):
        """The Page asked for. Raises PageError or PageMissing."""
        return one_page(self.devices.for_cards(), self.page_text, PER_PAGE)

    @cached_property
    def cards(self):
        why = self.found.found
        return [
            card(device, self.currency, self.today, self.tray.choice(device), why.get(device.pk, ()))
            for device in self.page
        ]

    @cached_property
    def tray(self):
        """What is chosen for a comparison. It narrows nothing; the links of the list carry it along."""
        page = [("page", self.page_text)] if re.fullmatch(r"[0-9]+", self.page_text) else []
        return fill_tray(self.tray_slugs, self.filterset.queryset, [*self.chosen, *page])

    @property
    def currency(self):
        return self.filterset.currency_chosen

    @property
    def sort(self):
        return self.form.cleaned_data.get("sort") or DEFAULTS["sort"]

    @cached_property
    def chosen(self):
        """[(parameter, value)] of every filter in force, in canonical order; what is meant anyway is left out."""
        pairs = []
        for name in _ORDER:
            value = self.form.cleaned_data.get(name)
            if value not in (None, "", [], DEFAULTS.get(name)):
                pairs += [(name, str(v)) for v in (sorted(value) if isinstance(value, list) else [value])]
        return pairs

    @property
    def query(self):
        """The canonical query string, without the page."""
        return urlencode(self.chosen)

    @property
    def query_with_tray(self):
        """The query string of another page of this list, without that page."""
        return urlencode([*self.chosen, *self.tray.pairs])

    @property
    def kept_when_cleared(self):
        """The query string of “Clear filters”: search, currency, order and tray stay."""
        kept = [pair for pair in self.chosen if pair[0] in ("q", "currency", "sort")]
        return urlencode([*kept, *self.tray.pairs])

    @cached_property
    def chips(self):
        return [
            Chip(name, self.form.fields[name].label, self._words(name, value), self._without(name, value))
            for name, value in self.chosen
            if name not in ("sort", "currency")
        ]

    def _without(self, name, value):
        return urlencode([*(pair for pair in self.chosen if pair != (name, value)), *self.tray.pairs])

    def _words(self, name, value):
        if name in _RANGE_WORDS:
            return _RANGE_WORDS[name].format(*([self.currency, value] if name.startswith("price") else [value]))
        if name in FACETS:
            return dict(self.form.fields[name].choices).get(value, value)
        return value

    def drops(self):
        """Return [(chip, number of results without it)]: what a visitor is offered when nothing is found."""
        return [(chip, list_devices_from_query(self, chip.without).total) for chip in self.chips]

    def left_out(self):
        """Return a LeftOut for each number that is limited, where devices that meet all the rest do not state it."""
        names = {name for name, _ in self.chosen}
        limited = [facet for facet, limits in LIMITS.items() if names & set(limits) and facet not in names]
        return [left_out for left_out in map(self._silent_about, limited) if left_out.total]

    def _silent_about(self, facet):
        rest = [pair for pair in self.chosen if pair[0] not in LIMITS[facet]]
        query = urlencode([*rest, (facet, NOT_STATED[0]), *self.tray.pairs])
        return LeftOut(_SILENCE[facet].format(self.currency), list_devices_from_query(self, query).total, query)

    @property
    def found(self):
        """The Search behind the list."""
        return self.filterset.found

    def suggestions(self):
        """Return a Suggestion for each other search that finds something with the filters as they are."""
        found = []
        for text in [] if self.found.found else self.found.suggestions():
            query = urlencode(
                [*((name, text if name == "q" else value) for name, value in self.chosen), *self.tray.pairs]
            )
            total = list_devices_from_query(self, query).total
            found += [Suggestion(text, query, total)] if total else []
        return found


def list_devices(params, devices):
    """Return the Listing of the QueryDict `params` over `devices` (already restricted to what may be seen).

    A parameter without a value is as good as not given: forms send those of empty fields.
    """
    given = params.copy()
    for name, values in params.lists():
        given.setlist(name, [value for value in values if value])
    tray_slugs = tuple(given.pop(PARAMETER, ()))  # no filter: nothing counts or refuses it
    return Listing(DeviceFilter(given, queryset=devices), params.get("page", "").strip(), tray_slugs)


def list_devices_from_query(listing, query):
    """Return the Listing that another query string gives over the same devices."""
    return list_devices(QueryDict(query), listing.filterset.queryset)


def card(device, currency, today, choice=None, why=()):
    """Return the Card of a device that `for_cards` and `with_fda` have loaded."""
    return Card(device, standing(device, today), shown_price(device.prices.all(), currency), choice, why)


def shown_price(prices, currency):
    """Return the newest known price in `currency`, else the newest in any other, else None."""
    ordered = newest_first(prices)
    own = [price for price in ordered if price.currency == currency]
    return (own or ordered or [None])[0]


def newest_first(prices):
    """Return loaded prices in the order of `PriceQuerySet.newest_first`."""
    return sorted(prices, key=lambda price: (price.seen_from or datetime.date.min, price.pk), reverse=True)
