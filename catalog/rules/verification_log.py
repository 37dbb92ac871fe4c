"""The chain of verifications: every entry carries the hash of the one before.

A stranger can check it from public data alone: what is private (the editor's name, the evidence file) enters the
chain only as a hash of its own.
"""

import hashlib
import json

GENESIS = "0" * 64


def canonical(facts):
    """Return JSON with sorted keys, no spaces and plain UTF-8: one text for one set of facts."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text):
    """Return the SHA-256 of `text` in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(public_fields, previous_hash):
    """Return the hash of one entry: over its public fields and the hash of the entry before it."""
    return sha256(canonical({**public_fields, "previous_hash": previous_hash}))


def why_no_next(public_fields, previous_hash, own_hash, *, place, previous):
    """Return in words why an entry cannot stand at `place` (from 1) after one of the hash `previous`, "" if it can."""
    if public_fields["sequence"] != place:
        return "an entry before it is missing"
    if previous_hash != previous:
        return "it does not follow the entry before it"
    if own_hash != entry_hash(public_fields, previous):
        return "what it says is not what was written"
    return ""
