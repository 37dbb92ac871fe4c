"""What bringing an old version back would do, and what it would leave as it is."""

from dataclasses import dataclass
from typing import Any

from catalog.models import Authorization, Brand, Device, RegulatoryFinding
from catalog.queries.history_diff import changes
from catalog.queries.history_rows import versions
from catalog.queries.proposals import is_published
from catalog.queries.timeline import CHECKED, names_for, timeline

# What can be brought back → the columns that stay whatever the old version says: addresses, states, whose it is.
STAYING = {
    Device: ("slug", "state", "withdrawn_reason", "published_at"),
    Brand: ("slug",),
    Authorization: ("shown_alone",),
    RegulatoryFinding: ("device", "authority"),
}


class RevertRefused(ValueError):
    """A version that is not brought back; the message says why."""


@dataclass(frozen=True)
class Revert:
    """An old version against the row of today.

    `changes` are Changes from now to then; `staying` those that are not made; `left` the Entries of other rows since
    then, which stay as they are; `shown` the id of the newest version, by which a later change is noticed.
    """

    version: Any
    changes: tuple
    staying: tuple
    left: tuple
    shown: int


def why_not(row):
    """Return the sentence that says why no version of `row` is brought back; "" when one can be."""
    if type(row) not in STAYING:
        return "Old versions of this are not brought back by a click: enter the old values again in its form."
    if isinstance(row, Authorization | RegulatoryFinding) and is_published(row):
        return (
            "Visitors read what it says. Enter the old values in its form: the change then waits for a "
            "second person, as any other change of a regulatory fact does."
        )
    return ""


def revert_of(row, version_id):
    """Return the Revert of `row` to the version `version_id` of its history. Raises RevertRefused.

    The row itself is looked at as its history has it. What was removed in between is told by `lost_words`.
    """
    if why := why_not(row):
        raise RevertRefused(why)
    line = versions(type(row), [row.pk]).get(row.pk, [])
    target = next((v for v in line if v.row.history_id == version_id and not v.is_removal), None)
    if target is None:
        raise RevertRefused("There is no such version.")
    every = changes(line[-1], target, names_for(type(row), line))
    stays = STAYING[type(row)]
    return Revert(
        version=target,
        changes=tuple(change for change in every if change.name not in stays),
        staying=tuple(change for change in every if change.name in stays),
        left=tuple(_left(row, target)),
        shown=line[-1].row.history_id,
    )


def _left(row, target):
    """Yield what changed since in the other rows of a device."""
    for entry in timeline(row) if isinstance(row, Device) else ():
        if entry.at > target.at and entry.kind != CHECKED and entry.model_name != "device":
            yield entry


def lost_words(version):
    """Return {set of words: number of words} that a version had and that exist no more."""
    lost = {}
    for name, ids in version.words.items():
        there = version.model._meta.get_field(name).related_model.objects.filter(pk__in=ids).count()
        if there < len(ids):
            lost[name] = len(ids) - there
    return lost
