"""The geometry of small charts that a template draws as SVG; units are those of the viewBox."""

from dataclasses import dataclass

WIDTH, BAR, GAP, LABELS, ROOM = 420, 18, 8, 120, 40


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its count, and where it lies."""

    words: str
    count: int
    y: int
    width: int

    @property
    def baseline(self):
        return self.y + BAR - 5

    @property
    def count_x(self):
        return LABELS + self.width + 6


@dataclass(frozen=True)
class BarChart:
    bars: tuple
    height: int
    width: int = WIDTH
    bar_height: int = BAR
    left: int = LABELS

    @property
    def label_x(self):
        return self.left - 8


def bar_chart(buckets):
    """Return the BarChart of rows with `words` and `count`; a count of zero is drawn as a line of no length."""
    most = max((bucket.count for bucket in buckets), default=0) or 1
    longest = WIDTH - LABELS - ROOM
    bars = tuple(
        Bar(bucket.words, bucket.count, place * (BAR + GAP), round(longest * bucket.count / most))
        for place, bucket in enumerate(buckets)
    )
    return BarChart(bars, height=len(bars) * (BAR + GAP))
