"""What follows from the rows of an import: history, revision, hashes, as if each had been saved by itself."""

import pytest

from catalog.models import Area, Authorization, Device, RegulatoryFinding, Revision, Touch
from catalog.queries.tables import TABLES
from catalog.queries.touched import changes_since
from catalog.rules import verification_log
from tests.exported import make_catalogue
from tests.factories import make_brand, make_device, make_user, make_verification, make_word, rolled_back
from tests.imported import csv_of, exported, imported

pytestmark = pytest.mark.django_db

RECORD = "authority,number,pathway,decision_basis,areas,source_kind,shown_alone"


ONE_OF = {"areas": "area", "features": "feature", "modalities": "modality"}


def words(version):
    """Return {set: slugs} that a version of a device or a record holds."""
    names = [field.name for field in version._history_m2m_fields]
    return {name: sorted(getattr(row, ONE_OF[name]).slug for row in getattr(version, name).all()) for name in names}


def test_a_new_row_has_one_entry_of_history_with_its_words():
    make_brand()
    make_word("areas", "face")
    make_word("modalities", "microcurrent")
    by = make_user(role="editor")
    made = imported({
        "devices.csv": csv_of("slug,model,brand_slug,areas,modalities", "a,A,nuface,face,microcurrent", "b,B,nuface,,"),
        "authorizations.csv": csv_of(RECORD, "fda,K181008,510k,listed,face,maker,false"),
    }, by=by, text="From the shop")  # fmt: skip
    for row, expected in (
        (Device.objects.get(slug="a"), {"areas": ["face"], "modalities": ["microcurrent"], "features": []}),
        (Device.objects.get(slug="b"), {"areas": [], "modalities": [], "features": []}),
        (Authorization.objects.get(), {"areas": ["face"]}),
    ):
        [version] = row.history.all()
        assert (version.history_type, version.history_user, words(version)) == ("+", by, expected)
        assert version.history_change_reason == f"new: import {made.pk}; From the shop"
        assert version.instance == row


def test_a_changed_row_has_one_entry_more_with_all_its_words():
    device = make_device("Trinity", areas=["face"], features=["timer"], note="One.")
    make_word("areas", "neck")
    entries = device.history.count()
    imported({"devices.csv": csv_of("slug,areas,note", "nuface-trinity,face|neck,Two.")})
    newest = device.history.first()
    assert device.history.count() == entries + 1
    assert (newest.history_type, newest.note) == ("~", "Two.")
    assert words(newest) == {"areas": ["face", "neck"], "features": ["timer"], "modalities": []}


def test_every_row_of_every_table_has_its_one_entry_as_it_stands():
    with rolled_back():
        make_catalogue()
        files = exported(drafts=True)
    made = imported(files, confirmed_words=True)
    for table in TABLES.values():
        if not table.is_imported:
            continue
        tracked = [field.attname for field in table.model.history.model.tracked_fields]
        rows = list(table.model.objects.order_by("id").values(*tracked))
        kept = table.model.history.order_by("id").values(*tracked)
        assert rows == list(kept) != []
        told = set(table.model.history.values_list("history_change_reason", flat=True))
        assert all(f": import {made.pk}" in reason for reason in told)


def test_the_revision_moves_once_and_mirrors_hear_of_each_row():
    make_brand()
    device = make_device("Trinity", state="published")
    before = Revision.current().number
    imported({
        "devices.csv": csv_of("slug,model,brand_slug,note", "a,A,nuface,", "nuface-trinity,Trinity,nuface,Seen."),
        "areas.csv": csv_of("slug,name,explanation,position", "face,Face,,10"),
        "sources.csv": csv_of("device,address,kind", "nuface-trinity,https://x.example,maker"),
    })  # fmt: skip
    assert Revision.current().number == before + 1
    touched = set(Touch.objects.filter(revision=before + 1).values_list("kind", "name"))
    assert touched == {("area", "face"), ("device", "a"), ("device", "nuface-trinity"), ("source", "")}
    changes = changes_since(before)
    assert (changes.everything, changes.devices) == (False, (device.slug,))


def test_a_finding_says_that_it_changed_since_it_was_checked_whatever_row_changed_it(settings):
    settings.SECOND_PERSON = False
    finding = make_device("Trinity", number="K181008").findings.get()
    make_verification(finding)
    for files in (
        {"brands.csv": csv_of("slug,name", "nuface,NuFACE Inc")},
        {"authorizations.csv": csv_of("authority,number,holder", "fda,K181008,Another")},
        {"authorizations.csv": csv_of("authority,number,areas", "fda,K181008,face"),
         "areas.csv": csv_of("slug,name,explanation,position", "face,Face,,10")},
        {"device-authorizations.csv": csv_of("device,authority,number,covers", "nuface-trinity,fda,K181008,whole")},
        {"findings.csv": csv_of("device,authority,declared", "nuface-trinity,fda,registered")},
        {"devices.csv": csv_of("slug,model", "nuface-trinity,Trinity Plus")},
    ):  # fmt: skip
        before = RegulatoryFinding.objects.get().facts_sha256
        imported(files)
        finding = RegulatoryFinding.objects.for_facts().get()
        assert before != finding.facts_sha256 == verification_log.sha256(finding.snapshot())
    assert Area.objects.count() == 1
