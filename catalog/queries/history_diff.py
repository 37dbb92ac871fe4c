"""What changed from one version to the next, in words: choices by their labels, gaps as gaps."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import models as db
from django.utils import timezone

from catalog import models
from catalog.models.devices import FINDABLE
from catalog.models.fields import FirstDayField, PartialDateField, show_partial
from catalog.queries.history_rows import SUBJECTS
from catalog.rules import authorities
from catalog.rules.dates import show_day

NOT_STATED, EMPTY = "Not stated", "Empty"

# Columns that are no fact of their own: keys, and what a picture is made of.
_HIDDEN = {"id", "digest", "width", "height"}

# Where a row was read stands after what it says.
_LAST = {"source_url", "source_kind"}
_NOTHING = ("", "not-stated")


@dataclass(frozen=True)
class Change:
    """One column before and after, in words; None on the side where there was nothing yet, or nothing any more."""

    name: str
    label: str
    before: str | None
    after: str | None


class Names:
    """What the rows that others point to are called, as they were last known."""

    def __init__(self, lines_by_model):
        self._names = {
            model: {pk: str(line[-1].row.history_object) for pk, line in lines.items()}
            for model, lines in lines_by_model.items()
        }
        records = lines_by_model.get(models.Authorization, {})
        self._names[models.Authorization] = {pk: line[-1].row.number for pk, line in records.items()}

    def of(self, model, pk):
        return self._names.get(model, {}).get(pk, f"{model._meta.verbose_name} no. {pk}")


def changes(older, newer, names):
    """Return the Changes from the Version `older` (None: from nothing) to `newer`, in the order of the columns."""
    old = None if older is None or older.is_removal else older
    new = None if newer.is_removal else newer
    found = (_change(field, old, new, names) for field in _facts(newer.model))
    return tuple(change for change in found if change)


def _facts(model):
    own = [f for f in model.history.model.tracked_fields if f.name not in _HIDDEN and not isinstance(f, FirstDayField)]
    return sorted([*own, *model._meta.many_to_many], key=lambda field: field.name in _LAST)


def _change(field, old, new, names):
    before, after = _value(field, old), _value(field, new)
    if before == after:
        return None
    if not (old and new) and ((before or after or "") in _NOTHING or field.name == "device"):
        return None  # what a row leaves empty, and whose it is, need no line when it comes or goes
    sides = [words(field, value, names) if side else None for side, value in ((old, before), (new, after))]
    return Change(field.name, _label(field), *sides)


def _value(field, version):
    if version is None:
        return None
    return version.words[field.name] if field.many_to_many else getattr(version.row, field.attname)


def _label(field):
    text = str(field.verbose_name)
    return text[:1].upper() + text[1:]


def words(field, value, names):
    """Return the value of a column as a person reads it."""
    if field.many_to_many:
        return ", ".join(sorted(names.of(field.related_model, pk) for pk in value)) or _gap(field)
    if value in (None, "", []):
        return _gap(field)
    if field.is_relation:
        return names.of(field.related_model, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return show_partial(value) if isinstance(field, PartialDateField) else _plain(value)


def _gap(field):
    """What is empty because no source says so is not stated; a remark that nobody wrote is just empty."""
    measures = PartialDateField | db.DateField | db.DecimalField | db.PositiveIntegerField
    stated = field.name in FINDABLE or isinstance(field, measures)
    return NOT_STATED if stated and not isinstance(field, db.DateTimeField) else EMPTY


def _plain(value):
    match value:
        case bool():
            return "Yes" if value else "No"
        case datetime.datetime():
            moment = timezone.localtime(value)
            return f"{show_day(moment)}, {moment:%H:%M}"
        case datetime.date():
            return show_day(value)
        case Decimal():
            return f"{value:f}"
        case list():
            return ", ".join(str(part).replace("_", " ") for part in value)
    return str(value)


def subject(version, names):
    """Return what a version is a version of, as the device's page would call it."""
    row, model = version.row, version.model
    if model in SUBJECTS:
        pointer = model._meta.get_field(SUBJECTS[model])
        return names.of(pointer.related_model, getattr(row, pointer.attname))
    if model is models.RegulatoryFinding:
        return authorities.AUTHORITIES[row.authority].short
    return row.model if model is models.Device else str(row.history_object)
