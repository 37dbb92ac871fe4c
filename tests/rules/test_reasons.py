"""The six reasons for a change, and how they are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import reasons


@pytest.mark.parametrize("code", reasons.LABELS)
@given(text=st.text())
def test_a_reason_is_read_back_as_it_was_kept(code, text):
    kept = reasons.parse(reasons.compose(code, text))
    assert (kept.code, kept.text) == (code, " ".join(text.split()))


def test_a_reason_without_words_is_its_code():
    assert reasons.compose(reasons.PRICE, "  ") == "price"
    assert reasons.parse("price").label == "Price observed"


def test_a_code_that_is_none_of_the_six_is_refused():
    with pytest.raises(ValueError, match="“because”"):
        reasons.compose("because", "x")


@pytest.mark.parametrize(
    ("kept", "code", "text"),
    [
        (None, "", ""),
        ("", "", ""),
        ("Entered twice.", "", "Entered twice."),
        ("newer: than before", "", "newer: than before"),
        ("new: a: b", "new", "a: b"),
    ],
)
def test_what_was_kept_before_there_were_codes_is_read_as_text(kept, code, text):
    assert reasons.parse(kept) == reasons.Reason(code, text)
    assert reasons.parse(kept).label == reasons.LABELS.get(code, "")


@pytest.mark.parametrize(
    ("noun", "is_new", "was_public", "code"),
    [
        ("device", True, False, "new"),
        ("device", False, False, "new"),
        ("device", False, True, "corrected"),
        ("price", True, True, "price"),
        ("price", False, True, "corrected"),
        ("source", True, True, "new"),
    ],
)
def test_the_usual_reason_fits_what_was_done(noun, is_new, was_public, code):
    assert reasons.default_for(noun, is_new=is_new, was_public=was_public) == code
