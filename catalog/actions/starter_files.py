"""Reading the files of the starter catalogue, cell by cell, without the database.

A gap is an empty cell; several values in one cell are joined by |; yes and no are truth values; dates are ISO. Each
cell is read as its model's field demands, and what points to another file has to be there.
"""

import csv
import re
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models as db

from catalog.actions.starter_tables import BY_MODEL, TABLES, Table

WHOLE_ROW = "(whole row)"


class StarterError(ValueError):
    """A broken row: `file`, `row` as a spreadsheet counts (the header is row 1) and `column` say where it is."""

    def __init__(self, file, row, column, why):
        super().__init__(f"{file}, row {row}, column {column}: {why}")
        self.file, self.row, self.column = file, row, column


@dataclass(frozen=True)
class Row:
    """A row as read: `values` by field; `references` and `terms` name rows of other files by their keys."""

    table: Table
    number: int
    key: tuple
    values: dict
    references: dict
    terms: dict

    def broken(self, why, *, column=WHOLE_ROW):
        return StarterError(self.table.file, self.number, column, why)

    def refused(self, error):
        """Return the StarterError for a model's ValidationError: the first column that it names."""
        name, reasons = next(iter(error.message_dict.items()))
        column = WHOLE_ROW if name == NON_FIELD_ERRORS else self.table.column_of(name)
        return self.broken(" ".join(reasons), column=column)


def read_folder(folder):
    """Return {table: [Row]} of every file in the Path `folder`. Raises StarterError for the first wrong cell."""
    tables = {table: _read_table(table, folder / table.file) for table in TABLES}
    keys = {table.model: {row.key for row in rows} for table, rows in tables.items()}
    for row in (row for rows in tables.values() for row in rows):
        _refuse_dangling(row, keys)
    return tables


def _read_table(table, path):
    rows = {}
    for number, cells in _lines(table, path):
        row = _read_row(table, number, cells)
        if twin := rows.get(row.key):
            raise row.broken(f"says the same as row {twin.number}.", column=table.key[0])
        rows[row.key] = row
    return list(rows.values())


def _lines(table, path):
    """Yield (row number, {column: cell}) of a file that has exactly the header of `table`."""
    number, lines = 0, csv.reader(_text(table, path).splitlines(keepends=True), strict=True)
    try:
        for number, line in enumerate(lines, start=1):
            if number == 1:
                _refuse_header(table, line)
            else:
                yield number, _name_cells(table, number, line)
    except csv.Error as error:
        raise StarterError(table.file, number + 1, WHOLE_ROW, f"not readable as CSV: {error}.") from None
    if not number:
        raise StarterError(table.file, 1, WHOLE_ROW, "the file is empty.")


def _text(table, path):
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise StarterError(table.file, 1, WHOLE_ROW, "there is no such file.") from None
    except UnicodeDecodeError as error:
        row = error.object.count(b"\n", 0, error.start) + 1
        raise StarterError(table.file, row, WHOLE_ROW, "not readable as UTF-8.") from None


def _refuse_header(table, line):
    for found, wanted in zip(line, table.columns, strict=False):
        if found != wanted:
            raise StarterError(table.file, 1, found, f"the header says “{wanted}” here.")
    if len(line) != len(table.columns):
        raise StarterError(table.file, 1, WHOLE_ROW, f"the header is {table.header}")


def _name_cells(table, number, line):
    if len(line) != len(table.columns):
        raise StarterError(table.file, number, WHOLE_ROW, f"{len(line)} cells instead of {len(table.columns)}.")
    return dict(zip(table.columns, line, strict=True))


def _read_row(table, number, cells):
    pointing = {column for columns in table.references.values() for column in columns}
    values, terms = {}, {}
    for column, cell in cells.items():
        try:
            _refuse_hidden(cell)
            if column not in pointing:
                field = table.model._meta.get_field(column)
                (terms if field.many_to_many else values)[column] = _read_cell(field, cell)
        except ValidationError as error:
            raise StarterError(table.file, number, column, " ".join(error.messages)) from None
        except ValueError as error:
            raise StarterError(table.file, number, column, str(error)) from None
    references = {name: tuple(cells[c] for c in columns) for name, columns in table.references.items()}
    return Row(table, number, tuple(cells[c] for c in table.key), values, references, terms)


def _refuse_hidden(cell):
    if cell != cell.strip() or not cell.isprintable():
        raise ValueError("a space at either end, or a character that cannot be seen.")


def _read_cell(field, cell):
    """Return what `cell` means to the model's `field`. Raises ValueError or ValidationError in words."""
    if field.many_to_many:
        return _several(cell)
    reader = next((read for kind, read in _READERS if isinstance(field, kind)), str)
    return field.clean(reader(cell), None)


def _several(cell):
    parts = cell.split("|") if cell else []
    if "" in parts or len(set(parts)) != len(parts):
        raise ValueError("an empty or repeated value between the | signs.")
    return parts


def _truth(cell):
    if cell not in ("yes", "no"):
        raise ValueError("yes or no.")
    return cell == "yes"


def _number(cell):
    if cell and not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", cell):
        raise ValueError("digits, with one dot at most.")
    return cell or None


def _day(cell):
    if cell and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise ValueError("a date such as 2020-05-17.")
    return cell or None


# The field's own to_python is lenient: it takes digits of other scripts, underscores and a time of day.
_READERS = (
    (db.JSONField, _several),
    (db.BooleanField, _truth),
    ((db.IntegerField, db.DecimalField), _number),
    (db.DateField, _day),
)


def _refuse_dangling(row, keys):
    """Raise StarterError if `row` points to what no file of the folder has."""
    model = row.table.model
    pointers = list(row.references.items())
    pointers += [(name, (slug,)) for name, slugs in row.terms.items() for slug in slugs]
    for name, key in pointers:
        target = model._meta.get_field(name).related_model
        if key not in keys[target]:
            why = f"“{' '.join(key)}” is not in {BY_MODEL[target].file}."
            raise row.broken(why, column=row.table.column_of(name))
