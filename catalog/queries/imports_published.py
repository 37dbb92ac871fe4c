"""Whether published devices would keep what publishing asks for: judged in memory, on each as it would stand."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from catalog.models import (
    Authorization,
    Device,
    DeviceAuthorization,
    DeviceContraindication,
    Price,
    RegulatoryFinding,
    Source,
)
from catalog.queries.columns import CHUNK
from catalog.queries.imports_checks import as_it_would_stand
from catalog.queries.imports_known import Known, term_columns
from catalog.queries.imports_rows import Row
from catalog.queries.quality import for_publication, missing_for_publication
from catalog.queries.tables import TABLES

# The rows of a device that publishing asks about, by the name under which the device holds them.
_HELD = {
    Source: "sources",
    RegulatoryFinding: "findings",
    DeviceAuthorization: "links",
    Price: "prices",
    DeviceContraindication: "contraindications",
}
# Which rows bring about what is not the lack of a single row.
_CAUSES = {
    "sources-group": (Device, Source),
    "findings-group": (RegulatoryFinding, DeviceAuthorization, Authorization),
}


@dataclass(frozen=True)
class _Change:
    """A row of the files and its object as it would stand: with its id, but for a new one; `names` are its columns."""

    row: Row
    object: object
    names: tuple


def lacking(rows, scope):
    """Return {id(Row): {column: why}} of what the `rows`, [(Row, names of what changes)], would take from publication.

    What waits for a second person does not count, and of a cell that cannot be read what stands.
    """
    by_device = defaultdict(list)
    for change, devices in _changes(rows, scope):
        for device in devices:
            by_device[device].append(change)
    found, pks = {}, list(by_device)
    for start in range(0, len(pks), CHUNK):
        devices = Device.objects.published().filter(pk__in=pks[start : start + CHUNK])
        for device in for_publication(devices):
            for change, column, why in _judged(device, by_device[device.pk]):
                found.setdefault(id(change.row), {}).setdefault(column, []).append(why)
    return {key: {name: " ".join(whys) for name, whys in columns.items()} for key, columns in found.items()}


def _changes(rows, scope):
    """Return [(_Change, ids of the devices that it may touch)] of the rows that are saved at once."""
    made = {}
    for name, group in groupby(rows, key=lambda pair: pair[0].table.name):
        group = list(group)
        for start in range(0, len(group), CHUNK):
            part = group[start : start + CHUNK]
            known = Known(TABLES[name], [row for row, _ in part], scope, keys_only=True)
            for row, names in part:
                if _is_saved(row, known) and (change := _change(row, names, known, made)):
                    made[name, row.key] = change
    linked = _linked(change.object.pk for (name, _), change in made.items() if name == "authorizations")
    return [(change, _devices(change.object, linked)) for change in made.values()]


def _linked(records):
    """Return {id of a record: ids of the devices that are linked to it}."""
    linked = defaultdict(set)
    links = DeviceAuthorization.objects.filter(authorization__in=[pk for pk in records if pk])
    for record, device in links.values_list("authorization", "device"):
        linked[record].add(device)
    return linked


def _is_saved(row, known):
    standing = known.standing.get(row.key)
    seen = known.table.model is Authorization and standing or known.is_read_by_visitors(row, standing)
    return bool(seen) and not known.waits(row, standing)


def _change(row, names, known, made):
    """Return the _Change of a row; None where it points nowhere, which is told as such."""
    standing = known.standing.get(row.key)
    current = standing and standing.object
    values = {name: value for name, value in row.values.items() if current is None or name in names}
    changed = as_it_would_stand(known.table, current, values)
    changed.pk = current and current.pk
    for reference in known.table.references:
        key = row.reference(reference)
        before = made.get((reference.table, key))
        target = before.object if before else known.targets[reference.field].get(key)
        if target is None and reference.field != "brand":
            return None
        setattr(changed, reference.field, target)
    return _Change(row, changed, tuple(values))


def _devices(changed, linked):
    if isinstance(changed, Authorization):
        return linked[changed.pk]
    return {changed.pk if isinstance(changed, Device) else getattr(changed, "device_id", None)} - {None}


def _judged(device, changes):
    """Yield (_Change, column, why) of what a published device, as `for_publication` loaded it, would lack."""
    name, owners = str(device), {id(change.object): change for change in changes}
    loaded = device._prefetched_objects_cache
    loaded |= {held: list(loaded[held]) for held in _HELD.values()}
    for change in changes:
        _apply(device, change)
    for lack in missing_for_publication(device):
        causes = _CAUSES.get(lack.place, ())
        own = owners.get(id(lack.row))
        change = own or next((one for one in changes if isinstance(one.object, causes)), changes[0])
        yield change, "source_url" if own else "", words_of(name, lack)


def words_of(device, lack):
    """Return the sentence that refuses what a published device would come to lack."""
    return f"{device} is published, so it keeps what publishing asks for. {lack}"


def _apply(device, change):
    """Let the loaded device stand as it would after one change; nothing is saved."""
    changed, loaded = change.object, device._prefetched_objects_cache
    if isinstance(changed, Device):
        _become(device, change, loaded)
    elif isinstance(changed, Authorization):
        for link in device.links.all():
            if link.authorization_id == changed.pk:
                link.authorization = changed
    elif held := _HELD.get(type(changed)):
        changed.device = device
        rows = loaded[held]
        if changed.pk is None:
            rows.append(changed)
        else:
            rows[:] = [changed if row.pk == changed.pk else row for row in rows]


def _become(device, change, loaded):
    table = change.row.table
    words = {column.name for column in term_columns(table)}
    for name in change.names:
        field = table.column(name).field
        if name in words:
            model = device._meta.get_field(field).related_model
            loaded[field] = [model(slug=slug, name=slug) for slug in change.row.values[name]]
        else:
            setattr(device, field, getattr(change.object, field))
