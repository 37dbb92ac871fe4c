"""Two sets of facts side by side: what differs is named, and nothing else."""

import pytest

from catalog.rules.facts import Difference, differences, read_snapshot
from catalog.rules.verification_log import canonical

FACTS = {
    "status": "cleared",
    "registration_year": None,
    "records": [{"number": "K181008", "trade_name": "Trinity", "areas": ["face", "neck"]}],
}


def changed(**record):
    return FACTS | {"records": [FACTS["records"][0] | record]}


def test_the_same_facts_differ_in_nothing():
    assert differences(FACTS, FACTS) == []


def test_a_fact_of_a_record_is_named_after_its_number():
    assert differences(FACTS, changed(trade_name="Trinity+")) == [
        Difference("K181008: trade name", "Trinity", "Trinity+")
    ]


def test_a_set_is_shown_as_words():
    assert differences(FACTS, changed(areas=["face"])) == [Difference("K181008: areas", "face, neck", "face")]


def test_a_year_that_was_missing_appears_with_nothing_before_it():
    assert differences(FACTS, FACTS | {"registration_year": 2026}) == [Difference("registration year", "", "2026")]


def test_a_record_that_is_gone_or_new_is_told_in_full():
    gone = differences(FACTS, FACTS | {"records": []})
    assert {d.label for d in gone} == {"K181008: number", "K181008: trade name", "K181008: areas"}
    assert [(d.after, d.before) for d in gone] == [
        (d.before, d.after) for d in differences(FACTS | {"records": []}, FACTS)
    ]


def test_a_snapshot_is_read_back():
    assert read_snapshot(canonical(FACTS)) == FACTS


@pytest.mark.parametrize("text", ["", "no snapshot", "[]", "null", '"text"', "{"])
def test_what_is_no_snapshot_holds_no_facts(text):
    assert read_snapshot(text) == {}


@pytest.mark.parametrize("records", ["text", None, ["text"], [{}], [{"holder": "x"}]])
def test_a_forged_snapshot_is_compared_as_far_as_it_can_be_read(records):
    assert Difference("status", "approved", "cleared") in differences({"status": "approved", "records": records}, FACTS)
