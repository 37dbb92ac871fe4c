"""What a cell holds can be read back, and is the same in JSON."""

import datetime
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import cells

pieces = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="|"), min_size=1)
VALUES = {
    cells.TEXT: st.text(min_size=1),
    cells.ADDRESS: st.text(min_size=1),
    cells.LIST: st.lists(pieces | st.none(), min_size=1).filter(any),
    cells.INTEGER: st.integers(-(10**15), 10**15),
    cells.DECIMAL: st.decimals(-999_999_999, 999_999_999, places=2),
    cells.BOOLEAN: st.booleans(),
    cells.DATE: st.dates(datetime.date(1900, 1, 1)),
    cells.MOMENT: st.datetimes(timezones=st.just(datetime.UTC)),
}
valued = st.sampled_from(list(VALUES)).flatmap(lambda kind: st.tuples(st.just(kind), VALUES[kind]))


@given(valued)
def test_a_cell_is_read_back_as_it_was_written(pair):
    kind, value = pair
    assert cells.parse(kind, cells.cell(kind, value)) == value


@given(valued)
def test_json_holds_what_the_cell_holds(pair):
    kind, value = pair
    held = json.loads(json.dumps(cells.to_json(kind, value)))
    assert cells.to_json(kind, cells.parse(kind, cells.cell(kind, value))) == held


@pytest.mark.parametrize(("kind", "gap"), [(cells.TEXT, None), (cells.DECIMAL, None), (cells.LIST, [])])
def test_a_gap_is_an_empty_cell_and_null(kind, gap):
    assert cells.cell(kind, gap) == ""
    assert cells.parse(kind, "") == cells.to_json(kind, gap) == gap


def test_a_list_of_gaps_is_one_gap():
    assert cells.cell(cells.LIST, [None, ""]) == ""
    assert cells.to_json(cells.LIST, [None, ""]) == []


def test_numbers_stay_numbers():
    assert (cells.cell(cells.INTEGER, -40), cells.cell(cells.INTEGER, 0)) == ("-40", "0")
    assert cells.cell(cells.DECIMAL, Decimal("1E+2")) == "100"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (cells.INTEGER, "1.0"),
        (cells.INTEGER, "１２"),
        (cells.INTEGER, "9" * 40),
        (cells.DECIMAL, "1.234,5"),
        (cells.DECIMAL, "1e9"),
        (cells.DECIMAL, "$9"),
        (cells.BOOLEAN, "yes"),
        (cells.DATE, "1/2/24"),
        (cells.DATE, "2026-02-30"),
        (cells.DATE, "20260203"),
        (cells.PARTIAL_DATE, "2020-13"),
        (cells.MOMENT, "noon"),
    ],
)
def test_what_is_no_such_value_is_refused_in_a_sentence(kind, text):
    with pytest.raises(ValueError, match=r"[a-z]+ .*\."):
        cells.parse(kind, text)
