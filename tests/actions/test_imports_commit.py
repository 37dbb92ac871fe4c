"""Exactly what was previewed, by whoever previewed it, once, within half an hour, whole: or nothing."""

import datetime
import os
import random

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from catalog.actions.imports import RowsChanged, commit_import, continue_preview, preview_again, receive_import
from catalog.actions.publication import publish_device
from catalog.actions.starter import load_starter
from catalog.models import Authorization, Device, Import, Revision
from catalog.queries.imports import Plan
from catalog.rules.facts import Difference
from catalog.rules.imports import ImportRefused
from tests.exported import make_catalogue
from tests.factories import PAGE, make_authorization, make_device, make_user, rolled_back
from tests.imported import csv_of, everything, exported, previewed, rows_of

pytestmark = pytest.mark.django_db

FAULTS = 100 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 10


def test_an_entry_that_changed_since_the_preview_refuses_the_import_with_the_difference():
    device = make_device("Trinity", note="One.")
    by = make_user(role="editor")
    made = previewed({"devices.csv": csv_of("slug,note", "nuface-trinity,Three.")}, by=by)
    device.note = "Two."
    device.save()
    with pytest.raises(RowsChanged) as refused:
        commit_import(made, by=by)
    assert refused.value.differences == [("devices.csv, row 2", Difference("note", "One.", "Two."))]
    device.refresh_from_db()
    assert device.note == "Two."
    preview_again(made, by=by)
    with pytest.raises(ImportRefused, match="not been previewed to its end"):
        commit_import(made, by=by)


def test_an_entry_that_changes_while_the_commit_looks_refuses_it_too(monkeypatch):
    device = make_device("Trinity", note="One.")
    by = make_user(role="editor")
    made = previewed({"devices.csv": csv_of("slug,note", "nuface-trinity,Three.")}, by=by)
    whole = Plan.whole

    def looked_at_just_before_somebody_saves(plan):
        planned = whole(plan)
        if device.note == "One.":
            device.note = "Two."
            device.save()
        return planned

    monkeypatch.setattr(Plan, "whole", looked_at_just_before_somebody_saves)
    with pytest.raises(RowsChanged) as refused:
        commit_import(made, by=by)
    assert refused.value.differences == [("devices.csv, row 2", Difference("note", "One.", "Two."))]


def test_an_import_is_done_once():
    make_device("Trinity")
    by = make_user(role="editor")
    made = previewed({"devices.csv": csv_of("slug,note", "nuface-trinity,Seen.")}, by=by)
    commit_import(made, by=by)
    with pytest.raises(ImportRefused, match="done already"):
        commit_import(made, by=by)
    assert Device.objects.get().history.count() == 2
    assert bytes(made.files.get().content) == b""


def test_an_import_is_for_half_an_hour_and_then_swept():
    make_device("Trinity")
    by = make_user(role="editor")
    made = previewed({"devices.csv": csv_of("slug,note", "nuface-trinity,Seen.")}, by=by)
    Import.objects.update(at=timezone.now() - datetime.timedelta(minutes=31))
    with pytest.raises(ImportRefused, match="older than 30 minutes"):
        commit_import(made, by=by)
    previewed({"devices.csv": csv_of("slug,note", "nuface-trinity,Seen.")}, by=by)
    assert not Import.objects.filter(pk=made.pk).exists()
    with pytest.raises(ImportRefused, match="is gone"):
        commit_import(made, by=by)


def test_nobody_imports_what_somebody_else_sent():
    make_device("Trinity")
    made = previewed({"devices.csv": csv_of("slug,note", "nuface-trinity,Seen.")})
    with pytest.raises(PermissionDenied):
        commit_import(made, by=make_user(role="verifier"))


def test_a_role_without_the_permission_is_refused():
    with pytest.raises(PermissionDenied):
        receive_import({"a.csv": b"x"}, by=make_user(role="administrator"))


