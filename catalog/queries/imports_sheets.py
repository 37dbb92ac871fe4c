"""Which table a file holds, by its header and its name."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from catalog.queries.columns import Table
from catalog.queries.tables import TABLES
from catalog.rules import imports
from catalog.rules.imports import WHOLE_ROW, ImportRefused, Problem

OCCURRENCE = "occurrence"  # the one column of a key that may be left out: rows that agree are then counted
_IMPORTED = {name: table for name, table in TABLES.items() if table.is_imported}
# What our own exports and browsers put around the name of a table.
_AROUND = re.compile(r"^microcurrent-|-[0-9]{4}-[0-9]{2}-[0-9]{2}.*$| ?\([0-9]+\)$")


@dataclass(frozen=True)
class Sheet:
    """One file that was read: its table, its columns in the file's order, its rows, and its flavour."""

    file: str
    table: Table
    columns: tuple
    lines: tuple
    flavour: str

    @property
    def names(self):
        return [column.name for column in self.columns]


def read_sheets(files):
    """Return the Sheets of {name: (bytes, flavour)}, in the order in which tables lean on each other.

    Raises ImportRefused with what is wrong with every file that is no table of ours.
    """
    sheets, problems = [], []
    for file, (content, flavour) in files.items():
        try:
            header, lines = imports.read_csv(file, content)
            sheets.append(_sheet(file, header, lines, flavour))
        except ImportRefused as refused:
            problems += refused.problems
    problems += _wrong_number(sheets) if not problems else []
    if problems:
        raise ImportRefused(problems)
    order = list(TABLES)
    return sorted(sheets, key=lambda sheet: order.index(sheet.table.name))


def required(table):
    """Return the names of the columns that a file of this table has to have."""
    return [name for name in table.key if name != OCCURRENCE]


def _wrong_number(sheets):
    count = sum(len(sheet.lines) for sheet in sheets)
    if not count:
        yield "There is not one row to read."
    if count > imports.MOST_ROWS:
        yield f"{count:,} rows in all; at most {imports.MOST_ROWS:,} at a time."


def _sheet(file, header, lines, flavour):
    table = _table_of(file, header)
    wrong = [Problem(file, 1, name[:80], f"{table.name} has no such column.") for name in header if name not in
             table.header]  # fmt: skip
    missing = [name for name in required(table) if name not in header]
    wrong += [Problem(file, 1, name, f"missing: it names the row of {table.name}.") for name in missing]
    if wrong:
        raise ImportRefused(wrong)
    return Sheet(file, table, tuple(table.column(name) for name in header), tuple(lines), flavour)


def _table_of(file, header):
    """Return the table that a file is of, as well as one can tell. Raises ImportRefused."""
    hint = _AROUND.sub("", _AROUND.sub("", PurePath(file).stem.lower())).replace("_", "-")
    fitting = [table for table in _IMPORTED.values() if _fits(table, header)]
    if named := next((table for table in fitting if table.name == hint), None):
        return named
    if len(fitting) > 1:
        names = ", ".join(table.name for table in fitting)
        why = f"its header fits several tables. Name the file after the one that is meant: {names}."
        raise ImportRefused([Problem(file, 1, WHOLE_ROW, why)])
    if fitting:
        return fitting[0]
    if hint in TABLES and hint not in _IMPORTED:
        raise ImportRefused([Problem(file, 1, WHOLE_ROW, f"{TABLES[hint].title}: this is never imported.")])
    return _IMPORTED.get(hint) or _nearest(file, header)


def _fits(table, header):
    return set(required(table)) <= set(header) <= set(table.header)


def _nearest(file, header):
    """Return the table that shares most columns with a header, so that the others can be named."""
    shared = {name: len(set(table.header) & set(header)) for name, table in _IMPORTED.items()}
    best = max(shared, key=shared.get)
    if not shared[best]:
        why = f"no table has these columns. The tables are: {', '.join(_IMPORTED)}."
        raise ImportRefused([Problem(file, 1, WHOLE_ROW, why)])
    return _IMPORTED[best]
