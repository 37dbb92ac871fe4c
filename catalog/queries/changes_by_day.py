"""A page of the public history as it is read: day by day, with many devices that came on one day told in one line."""

from itertools import groupby

from catalog.queries.changes_told import LISTED

_MANY = 3  # devices listed on one day that are told in one line


def by_day(changes):
    """Return [(day, [(PublicChange or None, PublicChanges told in one)])] of `changes`, in their order.

    The devices that were listed for the first time on one day stand together in the place of the newest of them.
    """
    return [(day, _told(list(found))) for day, found in groupby(changes, key=lambda change: change.day)]


def _told(changes):
    batch = [change for change in changes if change.kind == LISTED and change.device]
    if len(batch) < _MANY:
        return [(change, []) for change in changes]
    place = changes.index(batch[0])
    alone = [(change, []) for change in changes if change not in batch]
    return [*alone[:place], (None, batch), *alone[place:]]
