"""Reading a chain of verifications as a stranger would: by the rule alone."""

from catalog.rules.verification_log import GENESIS, why_no_next


def first_broken(entries):
    """Return the place (from 0) of the first entry that does not fit the chain, or None when all do.

    `entries` are (public fields, previous hash, hash), oldest first.
    """
    previous = GENESIS
    for place, entry in enumerate(entries):
        if why_no_next(*entry, place=place + 1, previous=previous):
            return place
        previous = entry[2]
    return None
