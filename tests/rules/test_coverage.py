"""How far a status reaches is said wherever the status is."""

import pytest

from catalog.models import DeviceAuthorization
from catalog.rules.coverage import EXACT, FAMILY, INFERRED, MICROCURRENT, NOT_STATED, OTHER, REBADGED, WHOLE, coverage


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ([], ""),
        ([(EXACT, WHOLE)], ""),
        ([(EXACT, MICROCURRENT), (REBADGED, WHOLE)], ""),
        ([(EXACT, MICROCURRENT)], "Covers its microcurrent function only"),
        ([(EXACT, NOT_STATED)], "How much of the device this covers is not stated"),
        ([(FAMILY, WHOLE)], "The record names its family, not this model"),
        (
            [(FAMILY, MICROCURRENT)],
            "Covers its microcurrent function only; the record names its family, not this model",
        ),
        ([(FAMILY, NOT_STATED), (EXACT, MICROCURRENT)], "Covers its microcurrent function only"),
    ],
)
def test_it_says_what_the_records_leave_open(links, said):
    assert coverage(links) == said


def test_the_words_are_those_of_the_links():
    assert {WHOLE, MICROCURRENT, OTHER, NOT_STATED} == set(DeviceAuthorization.Covers.values)
    assert {EXACT, FAMILY, REBADGED, INFERRED} == set(DeviceAuthorization.Scope.values)
