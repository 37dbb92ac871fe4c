"""Counts beside the facets' values: each over everybody's choice but its facet's own."""

from dataclasses import dataclass

from catalog.models import DeviceAuthorization
from catalog.models.regulation import Supply
from catalog.queries.filters import FACETS, LIMITS, NOT_STATED, STATED_COLUMNS, DeviceFilter, stated_slug
from catalog.rules import freshness, statuses

_COLUMNS = {
    "status": "fda_status",
    "check": "fda_check",
    "brand": "brand__slug",
    "power": "power",
    "medium": "medium",
    "app": "app",
    "availability": "availability",
}
# Unfolded before anything is chosen: what most visitors come for.
_OPEN_FIRST = ("status", "check", "price")
_RELATIONS = {"modality": "modalities", "area": "areas", "feature": "features"}
# {field of the panel: the facet that it stands in}
_FOLDED_IN = (
    {name: name for name in FACETS} | {field: name for name in LIMITS for field in LIMITS[name]} | {"currency": "price"}
)
_SUPPLIES = {
    Supply.OTC: {"otc"},
    Supply.PRESCRIPTION: {"prescription"},
    Supply.BOTH: {"otc", "prescription"},
    Supply.NOT_STATED: set(),
}


@dataclass(frozen=True)
class Value:
    """One value of a facet: the number of results it gives alone in its facet, all else as chosen.

    `count` is None where nothing is counted, because something that was asked for is wrong. `checked` says of how many
    of those a check of ours still counts; None where a status is no claim that could be checked.
    """

    slug: str
    label: str
    count: int | None
    is_selected: bool
    checked: int | None = None

    @property
    def is_disabled(self):
        return self.count == 0 and not self.is_selected


@dataclass(frozen=True)
class Facet:
    """A group of the panel; `typed` is what its number fields hold, in words, `is_open` whether it begins unfolded."""

    name: str
    label: str
    hint: str
    values: tuple
    typed: tuple
    is_open: bool

    @property
    def limits(self):
        """The names of the number fields that stand with it."""
        return LIMITS.get(self.name, ())

    @property
    def selected(self):
        return [value for value in self.values if value.is_selected]

    @property
    def chosen(self):
        """All that is chosen in it, in words: what its title says of it while it is folded."""
        return [*(value.label for value in self.selected), *self.typed]


def count_facets(filterset):
    """Return the facets of a valid filter set, each value with its exact count of distinct devices."""
    narrowed = _narrowed(filterset)
    members = _members(filterset.queryset, filterset)
    return [
        _facet(filterset.form, name, _counted(filterset.form, name, _but(narrowed, name), members)) for name in FACETS
    ]


def uncounted_facets(filterset):
    """Return the facets of a filter set that holds errors: what was ticked stays ticked, nothing is counted."""
    form = filterset.form
    return [_facet(form, name, _as_ticked(form.fields[name].choices, form[name].value() or ())) for name in FACETS]


def _as_ticked(choices, ticked):
    return tuple(Value(slug, label, None, slug in ticked) for slug, label in choices)


def _counted(form, name, devices, members):
    chosen = form.cleaned_data.get(name) or ()
    having = {slug: devices & members[name].get(slug, set()) for slug, _ in form.fields[name].choices}
    return tuple(
        Value(slug, label, len(having[slug]), slug in chosen, _checked(name, slug, having[slug], members["check"]))
        for slug, label in form.fields[name].choices
    )


def _checked(name, slug, devices, by_check):
    if name != "status" or slug == statuses.NOT_CHECKED.slug:
        return None
    return sum(len(devices & by_check.get(check, set())) for check in freshness.EARNED)


def _facet(form, name, values):
    """Return a Facet. What is wrong is unfolded alone, else what is chosen and what most come for."""
    field, fields = form.fields[name], LIMITS.get(name, ())
    typed = tuple(f"{form.fields[limit].label}: {form[limit].value()}" for limit in fields if form[limit].value())
    wrong = form.errors.keys() & _FOLDED_IN.keys()
    is_chosen = typed or any(value.is_selected for value in values)
    is_open = name in map(_FOLDED_IN.get, wrong) if wrong else name in _OPEN_FIRST or bool(is_chosen)
    return Facet(name, field.label, field.help_text, values, typed, is_open)


def _narrowed(filterset):
    """Return {filter name: ids that satisfy it alone} for every active filter, with all ids under ""."""
    everything = DeviceFilter({"currency": filterset.currency_chosen}, queryset=filterset.queryset).qs
    narrowed = {"": set(everything.order_by().values_list("pk", flat=True))}
    for name, value in filterset.form.cleaned_data.items():
        if value not in (None, "", []) and name not in ("sort", "currency"):
            alone = filterset.filters[name].filter(everything, value)
            narrowed[name] = set(alone.order_by().values_list("pk", flat=True))
    return narrowed


def _but(narrowed, name):
    return set.intersection(*(ids for other, ids in narrowed.items() if other != name))


def _members(devices, filterset):
    """Return {facet: {value: ids of the devices that have it}} over all `devices`."""
    annotated = DeviceFilter({"currency": filterset.currency_chosen}, queryset=devices).qs.order_by()
    members = {name: {} for name in FACETS}
    columns = _COLUMNS | STATED_COLUMNS
    for pk, *values in annotated.values_list("pk", *columns.values()):
        for name, value in zip(columns, values, strict=True):
            slug = stated_slug(value) if name in STATED_COLUMNS else value
            members[name].setdefault(slug, set()).add(pk)
    for name, relation in _RELATIONS.items():
        for pk, slug in devices.order_by().values_list("pk", f"{relation}__slug"):
            members[name].setdefault(slug or NOT_STATED[0], set()).add(pk)
    members["supply"] = _supplies(devices)
    return members


def _supplies(devices):
    stated = {pk: set() for pk in devices.order_by().values_list("pk", flat=True)}
    links = DeviceAuthorization.objects.deriving().filter(device__in=devices.order_by().values("pk"))
    for pk, supply in links.values_list("device", "authorization__supply"):
        stated[pk] |= _SUPPLIES[supply]
    members = {}
    for pk, values in stated.items():
        for value in values or {NOT_STATED[0]}:
            members.setdefault(value, set()).add(pk)
    return members
