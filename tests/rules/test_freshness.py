"""Freshness: what a check is worth on every border of every policy."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import freshness, statuses
from catalog.rules.freshness import check_state, first_stale_day, last_current_day, price_state

MAY = datetime.date(2026, 5, 3)
days = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 12, 31))
slugs = st.sampled_from(list(statuses.STATUSES))
ORDER = [freshness.CURRENT, freshness.DUE, freshness.STALE]


def after(day, number):
    return day + datetime.timedelta(days=number)


@pytest.mark.parametrize("status", ["approved", "granted", "cleared"])
@pytest.mark.parametrize(
    ("age", "state"),
    [
        (0, "current"), (1, "current"), (89, "current"), (90, "current"),
        (91, "due"), (179, "due"), (180, "due"), (181, "stale"), (4000, "stale"),
    ],
)  # fmt: skip
def test_a_number_is_current_for_a_quarter_and_stale_after_half_a_year(status, age, state):
    assert check_state(status, MAY, after(MAY, age)) == state


@pytest.mark.parametrize("status", ["none-found", "not-checked"])
@pytest.mark.parametrize(
    ("age", "state"),
    [(0, "current"), (29, "current"), (30, "current"), (31, "due"), (59, "due"), (60, "due"), (61, "stale")],
)
def test_a_search_that_found_nothing_is_current_for_a_month(status, age, state):
    assert check_state(status, MAY, after(MAY, age)) == state


@pytest.mark.parametrize("status", ["exempt", "registered"])
@pytest.mark.parametrize(
    ("age", "state"), [(0, "current"), (89, "current"), (90, "current"), (91, "stale"), (92, "stale")]
)
def test_a_registration_is_current_for_a_quarter_and_never_due(status, age, state):
    assert check_state(status, MAY, after(MAY, age)) == state


@pytest.mark.parametrize("status", ["exempt", "registered"])
@pytest.mark.parametrize(
    ("checked", "year", "today", "state"),
    [
        ("2026-11-01", None, "2026-12-30", "current"),
        ("2026-11-01", None, "2026-12-31", "current"),
        ("2026-11-01", None, "2027-01-01", "stale"),
        ("2026-12-31", None, "2026-12-31", "current"),
        ("2026-12-31", None, "2027-01-01", "stale"),
        ("2026-11-01", 2026, "2027-01-01", "stale"),
        ("2026-11-01", 2027, "2027-01-01", "current"),
        ("2026-11-01", 2027, "2027-01-30", "current"),
        ("2026-11-01", 2027, "2027-01-31", "stale"),
        ("2026-05-03", 2025, "2026-05-03", "stale"),
    ],
)
def test_a_registration_ends_with_its_year(status, checked, year, today, state):
    checked, today = map(datetime.date.fromisoformat, (checked, today))
    assert check_state(status, checked, today, year=year) == state


@pytest.mark.parametrize("status", ["approved", "granted", "cleared", "none-found", "not-checked"])
def test_the_end_of_a_year_ends_nothing_but_a_registration(status):
    assert check_state(status, datetime.date(2026, 12, 31), datetime.date(2027, 1, 1), year=2020) == "current"


@given(slugs, days, st.booleans())
def test_without_a_check_nothing_is_verified(status, today, changed):
    assert check_state(status, None, today, changed=changed) == "unverified"


@given(slugs, days, st.integers(0, 500))
def test_a_change_outweighs_every_age(status, checked, age):
    assert check_state(status, checked, after(checked, age), changed=True) == "changed"


@given(slugs, days, st.integers(0, 300), st.integers(0, 300), st.none() | st.integers(1990, 2090))
def test_a_check_never_becomes_fresher_with_time(status, checked, age, later, year):
    states = [check_state(status, checked, after(checked, d), year=year) for d in (age, age + later)]
    assert ORDER.index(states[0]) <= ORDER.index(states[1])


@given(slugs, days, st.none() | st.integers(1990, 2090))
def test_the_day_that_is_named_as_due_is_the_last_current_one(status, checked, year):
    last, stale = last_current_day(status, checked, year=year), first_stale_day(status, checked, year=year)
    assert check_state(status, checked, last, year=year) == "current"
    assert check_state(status, checked, after(last, 1), year=year) != "current"
    assert check_state(status, checked, after(stale, -1), year=year) != "stale"
    assert check_state(status, checked, stale, year=year) == "stale"


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (-1, "current"), (0, "current"), (29, "current"), (30, "current"),
        (31, "old"), (89, "old"), (90, "old"), (91, "stale"), (3000, "stale"),
    ],
)  # fmt: skip
def test_a_price_is_current_for_a_month_and_old_for_a_quarter(age, state):
    assert price_state(MAY, after(MAY, age)) == state


def test_a_price_without_a_date_has_no_age():
    assert price_state(None, MAY) == "undated"


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (-3, "today"), (0, "today"), (1, "1 day ago"), (2, "2 days ago"), (59, "59 days ago"), (60, "60 days ago"),
        (61, "2 months ago"), (426, "14 months ago"),
        (729, "23 months ago"), (730, "2 years ago"), (1100, "3 years ago"),
    ],
)  # fmt: skip
def test_an_age_is_told_roughly(age, words):
    assert freshness.age_in_words(MAY, after(MAY, age)) == words


@given(st.integers(0, 9000))
def test_an_age_is_never_one_of_several(age):
    number, unit = freshness.age_in_words(MAY, after(MAY, age)).partition(" ")[::2]
    assert number != "1" or unit == "day ago"


def test_every_state_of_a_check_has_its_words():
    states = {"current", "due", "stale", "changed", "unverified"}
    assert freshness.CHECK_LABELS.keys() == states


@pytest.mark.parametrize(("age", "state"), [(7, "current"), (8, "due"), (14, "due"), (15, "stale")])
def test_a_pace_of_its_own_goes_before_the_policy_and_is_stale_after_twice_as_long(age, state):
    today = datetime.date(2026, 11, 22)
    checked_on = today - datetime.timedelta(days=age)
    assert freshness.check_state("cleared", checked_on, today, own_pace=7) == state


@pytest.mark.parametrize(
    ("today", "state"), [("2026-12-31", "current"), ("2027-01-01", "stale"), ("2027-01-20", "stale")]
)
def test_no_pace_of_its_own_carries_a_registration_past_its_year(today, state):
    checked_on, today = datetime.date(2026, 8, 1), datetime.date.fromisoformat(today)
    assert freshness.check_state("registered", checked_on, today, year=2026, own_pace=180) == state


def test_a_quick_pace_of_its_own_holds_for_a_registration_too():
    states = [freshness.check_state("registered", MAY, after(MAY, age), own_pace=7) for age in (7, 8, 14, 15)]
    assert states == ["current", "due", "due", "stale"]
