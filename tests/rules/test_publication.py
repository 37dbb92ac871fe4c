"""The states of a device: every move there is, and that there is no other."""

import itertools

import pytest

from catalog.rules import publication, roles
from catalog.rules.publication import DRAFT, IN_REVIEW, PUBLISHED, STATE_LABELS, WITHDRAWN

MOVES = {
    (DRAFT, IN_REVIEW): "change_device",
    (IN_REVIEW, DRAFT): "change_device",
    (DRAFT, PUBLISHED): "publish_device",
    (IN_REVIEW, PUBLISHED): "publish_device",
    (PUBLISHED, WITHDRAWN): "publish_device",
    (WITHDRAWN, PUBLISHED): "publish_device",
}


@pytest.mark.parametrize(("old", "new"), MOVES)
def test_a_move_asks_for_its_permission(old, new):
    assert publication.permission_for(old, new) == MOVES[old, new]


@pytest.mark.parametrize(("old", "new"), sorted(set(itertools.product(STATE_LABELS, repeat=2)) - MOVES.keys()))
def test_every_other_move_is_refused_in_words(old, new):
    words = f"A device that is {STATE_LABELS[old].lower()} cannot become {STATE_LABELS[new].lower()}."
    with pytest.raises(ValueError, match=words):
        publication.permission_for(old, new)


def test_what_visitors_saw_never_becomes_a_draft_again():
    assert not {new for old, new in MOVES if old in (PUBLISHED, WITHDRAWN)} & {DRAFT, IN_REVIEW}


@pytest.mark.parametrize(
    ("state", "was_published", "may_go"),
    [
        (DRAFT, False, True),
        (IN_REVIEW, False, True),
        (DRAFT, True, False),
        (PUBLISHED, True, False),
        (WITHDRAWN, True, False),
        (PUBLISHED, False, False),
    ],
)
def test_only_what_no_visitor_has_seen_may_vanish(state, was_published, may_go):
    assert publication.may_be_deleted(state, was_published=was_published) is may_go


def test_an_editor_neither_verifies_nor_publishes():
    assert not {p for p in roles.EDITOR if p.startswith(("verify_", "publish_"))}
    assert {"verify_regulatoryfinding", "publish_device", "change_proposal"} == roles.VERIFIER - roles.EDITOR


def test_nobody_changes_the_log():
    assert not {p for role in roles.ROLES.values() for p in role if p.endswith("_verification") and "view_" not in p}


def test_an_administrator_keeps_people_and_leaves_the_catalogue_alone():
    changed = {p for p in roles.ADMINISTRATOR if not p.startswith("view_")}
    assert {p.rpartition("_")[2] for p in changed} == {"user", "group"}


def test_an_editor_deletes_only_rows_of_one_device():
    deleted = {p.removeprefix("delete_") for p in roles.EDITOR if p.startswith("delete_")}
    assert not deleted & {
        "brand",
        "area",
        "modality",
        "feature",
        "authorization",
        "regulatoryfinding",
        "benefit",
        "contraindication",
    }


def test_only_an_administrator_touches_people():
    assert not {p for p in roles.VERIFIER if p.endswith(("_user", "_group"))}
