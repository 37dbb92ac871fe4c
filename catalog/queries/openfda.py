"""Asking openFDA for one record by its number. Only the address of the setting is ever asked, and no other."""

import http.client
import json
import logging
import threading
import time
import urllib.error
import urllib.request

from django.conf import settings

from catalog.rules.authorities import parse_number
from catalog.rules.openfda import Record, RecordError, read_record

MAX_ANSWER = 1024 * 1024  # bytes; one record has about two thousand
# The service allows 240 requests a minute; one process stays far below.
SHORTEST_GAP = 0.5
# A PMA's number is shared with its supplements, so several rows are fetched and the one that was meant is taken.
_ROWS = {"510k": 2, "pma": 100}


class LookupFailed(Exception):
    """The service gave no answer to use; the message says why in one sentence."""


class NotThere(LookupFailed):
    """The service holds no such number: “not yet” rather than “no”, since it is renewed monthly."""


class _Pace:
    """Lets one request through, then none for SHORTEST_GAP seconds. Refuses rather than queues: no thread sleeps."""

    def __init__(self):
        self._lock, self._next = threading.Lock(), 0.0

    def keep(self):
        with self._lock:
            now = time.monotonic()
            if now < self._next:
                raise LookupFailed("openFDA was asked a moment ago: try again in a second.")
            self._next = now + SHORTEST_GAP


class _StayThere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it could lead anywhere."""

    def redirect_request(self, *args):
        return None


log = logging.getLogger(__name__)
pace = _Pace()
_opener = urllib.request.build_opener(_StayThere)


def look_up(number) -> Record:
    """Return openFDA's Record of a number in any spelling.

    Raises NumberError, NotThere, or LookupFailed (switched off, too soon, time-out, refused, unreadable).
    """
    if not settings.OPENFDA_LOOKUP:
        raise LookupFailed("Looking up at openFDA is switched off here (setting OPENFDA_LOOKUP).")
    wanted = parse_number(number)
    answer = _ask(_address(wanted))
    rows = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not rows:
        raise LookupFailed("openFDA’s answer holds no results.")
    return _meant(rows, wanted)


def _meant(rows, wanted):
    """Return the Record of the wanted number among the rows; one of another number is never shown as it."""
    try:
        records = [read_record(row) for row in rows]
    except RecordError as error:
        raise LookupFailed(f"openFDA’s answer cannot be read. {error}") from None
    for record in records:
        if record.number.canonical == wanted.canonical:
            return record
    raise LookupFailed(f"openFDA answered with {records[0].number} instead of {wanted}.")


def _address(wanted):
    number, _, supplement = wanted.canonical.partition("/")
    if "hde" in wanted.pathways:
        raise LookupFailed("openFDA has no list of humanitarian device exemptions: open FDA’s own page.")
    table, search = ("pma", f"pma_number:{number}") if "pma" in wanted.pathways else ("510k", f"k_number:{number}")
    if supplement:
        search += f"+AND+supplement_number:{supplement}"
    return f"{settings.OPENFDA_URL}/device/{table}.json?search={search}&limit={_ROWS[table]}"


def _ask(address):
    pace.keep()
    # The address is the setting's, the number has been parsed: nothing typed reaches it.
    request = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310
    try:
        with _opener.open(request, timeout=settings.OPENFDA_TIMEOUT) as answer:
            body = _read(answer, time.monotonic() + settings.OPENFDA_TIMEOUT)
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error.code) from None
    except (OSError, http.client.HTTPException) as error:
        log.info("openFDA could not be reached: %s", getattr(error, "reason", None) or error)
        raise LookupFailed(
            "openFDA did not answer, so nothing was searched. Go on by hand, or try again later."
        ) from None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise LookupFailed("openFDA’s answer is not JSON.") from None


def _read(answer, deadline):
    """Return the body; a socket's time-out counts from byte to byte, so a trickle is cut off by the clock."""
    parts, length = [], 0
    while part := answer.read1(64 * 1024):
        parts.append(part)
        length += len(part)
        if length > MAX_ANSWER:
            raise LookupFailed("openFDA’s answer is too long to be one record.")
        if time.monotonic() > deadline:
            raise TimeoutError("timed out")
    return b"".join(parts)


def _refusal(status):
    if status == 404:
        return NotThere("openFDA holds no such number. Its files are renewed monthly: that means “not yet”, not “no”.")
    if status == 429:
        return LookupFailed("openFDA says: too many requests. Try again in a minute.")
    return LookupFailed(f"openFDA answered with status {status}.")
