"""Whether the log of verifications is still what was written: its chain, what it hashes, and the files of evidence."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from catalog.models import Verification
from catalog.rules import verification_log


@dataclass(frozen=True)
class Broken:
    """The first entry that does not hold: its place in the log (from 1), its own number, and why, in words."""

    place: int
    sequence: int
    why: str

    def __str__(self):
        return f"Entry {self.place} of the log (numbered {self.sequence}) is broken: {self.why}."


@dataclass(frozen=True)
class LogReport:
    """How many entries were read, the hash of the newest ("" in an empty log), and what is broken, or None."""

    entries: int
    head: str
    broken: Broken | None


def check_log(*, head=""):
    """Read the whole log, oldest first, up to the first entry that does not hold. Returns a LogReport.

    `head` is a hash that was the newest one at some time, noted elsewhere (a page, an export, a backup): only with it
    can a log be told from one that was cut short, or written anew from some place on.
    """
    previous, place, head_seen = verification_log.GENESIS, 0, not head
    for place, entry in enumerate(Verification.objects.order_by("sequence", "pk").iterator(), start=1):
        if why := _why_broken(entry, place, previous):
            return LogReport(place, previous, Broken(place, entry.sequence, why))
        previous = entry.hash
        head_seen = head_seen or previous == head
    newest = previous if place else ""
    if head_seen:
        return LogReport(place, newest, None)
    missing = "the hash that was noted is not in the log, so it was cut short or written anew"
    return LogReport(place, newest, Broken(place + 1, place + 1, missing))


def _why_broken(entry, place, previous):
    """Return in words what does not hold of one entry, "" when all does."""
    written = entry.public_fields(), entry.previous_hash, entry.hash
    if why := verification_log.why_no_next(*written, place=place, previous=previous):
        return why
    if entry.snapshot_sha256 != verification_log.sha256(entry.snapshot):
        return "the facts it confirmed are not those that stood"
    if entry.private_sha256 != verification_log.sha256(verification_log.canonical(entry.private_fields())):
        return "who looked, or which file proves it, is not what was written"
    return _why_evidence_broken(entry)


def _why_evidence_broken(entry):
    if not entry.evidence:
        return ""
    file = Path(settings.EVIDENCE_ROOT) / entry.evidence.name
    if not file.is_file():
        return f"its evidence {entry.evidence.name} is missing"
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return "" if digest == entry.evidence_sha256 else f"its evidence {entry.evidence.name} is another file"
