"""The geometry of charts: whatever the values, points lie inside and in order, and ticks are round."""

import datetime
import itertools
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.charts import (
    FRAME,
    SHAPES,
    amount_axis,
    bar_chart,
    day_axis,
    month_starts,
    patches,
    round_steps,
    step_line,
)

amounts = st.decimals(min_value=0, max_value=Decimal("9999999.99"), places=2)
days = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))


def is_rising(values):
    return all(one < other for one, other in itertools.pairwise(values))


@given(st.lists(amounts, min_size=1, max_size=20))
def test_every_amount_lies_inside_the_frame_and_a_larger_one_never_lower(values):
    axis = amount_axis(values, FRAME.bottom, FRAME.top)
    places = [axis.place(value) for value in sorted(values)]
    assert places == sorted(places, reverse=True)
    assert FRAME.top <= places[-1]
    assert places[0] <= FRAME.bottom


@given(st.lists(days, min_size=1, max_size=20))
def test_every_day_lies_inside_the_frame_and_a_later_one_never_before(values):
    axis = day_axis(values, FRAME.left, FRAME.right)
    places = [axis.place(day.toordinal()) for day in sorted(values)]
    assert places == sorted(places)
    assert FRAME.left <= places[0]
    assert places[-1] <= FRAME.right


@given(amounts, st.integers(1, 10))
def test_round_steps_rise_from_zero_past_the_highest_and_are_few(highest, most):
    steps = round_steps(highest, most)
    assert steps[0] == 0
    assert is_rising(steps)
    assert steps[-2] < max(highest, 1) <= steps[-1]
    assert len(steps) <= most + 1
    assert str(steps[1]).rstrip("0") in ("1", "2", "5")


@given(days, days)
def test_month_starts_rise_around_the_days_and_are_few(one, other):
    first, last = sorted([one, other])
    starts = month_starts(first, last)
    assert starts[0] <= first
    assert starts[-2] <= last < starts[-1]
    assert is_rising(starts)
    assert len(starts) <= 5
    assert all(day.day == 1 for day in starts)


@given(st.lists(amounts, min_size=1, max_size=20))
def test_ticks_stand_where_their_values_lie(values):
    axis = amount_axis(values, FRAME.left, FRAME.right)
    assert is_rising([tick.place for tick in axis.ticks])
    assert [axis.place(int(tick.words.replace(",", ""))) for tick in axis.ticks] == [t.place for t in axis.ticks]


def test_the_same_value_lies_at_the_same_place_however_it_is_written():
    axis = amount_axis([400], 0, 100)
    assert axis.place(Decimal("325.00")) == axis.place(325)


def test_years_are_named_alone_and_months_with_their_year():
    def words(*values):
        return [tick.words for tick in day_axis(values, 0, 100).ticks]

    assert words(datetime.date(2021, 5, 1), datetime.date(2024, 2, 1)) == ["2021", "2022", "2023", "2024", "2025"]
    assert words(datetime.date(2026, 5, 3)) == ["May 2026", "Jun 2026"]


def test_a_step_line_keeps_each_height_until_the_next_place():
    assert step_line([(1, 9), (4, 5), (6, 7)]) == "M1 9H4V5H6V7"


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=25), st.integers(1, 9))
def test_every_place_lies_in_one_patch_and_in_the_box_of_no_other(places, reach):
    found = patches(places, reach)
    assert sorted(index for patch in found for index in patch.members) == list(range(len(places)))
    for index, (x, y) in enumerate(places):
        boxes = [p for p in found if p.left <= x <= p.right and p.top <= y <= p.bottom]
        assert [index in patch.members for patch in boxes] == [True]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=25), st.randoms())
def test_patches_do_not_depend_on_the_order_of_the_places(places, dice):
    shuffled = dice.sample(places, len(places))

    def boxes(some):
        return sorted((p.left, p.right, p.top, p.bottom, len(p.members)) for p in patches(some, 8))

    assert boxes(places) == boxes(shuffled)


def test_the_middle_of_a_patch_lies_between_its_places():
    assert [patch.middle for patch in patches([(10, 10), (14, 13), (40, 10)], 8)] == [(12, 11.5), (40, 10)]


@pytest.mark.parametrize("counts", [[], [0, 0], [3, 0, 12]])
def test_the_longest_bar_and_its_count_fit_into_the_chart(counts):
    chart = bar_chart([SimpleNamespace(words="up to 30 days", count=count) for count in counts])
    assert [bar.count for bar in chart.bars] == counts
    assert all(bar.count_x + 30 <= chart.width for bar in chart.bars)
    assert all(0 < bar.baseline <= chart.height for bar in chart.bars)
    assert chart.label_x < chart.left


def test_each_shape_is_another():
    assert len(set(SHAPES.values())) == len(SHAPES)
