"""The whole catalogue against openFDA's bulk file, read as a stream."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import ijson

from catalog.models import Authorization
from catalog.rules.openfda import FIELDS, Record, RecordError, differences, read_record

# An encrypted archive is a RuntimeError, an unknown compression a NotImplementedError, which is one too.
_UNREADABLE = (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, ijson.JSONError)


class FileUnreadable(Exception):
    """The bulk file cannot be read to its end; the message is one line."""


@dataclass
class Crosscheck:
    """What the file says of the catalogue.

    `changed` is [(number, Difference)]; `unknown` are our numbers that the file should hold and does not, `elsewhere`
    those of pathways that it does not carry at all; `newer` are the records under a product code of ours that were
    decided after the newest that we hold under it. `read` counts rows, `skipped` those without a usable number.
    """

    changed: list = field(default_factory=list)
    unknown: list = field(default_factory=list)
    elsewhere: list = field(default_factory=list)
    newer: list = field(default_factory=list)
    read: int = 0
    skipped: int = 0

    @property
    def agrees(self):
        """Whether the file bears out all that it could: somebody's newer decision contradicts nothing of ours."""
        return not (self.changed or self.unknown)


def crosscheck(path) -> Crosscheck:
    """Compare every record of ours with the bulk file at `path` (.json or .json.zip). Raises FileUnreadable.

    Memory grows with our own records and with what is reported, never with the file.
    """
    ours = {record.number: record for record in Authorization.objects.filter(authority="fda")}
    newest = _newest_by_code(ours.values())
    result, missing, carried = Crosscheck(), set(ours), set()
    for record in _records(Path(path), result):
        number = record.number.canonical
        carried.update(record.number.pathways)
        if number in ours:
            missing.discard(number)
            found = differences(record, entered(ours[number]))
            result.changed += [(number, difference) for difference in found]
        elif _is_newer(record, newest):
            result.newer.append(record)
    for number in sorted(missing):
        expected = carried.intersection(ours[number].parsed.pathways)
        (result.unknown if expected else result.elsewhere).append(number)
    result.changed.sort(key=lambda row: (row[0], list(FIELDS).index(row[1].field)))
    result.newer.sort(key=lambda record: (record.values["decision_date"], record.number.canonical))
    return result


def entered(record) -> dict:
    """Return what was entered of an Authorization, as text, by the names of FIELDS."""
    values = {name: getattr(record, name) for name in FIELDS}
    return values | {"decision_date": record.decision_date.isoformat() if record.decision_date else ""}


def _newest_by_code(records):
    newest = {}
    for record in records:
        if record.product_code and record.decision_date:
            known = newest.get(record.product_code, record.decision_date)
            newest[record.product_code] = max(record.decision_date, known)
    return newest


def _is_newer(record, newest):
    known = newest.get(record.values["product_code"])
    return bool(known and record.decided_on and record.decided_on > known)


def _records(path, result) -> Iterator[Record]:
    """Yield the readable records of the file one by one, counting its rows."""
    try:
        with _opened(path) as file:
            for raw in ijson.items(file, "results.item"):
                result.read += 1
                try:
                    yield read_record(raw)
                except RecordError:
                    result.skipped += 1
    except _UNREADABLE as error:
        raise FileUnreadable(f"{path}: cannot be read ({' '.join(str(error).split())[:200]})") from None
    if not result.read:
        raise FileUnreadable(f"{path}: holds no results")


@contextmanager
def _opened(path):
    if path.suffix != ".zip":
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".json")]
        if len(names) != 1:
            raise ValueError(f"the archive holds {len(names)} JSON files instead of one")
        with archive.open(names[0]) as file:
            yield file
