"""Counts beside the facets' values: each over everybody's choice but its facet's own."""

from dataclasses import dataclass

from catalog.models import DeviceAuthorization
from catalog.models.regulation import Supply
from catalog.queries.filters import FACETS, LIMITS, NOT_STATED, STATED_COLUMNS, DeviceFilter, stated_slug

_COLUMNS = {
    "status": "fda_status",
    "check": "fda_check",
    "brand": "brand__slug",
    "power": "power",
    "medium": "medium",
    "app": "app",
    "availability": "availability",
}
_RELATIONS = {"modality": "modalities", "area": "areas", "feature": "features"}
_SUPPLIES = {
    Supply.OTC: {"otc"},
    Supply.PRESCRIPTION: {"prescription"},
    Supply.BOTH: {"otc", "prescription"},
    Supply.NOT_STATED: set(),
}


@dataclass(frozen=True)
class Value:
    """One value of a facet: the number of results it gives alone in its facet, all else as chosen.

    `count` is None where nothing is counted, because something that was asked for is wrong.
    """

    slug: str
    label: str
    count: int | None
    is_selected: bool

    @property
    def is_disabled(self):
        return self.count == 0 and not self.is_selected


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    hint: str
    values: tuple

    @property
    def limits(self):
        """The names of the number fields that stand with it."""
        return LIMITS.get(self.name, ())

    @property
    def selected(self):
        return [value for value in self.values if value.is_selected]


def count_facets(filterset):
    """Return the facets of a valid filter set, each value with its exact count of distinct devices."""
    narrowed = _narrowed(filterset)
    members = _members(filterset.queryset, filterset)
    return [_facet(filterset, name, _but(narrowed, name), members[name]) for name in FACETS]


def uncounted_facets(filterset):
    """Return the facets of a filter set that holds errors: what was ticked stays ticked, nothing is counted."""
    form = filterset.form
    return [
        Facet(name, field.label, field.help_text, _as_ticked(field.choices, form[name].value() or ()))
        for name in FACETS
        for field in [form.fields[name]]
    ]


def _as_ticked(choices, ticked):
    return tuple(Value(slug, label, None, slug in ticked) for slug, label in choices)


def _facet(filterset, name, devices, members):
    field = filterset.form.fields[name]
    chosen = filterset.form.cleaned_data.get(name) or ()
    values = tuple(
        Value(slug, label, len(devices & members.get(slug, set())), slug in chosen) for slug, label in field.choices
    )
    return Facet(name, field.label, field.help_text, values)


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
