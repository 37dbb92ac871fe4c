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


def first_broken(entries):
    """Return the place (from 0) of the first entry that does not fit the chain, or None when all do.

    `entries` are (public fields, previous hash, hash), oldest first; the public fields carry their `sequence`.
    """
    previous = GENESIS
    for place, (public_fields, previous_hash, own_hash) in enumerate(entries):
        fits = previous_hash == previous and own_hash == entry_hash(public_fields, previous)
        if not fits or public_fields["sequence"] != place + 1:
            return place
        previous = own_hash
    return None
