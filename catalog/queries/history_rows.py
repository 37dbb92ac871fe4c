"""What the history holds of one device: its versions, those of its rows, and those of the records it leans on."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from catalog import models

# What belongs to one device and vanishes with it, in the order of its page.
ROWS = (
    models.DeviceAuthorization,
    models.RegulatoryFinding,
    models.Source,
    models.Price,
    models.Photo,
    models.MarketingClaim,
    models.DeviceContraindication,
    models.DeviceBenefit,
    models.Notice,
)
# What a row of a device says something about → the column that points to it.
SUBJECTS = {
    models.DeviceAuthorization: "authorization",
    models.DeviceContraindication: "contraindication",
    models.DeviceBenefit: "benefit",
}


@dataclass(frozen=True)
class Version:
    """One row of history, with its sets of words ({field: ids}) and the version before it, None for the first."""

    model: Any
    row: Any
    words: dict
    before: Any

    @property
    def at(self):
        return self.row.history_date

    @property
    def is_removal(self):
        return self.row.history_type == "-"

    def pointed_to(self, name):
        """Return the ids that the column or the set of words `name` held: none any more after a removal."""
        if self.is_removal:
            return frozenset()
        return self.words[name] if name in self.words else frozenset([getattr(self.row, f"{name}_id")])


def versions(model, wanted, *, until=None):
    """Return {id: [Version]}, oldest first, of the objects whose ids are in `wanted` (ids, or a query for them).

    `until` is the moment before which to look. One query, and one for each set of words, however many objects.
    """
    rows = model.history.filter(id__in=wanted).order_by("history_date", "history_id")
    rows = rows.filter(history_date__lt=until) if until else rows
    words = {field.name: _word_ids(rows.model, field, wanted) for field in rows.model._history_m2m_fields}
    found = {}
    for row in rows:
        line = found.setdefault(row.id, [])
        own = {name: ids.get(row.history_id, frozenset()) for name, ids in words.items()}
        line.append(Version(model, row, own, line[-1] if line else None))
    return found


def _word_ids(history_model, field, wanted):
    """Return {id of a row of history: ids of the words it had} for one set of words."""
    kept = getattr(history_model, field.name).model.objects.filter(history__id__in=wanted)
    found = {}
    for version, word in kept.values_list("history_id", f"{field.m2m_reverse_field_name()}_id"):
        found.setdefault(version, set()).add(word)
    return {version: frozenset(ids) for version, ids in found.items()}


class Histories:
    """Every version of some devices, of their rows and of what they lean on, as {model: {id: [Version]}}.

    A fixed number of queries; what is loaded grows with the history of these devices alone. `until` is the moment
    before which to look.
    """

    def __init__(self, pks, *, until=None):
        self.devices = versions(models.Device, pks, until=until)
        self.rows = {
            model: versions(model, model.history.filter(device_id__in=pks).values("id"), until=until) for model in ROWS
        }
        self.shared = {}
        for model, lines in _pointing(self.devices.values(), self.rows, self.shared):
            wanted = {spanned for line, name in lines for spanned, *_ in spans(line, name)}
            self.shared[model] = versions(model, wanted, until=until)


def _pointing(devices, rows, shared):
    """Yield each shared model with the (line of versions, column) that point to it; areas ask for `shared` records."""
    yield models.Brand, [(line, "brand") for line in devices]
    for model, name in SUBJECTS.items():
        yield model._meta.get_field(name).related_model, [(line, name) for line in rows[model].values()]
    yield models.Modality, [(line, "modalities") for line in devices]
    yield models.Feature, [(line, "features") for line in devices]
    areas = [(line, "areas") for line in shared[models.Authorization].values()]
    yield models.Area, [*((line, "areas") for line in devices), *areas]


class DeviceVersions:
    """Every version of one device, of its rows and of what it leans on, as {model: {id: [Version]}}.

    `among` are Histories that hold it; without them its own are loaded. `shared` may hold what others lean on as well.
    """

    def __init__(self, pk, *, among=None):
        loaded = among or Histories([pk])
        self.pk, self.shared = pk, loaded.shared
        self.device = loaded.devices.get(pk, [])
        self.rows = {
            model: {row: line for row, line in lines.items() if any(v.row.device_id == pk for v in line)}
            for model, lines in loaded.rows.items()
        }

    def own_versions(self):
        """Yield the versions of the device and of every row while the row was this device's."""
        yield from self.device
        for lines in self.rows.values():
            for line in lines.values():
                yield from (v for v in line if self.pk in (v.row.device_id, v.before and v.before.row.device_id))

    def shared_versions(self):
        """Yield the versions of brand, records and words that came about while the device leaned on them."""
        for model, pointing in _pointing([self.device], self.rows, self.shared):
            held = [span for line, name in pointing for span in spans(line, name)]
            for line in self.shared[model].values():
                yield from (v for v in line if _is_held(v, held))


def spans(line, name):
    """Yield (id, since, until) for what the versions of one object pointed to by `name`; until None means still."""
    for version, following in zip_longest(line, line[1:]):
        for pk in version.pointed_to(name):
            yield pk, version.at, following and following.at


def _is_held(version, held):
    return any(
        pk == version.row.id and since <= version.at and (until is None or version.at < until)
        for pk, since, until in held
    )
