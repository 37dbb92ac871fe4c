"""Which look into the register takes a recall into account, and which texts speak of a caution."""

import datetime

import pytest

from catalog.rules.safety import is_considered, speaks_of

ENTERED = datetime.datetime(2026, 5, 3, 12, tzinfo=datetime.UTC)
RECALL = datetime.date(2026, 5, 1)


def look(day, hours):
    return datetime.date(2026, 5, day), ENTERED + datetime.timedelta(hours=hours)


@pytest.mark.parametrize(
    ("looks", "considered"),
    [
        ([], False),
        ([look(3, 1)], True),
        ([look(1, 1)], True),  # on the day of the recall
        ([look(3, 0)], False),  # logged at the same moment
        ([look(3, -1)], False),  # the recall was entered after the look
        ([(datetime.date(2026, 4, 30), ENTERED + datetime.timedelta(hours=1))], False),  # and dated after it
        ([look(3, -1), look(3, 1)], True),
    ],
)
def test_a_recall_is_considered_by_a_look_after_it_was_entered_and_dated(looks, considered):
    assert is_considered(looks, known_at=ENTERED, dated_from=RECALL) is considered


@pytest.mark.parametrize(
    ("text", "caution"),
    [
        ("pacemaker", "Pacemaker or other cardiac device"),
        ("with a Pacemakers?", "Pacemaker or other cardiac device"),
        ("pacemeker", "Pacemaker or other cardiac device"),
        ("pregnant", "Pregnancy"),
        ("épilepsie", "Epilepsy or seizures"),
        ("cancer", "Cancer therapy"),
        ("heart", "Heart surgery within the last year"),
    ],
)
def test_a_word_of_health_speaks_of_the_caution_that_names_it(text, caution):
    assert speaks_of(text, caution)


@pytest.mark.parametrize(
    ("text", "caution"),
    [
        ("light therapy", "Cancer therapy"),
        ("facial device", "Recent surgery or facial procedure"),
        ("NuFACE Trinity", "Pregnancy"),
        ("FaceMaster", "Pacemaker or other cardiac device"),
        ("skin", "Broken or infected skin"),
        ("hearth", "Heart surgery within the last year"),
        ("", "Pregnancy"),
    ],
)
def test_everyday_words_and_other_words_speak_of_no_caution(text, caution):
    assert not speaks_of(text, caution)
