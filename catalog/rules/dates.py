"""Partial dates: a year, a month or a day, as far as a source states it."""

import datetime
import re
from dataclasses import dataclass

_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MONTHS = "January February March April May June July August September October November December".split()


def show_day(day):
    """Return a whole date as readers meet it: "3 May 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date whose month and day may be unknown (0)."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self):
        known = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part]
        return "-".join(known)

    @property
    def first_day(self):
        """The earliest day it may mean; freshness is counted from here."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    def show(self, *, approximate=False):
        """Return it in words: "17 May 2020", "May 2020", "about 2020"."""
        if self.day:
            words = show_day(self.first_day)
        elif self.month:
            words = f"{_MONTHS[self.month - 1]} {self.year}"
        else:
            words, approximate = str(self.year), True
        return f"about {words}" if approximate else words


def parse_partial(text):
    """Return the PartialDate that `text` states: "2020", "2020-05" or "2020-05-17".

    Raises ValueError with a sentence for the person who typed it.
    """
    match = _SHAPE.fullmatch(text.strip())
    if not match:
        raise ValueError("Write a date as 2020, 2020-05 or 2020-05-17: as much of it as the source states.")
    date = PartialDate(*(int(part) for part in match.groups(default="0")))
    if "00" in match.groups()[1:]:
        raise ValueError("A month or a day cannot be 00: leave out what the source does not state.")
    try:
        first = date.first_day
    except ValueError:
        raise ValueError(f"{text.strip()} is not a day of the calendar.") from None
    if not 1900 <= first.year <= 2100:
        raise ValueError(f"The year {first.year} lies outside 1900 to 2100.")
    return date
