"""What a table of data is made of. One description of each drives CSV and JSON out, CSV in, and the page `/data/`.

The tables themselves are in `tables` and its parts.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from catalog.rules import cells
from catalog.rules.spreadsheets import guard

CHUNK = 500  # rows that are in memory at once


@dataclass(frozen=True)
class Scope:
    """What rows are read for: the day, what is put before a path to make an address of it, and a currency."""

    today: datetime.date
    base: str = ""
    currency: str = "USD"


@dataclass(frozen=True)
class Column:
    """One column: a name that never changes, what it holds, and how it is read from a row.

    `field` names the field of the model that an import may set; "" where the value is derived, protected or names a
    row of another table (see `Table.references`): such a cell is read, never written. `gap` is what the model holds
    where the cell is empty, `store` makes of any other value what it holds. `values` are the words that are allowed,
    if they are a closed list. What `is_asked` follows the question rather than the row (the address of the site, the
    currency), so an import does not look at it.
    """

    name: str
    kind: cells.Kind
    description: str
    read: Callable
    field: str = ""
    gap: object = None
    unit: str = ""
    values: tuple = ()
    store: Callable = lambda value: value
    is_asked: bool = False

    def value(self, row):
        """Return the value of the column in a row: None for a gap, [] for a gap of a list."""
        value = self.read(row)
        if cells.is_gap(value) or value == self.gap:
            return [] if self.kind is cells.LIST else None
        return value

    def parse(self, text):
        """Return what the model's field holds for a cell's text. Raises ValueError with a sentence."""
        value = cells.parse(self.kind, text)
        if self.values and value is not None and text not in self.values:
            raise ValueError(f"“{text}” is not one of: {', '.join(self.values)}.")
        return self.gap if value is None else self.store(value)


@dataclass(frozen=True)
class Located:
    """An object of the model with the scope that it is read for."""

    row: object
    scope: Scope


def located(found):
    """Return the object that a Located holds."""
    return found.row


@dataclass(frozen=True)
class Reference:
    """That `columns` of a table name a row of the table `table`, by `keys` there; `field` is the foreign key."""

    field: str
    columns: tuple
    table: str
    keys: tuple


@dataclass(frozen=True)
class Table:
    """A table of public data.

    `key` are the columns that together name a row for good. `every(scope)` returns all rows of `model`, drafts
    included, with what the columns read, in the order of the key; `public` narrows that to what visitors may see;
    `row(object, scope)` makes of one what the columns read. Rows of what `is_observed` are added, never changed.
    """

    name: str
    title: str
    description: str
    model: type
    columns: tuple
    key: tuple
    every: Callable
    public: Callable
    row: Callable = lambda found, scope: found
    references: tuple = ()
    is_imported: bool = True
    is_observed: bool = False

    @property
    def header(self):
        return [column.name for column in self.columns]

    def column(self, name):
        """Return the column of that name. Raises KeyError."""
        return next((c for c in self.columns if c.name == name), None) or self._unknown(name)

    def _unknown(self, name):
        raise KeyError(f"The table {self.name} has no column {name}.")

    def role(self, column):
        """Return what an import does with a column: set a "fact", follow a "reference", or ignore what is "derived"."""
        if any(column.name in reference.columns for reference in self.references):
            return "reference"
        return "fact" if column.field and self.is_imported else "derived"

    def rows(self, scope):
        """Yield every row that a visitor may see, in the order of the key; memory does not grow with them."""
        return self.rows_of(self.public(self.every(scope)), scope)

    def rows_of(self, found, scope):
        """Yield the rows of a queryset that `every` has made and that may have been narrowed since."""
        for row in found.iterator(chunk_size=CHUNK):
            yield self.row(row, scope)

    def cells(self, row):
        """Return the cells of one row as text, in the order of the columns: the data flavour."""
        return [cells.cell(column.kind, column.value(row)) for column in self.columns]

    def guarded_cells(self, row):
        """Return the cells as a spreadsheet may open them: numbers and dates as they are, other text guarded."""
        pairs = zip(self.columns, self.cells(row), strict=True)
        return [guard(cell) if column.kind.is_guarded else cell for column, cell in pairs]

    def json_row(self, row):
        """Return one row as JSON holds it: {name: value}, with null for a gap."""
        return {column.name: cells.to_json(column.kind, column.value(row)) for column in self.columns}


def own(name, kind, description, *, of=lambda row: row, **options):
    """Return the column of a model's own field `name`; `of` finds the object that has it in a row."""
    gap = "" if kind in (cells.TEXT, cells.ADDRESS, cells.PARTIAL_DATE) else None
    return Column(name, kind, description, lambda row: getattr(of(row), name), name, **{"gap": gap} | options)


def choice(name, choices, description, *, of=lambda row: row):
    """Return the column of a choice. *Not stated* is a gap and leaves the cell empty."""
    gap = "not-stated" if "not-stated" in choices.values else None
    words = tuple(value for value in choices.values if value != gap)
    return own(name, cells.TEXT, description, of=of, gap=gap, values=words)


def derived(name, kind, description, read, **options):
    """Return a column that is worked out, or that names another row: never set by an import."""
    return Column(name, kind, description, read, **options)


def slugs(name, description, *, of=lambda row: row):
    """Return the column of a set of words: their slugs, in the order of the vocabulary."""

    def read(row):
        return [t.slug for t in sorted(getattr(of(row), name).all(), key=lambda t: (t.position, t.slug))]

    return Column(name, cells.LIST, description, read, name)


def pieces(name, description, *, of=lambda row: row):
    """Return the column of a text that holds several, joined by |; the model holds them joined as well."""
    return Column(
        name, cells.LIST, description, lambda row: cells.LIST.read(getattr(of(row), name)), name, store=cells.LIST.write
    )


def source_columns(*, of=lambda row: row, choices):
    """Return the two columns of a row that says where it comes from."""
    return (
        own("source_url", cells.ADDRESS, "Where it was read", of=of),
        choice("source_kind", choices, "Kind of source", of=of),
    )
