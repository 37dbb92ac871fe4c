"""The log of verifications is append-only and what was published stays, whoever asks the database."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import ProtectedError

from catalog import checks, signals
from catalog.models import Device, Verification, triggers
from tests import factories as make

pytestmark = pytest.mark.django_db

LOG_REFUSAL, DEVICE_REFUSAL = "append-only", "withdrawn, never deleted"
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite replaces rows")
on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL truncates")


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def replace_rows(model, new):
    """Write every row of `model` again over itself, with the SQL expressions `new` in some of its columns."""
    columns = [f'"{field.column}"' for field in model._meta.concrete_fields]
    values = [new.get(column.strip('"'), column) for column in columns]
    table = model._meta.db_table
    run(f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table}")


def refused(words):
    """The database itself says no, in these words; the transaction around it goes on."""
    return pytest.raises(IntegrityError, match=words)


@pytest.fixture
def entry():
    return make.make_verification()


@pytest.fixture
def seen():
    return make.make_device(state="published")


def change_by_save(entry):
    entry.note = "changed"
    entry.save()


def change_in_bulk(entry):
    entry.note = "changed"
    Verification.objects.bulk_update([entry], ["note"])


@pytest.mark.parametrize(
    "change",
    [
        change_by_save,
        change_in_bulk,
        lambda entry: Verification.objects.update(note="changed"),
        lambda entry: Verification.objects.filter(pk=entry.pk).update(sequence=7),
        lambda entry: entry.delete(),
        lambda entry: Verification.objects.all().delete(),
        lambda entry: Verification.objects.all()._raw_delete("default"),
        lambda entry: run("UPDATE catalog_verification SET note = 'changed'"),
        lambda entry: run("DELETE FROM catalog_verification"),
    ],
    ids=[
        "save", "bulk_update", "update", "renumber", "delete", "queryset delete", "raw delete", "SQL update",
        "SQL delete",
    ],
)  # fmt: skip
def test_an_entry_of_the_log_is_neither_changed_nor_deleted(entry, change):
    with refused(LOG_REFUSAL), transaction.atomic():
        change(entry)
    assert Verification.objects.get().note == ""


def test_an_update_or_insert_does_not_overwrite_an_entry(entry):
    entry.note = "changed"
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.bulk_create(
            [entry], update_conflicts=True, unique_fields=["sequence"], update_fields=["note"]
        )
    assert Verification.objects.get().note == ""


@on_sqlite
@pytest.mark.parametrize("kept", ["id", "sequence", "hash", "previous_hash"])
def test_an_entry_is_not_replaced_by_one_with_the_same(entry, kept):
    new = {"id": "id + 1", "sequence": "sequence + 1", "hash": "'x'", "previous_hash": "'y'", "note": "'changed'"}
    with refused(LOG_REFUSAL), transaction.atomic():
        replace_rows(Verification, {name: value for name, value in new.items() if name != kept})
    assert Verification.objects.get().note == ""


@on_postgres
@pytest.mark.parametrize(
    "table", ["catalog_verification", "catalog_regulatoryfinding", "catalog_device", "catalog_brand"]
)
def test_no_table_is_truncated_from_under_the_log(entry, table):
    run("SET CONSTRAINTS ALL IMMEDIATE")  # what is still to be checked would refuse it before the triggers do
    with refused(f"{LOG_REFUSAL}|{DEVICE_REFUSAL}"), transaction.atomic():
        run(f"TRUNCATE {table} CASCADE")
    assert Verification.objects.exists()


def test_the_log_goes_on_after_a_refusal(entry):
    with refused(LOG_REFUSAL), transaction.atomic():
        Verification.objects.update(note="changed")
    assert make.make_verification(entry.finding).sequence == 2


def test_what_the_log_speaks_of_is_not_deleted(entry):
    for row in (entry.finding, entry.finding.device, entry.by):
        with pytest.raises(ProtectedError):
            row.delete()


@pytest.mark.parametrize(
    "delete",
    [
        lambda device: device.delete(),
        lambda device: Device.objects.all().delete(),
        lambda device: Device.objects.all()._raw_delete("default"),
        lambda device: run("DELETE FROM catalog_device"),
    ],
    ids=["delete", "queryset delete", "raw delete", "SQL delete"],
)
@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_a_device_that_visitors_saw_is_never_deleted(state, delete):
    device = make.make_device(state=state)
    device.findings.all().delete()
    with refused(DEVICE_REFUSAL), transaction.atomic():
        delete(device)
    assert Device.objects.get() == device


def test_a_draft_may_be_deleted():
    make.make_device().delete()
    assert not Device.objects.exists()


def test_a_published_device_may_still_be_edited(seen):
    seen.note = "Now with a note."
    seen.save()
    assert Device.objects.get().note == "Now with a note."


@on_sqlite
@pytest.mark.parametrize("same", ["id", "slug", "model"])
def test_a_published_device_is_not_replaced_by_one_with_the_same(seen, same):
    new = {"id": "id + 1", "slug": "'another'", "model": "'Another'", "note": "'changed'"}
    with refused(DEVICE_REFUSAL), transaction.atomic():
        replace_rows(Device, {name: value for name, value in new.items() if name != same})
    assert Device.objects.get().note == ""


def test_the_day_of_first_publication_is_never_taken_back(seen):
    with refused(DEVICE_REFUSAL), transaction.atomic():
        Device.objects.update(published_at=None, state="draft")


@on_sqlite
@pytest.mark.parametrize("column", ["slug", "id"])
def test_no_change_of_another_device_replaces_a_published_one(seen, column):
    other = make.make_device()
    value = getattr(seen, column)
    with refused(DEVICE_REFUSAL), transaction.atomic():
        run(f"UPDATE OR REPLACE catalog_device SET {column} = '{value}' WHERE id = {other.pk}")
    assert Device.objects.count() == 2


def lifted_names():
    return [error.msg for error in checks.triggers_are_there(None, ["default"])]


def test_nothing_is_reported_while_every_trigger_is_there():
    assert lifted_names() == []
    assert checks.triggers_are_there(None, None) == []


@pytest.mark.parametrize("name", sorted(triggers._wanted(connections["default"])))
def test_a_missing_trigger_is_reported_by_name_and_made_by_migrate(name):
    with connection.cursor() as cursor:
        triggers._drop(connection, cursor, name)
    found = [error for error in run_checks(databases=["default"]) if error.id == "catalog.E001"]
    assert [error.msg for error in found] == [f"The trigger {name} is missing in the database “default”."]
    call_command("migrate", verbosity=0)
    assert lifted_names() == []


@on_postgres
def test_a_disabled_trigger_counts_as_missing():
    run("ALTER TABLE catalog_verification DISABLE TRIGGER verification_no_change")
    assert triggers.missing(connection) == ["verification_no_change"]


def test_lifting_takes_every_trigger_away_and_making_brings_them_back(entry):
    with make.rolled_back():
        triggers.lift(connection)
        assert len(lifted_names()) == len(triggers._wanted(connection))
        assert Verification.objects.update(note="changed") == 1
    triggers.make(connection)
    triggers.make(connection)
    assert lifted_names() == []


def test_a_database_without_tables_lacks_no_trigger(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", lambda: [])
    assert lifted_names() == []


def test_what_is_made_after_migrate_waits_for_the_tables(monkeypatch):
    with make.rolled_back():
        triggers.lift(connection)
        Group.objects.all().delete()
        monkeypatch.setattr(connection.introspection, "table_names", lambda: [])
        signals.make_triggers("default")
        signals.make_roles(apps.get_app_config("catalog"), "default")
        assert len(triggers.missing(connection)) == len(triggers._wanted(connection))
        assert not Group.objects.exists()
