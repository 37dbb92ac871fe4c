"""The rows of the files of one import: what each cell says, by which key each row is known. No database is asked."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property

from catalog.models import Device
from catalog.models.devices import proposed_slug
from catalog.queries.imports_sheets import OCCURRENCE, Sheet
from catalog.rules import cells
from catalog.rules.imports import WHOLE_ROW, Line, Problem, plain, refuse_hidden


@dataclass
class Row:
    """One row of a file: its cells as text, its key, and by name of column why a cell means nothing.

    `is_proposed` says that the address was made from brand and model, because its cell is empty.
    """

    sheet: Sheet
    line: Line
    texts: dict
    wrong: dict = field(default_factory=dict)
    key: tuple = ()
    is_proposed: bool = False

    @property
    def table(self):
        return self.sheet.table

    @property
    def place(self):
        return self.sheet.file, self.line.number

    @cached_property
    def values(self):
        """What the model holds, by the name of the column: of facts that can be read; the others are in `wrong`."""
        return {column.name: value for column in self.sheet.columns for value in self._value(column)}

    def _value(self, column):
        """Yield the value of one cell, nothing where an import does not set it or cannot read it."""
        role = self.table.role(column)
        if role == "derived" or column.name in self.wrong:
            return
        try:
            refuse_hidden(self.texts[column.name])
            if role == "fact":
                yield _parsed(column, self.texts[column.name])
        except ValueError as error:
            self.wrong[column.name] = str(error)

    def unreadable(self):
        """Return {column: why} of the cells that mean nothing: only reading them all can tell."""
        return self.wrong if self.values is not None else {}

    def reference(self, reference):
        """Return the key of the row that this one points to; "" where the file has no such column."""
        return tuple(self.texts.get(name, "") for name in reference.columns)

    def problem(self, column, why):
        return Problem(*self.place, column or WHOLE_ROW, why)


def read_rows(sheets):
    """Return every Row of the sheets, in order, each with its key."""
    counts, rows = Counter(), []
    for sheet in sheets:
        for line in sheet.lines:
            row = _row(sheet, line)
            row.key = _key(row, counts)
            rows.append(row)
    return rows


def _row(sheet, line):
    texts, wrong = {}, {}
    for column, cell in zip(sheet.columns, line.cells, strict=True):
        try:
            texts[column.name] = plain(cell, flavour=sheet.flavour, is_guarded=column.kind.is_guarded)
        except ValueError as error:
            texts[column.name], wrong[column.name] = cell, str(error)
    return Row(sheet, line, texts, wrong)


def _key(row, counts):
    """Return the texts of the key; a device without an address gets one, rows that agree are counted."""
    if row.table.model is Device and not row.texts["slug"]:
        row.is_proposed = True
        return (proposed_slug(row.texts.get("brand_slug", ""), row.texts.get("model", "")),)
    named = [_canonical(row, name) for name in row.table.key if name != OCCURRENCE]
    if OCCURRENCE not in row.table.key:
        return tuple(named)
    counts[row.table.name, *named] += 1
    return (*named, row.texts.get(OCCURRENCE) or str(counts[row.table.name, *named]))


def _canonical(row, name):
    """Return the text of a cell as our export would write it: 299.5 dollars are 299.50."""
    column = row.table.column(name)
    if column.kind is not cells.DECIMAL:
        return row.texts[name]
    places = row.table.model._meta.get_field(column.field).decimal_places
    try:
        value = Decimal(row.texts[name])
        exact = value.quantize(Decimal(1).scaleb(-places))
    except InvalidOperation:
        return row.texts[name]
    return f"{exact:f}" if exact == value else row.texts[name]


def _parsed(column, text):
    value = column.parse(text)
    if isinstance(value, list) and (None in value or len(set(value)) != len(value)):
        raise ValueError("an empty or a repeated value between the bars.")
    return value
