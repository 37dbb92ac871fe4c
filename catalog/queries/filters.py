"""The filters of the device list, as django-filter declares them. A wrong value is an error, never ignored."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from catalog.models import Area, Brand, Device, DeviceAuthorization, Feature, Modality
from catalog.models.devices import App, Availability, Medium, Power
from catalog.models.fields import Bytewise
from catalog.models.prices import Currency
from catalog.models.regulation import Supply
from catalog.queries.search import MAX_CHARACTERS, MAX_WORDS, search
from catalog.rules import freshness, statuses
from catalog.rules.text import first_hidden_character

MAX_PARAMETERS, MAX_VALUES = 50, 20
STATED, NOT_STATED = ("stated", "Stated"), ("not-stated", "Not stated")
# What is meant where nothing is chosen; an address need not say it.
DEFAULTS = {"currency": Currency.USD.value, "sort": "name"}
_PLAIN_NUMBER = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,2})?")


_BY_NAME = (Bytewise("brand__slug"), Bytewise("slug"))
SORTS = {
    "name": ("Name", ()),
    "price": ("Price, lowest first", (F("price_comparable").asc(nulls_last=True),)),
    "-price": ("Price, highest first", (F("price_comparable").desc(nulls_last=True),)),
    "current": ("Largest current, lowest first", (F("max_current_ua").asc(nulls_last=True),)),
    "-current": ("Largest current, highest first", (F("max_current_ua").desc(nulls_last=True),)),
    "verified": ("Most recently checked", (F("fda_verified_on").desc(nulls_last=True),)),
    "newest": ("Newest here", (F("published_at").desc(nulls_last=True),)),
}


class PlainNumberField(forms.CharField):
    """A number in plain ASCII digits with at most one dot: no signs, exponents, underscores or other scripts."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        if not _PLAIN_NUMBER.fullmatch(text):
            raise forms.ValidationError(
                "Write plain digits, such as 300 or 299.50; below ten million, at most two decimals."
            )
        return Decimal(text)


class SearchField(forms.CharField):
    def clean(self, value):
        text = super().clean(value)
        if hidden := first_hidden_character(text):
            raise forms.ValidationError(f"The search holds a character that cannot be seen (U+{ord(hidden):04X}).")
        if len(text.split()) > MAX_WORDS:
            raise forms.ValidationError(f"Search for at most {MAX_WORDS} words.")
        return text


class NumberFilter(django_filters.Filter):
    field_class = PlainNumberField


class WholeNumberFilter(NumberFilter):
    """Compares a column of whole numbers with a number that may have decimals: 400 is not at least 400.5."""

    def filter(self, queryset, value):
        rounding = ROUND_CEILING if self.lookup_expr == "gte" else ROUND_FLOOR
        return super().filter(queryset, value if value is None else int(value.to_integral_value(rounding)))


class SearchFilter(django_filters.Filter):
    field_class = SearchField


