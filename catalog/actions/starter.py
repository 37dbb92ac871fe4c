"""Loading the starter catalogue: real devices with their sources, nothing of it verified."""

from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import post_save

from catalog.actions.publication import NotReady, publish_device
from catalog.actions.starter_files import StarterError, read_folder
from catalog.actions.starter_tables import BY_MODEL
from catalog.models import Device
from catalog.rules import reasons

__all__ = ["FOLDER", "LoadReport", "StarterError", "load_starter"]

FOLDER = Path(__file__).resolve().parent.parent / "data" / "starter"
REASON = reasons.compose(reasons.NEW, "starter catalogue")


@dataclass(frozen=True)
class LoadReport:
    """How many rows were made, by the name of the file without its ending."""

    created: dict

    def __str__(self):
        made = [f"{count} {name.replace('_', ' ')}" for name, count in self.created.items() if count]
        return ", ".join(made) or "nothing new"


@transaction.atomic
def load_starter(folder=None):
    """Make what the catalogue has never held, publish the new devices, return a LoadReport.

    A row is known by its key (a slug, or authority and number), which the history keeps: what editors have changed,
    renamed or deleted since stays as they left it, and so does all that describes a known device. Raises StarterError
    naming file, row and column; then nothing has changed.
    """
    tables = read_folder(Path(folder or FOLDER))
    made, created = {}, {}
    for table, rows in tables.items():
        new = _of_new_devices(rows, made) if table.of_a_device else _never_held(table, rows)
        made |= {(table.model, row.key): _create(row, made) for row in new}
        created[table.name] = len(new)
    for row in tables[BY_MODEL[Device]]:
        if device := made.get((Device, row.key)):
            _publish(row, device)
    return LoadReport(created)


def _of_new_devices(rows, made):
    return [row for row in rows if (Device, row.references["device"]) in made]


def _never_held(table, rows):
    """Return the rows whose key neither the catalogue nor its history knows."""
    column = table.key[-1]
    these = {f"{column}__in": [row.key[-1] for row in rows]}
    held = {
        key
        for manager in (table.model.objects, table.model.history)
        for key in manager.filter(**these).values_list(*table.key)
    }
    return [row for row in rows if row.key not in held]


def _create(row, made):
    """Save one row with its terms. Raises StarterError where the model refuses it."""
    pointed = {name: _find(row, name, key, made) for name, key in row.references.items()}
    terms = {name: [_find(row, name, (slug,), made) for slug in slugs] for name, slugs in row.terms.items()}
    instance = row.table.model(**row.values, **pointed)
    instance._change_reason = REASON
    try:
        instance.full_clean(exclude=_filled_on_saving(row.table.model))
    except ValidationError as error:
        raise row.refused(error) from None
    _save(instance, terms)
    return instance


def _filled_on_saving(model):
    """Return the names of the fields that no form shows either, such as the first day of a partial date."""
    return {field.name for field in model._meta.concrete_fields if not field.editable}


def _save(instance, terms):
    """Save a row and its terms so that its history begins with one entry, which is complete."""
    instance.skip_history_when_saving = True
    instance.save(force_insert=True)
    for name, objects in terms.items():
        getattr(instance, name).set(objects)
    del instance.skip_history_when_saving
    post_save.send(
        type(instance), instance=instance, created=True, raw=False, using=instance._state.db, update_fields=None
    )


def _find(row, name, key, made):
    """Return what the field `name` of `row` points to by `key`: made just now, or in the catalogue before."""
    model = row.table.model._meta.get_field(name).related_model
    columns = BY_MODEL[model].key
    target = made.get((model, key)) or model.objects.filter(**dict(zip(columns, key, strict=True))).first()
    if target is None:
        raise row.broken(f"“{' '.join(key)}” has been taken out of the catalogue.", column=row.table.column_of(name))
    return target


def _publish(row, device):
    try:
        publish_device(device, reason=REASON)
    except NotReady as error:
        raise row.broken(str(error)) from None
