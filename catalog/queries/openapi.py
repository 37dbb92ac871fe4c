"""The description of the API in OpenAPI 3.1, made from the same tables and filters that answer."""

from django.conf import settings

from catalog.queries import exports
from catalog.queries.cursors import MOST, PAGE
from catalog.queries.documents import DEVICE_PARTS, key_of
from catalog.queries.filters import FACETS, DeviceFilter
from catalog.queries.tables import TABLES
from catalog.rules import cells

VERSION = "1.0.0"
_TYPES = {
    cells.INTEGER: {"type": "integer"},
    cells.DECIMAL: {"type": "number"},
    cells.BOOLEAN: {"type": "boolean"},
    cells.DATE: {"type": "string", "format": "date"},
    cells.MOMENT: {"type": "string", "format": "date-time"},
}
_OPEN_LISTS = ("brand", "modality", "area", "feature")  # what they may hold is in the tables of these names
_PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
_FLAVOUR = {
    "name": "flavour",
    "in": "query",
    "description": "spreadsheet: with a byte order mark, and an apostrophe before what could run; data: as it is",
    "schema": {"type": "string", "enum": list(exports.FLAVOURS), "default": exports.SPREADSHEET},
}


def description(base):
    """Return the whole description for a site at `base`, as plain values."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.SITE_NAME,
            "version": VERSION,
            "description": "Read only, open to every site, without a key. Columns are only ever added.",
        },
        "servers": [{"url": base}],
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


def _paths():
    paths = {
        "/devices.json": _get("The list, page by page", _json("DeviceList"), [400], [*_filters(), *_PAGING]),
        "/devices.csv": _get("The list", _CSV, [400], [*_filters(), _FLAVOUR]),
        "/devices/{slug}.json": _get(
            "One device with all its rows", _json("DeviceDocument"), [404, 410], [_named("slug")]
        ),
        "/authorizations/{number}.json": _get(
            "One record of a register", _json("AuthorizationDocument"), [404], [_named("number")]
        ),
        "/data/datapackage.json": _get("The Data Package of all tables", _json("Package")),
        "/data/catalogue.zip": _get("All tables and their description", {"application/zip": {}}),
        "/data/changes.json": _get("What changed since a revision", _json("Changes"), [400], [_SINCE]),
        "/data/openapi.json": _get("This description", {exports.JSON_TYPE: {"schema": {"type": "object"}}}),
    }
    for name, table in TABLES.items():
        if name != "devices":
            paths[exports.path_of(name, "json")] = _get(table.title, _json(_schema_name(name, "Table")))
            paths[exports.path_of(name, "csv")] = _get(table.title, _CSV, [400], [_FLAVOUR])
    return paths


_CSV = {"text/csv": {"schema": {"type": "string"}}}
_WORDS = {
    400: "A parameter is wrong; the answer names it.",
    404: "There is no such thing, or visitors may not see it.",
    410: "It was withdrawn; the answer says why.",
}
_PAGING = [
    {
        "name": "limit",
        "in": "query",
        "description": "How many devices a page has",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE},
    },
    {
        "name": "cursor",
        "in": "query",
        "description": "Where to go on, as `next` of the page before gave it",
        "schema": {"type": "string"},
    },
]
_SINCE = {
    "name": "since",
    "in": "query",
    "description": "The revision that you have; without it, everything is new to you",
    "schema": {"type": "integer", "minimum": 0},
}


def _get(summary, content, errors=(), parameters=()):
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers = {"200": {"description": summary, "content": content}, "304": {"description": "You have it already."}}
    answers |= {str(status): {"description": _WORDS[status], "content": problem} for status in errors}
    operation = {"summary": summary, "responses": answers}
    return {"get": operation | ({"parameters": list(parameters)} if parameters else {})}


def _json(schema):
    return {exports.JSON_TYPE: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _named(name):
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _filters():
    """Return the list's own parameters. Those of a facet may be given several times: any of the values will do."""
    return [_parameter(name, declared) for name, declared in DeviceFilter.base_filters.items()]


def _parameter(name, declared):
    choices = [] if name in _OPEN_LISTS else declared.extra.get("choices", ())
    one = {"type": "string"} | ({"enum": [value for value, _ in choices]} if choices else {})
    parameter = {"name": name, "in": "query", "description": str(declared.label)}
    if name in FACETS:
        return parameter | {"explode": True, "schema": {"type": "array", "items": one}}
    return parameter | {"schema": one}


def _schema_name(name, kind):
    return "".join(word.capitalize() for word in name.split("-")) + kind


def _schemas():
    schemas = {"Problem": _PROBLEM, "Package": _PACKAGE, "Changes": _CHANGES}
    for name, table in TABLES.items():
        schemas[_schema_name(name, "Row")] = _row(table)
        if name != "devices":
            schemas[_schema_name(name, "Table")] = _object(
                {"table": {"const": name}, "described_by": {"type": "string"}, "rows": _rows(name)}
            )
    schemas["DeviceList"] = _object(
        {"total": {"type": "integer"}, "devices": _rows("devices"), "next": {"type": ["string", "null"]}}
    )
    schemas["DeviceDocument"] = _object(
        {"device": _one("devices"), **{key_of(name): _rows(name) for name in DEVICE_PARTS}}
    )
    schemas["AuthorizationDocument"] = _object(
        {
            "authorization": _one("authorizations"),
            "device_authorizations": _rows("device-authorizations"),
            "devices": _rows("devices"),
        }
    )
    return schemas


_PACKAGE = {
    "type": "object",
    "required": ["name", "resources", "revision", "licence", "verification_log"],
    "properties": {
        "revision": {"type": "integer"},
        "licence": {"type": "string"},
        "resources": {"type": "array", "items": {"type": "object"}},
        "verification_log": {"type": "object", "required": ["sequence", "hash", "date"]},
    },
}
_TEXTS = {"type": "array", "items": {"type": "string"}}


def _object(properties):
    return {"type": "object", "required": list(properties), "properties": properties}


_CHANGES = _object(
    {
        "revision": {"type": "integer"},
        "since": {"type": ["integer", "null"]},
        "everything": {"type": "boolean"},
        "tables": _TEXTS,
        "devices": _TEXTS,
        "authorizations": _TEXTS,
        "next": {"type": "string"},
    }
)


def _one(name):
    return {"$ref": f"#/components/schemas/{_schema_name(name, 'Row')}"}


def _rows(name):
    return {"type": "array", "items": _one(name)}


def _row(table):
    return {"description": table.description} | _object({c.name: _property(table, c) for c in table.columns})


def _property(table, column):
    about = {"description": column.description}
    if column.kind is cells.LIST:
        return about | {"type": "array", "items": {"type": ["string", "null"]}}
    value = _TYPES.get(column.kind, {"type": "string"})
    if column.values and column.kind is cells.TEXT:
        value = value | {"enum": list(column.values)}
    return about | (value if _is_always_there(table, column) else _or_null(value))


def _or_null(value):
    enum = {"enum": [*value["enum"], None]} if "enum" in value else {}
    return value | {"type": [value["type"], "null"]} | enum


def _is_always_there(table, column):
    """Whether a cell is never a gap: it names the row, and the model does not let it be empty."""
    return column.name in table.key and not (column.field and table.model._meta.get_field(column.field).blank)
