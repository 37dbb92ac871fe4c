"""The geometry of charts: scales, round ticks, lines and bars, in the units of an SVG's viewBox.

Pure arithmetic: a value always lies at the same place, inside the frame. Units run right and, as in SVG, down. Amounts
are whole or Decimal numbers, days are dates; scales begin at zero, so that a height can be compared with another.
"""

import datetime
import functools
import itertools
import math
from dataclasses import dataclass
from fractions import Fraction

from catalog.rules.dates import PartialDate

# Fewer points than this make no picture: a sentence says what is known.
ENOUGH = 5

# What stands for a point, as SVG path data around its middle; each fits into a circle of 7 units.
SHAPES = {
    "circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "diamond": "M0-6.5 6.5 0 0 6.5-6.5 0z",
    "square": "M-4.5-4.5h9v9h-9z",
    "triangle": "M0-6 5.5 4h-11z",
    "dash": "M-5.5-1.75h11v3.5h-11z",
}

_MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


@dataclass(frozen=True)
class Frame:
    """The field in which points lie: its edges, inside a drawing of `width` by `height`."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int


FRAME = Frame(width=480, height=320, left=52, right=464, top=28, bottom=270)
# Days need no name below them.
DAYS_FRAME = Frame(width=480, height=300, left=52, right=464, top=28, bottom=270)


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where it lies and what stands beside it."""

    place: float
    words: str


@dataclass(frozen=True)
class Axis:
    """A scale from `low` to `high` (numbers) over the units `start` to `end`, with its ticks."""

    low: int
    high: int
    start: int
    end: int
    ticks: tuple = ()

    def place(self, value):
        """Return where a number lies, to a tenth of a unit."""
        share = (Fraction(value) - self.low) / (self.high - self.low)
        return round(float(self.start + (self.end - self.start) * share), 1)


def round_steps(highest, most=5):
    """Return round whole numbers from 0 to `highest` or just above: at most `most` equal steps of 1, 2 or 5 × 10ⁿ."""
    sizes = (digit * 10**power for power in itertools.count() for digit in (1, 2, 5))
    step = next(size for size in sizes if size * most >= highest)
    return [step * n for n in range(max(1, math.ceil(Fraction(highest) / step)) + 1)]


def amount_axis(amounts, start, end):
    """Return the Axis of some amounts (none negative), from zero."""
    steps = round_steps(max(amounts))
    bare = Axis(0, steps[-1], start, end)
    return Axis(0, steps[-1], start, end, tuple(Tick(bare.place(step), f"{step:,}") for step in steps))


def month_starts(first, last, most=4):
    """Return evenly spaced firsts of months, the first at or before the day `first`, the last of them after `last`.

    At most `most` steps; for days of the years 1900 to 2100, which is what a partial date may be.
    """
    low, high = _months(first), _months(last)
    step = next(size for size in _MONTH_STEPS if (high - low // size * size) // size < most)
    begin = low // step * step
    return [datetime.date(n // 12, n % 12 + 1, 1) for n in range(begin, high + step + 1, step)]


def day_axis(days, start, end):
    """Return the Axis of some days; `place` then wants a day's ordinal."""
    starts = month_starts(min(days), max(days))
    bare = Axis(starts[0].toordinal(), starts[-1].toordinal(), start, end)
    ticks = tuple(Tick(bare.place(day.toordinal()), _month_words(day, starts)) for day in starts)
    return Axis(bare.low, bare.high, start, end, ticks)


def step_line(places):
    """Return SVG path data through [(x, y)]: each height is kept until the next place."""
    (x, y), *rest = places
    return f"M{x} {y}" + "".join(f"H{x}V{y}" for x, y in rest)


@dataclass(frozen=True)
class Patch:
    """A box around places that lie so near each other that their marks would hide one another; `members` by index."""

    left: float
    right: float
    top: float
    bottom: float
    members: tuple

    @property
    def middle(self):
        return round((self.left + self.right) / 2, 1), round((self.top + self.bottom) / 2, 1)

    def is_near(self, other, reach):
        across = max(self.left, other.left) - min(self.right, other.right)
        down = max(self.top, other.top) - min(self.bottom, other.bottom)
        return across < reach and down < reach

    def joined(self, other):
        return Patch(
            min(self.left, other.left),
            max(self.right, other.right),
            min(self.top, other.top),
            max(self.bottom, other.bottom),
            (*self.members, *other.members),
        )


def patches(places, reach):
    """Return the Patches of [(x, y)]: no two lie within `reach` of each other, so no box holds another's member."""
    found = []
    for index, (x, y) in enumerate(places):
        patch = Patch(x, x, y, y, (index,))
        while near := [other for other in found if other.is_near(patch, reach)]:
            found = [other for other in found if other not in near]
            patch = functools.reduce(Patch.joined, near, patch)
        found.append(patch)
    return found


def _months(day):
    return day.year * 12 + day.month - 1


def _month_words(day, days):
    """Return "2026" where every tick begins a year, else "Sep 2026": five of them stand side by side."""
    if all(one.month == 1 for one in days):
        return str(day.year)
    month, year = PartialDate(day.year, day.month).show().split()
    return f"{month[:3]} {year}"


_BAR, _GAP, _LABELS, _ROOM, _BARS_WIDTH = 18, 8, 120, 40, 420


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its count, and where it lies."""

    words: str
    count: int
    y: int
    width: int

    @property
    def baseline(self):
        return self.y + _BAR - 5

    @property
    def count_x(self):
        return _LABELS + self.width + 6


@dataclass(frozen=True)
class BarChart:
    """Bars that run right from `left`, below each other."""

    bars: tuple
    height: int
    width: int = _BARS_WIDTH
    bar_height: int = _BAR
    left: int = _LABELS

    @property
    def label_x(self):
        return self.left - 8


def bar_chart(buckets):
    """Return the BarChart of rows with `words` and `count`; a count of zero is drawn as a line of no length."""
    most = max((bucket.count for bucket in buckets), default=0) or 1
    longest = _BARS_WIDTH - _LABELS - _ROOM
    bars = tuple(
        Bar(bucket.words, bucket.count, place * (_BAR + _GAP), round(longest * bucket.count / most))
        for place, bucket in enumerate(buckets)
    )
    return BarChart(bars, height=len(bars) * (_BAR + _GAP))
