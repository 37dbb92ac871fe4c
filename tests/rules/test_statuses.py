"""Statuses: the strongest record wins, and no word says more than the record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import claims, statuses
from catalog.rules.statuses import STATUSES, derive

declared = st.sampled_from([s.slug for s in statuses.DECLARABLE])
carried = st.lists(st.sampled_from(["", "approved", "granted", "cleared"]), max_size=5)


@pytest.mark.parametrize(
    ("carries", "status"),
    [
        (["cleared", "granted", "approved"], "approved"),
        (["cleared", "granted"], "granted"),
        (["", "cleared"], "cleared"),
        ([""], "registered"),
        ([], "registered"),
    ],
)
def test_the_strongest_record_wins_and_without_any_the_declared_stands(carries, status):
    assert derive(carries, "registered") == status


@given(carried, declared)
def test_the_order_of_the_records_does_not_matter(carries, word):
    assert derive(carries, word) == derive(sorted(carries), word) == derive(carries[::-1], word)


@given(carried, declared)
def test_no_declared_word_contradicts_a_number(carries, word):
    assert STATUSES[derive(carries, word)].rests_on_a_number == any(carries)


def test_only_decisions_rest_on_a_number():
    assert {s.slug for s in STATUSES.values() if s.rests_on_a_number} == {"approved", "granted", "cleared"}
    assert not any(s.rests_on_a_number for s in statuses.DECLARABLE)


def test_no_two_statuses_look_alike():
    for name in ("slug", "label", "meaning", "rank", "symbol"):
        assert len({getattr(status, name) for status in STATUSES.values()}) == len(STATUSES)


@pytest.mark.parametrize("slug", set(STATUSES) - {"approved"})
def test_nothing_but_a_pma_is_called_approved(slug):
    status = STATUSES[slug]
    assert "approved" not in status.label.lower()
    assert claims.says_too_much(f"{status.label}. {status.meaning}", approved=False) == []


@pytest.mark.parametrize(
    ("slug", "label"),
    [
        ("approved", "PMA approved"),
        ("granted", "De Novo granted"),
        ("cleared", "510(k) cleared"),
        ("exempt", "Exempt: listed only"),
        ("registered", "Registered only: not a review"),
        ("none-found", "No record found"),
        ("not-checked", "Not checked"),
    ],
)
def test_the_words_of_a_status_are_fixed(slug, label):
    assert STATUSES[slug].label == label
