"""What stands in one cell of a table: the text of a value, the value of a text, and its form in JSON.

A value is None where it is a gap. A list is texts, each of which may be a gap; a list of gaps alone is one gap.
Decimals and dates are written as ISO and RFC 4180 have them: a dot, no thousands, year first.
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from catalog.rules.dates import parse_partial

SEPARATOR = "|"


def _as_it_is(value):
    return value


@dataclass(frozen=True)
class Kind:
    """One type of value: how it is written and read, its form in JSON, and whether a spreadsheet may run it.

    `read` raises ValueError with a sentence for the person who typed the text.
    """

    name: str
    write: Callable
    read: Callable
    to_json: Callable = _as_it_is
    is_guarded: bool = False


def _joined(values):
    return SEPARATOR.join(value or "" for value in values)


def _split(text):
    return [piece or None for piece in text.split(SEPARATOR)]


def _whole(text):
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise ValueError(f"“{text}” is not a whole number in plain digits, such as 400.")
    return int(text)


def _decimal(text):
    if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", text):
        raise ValueError(f"“{text}” is not a number in plain digits with a dot, such as 299.50.")
    return Decimal(text)


def _truth(text):
    if text not in ("true", "false"):
        raise ValueError(f"“{text}” is neither true nor false.")
    return text == "true"


def _day(text):
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(f"“{text}” is not a day such as 2026-05-03: year, month, day.")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is not a day of the calendar.") from None


def _partial(text):
    return str(parse_partial(text))


def _moment(text):
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is not a moment such as 2026-05-03T12:00:00+00:00.") from None


def _iso(value):
    return value.isoformat()


TEXT = Kind("text", str, str, is_guarded=True)
ADDRESS = Kind("address", str, str, is_guarded=True)
LIST = Kind("list", _joined, _split, is_guarded=True)
INTEGER = Kind("integer", str, _whole)
DECIMAL = Kind("decimal", "{:f}".format, _decimal, to_json=float)
BOOLEAN = Kind("boolean", lambda value: "true" if value else "false", _truth)
DATE = Kind("date", _iso, _day, to_json=_iso)
PARTIAL_DATE = Kind("partial-date", str, _partial)
MOMENT = Kind("datetime", _iso, _moment, to_json=_iso)


def is_gap(value):
    return value is None or value == "" or (isinstance(value, list) and not any(value))


def cell(kind, value):
    """Return the text of a value: "" for a gap."""
    return "" if is_gap(value) else kind.write(value)


def parse(kind, text):
    """Return the value that a cell's text states; None for a gap, [] for a gap of a list. Raises ValueError."""
    if not text:
        return [] if kind is LIST else None
    return kind.read(text)


def to_json(kind, value):
    """Return a value as JSON holds it: null for a gap, [] for a gap of a list."""
    if is_gap(value):
        return [] if kind is LIST else None
    return kind.to_json(value)
