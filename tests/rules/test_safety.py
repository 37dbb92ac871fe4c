"""Which look into the register takes a recall into account."""

import datetime

import pytest

from catalog.rules.safety import is_considered

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
