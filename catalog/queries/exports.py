"""Tables as files: CSV in two flavours, and JSON. Rows pass through one by one; memory does not grow with them.

Rows are generators; on an error they are closed at once, since a cursor of PostgreSQL ends with its transaction.
"""

import csv
import io
import json
from contextlib import closing

from django.core.serializers.json import DjangoJSONEncoder

from catalog.queries.exports_kept import kept
from catalog.queries.tables import TABLES
from catalog.rules.spreadsheets import DATA, SPREADSHEET

FLAVOURS = (SPREADSHEET, DATA)
CSV_TYPE, JSON_TYPE = "text/csv; charset=utf-8", "application/json"


def path_of(name, ending):
    """Return the path of a table: the devices are the list's own address with an ending."""
    return f"/devices.{ending}" if name == "devices" else f"/data/{name}.{ending}"


def write_csv(file, table, rows, flavour):
    """Write rows to a binary file as RFC 4180 has it. Returns how many.

    The spreadsheet flavour begins with a byte order mark and is guarded against formulas; the data flavour is as it
    is.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if flavour == SPREADSHEET else "utf-8", newline="")
    cells_of = table.guarded_cells if flavour == SPREADSHEET else table.cells
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.header)
    count = 0
    with closing(rows):
        for row in rows:
            writer.writerow(cells_of(row))
            count += 1
    text.flush()
    text.detach()
    return count


def write_json(file, table, rows, base):
    """Write rows to a binary file as {"table", "described_by", "rows"}. Returns how many."""
    head = {"table": table.name, "described_by": f"{base}/data/datapackage.json"}
    file.write(as_json(head)[:-1] + b', "rows": [')
    count = 0
    with closing(rows):
        for row in rows:
            file.write((b",\n" if count else b"\n") + as_json(table.json_row(row)))
            count += 1
    file.write(b"]}\n")
    return count


def as_json(value):
    """Return plain values as JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder).encode("utf-8", "backslashreplace")


def whole_table(edition, name, ending, flavour=DATA):
    """Return the Kept of a whole table of an edition; `ending` is csv or json. Call it inside the snapshot."""
    table = TABLES[name]

    def write(file):
        rows = table.rows(edition.scope)
        if ending == "json":
            return write_json(file, table, rows, edition.base)
        return write_csv(file, table, rows, flavour)

    return kept(edition, kept_name(name, ending, flavour), write)


def kept_name(name, ending, flavour=DATA):
    return f"{name}.json" if ending == "json" else f"{name}.{flavour}.csv"
