"""What the models say of a row before it is saved: its fields, its sense, its constraints. No query a row."""

from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import UniqueConstraint

from catalog.models.conditions import violations
from catalog.queries.columns import Table


@dataclass
class Checked:
    """A row as it would stand, without its id, and what speaks against it, by name of column ("" for all of it)."""

    row: object
    errors: dict = field(default_factory=dict)


def check(table, current, values, *, broken=()):
    """Return the Checked that results from `values` ({column: value}) on the saved row `current`, None for a new one.

    Columns in `broken` could not be read, so nothing is said of them nor of how values go together.
    """
    row = as_it_would_stand(table, current, values)
    checked = Checked(row)
    broken_fields = {table.column(name).field for name in broken} - {""}
    _collect(checked, table, lambda: row.clean_fields(exclude=_not_entered(table.model) | broken_fields))
    if not checked.errors and not broken:
        _collect(checked, table, row.clean)
    if not checked.errors and not broken and (found := violations(row)):
        checked.errors[""] = " ".join(found)
    return checked


def as_it_would_stand(table, current, values):
    """Return a copy, without its id, of the row `current` with `values`; of None a new one. Sets are left out."""
    row = _copy(table.model, current)
    for column in table.columns:
        if column.name in values and not row._meta.get_field(column.field).many_to_many:
            setattr(row, column.field, values[column.name])
    return row


def unique_sets(table):
    """Return the sets of columns, other than the key, that no two rows have in common."""
    model = table.model
    named = [(one.name,) for one in model._meta.concrete_fields if one.unique and not one.primary_key]
    named += [one.fields for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    sets = [tuple(column for name in names for column in columns_of_field(table, name)) for names in named]
    return [columns for columns in sets if not set(columns) <= set(table.key)]


def columns_of_field(table: Table, name):
    """Return the names of the columns that tell what the model's field `name` holds."""
    for reference in table.references:
        if reference.field == name:
            return reference.columns
    return tuple(column.name for column in table.columns if column.field == name)


def _copy(model, current):
    if current is None:
        return model()
    own = [one.attname for one in model._meta.concrete_fields if not one.primary_key]
    return model(**{name: getattr(current, name) for name in own})


def _not_entered(model):
    """The key, and what points to other rows: both are looked up for all rows at once."""
    return {one.name for one in model._meta.fields if one.primary_key or one.is_relation}


def _collect(checked, table, work):
    try:
        work()
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            columns = () if name == NON_FIELD_ERRORS else columns_of_field(table, name)
            checked.errors[columns[-1] if columns else ""] = " ".join(sentences)
