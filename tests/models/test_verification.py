"""The log as it lies in the database: its chain holds, and any change of any column is found."""

import datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Verification, triggers
from catalog.rules.verification_log import GENESIS, canonical, sha256
from tests import factories as make
from tests.chains import first_broken

pytestmark = pytest.mark.django_db

PRIVATE = {"by", "evidence", "salt"}
# Hashed as `finding_id`; the row number of the log means nothing.
OUTSIDE = {"id", "finding"}


@pytest.fixture
def log():
    finding, by = make.make_device(number="K103472").findings.get(), make.make_user(role="verifier")
    for age in (30, 20, 10):
        make.make_verification(finding, by=by, checked_on=make.days_ago(age), note=f"{age} days ago")
    return finding


def chain():
    return [(entry.public_fields(), entry.previous_hash, entry.hash) for entry in Verification.objects.all()]


def private_parts_hold():
    return all(sha256(canonical(e.private_fields())) == e.private_sha256 for e in Verification.objects.all())


def snapshots_hold():
    return all(sha256(entry.snapshot) == entry.snapshot_sha256 for entry in Verification.objects.all())


def tamper(**columns):
    """Change the second entry the way an owner of the database could, who lifts the triggers first."""
    triggers.lift(connection)
    Verification.objects.filter(sequence=2).update(**columns)


def test_the_chain_holds_when_it_is_read_back(log):
    assert first_broken(chain()) is None
    assert private_parts_hold()
    assert snapshots_hold()


def test_the_first_entry_follows_nothing_and_each_other_the_one_before(log):
    first, second, third = Verification.objects.all()
    assert [first.previous_hash, second.previous_hash, third.previous_hash] == [GENESIS, first.hash, second.hash]
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]


OTHER = {
    "sequence": 9,
    "checked_on": datetime.date(2020, 1, 1),
    "by_role": "administrator",
    "register": "another register",
    "address": "https://example.org/another",
    "outcome": "differs",
    "confirms": False,
    "status": "approved",
    "snapshot": "{}",
    "snapshot_sha256": "0" * 64,
    "evidence_sha256": "0" * 64,
    "no_evidence_reason": "another reason",
    "note": "another note",
    "recorded_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC),
    "private_sha256": "0" * 64,
    "previous_hash": "1" * 64,
    "hash": "1" * 64,
}
CONSTRAINED = {
    "outcome": {"confirms": False},
    "evidence_sha256": {"evidence": "a.pdf", "no_evidence_reason": ""},
}


@pytest.mark.parametrize("column", OTHER)
def test_a_change_of_a_public_column_breaks_the_chain(log, column):
    with make.rolled_back():
        tamper(**{column: OTHER[column]} | CONSTRAINED.get(column, {}))
        assert first_broken(chain()) is not None


def test_a_change_of_a_private_column_breaks_its_salted_hash(log):
    for change in ({"by": make.make_user()}, {"salt": "0" * 32}):
        with make.rolled_back():
            tamper(**change)
            assert first_broken(chain()) is None
            assert not private_parts_hold()


def test_a_check_moved_to_another_device_breaks_the_chain_and_does_not_confirm_it(log):
    other = make.make_device(number="K133823").findings.get()
    with make.rolled_back():
        tamper(finding=other)
        assert first_broken(chain()) == 1
        assert type(log).objects.with_check(make.days_ago(0)).get(pk=other.pk).check == "changed"


def test_every_column_of_the_log_is_accounted_for():
    columns = {field.name for field in Verification._meta.concrete_fields}
    assert columns == OTHER.keys() | PRIVATE | OUTSIDE
    assert Verification(checked_on=OTHER["checked_on"], recorded_at=OTHER["recorded_at"]).public_fields().keys() == (
        OTHER.keys() - {"previous_hash", "hash"} | {"finding_id"}
    )


def test_the_public_part_names_no_person(log):
    entry = Verification.objects.first()
    assert entry.by.username not in canonical(entry.public_fields())


@given(places=st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=2, unique=True))
def test_a_missing_entry_is_found(places):
    with make.rolled_back():
        finding = make.make_finding(declared="registered")
        by = make.make_user(role="verifier")
        for _ in range(3):
            make.make_verification(finding, by=by)
        kept = [row for number, row in enumerate(chain(), 1) if number not in places]
        cut_at_the_end = sorted(places) == list(range(4 - len(places), 4))
        assert (first_broken(kept) is None) == cut_at_the_end


def test_an_entry_is_called_by_its_number_and_day(log):
    entry = Verification.objects.last()
    assert str(entry) == f"Check 3 of {entry.checked_on}"


def test_checks_are_told_apart_by_what_they_say(log):
    make.make_verification(log, outcome="differs")
    make.make_verification(log, outcome="unreachable")
    assert [e.sequence for e in Verification.objects.confirming()] == [1, 2, 3]
    assert [e.sequence for e in Verification.objects.telling()] == [1, 2, 3, 4]
    assert [e.sequence for e in Verification.objects.newest_first()] == [5, 4, 3, 2, 1]
