"""What changed in a comparison since the day on which somebody made a link to it."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from catalog.models import Device
from catalog.queries.comparison_rows import compared
from catalog.queries.history_as_of import devices_as_of


@dataclass(frozen=True)
class Changed:
    """A row that said something else at the end of that day, both in words."""

    label: str
    before: str
    now: str


@dataclass(frozen=True)
class DeviceSince:
    """One device: whether it was listed on that day, else the day it was first listed if that was later."""

    device: object
    was_listed: bool
    new_on: datetime.date | None
    changes: tuple


def changes_since(pages, day):
    """Return a DeviceSince for each DevicePage of today: every row whose words differ from those at the end of `day`.

    Only what visitors could read on that day is told. What follows from the calendar alone, such as the age of a
    check, is no change. A fixed number of queries, however many devices.
    """
    past = devices_as_of([page.device.pk for page in pages], day) if pages else {}
    return [_since(page, past.get(page.device.pk), day) for page in pages]


def _since(page, past, day):
    device = page.device
    if past is None or past.device.state != Device.State.PUBLISHED:
        listed = timezone.localdate(device.published_at)
        return DeviceSince(device, False, listed if listed > day else None, ())
    rows = [row for group in compared([past, page]) for row in group.rows if not row.derived]
    differing = [(row.label, *row.cells) for row in rows if row.cells[0].said != row.cells[1].said]
    return DeviceSince(device, True, None, tuple(Changed(label, old.words, new.words) for label, old, new in differing))