class OneOfFilter(django_filters.ChoiceFilter):
    """One value of a closed list, `unsaid` unless given, that narrows nothing by itself: an order, a currency."""

    def __init__(self, *, label, choices, method, unsaid):
        super().__init__(label=label, choices=choices, method=method, empty_label=None, initial=unsaid)
        self.extra["error_messages"] = {"invalid_choice": f"“%(value)s” is not a value of “{label}”."}


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Several values of one name are OR; `condition` turns them into one Q."""

    def __init__(self, *, label, condition, choices, hint=""):
        super().__init__(label=label, choices=choices, help_text=hint)
        self.condition = condition
        self.extra["error_messages"] = {
            "invalid_choice": f"“%(value)s” is not a value of the filter “{label}”.",
        }

    def filter(self, queryset, values):
        return queryset.filter(self.condition(values)) if values else queryset


class StatedFilter(FacetFilter):
    """Whether a number is stated at all; the limits for the number itself are RANGES."""

    def __init__(self, *, label, column, hint):
        super().__init__(label=label, condition=self.is_stated, choices=[STATED, NOT_STATED], hint=hint)
        self.column = column

    def is_stated(self, values):
        return Q(*(Q(**{f"{self.column}__isnull": value == NOT_STATED[0]}) for value in values), _connector=Q.OR)


def stated_slug(number):
    """Return the value of a StatedFilter that a number belongs to."""
    return (NOT_STATED if number is None else STATED)[0]


def column_is_one_of(column):
    return lambda values: Q(**{f"{column}__in": values})


def has_term(relation):
    """Return the condition of a many-to-many facet; "not-stated" means that no term is given at all."""

    def condition(values):
        with_term = Device.objects.filter(**{f"{relation}__slug__in": values}).values("pk")
        none_given = Device.objects.filter(**{f"{relation}__isnull": True}).values("pk")
        return Q(pk__in=with_term) | (Q(pk__in=none_given) if NOT_STATED[0] in values else Q())

    return condition


def supplied(values):
    """Return the condition of the supply that the deriving records state."""
    links = DeviceAuthorization.objects.deriving().filter(device=OuterRef("pk"))
    stated = {"otc": [Supply.OTC, Supply.BOTH], "prescription": [Supply.PRESCRIPTION, Supply.BOTH]}
    condition = Q()
    for value, wanted in stated.items():
        if value in values:
            condition |= Q(Exists(links.filter(authorization__supply__in=wanted)))
    if NOT_STATED[0] in values:
        condition |= ~Q(Exists(links.exclude(authorization__supply=Supply.NOT_STATED)))
    return condition


def _terms(model):
    return lambda: [*model.objects.values_list("slug", "name"), NOT_STATED]


def _brands():
    return sorted(
        Brand.objects.with_published_devices().order_by().values_list("slug", "name"), key=lambda brand: brand[0]
    )


class FilterForm(forms.Form):
    """The form behind the filters: refuses too many parameters, too many values, and two answers to one question."""

    def clean(self):
        lists = dict(self.data.lists()) if hasattr(self.data, "lists") else {}
        if sum(map(len, lists.values())) > MAX_PARAMETERS:
            self.add_error(None, f"The address holds more than {MAX_PARAMETERS} parameters.")
        for name in self.fields:
            values = lists.get(name, ())
            if len(values) > MAX_VALUES:
                self.add_error(name, f"Choose at most {MAX_VALUES} values.")
            elif len(set(values)) > 1 and not isinstance(self.fields[name], forms.MultipleChoiceField):
                self.add_error(name, "Give one value only.")
        return super().clean()


class DeviceFilter(django_filters.FilterSet):
    """Devices as a visitor narrows them. All filters are of FDA's finding or of the device itself."""

    q = SearchFilter(label="Search", method="search", max_length=MAX_CHARACTERS)
    status = FacetFilter(
        label="FDA status",
        choices=[(s.slug, s.label) for s in statuses.STATUSES.values()],
        condition=column_is_one_of("fda_status"),
        hint="What FDA’s database is reported or verified to hold. Cleared is not approved.",
    )
    check = FacetFilter(
        label="Our check",
        choices=list(freshness.CHECK_LABELS.items()),
        condition=column_is_one_of("fda_check"),
        hint="Whether and how recently an editor looked it up in FDA’s database.",
    )
    price = StatedFilter(
        label="Price",
        column="price_now",
        hint="The newest price we know in this currency. A limit leaves out devices without one.",
    )
    current = StatedFilter(
        label="Largest current",
        column="max_current_ua",
        hint="In microampere (µA), a millionth of an ampere. A limit leaves out devices for which it is not stated.",
    )
    minutes = StatedFilter(
        label="Longest session",
        column="session_minutes_max",
        hint="As a source states it. A limit leaves out devices for which it is not stated.",
    )
    brand = FacetFilter(label="Brand", choices=_brands, condition=column_is_one_of("brand__slug"))
    modality = FacetFilter(
        label="What it does",
        choices=_terms(Modality),
        condition=has_term("modalities"),
        hint="Microcurrent is a very small electric current; several devices add other functions.",
    )
    area = FacetFilter(
        label="Area of use",
        choices=_terms(Area),
        condition=has_term("areas"),
        hint="Where a source says it is meant to be used.",
    )
    feature = FacetFilter(label="Features", choices=_terms(Feature), condition=has_term("features"))
    power = FacetFilter(label="Power", choices=Power.choices, condition=column_is_one_of("power"))
    medium = FacetFilter(
        label="Conductive medium",
        choices=Medium.choices,
        condition=column_is_one_of("medium"),
        hint="The gel or liquid that carries the current into the skin.",
    )
    app = FacetFilter(label="App", choices=App.choices, condition=column_is_one_of("app"))
    supply = FacetFilter(
        label="Supply",
        choices=[("otc", "Over the counter"), ("prescription", "Prescription"), NOT_STATED],
        condition=supplied,
        hint="As the linked record states it.",
    )
    availability = FacetFilter(
        label="Availability", choices=Availability.choices, condition=column_is_one_of("availability")
    )
    price_min = NumberFilter(label="Lowest price", field_name="price_now", lookup_expr="gte")
    price_max = NumberFilter(label="Highest price", field_name="price_now", lookup_expr="lte")
    currency = OneOfFilter(label="Currency", choices=Currency.choices, method="leave", unsaid=DEFAULTS["currency"])
    current_min = WholeNumberFilter(label="At least (µA)", field_name="max_current_ua", lookup_expr="gte")
    current_max = WholeNumberFilter(label="At most (µA)", field_name="max_current_ua", lookup_expr="lte")
    minutes_max = NumberFilter(label="At most (minutes)", field_name="session_minutes_max", lookup_expr="lte")
    sort = OneOfFilter(
        label="Sort by",
        choices=[(slug, label) for slug, (label, _) in SORTS.items()],
        method="order",
        unsaid=DEFAULTS["sort"],
    )

    class Meta:
        model = Device
        form = FilterForm
        fields = []

    @cached_property
    def found(self):
        """The Search of the text asked for, over all devices: what a word finds does not hang on the other filters."""
        text = self.form.cleaned_data["q"] if self.form.is_valid() else ""
        return search(self.queryset if text else self.queryset.none(), text)

    def search(self, queryset, name, text):
        return queryset.filter(pk__in=self.found.found)

    def leave(self, queryset, name, value):
        """The currency narrows nothing by itself: it says which price is meant (see `filter_queryset`)."""
        return queryset

    def order(self, queryset, name, value):
        return queryset.order_by(*SORTS[value][1], *_BY_NAME)

    @property
    def currency_chosen(self):
        return self.form.cleaned_data.get("currency") or DEFAULTS["currency"]

    def filter_queryset(self, queryset):
        """Annotate what the filters compare, apply them, and order even when no order is chosen."""
        today = timezone.localdate()
        annotated = queryset.with_fda(today).with_price(self.currency_chosen, today)
        return super().filter_queryset(annotated.order_by(*_BY_NAME))


# In the order in which they are shown.
FACETS = tuple(name for name, f in DeviceFilter.base_filters.items() if isinstance(f, FacetFilter))
STATED_COLUMNS = {name: f.column for name, f in DeviceFilter.base_filters.items() if isinstance(f, StatedFilter)}
LIMITS = {"price": ("price_min", "price_max"), "current": ("current_min", "current_max"), "minutes": ("minutes_max",)}
RANGES = tuple(name for names in LIMITS.values() for name in names)
