"""What no import can do, whoever sends it: verify, publish, delete; nor anything but what its sender has seen."""

import datetime

import pytest
from django.utils import timezone

from catalog.actions.imports import RowsChanged, commit_import
from catalog.actions.publication import publish_device
from catalog.models import Brand, Device, Import, ImportFile, Proposal, RegulatoryFinding, Verification
from catalog.queries.tables import TABLES
from catalog.rules import freshness
from catalog.rules.imports import ImportRefused
from catalog.rules.spreadsheets import SPREADSHEET
from tests.exported import make_catalogue
from tests.factories import make_brand, make_device, make_source, make_user, make_verification, rolled_back
from tests.imported import csv_of, exported, imported, previewed

pytestmark = pytest.mark.django_db

IMPORTED = [table for table in TABLES.values() if table.is_imported]
# What publication, verification and the database itself write.
PROTECTED = {"id", "state", "published_at", "withdrawn_reason", "facts_sha256", "checked_on", "outcome", "snapshot"}


@pytest.mark.parametrize("table", IMPORTED, ids=lambda table: table.name)
def test_no_column_of_any_table_sets_what_publishing_and_verifying_write(table):
    assert table.model is not Verification
    assert not {column.field for column in table.columns} & PROTECTED
    assert not {reference.field for reference in table.references} & PROTECTED


@pytest.mark.parametrize("flavour", ["data", SPREADSHEET])
def test_a_whole_site_comes_in_unverified_and_unpublished(flavour):
    with rolled_back():
        device = make_catalogue()
        assert device.findings.with_check(timezone.localdate()).get().check == freshness.CURRENT
        files = exported(flavour, drafts=True)
        assert b",current," in files["devices.csv"]
    by = make_user(role="verifier")
    commit_import(previewed(files, by=by, flavour=""), by=by, confirmed_words=True)
    assert set(Device.objects.values_list("state", "published_at", "withdrawn_reason")) == {("draft", None, "")}
    found = RegulatoryFinding.objects.with_check(timezone.localdate())
    assert {finding.check for finding in found} == {freshness.UNVERIFIED}
    assert not Verification.objects.exists()


@pytest.mark.parametrize(
    ("column", "cell"),
    [("fda_check", "current"), ("fda_verified_on", "2026-01-01"), ("fda_next_due", "2099-01-01"),
     ("fda_status", "approved"), ("fda_words", "PMA approved")],
)  # fmt: skip
def test_a_check_that_a_new_row_brings_along_counts_for_nothing(column, cell):
    make_brand()
    imported({"devices.csv": csv_of(f"slug,model,brand_slug,{column}", f"a,A,nuface,{cell}")})
    assert (Device.objects.get().state, RegulatoryFinding.objects.count()) == ("draft", 0)
    assert f",{cell}," not in exported(drafts=True)["devices.csv"].decode()


@pytest.mark.parametrize("state", ["draft", "in_review", "published", "withdrawn"])
def test_a_device_that_is_changed_stays_in_its_state_and_loses_its_check(state):
    device = make_device("Trinity", number="K181008", state=state)
    make_source(device)
    make_verification(device.findings.get())
    published_at = device.published_at
    imported({"devices.csv": csv_of("slug,model", "nuface-trinity,Trinity Plus")}, by=make_user(role="verifier"))
    device.refresh_from_db()
    assert (device.model, device.state, device.published_at) == ("Trinity Plus", state, published_at)
    assert device.findings.with_check(timezone.localdate()).get().check == freshness.CHANGED
    assert Verification.objects.count() == 1


def test_a_device_that_is_published_meanwhile_refuses_what_would_not_have_waited():
    device = make_device("Trinity", number="K181008")
    make_source(device)
    by = make_user(role="editor")
    made = previewed({"findings.csv": csv_of("device,authority,note", "nuface-trinity,fda,Seen.")}, by=by)
    publish_device(device)
    with pytest.raises(RowsChanged) as refused:
        commit_import(made, by=by)
    [(place, difference)] = refused.value.differences
    assert (place, difference.before, difference.after) == (
        "findings.csv, row 2", "changed", "changed, waits for a second person"
    )  # fmt: skip
    assert not Proposal.objects.exists()


def test_a_new_row_that_somebody_enters_meanwhile_refuses_the_import():
    by = make_user(role="editor")
    made = previewed({"brands.csv": csv_of("slug,name,source_kind", "nuface,NuFACE,maker")}, by=by)
    make_brand()
    with pytest.raises(RowsChanged):
        commit_import(made, by=by)
    assert Brand.objects.count() == 1


def test_bytes_that_are_not_those_that_were_sent_are_refused():
    make_device("Trinity")
    by = make_user(role="editor")
    made = previewed({"devices.csv": csv_of("slug,note", "nuface-trinity,Seen.")}, by=by)
    ImportFile.objects.update(content=csv_of("slug,note", "nuface-trinity,Forged."))
    with pytest.raises(ImportRefused, match="devices.csv is not what was sent"):
        commit_import(made, by=by)
    assert Device.objects.get().note == ""


@pytest.mark.parametrize(("minutes", "is_done"), [(29, True), (31, False)])
def test_a_preview_holds_for_thirty_minutes(minutes, is_done):
    make_device("Trinity")
    by = make_user(role="editor")
    made = previewed({"devices.csv": csv_of("slug,note", "nuface-trinity,Seen.")}, by=by)
    Import.objects.update(at=timezone.now() - datetime.timedelta(minutes=minutes))
    if is_done:
        commit_import(made, by=by)
    else:
        with pytest.raises(ImportRefused, match="older than 30 minutes"):
            commit_import(made, by=by)
    assert Device.objects.get().note == ("Seen." if is_done else "")
