import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.spelling import nearest, slips_between, slips_forgiven

words = st.text("abcd", max_size=7)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("nuface", "nuface", 0),
        ("nufase", "nuface", 1),
        ("trinty", "trinity", 1),
        ("trinityy", "trinity", 1),
        ("trintiy", "trinity", 1),
        ("rtinity", "trinity", 1),
        ("nufcase", "nuface", 2),
        ("ziip", "foreo", 3),
        ("", "ab", 2),
        ("mini", "trinity", 3),
    ],
)
def test_slips_are_counted_up_to_the_most_that_matters(one, other, slips):
    assert slips_between(one, other, most=2) == slips


@pytest.mark.parametrize(
    ("word", "slips"),
    [
        ("", 0),
        ("fix", 0),
        ("ziip", 1),
        ("trinity", 1),
        ("rejuvena", 2),
        ("k181008", 0),
        ("hd15alpha", 0),
        ("tri_ity", 0),
    ],
)
def test_a_longer_word_may_hold_more_slips_and_a_number_none(word, slips):
    assert slips_forgiven(word) == slips


@given(one=words, other=words)
def test_the_way_there_is_as_far_as_the_way_back(one, other):
    assert slips_between(one, other, most=9) == slips_between(other, one, most=9)


@given(one=words, other=words, most=st.integers(0, 3))
def test_a_lower_limit_cuts_off_and_changes_nothing_below_it(one, other, most):
    assert slips_between(one, other, most=most) == min(slips_between(one, other, most=9), most + 1)


@given(one=words, other=words)
def test_no_slip_is_counted_between_equal_words_alone(one, other):
    assert (slips_between(one, other, most=9) == 0) is (one == other)


@given(word=words.filter(lambda word: len(word) > 1), place=st.integers(0, 5))
def test_two_neighbours_exchanged_are_one_slip_at_most(word, place):
    place %= len(word) - 1
    exchanged = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert slips_between(word, exchanged, most=9) == (word != exchanged)


def test_the_nearest_words_are_those_with_the_fewest_slips():
    assert nearest("minj", ["mind", "mini", "minus", "trinity"], most=2) == ["mind", "mini"]


@pytest.mark.parametrize("vocabulary", [[], ["foreo"]])
def test_no_word_is_near_when_all_are_further_than_allowed(vocabulary):
    assert nearest("ziip", vocabulary, most=1) == []


@given(word=words, vocabulary=st.lists(words, unique=True, max_size=8), most=st.integers(0, 3))
def test_no_word_that_is_near_is_passed_over(word, vocabulary, most):
    slips = {other: slips_between(word, other, most=9) for other in vocabulary}
    fewest = min(slips.values(), default=9)
    assert nearest(word, vocabulary, most=most) == sorted(o for o in vocabulary if slips[o] == fewest <= most)
