"""The steps of a report, and how much one sender may send."""

import datetime

import pytest

from catalog.rules import reports

NOW = datetime.datetime(2026, 5, 3, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("old", "new"), [("new", "accepted"), ("new", "declined"), ("accepted", "fixed"), ("declined", "accepted")]
)
def test_a_report_goes_on_as_it_should(old, new):
    assert reports.refusal_of_move(old, new) == ""


@pytest.mark.parametrize(("old", "new"), [("new", "fixed"), ("fixed", "accepted"), ("accepted", "new")])
def test_a_report_never_jumps_or_comes_back(old, new):
    assert reports.refusal_of_move(old, new) == f"A report that is {old} cannot become {new}."


def test_every_state_has_its_words_for_the_reporter():
    assert set(reports.OUTCOMES) == set(reports.TRANSITIONS)


def test_the_sixth_report_of_an_hour_waits_until_the_first_is_an_hour_old():
    times = [NOW - n * MINUTE for n in range(5)]
    assert reports.wait(times[:4], NOW) == datetime.timedelta(0)
    assert reports.wait(times, NOW) == 56 * MINUTE
    assert reports.wait(times, NOW + 56 * MINUTE) == datetime.timedelta(0)


def test_the_twenty_first_report_of_a_day_waits_until_tomorrow():
    times = [NOW - n * 61 * MINUTE for n in range(20)]
    assert reports.wait(times, NOW) == datetime.timedelta(days=1) - 19 * 61 * MINUTE
