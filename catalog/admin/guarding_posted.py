"""The rows of an inline as a form sent them: read by the id that each row has, written by its place."""

import re
from dataclasses import dataclass

from catalog.admin.guarding_state import typed

_MOST_ROWS = 2000


@dataclass(frozen=True)
class PostedRow:
    """A saved row as it came back: its values, all that was sent of it ({name: [texts]}), and whether to remove it."""

    values: dict
    sent: dict
    removed: bool


def posted_rows(formset, data, fields):
    """Return {id: PostedRow} of the rows that were saved before."""
    rows = {}
    for place in range(_count(data, f"{formset.prefix}-INITIAL_FORMS")):
        sent = _sent(formset, data, place)
        pk = (sent.get(formset._pk_field.name) or [""])[-1]
        removed = formset.can_delete and bool((sent.get("DELETE") or [""])[-1])
        rows[pk] = PostedRow(typed(fields, data, f"{formset.prefix}-{place}-"), sent, removed)
    return rows


def rewrite_rows(data, formset, standing, added):
    """Put the rows {name: [texts]} into `data` in the places of those that were sent; new rows sent stay new."""
    prefix = formset.prefix
    first, total = (_count(data, f"{prefix}-{name}_FORMS") for name in ("INITIAL", "TOTAL"))
    rows = [*standing, *(_sent(formset, data, place) for place in range(first, total)), *added]
    for name in [name for name in data if re.match(rf"{re.escape(prefix)}-\d+-", name)]:
        del data[name]
    for place, row in enumerate(rows):
        for name, values in row.items():
            data.setlist(f"{prefix}-{place}-{name}", values)
    data[f"{prefix}-INITIAL_FORMS"], data[f"{prefix}-TOTAL_FORMS"] = str(len(standing)), str(len(rows))


def _sent(formset, data, place):
    start = f"{formset.prefix}-{place}-"
    return {name.removeprefix(start): data.getlist(name) for name in data if name.startswith(start)}


def _count(data, name):
    text = data.get(name, "")
    return min(int(text), _MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 9 else 0
