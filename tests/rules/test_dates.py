"""Partial dates: as much as a source states, and no more."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.dates import PartialDate, parse_partial, show_day

years = st.integers(1900, 2100)
whole = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)).map(
    lambda d: PartialDate(d.year, d.month, d.day)
)
partial = st.one_of(whole, st.builds(PartialDate, years, st.integers(1, 12)), st.builds(PartialDate, years))


@given(partial)
def test_reading_a_written_date_gives_it_back(date):
    assert parse_partial(str(date)) == date


@pytest.mark.parametrize(
    ("written", "first", "shown"),
    [
        ("2020", "2020-01-01", "about 2020"),
        ("2020-05", "2020-05-01", "May 2020"),
        (" 2020-05-17 ", "2020-05-17", "17 May 2020"),
        ("2024-02-29", "2024-02-29", "29 February 2024"),
    ],
)
def test_a_date_is_as_exact_as_its_source(written, first, shown):
    date = parse_partial(written)
    assert (date.first_day.isoformat(), date.show()) == (first, shown)


@pytest.mark.parametrize(
    ("written", "shown"), [("2020", "about 2020"), ("2020-05", "about May 2020"), ("2020-05-17", "about 17 May 2020")]
)
def test_an_approximate_date_says_so_once(written, shown):
    assert parse_partial(written).show(approximate=True) == shown


@pytest.mark.parametrize(
    ("written", "because"),
    [
        ("", "Write a date as"),
        ("20", "Write a date as"),
        ("2020-5", "Write a date as"),
        ("05/2020", "Write a date as"),
        ("2020-05-17T10:00", "Write a date as"),
        ("２０２０", "Write a date as"),
        ("2020-00", "cannot be 00"),
        ("2020-05-00", "cannot be 00"),
        ("2020-13", "is not a day of the calendar"),
        ("2023-02-29", "is not a day of the calendar"),
        ("0000", "is not a day of the calendar"),
        ("1899-12-31", "lies outside 1900 to 2100"),
        ("2101", "lies outside 1900 to 2100"),
    ],
)
def test_a_wrong_date_is_refused_in_words(written, because):
    with pytest.raises(ValueError, match=because):
        parse_partial(written)


@given(partial, partial)
def test_partial_dates_sort_like_their_first_days(one, other):
    if one.first_day < other.first_day:
        assert one < other


def test_a_day_is_shown_as_readers_write_it():
    assert show_day(datetime.date(2026, 5, 3)) == "3 May 2026"