def test_a_preview_is_made_in_steps_that_any_window_may_take(monkeypatch):
    monkeypatch.setattr("catalog.actions.imports.STEP", 2)
    for number in range(5):
        make_device(f"M{number}")
    by = make_user(role="editor")
    made = receive_import(exported(drafts=True, names=["devices"]), by=by)
    steps = [made := continue_preview(made, seconds=0) for _ in range(3)]
    assert [step.done for step in steps] == [2, 4, 5]
    stale = Import.objects.get(pk=made.pk)
    stale.done = 2
    assert continue_preview(stale, seconds=0).done == 5
    assert [part.start for part in made.parts.all()] == [0, 2, 4]


class Fault(Exception):
    """What a test lets happen in the middle of a write."""


class Counting:
    """Lets the statements of a database pass, but for the one of the number `fault`."""

    def __init__(self, fault=None):
        self.count, self.fault = 0, fault

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        if self.count == self.fault:
            raise Fault
        return execute(sql, params, many, context)


@pytest.fixture(scope="module")
def whole_catalogue(django_db_setup, django_db_blocker):
    """A catalogue with a row in every table, as files, and how many statements its import takes."""
    with django_db_blocker.unblock():
        with rolled_back():
            make_catalogue()
            files = exported(drafts=True)
        with rolled_back():
            by = make_user(role="editor")
            made = previewed(files, by=by)
            with connection.execute_wrapper(counting := Counting()):
                commit_import(made, by=by, confirmed_words=True)
    return files, counting.count


@pytest.mark.parametrize("seed", range(FAULTS))
def test_a_fault_in_the_middle_leaves_nothing_half_done(whole_catalogue, seed):
    files, statements = whole_catalogue
    by = make_user(role="editor")
    made = previewed(files, by=by)
    before, fault = everything(), random.Random(seed).randrange(2, statements)
    with connection.execute_wrapper(Counting(fault)), pytest.raises(Fault):
        commit_import(made, by=by, confirmed_words=True)
    assert everything() == before
    made.refresh_from_db()
    assert made.committed_at is None
    commit_import(made, by=by, confirmed_words=True)
    assert Device.objects.count() == 3


def test_the_starter_catalogue_comes_back_byte_for_byte_into_an_empty_site():
    with rolled_back():
        load_starter()
        files = exported()
    by = make_user(role="editor")
    made = commit_import(previewed(files, by=by), by=by, confirmed_words=True)
    assert (made.counts["new"], made.counts["waiting"]) == (made.total, 0)
    assert not Device.objects.published().exists()
    assert not Authorization.objects.public().exists()
    for device in Device.objects.all():
        publish_device(device)
    Authorization.objects.update(shown_alone=True)
    assert exported() == files
    before = Revision.current().number
    assert {row["state"] for part in previewed(files).parts.all() for row in part.rows} == {"unchanged"}
    assert Revision.current().number == before


@pytest.mark.parametrize("role", ["editor", "verifier"])
def test_no_import_shows_or_hides_a_record_without_a_device(role):
    make_authorization("K181008", shown_alone=True)
    header, by = "authority,number,pathway,decision_basis,source_url,source_kind,shown_alone", make_user(role=role)
    new = csv_of(header, f"fda,K103472,510k,listed,{PAGE},register,true")
    commit_import(previewed({"authorizations.csv": new}, by=by), by=by)
    assert [record.number for record in Authorization.objects.public()] == ["K181008"]
    changed = csv_of("authority,number,shown_alone", "fda,K103472,true", "fda,K181008,false")
    assert [row["wrong"].keys() for row in rows_of({"authorizations.csv": changed})] == [{"shown_alone"}] * 2


def test_a_change_of_a_record_that_is_shown_alone_waits_for_a_second_person():
    make_authorization("K181008", shown_alone=True)
    by = make_user(role="editor")
    files = {"authorizations.csv": csv_of("authority,number,note", "fda,K181008,Another note.")}
    assert commit_import(previewed(files, by=by), by=by).counts["waiting"] == 1
    assert Authorization.objects.get().note == ""
