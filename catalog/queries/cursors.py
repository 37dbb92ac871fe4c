"""Paging through the list by a cursor: what comes after the device that was sent last, whatever was added meanwhile.

A cursor holds the place of that device in the order of the list. It is signed, so that it is either one of ours or
none.
"""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal

from django.core import signing
from django.db.models import Q

from catalog.models.fields import Bytewise
from catalog.queries.filters import SORTS

PAGE, MOST = 100, 500
_SALT = "devices.json"
# The column that an order begins with → how its value is read back from a cursor.
_READ = {
    "price_comparable": Decimal,
    "max_current_ua": int,
    "fda_verified_on": datetime.date.fromisoformat,
    "published_at": datetime.datetime.fromisoformat,
}


class CursorError(ValueError):
    """A cursor that is none of this list's, with a sentence for whoever sent it."""


@dataclass(frozen=True)
class CursorPage:
    """One page of devices, and the cursor of the next ("" after the last)."""

    devices: list
    cursor: str


def read_limit(text):
    """Return how many devices a page may have. Raises CursorError."""
    if not text:
        return PAGE
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= MOST:
        raise CursorError(f"Write a whole number from 1 to {MOST}.")
    return int(text)


def page_after(listing, cursor, limit):
    """Return the CursorPage of a listing without errors that follows `cursor` ("" for the first)."""
    devices = listing.devices
    if cursor:
        devices = _after(devices, listing, _read(cursor, listing))
    found = list(devices.for_cards()[: limit + 1])
    more = len(found) > limit
    return CursorPage(found[:limit], _cursor_of(found[limit - 1], listing) if more else "")


def _first_order(listing):
    """Return the column that the order begins with and whether it goes down; (None, False) when by name alone."""
    order = SORTS[listing.sort][1]
    return (order[0].expression.name, order[0].descending) if order else (None, False)


def _cursor_of(device, listing):
    name, _ = _first_order(listing)
    value = name and getattr(device, name)
    held = value.isoformat() if hasattr(value, "isoformat") else value and str(value)
    place = [listing.sort, listing.currency, held, device.brand.slug, device.slug]
    return signing.Signer(salt=_SALT).sign_object(place)


def _read(cursor, listing):
    """Return (value, slug of the brand, slug) of the place that a cursor holds. Raises CursorError."""
    if not re.fullmatch(r"[A-Za-z0-9_=:.-]{1,600}", cursor):
        raise CursorError("This is no cursor of ours: begin without one.")
    try:
        sort, currency, held, brand, slug = signing.Signer(salt=_SALT).unsign_object(cursor)
    except signing.BadSignature:
        raise CursorError("This is no cursor of ours: begin without one.") from None
    if (sort, currency) != (listing.sort, listing.currency):
        raise CursorError("This cursor belongs to a list in another order: begin without one.")
    name, _ = _first_order(listing)
    return _READ[name](held) if held is not None and name else None, brand, slug


def _after(devices, listing, place):
    value, brand, slug = place
    name, goes_down = _first_order(listing)
    by_name = Q(_brand__gt=brand) | Q(_brand=brand, _slug__gt=slug)
    if name is None:
        rest = by_name
    elif value is None:
        rest = Q(**{f"{name}__isnull": True}) & by_name
    else:
        beyond = Q(**{f"{name}__{'lt' if goes_down else 'gt'}": value})
        rest = beyond | Q(**{f"{name}__isnull": True}) | Q(**{name: value}) & by_name
    return devices.alias(_brand=Bytewise("brand__slug"), _slug=Bytewise("slug")).filter(rest)
