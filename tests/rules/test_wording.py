"""The sentences of a regulatory fact: a report never reads like a check."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import claims, freshness, statuses, wording

MAY = datetime.date(2026, 5, 3)
TODAY = datetime.date(2026, 11, 22)
ONE = [("510(k)", "K181008")]

slugs = st.sampled_from(list(statuses.STATUSES))
checks = st.sampled_from(list(freshness.CHECK_LABELS))


@pytest.mark.parametrize(
    ("status", "records", "line"),
    [
        ("cleared", ONE, "Reported: 510(k) K181008, not yet checked by us"),
        ("cleared", [*ONE, ("510(k)", "K133823")], "Reported: 510(k) K181008, 510(k) K133823, not yet checked by us"),
        ("exempt", [], "Reported: exempt, listed only, not yet checked by us"),
        ("registered", [], "Reported: registered only, which is not a review, not yet checked by us"),
        ("none-found", [], "Reported: no record found, not yet checked by us"),
        ("not-checked", [], "Not checked"),
    ],
)
def test_what_nobody_checked_is_reported_without_the_word_of_a_decision(status, records, line):
    assert str(wording.headline(status, check="unverified", records=records)) == line


@pytest.mark.parametrize("check", ["current", "due"])
@pytest.mark.parametrize(
    ("status", "line"),
    [
        ("cleared", "510(k) cleared"),
        ("registered", "Registered only: not a review"),
        ("none-found", "No record found on 3 May 2026"),
    ],
)
def test_what_was_checked_is_said_in_the_words_of_its_status(status, line, check):
    assert str(wording.headline(status, check=check, verified_on=MAY, records=ONE)) == line


@pytest.mark.parametrize(
    ("status", "line"),
    [
        ("cleared", "510(k) cleared; last checked on 3 May 2026: may have changed"),
        ("none-found", "No record found on 3 May 2026; last checked on 3 May 2026: may have changed"),
    ],
)
def test_what_was_checked_too_long_ago_says_so_in_the_same_line(status, line):
    assert str(wording.headline(status, check="stale", verified_on=MAY, records=ONE)) == line


@pytest.mark.parametrize(
    ("check", "line"),
    [
        ("unverified", "Not yet checked by us"),
        ("changed", "Changed since it was checked on 3 May 2026"),
        ("stale", "Last checked 6 months ago: may have changed"),
        ("due", "Checked on 3 May 2026"),
        ("current", "Checked on 3 May 2026"),
    ],
)
def test_the_line_of_the_check_says_what_is_doubtful(check, line):
    assert wording.check_line(check, verified_on=MAY, today=TODAY) == line


@given(slugs, checks)
def test_a_badge_is_earned_by_a_check_that_still_holds(status, check):
    earned = wording.earns_badge(status, check)
    assert earned == (check in ("current", "due") and status != "not-checked")


@given(slugs.filter(lambda slug: slug != "approved"), checks)
def test_no_headline_calls_anything_approved(status, check):
    records = ONE if statuses.STATUSES[status].rests_on_a_number else []
    line = str(wording.headline(status, check=check, verified_on=MAY, records=records))
    assert "approv" not in line.lower()
    assert claims.says_too_much(f"FDA: {line}", approved=False) == []


@pytest.mark.parametrize(
    ("status", "records", "line"),
    [
        ("cleared", ONE, "Reported: 510(k) K181008, changed since it was checked"),
        ("none-found", [], "Reported: no record found, changed since it was checked"),
        ("not-checked", [], "No status now: our entry changed since it was checked"),
    ],
)
def test_what_changed_since_it_was_checked_is_only_reported_again(status, records, line):
    assert str(wording.headline(status, check="changed", verified_on=MAY, records=records)) == line


@pytest.mark.parametrize("check", ["unverified", "changed"])
@pytest.mark.parametrize(
    ("status", "records", "outcome", "line"),
    [
        ("cleared", ONE, "differs", "Reported: 510(k) K181008; looked up on 3 May 2026: FDA’s database differs"),
        ("cleared", ONE, "not-found", "Reported: 510(k) K181008; looked up on 3 May 2026: not found in FDA’s database"),
        (
            "cleared",
            ONE,
            "detail-differs",
            "Reported: 510(k) K181008; looked up on 3 May 2026: a detail of our entry differs",
        ),
        ("not-checked", [], "not-found", "Looked up on 3 May 2026: not found in FDA’s database"),
    ],
)
def test_a_look_that_did_not_confirm_is_told_and_no_status_named(status, records, outcome, line, check):
    doubt = wording.Doubt(outcome, MAY)
    assert str(wording.headline(status, check=check, verified_on=MAY, records=records, doubt=doubt)) == line
    assert wording.check_line(check, verified_on=MAY, today=MAY, doubt=doubt).startswith("Looked up on 3 May 2026")
