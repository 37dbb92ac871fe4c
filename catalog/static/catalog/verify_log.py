#!/usr/bin/env python3
"""Check a log of verifications that was exported from a register of microcurrent devices.

    python3 verify_log.py verifications.csv
    python3 verify_log.py verifications.csv --head datapackage.json
    python3 verify_log.py verifications.json --head 5f2c… --older

The log is the table "verifications": as CSV in the data flavour, or as JSON. Every entry carries the hash of the one
before, so no entry can be changed, taken out or put in without breaking the chain. Two things need a head (the hash
of the newest entry, noted at some time): that the log was not cut short, and that it was not written anew as a whole.
Give the datapackage.json of the same export, or a hash from an older one together with --older.

What is hashed: the SHA-256 of the fields below and of "previous_hash", as JSON with sorted keys, without spaces, in
UTF-8. An entry that is not disclosed (its device is not published yet) shows its place in the chain and nothing else;
it is checked like the others once it is told.

Exit status: 0 the log is unbroken, 1 it is not (the first broken entry is named), 2 something cannot be read.
Needs Python 3.8 or newer and nothing else.
"""

import argparse
import csv
import hashlib
import json
import re
import sys
from pathlib import Path

GENESIS = "0" * 64
HASH = re.compile("[0-9a-f]{64}")
TEXTS = (
    "checked_on recorded_at by_role register address outcome status snapshot snapshot_sha256 evidence_sha256 "
    "no_evidence_reason note private_sha256"
).split()
NUMBERS = ("sequence", "finding_id")
HASHED = [*TEXTS, *NUMBERS, "confirms"]
SHOWN_BESIDE = ("device", "authority")  # not hashed themselves: they repeat what stands in the snapshot
COLUMNS = [*HASHED, *SHOWN_BESIDE, "disclosed", "previous_hash", "hash"]


class Unreadable(Exception):
    """A file that is not what it should be, with a sentence."""


class Broken(Exception):
    """An entry that does not hold, with the reason."""


def main(arguments=None):
    """Check what the arguments name, say so in one line, and return the exit status."""
    options = _parser().parse_args(arguments)
    place = 0
    try:
        wanted = read_head(options.head) if options.head else None
        previous, hidden = GENESIS, 0
        seen = wanted in (None, (None, GENESIS), (0, GENESIS))
        for place, entry in enumerate(read_log(options.log), start=1):
            check_entry(entry, place, previous)
            previous = entry["hash"]
            hidden += not entry["disclosed"]
            seen = seen or wanted == (wanted[0] and place, previous)
        check_head(wanted, seen, place, previous, options.older)
    except Unreadable as problem:
        return _say(2, f"Cannot be read: {problem}")
    except Broken as problem:
        return _say(1, f"Entry {place} is broken: {problem}.")
    told = f"{place} entries, unbroken. {hidden} of them are not disclosed yet. Newest: {previous}."
    return _say(0, told if wanted else f"{told} Without a noted head it stays open whether the end was cut off.")


def _parser():
    parser = argparse.ArgumentParser(description="Check an exported log of verifications.")
    parser.add_argument("log", help="verifications.csv (flavour=data) or verifications.json")
    parser.add_argument("--head", help="datapackage.json, or the hash of the newest entry")
    parser.add_argument("--older", action="store_true", help="the head was noted earlier: entries may follow it")
    return parser


def _say(status, sentence):
    (sys.stderr if status else sys.stdout).write(f"{sentence}\n")
    return status


def check_entry(entry, place, previous):
    """Raise Broken unless an entry has its place, follows the one before, and says what was written."""
    if type(entry["sequence"]) is not int or entry["sequence"] != place:
        raise Broken(f"it says that it is number {entry['sequence']}")
    if entry["previous_hash"] != previous:
        raise Broken("it does not follow the entry before it")
    if not HASH.fullmatch(str(entry["hash"])):
        raise Broken("it has no hash")
    if entry["disclosed"] is True:
        check_told(entry)
    elif entry["disclosed"] is not False:
        raise Broken("it does not say whether it is disclosed")
    elif any(entry[name] not in ("", None) for name in [*HASHED, *SHOWN_BESIDE] if name != "sequence"):
        raise Broken("it is said not to be disclosed, and tells something")


def check_told(entry):
    """Raise Broken unless a disclosed entry says what was written."""
    told = {name: entry[name] for name in [*HASHED, "previous_hash"]}
    if entry["hash"] != sha256(canonical(told)):
        raise Broken("what it says is not what was written")
    if entry["snapshot_sha256"] != sha256(entry["snapshot"]):
        raise Broken("the facts are not those that stood")
    facts = json.loads(entry["snapshot"])
    if any(entry[name] != facts.get(name) for name in SHOWN_BESIDE):
        raise Broken("the device named beside it is not the one in the facts")


def check_head(wanted, seen, entries, newest, older):
    """Raise Broken unless the noted head is in the log: at its end, or anywhere if it is an older one."""
    if wanted is None:
        return
    if not seen:
        raise Broken("the noted head is not in the log, so it was cut short or written anew")
    if not older and newest != wanted[1]:
        raise Broken(f"{entries} entries, and the noted head is not the newest (if it is older, add --older)")


def canonical(fields):
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_head(text):
    """Return (sequence or None, hash) of a hash or of the name of a datapackage.json."""
    if HASH.fullmatch(text):
        return None, text
    try:
        with Path(text).open(encoding="utf-8") as file:
            head = json.load(file)["verification_log"]
        return head["sequence"], head["hash"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise Unreadable(f"{text} is neither a hash nor a datapackage.json ({problem})") from None


def read_log(name):
    """Yield the entries of a file, oldest first, with their values typed."""
    try:
        with Path(name).open(encoding="utf-8", newline="") as file:
            start = file.read(1)
            file.seek(0)
            yield from (_from_json if start == "{" else _from_csv)(file)
    except (OSError, UnicodeError, csv.Error) as problem:
        raise Unreadable(f"{name}: {problem}") from None


def _from_json(file):
    try:
        rows = json.load(file)["rows"]
        complete = all(isinstance(row, dict) and set(COLUMNS) <= set(row) for row in rows)
    except (ValueError, KeyError, TypeError) as problem:
        raise Unreadable(f"this is not the table of verifications ({problem})") from None
    if not complete:
        raise Unreadable("a row lacks some of the columns of the log")
    for row in rows:
        yield {**row, **{name: "" if row[name] is None else row[name] for name in TEXTS}}


def _from_csv(file):
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(file, strict=True)
    header = next(reader, [])
    if header and header[0].startswith("\ufeff"):
        raise Unreadable("this is the flavour for spreadsheets: take the one with ?flavour=data")
    if not set(COLUMNS) <= set(header):
        raise Unreadable("the first line does not name the columns of the log")
    for cells in reader:
        if len(cells) != len(header):
            raise Broken(f"the line after it has {len(cells)} cells instead of {len(header)}")
        row = dict(zip(header, cells))  # noqa: B905  (Python 3.8 knows no strict)
        yield {**row, **{name: _number(row[name]) for name in NUMBERS}, **_truths(row)}


def _number(text):
    """Return a whole number in its one spelling; any other text stays one, and then fits nothing."""
    return int(text) if re.fullmatch("0|[1-9][0-9]{0,17}", text) else text


def _truths(row):
    return {name: {"true": True, "false": False}.get(row[name], row[name]) for name in ("disclosed", "confirms")}


if __name__ == "__main__":
    sys.exit(main())
