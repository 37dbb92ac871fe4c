"""The Data Package: every table with its fields, keys, size and hash, so that a program can read and check them all.

After the Data Package Standard (datapackage.org); units, revision and the head of the log are properties of our own.
"""

import datetime
import re
import shutil
import zipfile
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.utils import timezone

from catalog.queries import exports
from catalog.queries.exports_kept import kept
from catalog.queries.log_head import log_head
from catalog.queries.tables import TABLES
from catalog.rules import cells

NO_LICENCE = "not chosen"
_DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}
# Kind of a column → type of a field; a date that may be partial is a text of a certain shape.
_TYPES = {
    cells.TEXT: {"type": "string"},
    cells.ADDRESS: {"type": "string"},
    cells.LIST: {"type": "string", "separator": cells.SEPARATOR},
    cells.INTEGER: {"type": "integer"},
    cells.DECIMAL: {"type": "number"},
    cells.BOOLEAN: {"type": "boolean"},
    cells.DATE: {"type": "date"},
    cells.PARTIAL_DATE: {"type": "string", "constraints": {"pattern": r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"}},
    cells.MOMENT: {"type": "datetime", "format": "any"},
}


def kept_package(edition):
    """Return the Kept datapackage.json of an edition, with whole addresses. Call it inside the snapshot."""

    def write(file):
        with open_tables(edition) as tables:
            file.write(exports.as_json(_package(edition, tables, lambda name: address_of(edition.base, name))))
        return len(TABLES)

    return kept(edition, "datapackage.json", write)


def kept_archive(edition):
    """Return the Kept catalogue.zip of an edition: every table and their description. Call it inside the snapshot."""

    def write(file):
        with open_tables(edition) as tables, zipfile.ZipFile(file, "w") as archive:
            description = exports.as_json(_package(edition, tables, "{}.csv".format))
            archive.writestr(_member(edition, "datapackage.json"), description)
            for name, table in tables.items():
                with archive.open(_member(edition, f"{name}.csv"), "w", force_zip64=True) as member:
                    shutil.copyfileobj(table.file, member)
        return len(TABLES)

    return kept(edition, "catalogue.zip", write)


def address_of(base, name):
    """Return the whole address of a table in the data flavour."""
    return f"{base}{exports.path_of(name, 'csv')}?flavour={exports.DATA}"


@contextmanager
def open_tables(edition):
    """Give {name: Kept} of every table in the data flavour, open until the end."""
    with ExitStack() as open_files:
        tables = {}
        for name in TABLES:
            tables[name] = exports.whole_table(edition, name, "csv", exports.DATA)
            open_files.enter_context(tables[name].file)
        yield tables


def _member(edition, name):
    """Return the entry of a file: dated as the edition is, so that the same state gives the same bytes."""
    since = max(edition.since.astimezone(datetime.UTC), datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC))
    member = zipfile.ZipInfo(name, since.timetuple()[:6])
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def _package(edition, tables, path_of):
    head = log_head(edition.today)
    return {
        "profile": "tabular-data-package",
        "name": "microcurrent-devices",
        "title": settings.SITE_NAME,
        "description": "Microcurrent devices for use at home, and what is reported and checked of their FDA status.",
        "homepage": f"{edition.base}/data/",
        "version": str(edition.revision),
        "created": timezone.now().isoformat(timespec="seconds"),
        "revision": edition.revision,
        "as_of": edition.today.isoformat(),
        "licence": settings.DATA_LICENCE,
        **_licences(settings.DATA_LICENCE),
        "verification_log": {"sequence": head.sequence, "hash": head.hash, "date": head.day.isoformat()},
        "resources": [_resource(TABLES[name], whole, path_of(name)) for name, whole in tables.items()],
    }


def _licences(text):
    """Return the standard's own property, which has to be a name without spaces; none while none is chosen."""
    if text == NO_LICENCE:
        return {}
    return {"licenses": [{"name": re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-") or "other", "title": text}]}


def _resource(table, whole, path):
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "bytes": whole.size,
        "hash": f"sha256:{whole.sha256}",
        "rows": whole.rows,
        "schema": table_schema(table),
    }


def table_schema(table):
    """Return the Table Schema of a table: its fields, what names a row, and which rows of other tables it points to."""
    schema = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    keys = [
        {"fields": list(r.columns), "reference": {"resource": r.table, "fields": list(r.keys)}}
        for r in table.references
    ]
    return schema | ({"foreignKeys": keys} if keys else {})


def _field(column):
    field = {"name": column.name, "description": column.description, **_TYPES[column.kind]}
    if column.unit:
        field["unit"] = column.unit
    if column.values:
        numbers = column.kind is cells.INTEGER
        field["constraints"] = {"enum": [int(value) if numbers else value for value in column.values]}
    return field
