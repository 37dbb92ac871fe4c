"""The formula guard: no spreadsheet runs a cell, and the text comes back whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.spreadsheets import guard, unguard

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", "'"]
dangerous = st.builds(str.__add__, st.sampled_from(STARTS), st.text())


@pytest.mark.parametrize("start", STARTS)
def test_a_cell_that_could_run_gets_one_apostrophe(start):
    assert guard(f"{start}SUM(A1)") == f"'{start}SUM(A1)"


@pytest.mark.parametrize("harmless", ["", "NuFACE", "3-5 minutes", "a=b", " =1", "40", "’quoted’"])
def test_a_harmless_cell_is_left_alone(harmless):
    assert guard(harmless) == harmless == unguard(harmless)


@given(st.text() | dangerous)
def test_taking_the_guard_off_gives_the_text_back(text):
    assert unguard(guard(text)) == text


@given(st.text() | dangerous)
def test_a_guarded_cell_never_begins_like_a_formula(text):
    assert not guard(text).startswith(tuple(set(STARTS) - {"'"}))


@given(st.text() | dangerous)
def test_guarding_twice_is_undone_twice(text):
    assert unguard(unguard(guard(guard(text)))) == text
