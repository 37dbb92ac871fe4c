"""Logging a look into the register: what is refused, what is written, and what nobody can undo."""

import datetime
import hashlib
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.utils import timezone
from PIL import Image

from catalog.actions.verification import FactsChanged, verify_finding
from catalog.models import RegulatoryFinding, Verification, triggers
from tests.chains import first_broken
from tests.factories import make_authorization, make_device, make_finding, make_link, make_user, make_verification

pytestmark = pytest.mark.django_db
TABLE = "catalog_verification"


def finding_of(number="K181008", **columns):
    device = make_device()
    make_link(device, make_authorization(number, **columns))
    return make_finding(device)


def checked(finding):
    return RegulatoryFinding.objects.with_check(timezone.localdate()).get(pk=finding.pk)


def refused(finding, **given):
    with pytest.raises(ValidationError) as caught:
        make_verification(finding, **given)
    assert not Verification.objects.exists()
    return caught.value.message_dict


def chain():
    entries = Verification.objects.order_by("sequence").select_related("by")
    return [(entry.public_fields(), entry.previous_hash, entry.hash) for entry in entries]


def test_a_confirmed_check_makes_a_finding_current():
    finding = finding_of()
    entry = make_verification(finding)
    assert entry.confirms
    assert (checked(finding).check, checked(finding).status) == ("current", "cleared")


@pytest.mark.parametrize("outcome", ["detail-differs", "differs", "unreachable", "not-found"])
def test_any_other_outcome_confirms_nothing(outcome):
    finding = finding_of()
    assert not make_verification(finding, outcome=outcome).confirms
    assert checked(finding).verified_on is None


def test_a_search_that_finds_nothing_confirms_that_nothing_was_found():
    assert make_verification(make_finding(declared="none-found"), outcome="not-found").confirms


def test_an_editor_verifies_nothing():
    with pytest.raises(PermissionDenied):
        make_verification(finding_of(), by=make_user(role="editor"))


def test_a_superuser_stands_in_the_log_as_administrator():
    assert make_verification(finding_of(), by=make_user(is_superuser=True)).by_role == "administrator"


def test_a_check_in_the_future_is_refused():
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert "future" in str(refused(finding_of(), checked_on=tomorrow)["checked_on"])


def test_a_check_older_than_the_decision_is_refused():
    finding = finding_of(decision_date=datetime.date(2018, 10, 11))
    assert "11 October 2018" in str(refused(finding, checked_on=datetime.date(2018, 10, 10))["checked_on"])


def test_a_finding_that_says_nothing_has_nothing_to_confirm():
    for outcome in ("confirmed", "detail-differs"):
        assert "nothing to confirm" in str(refused(make_finding(), outcome=outcome)["outcome"])


def test_a_check_without_evidence_or_reason_is_refused():
    assert "evidence" in refused(finding_of(), no_evidence_reason=" ")


@pytest.mark.parametrize("outcome", ["differs", "detail-differs"])
def test_a_difference_that_is_not_described_is_refused(outcome):
    assert "what the register shows instead" in str(refused(finding_of(), outcome=outcome, note=" ")["note"])


def test_a_check_without_a_register_is_refused_beside_its_field():
    assert "register" in refused(finding_of(), register="")


def picture(image_format):
    file = io.BytesIO()
    Image.new("RGB", (8, 6), "white").save(file, image_format)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "ending"),
    [(b"%PDF-1.7 x", "pdf"), (picture("JPEG"), "jpg"), (picture("PNG"), "png"), (picture("WEBP"), "webp")],
    ids=["PDF", "JPEG", "PNG", "WebP"],
)
def test_evidence_is_named_by_its_content(settings, content, ending):
    entry = make_verification(finding_of(), evidence=SimpleUploadedFile("../../x.exe", content))
    digest = hashlib.sha256(content).hexdigest()
    assert (entry.evidence.name, entry.evidence_sha256) == (f"{digest}.{ending}", digest)
    assert (settings.EVIDENCE_ROOT / entry.evidence.name).read_bytes() == content
    assert entry.no_evidence_reason == ""


@pytest.mark.parametrize("content", [b"PK\x03\x04 zip", b"<html>", b"MZ", b""])
def test_evidence_of_another_kind_is_refused(content):
    wrong = refused(finding_of(), evidence=SimpleUploadedFile("page.pdf", content))
    assert "PDF" in str(wrong["evidence"])


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_picture_proves_nothing(image_format):
    wrong = refused(finding_of(), evidence=SimpleUploadedFile("a.png", picture(image_format)[:40]))
    assert "damaged" in str(wrong["evidence"])


def test_a_page_outside_the_register_is_refused():
    for address in ("https://fda.gov.example/K181008", "https://example.org/?fda.gov", "https://notfda.gov/"):
        assert "fda.gov" in str(refused(finding_of(), address=address)["address"])


@pytest.mark.parametrize("host", ["www.accessdata.fda.gov", "fda.gov", "accessgudid.nlm.nih.gov"])
def test_a_page_of_the_register_is_kept(host):
    assert make_verification(finding_of(), address=f"https://{host}/page").address == f"https://{host}/page"


def test_one_search_that_finds_nothing_says_so_where_one_person_is_enough(settings):
    settings.SECOND_PERSON = False
    finding = make_finding()
    entry = make_verification(finding, outcome="not-found", address="https://www.accessdata.fda.gov/search")
    stands = checked(finding)
    assert (stands.status, stands.check, entry.confirms) == ("none-found", "current", True)
    assert stands.source_url == "https://www.accessdata.fda.gov/search"
    assert finding.history.first().history_user == entry.by


def test_with_a_second_person_two_searches_that_find_nothing_say_so():
    finding = make_finding()
    first = make_verification(finding, outcome="not-found")
    assert (checked(finding).status, first.confirms) == ("not-checked", False)
    again = make_verification(finding, outcome="not-found", by=first.by)
    assert (checked(finding).status, again.confirms) == ("not-checked", False)
    second = make_verification(finding, outcome="not-found")
    assert (checked(finding).status, checked(finding).check, second.confirms) == ("none-found", "current", True)


def test_a_search_that_finds_nothing_leaves_a_reported_number_reported(settings):
    settings.SECOND_PERSON = False
    finding = finding_of()
    assert not make_verification(finding, outcome="not-found").confirms
    assert checked(finding).status == "cleared"


def test_evidence_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr("catalog.actions.evidence.MAX_BYTES", 5)
    assert "20 MB" in str(refused(finding_of(), evidence=SimpleUploadedFile("a.pdf", b"%PDF-1.7"))["evidence"])


def test_facts_that_changed_while_the_editor_looked_are_not_confirmed():
    finding = finding_of()
    shown = RegulatoryFinding.objects.for_facts().get(pk=finding.pk).snapshot()
    record = finding.device.links.get().authorization
    record.holder = "Another firm"
    record.save()
    with pytest.raises(FactsChanged):
        make_verification(finding, shown_facts=shown)
    assert not Verification.objects.exists()


def test_facts_that_stand_as_they_were_shown_are_confirmed():
    finding = finding_of()
    shown = RegulatoryFinding.objects.for_facts().get(pk=finding.pk).snapshot()
    assert make_verification(finding, shown_facts=shown).snapshot == shown


def test_a_later_change_of_the_record_takes_the_check_away():
    finding = finding_of()
    make_verification(finding)
    record = finding.device.links.get().authorization
    record.holder = "Another firm"
    record.save()
    assert checked(finding).check == "changed"


def make_chain():
    by, finding = make_user(role="verifier"), finding_of()
    return [make_verification(finding, by=by, note=f"Look {n}") for n in range(3)]


def test_the_entries_form_a_chain():
    entries = make_chain()
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert first_broken(chain()) is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE catalog_verification SET note = 'other' WHERE sequence = 2",
        "DELETE FROM catalog_verification WHERE sequence = 2",
        "DELETE FROM catalog_verification",
    ],
)
def test_the_database_refuses_to_change_the_log(sql):
    make_chain()
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert first_broken(chain()) is None


def test_the_database_refuses_to_replace_or_empty_the_log():
    make_chain()
    if connection.vendor == "sqlite":
        names = [field.column for field in Verification._meta.concrete_fields]
        values = ", ".join("'other'" if name == "note" else f'"{name}"' for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        sql = f"INSERT OR REPLACE INTO {TABLE} ({columns}) SELECT {values} FROM {TABLE} WHERE sequence = 2"
    else:
        sql = "TRUNCATE catalog_verification CASCADE"
        connection.check_constraints()  # settles what is deferred: nothing is emptied while checks are pending
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert first_broken(chain()) is None


def test_the_models_refuse_to_change_the_log():
    entry = make_chain()[1]
    entry.note = "other"
    for change in (entry.save, entry.delete, Verification.objects.all().delete):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            change()
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Verification.objects.update(note="other")


@pytest.mark.parametrize(
    ("sql", "broken"),
    [
        ("UPDATE catalog_verification SET note = 'other' WHERE sequence = 2", 1),
        ("UPDATE catalog_verification SET checked_on = '2020-01-01' WHERE sequence = 3", 2),
        ("DELETE FROM catalog_verification WHERE sequence = 1", 0),
        ("DELETE FROM catalog_verification WHERE sequence = 2", 1),
    ],
)
def test_what_was_changed_behind_the_triggers_is_found_by_the_chain(sql, broken):
    make_chain()
    triggers.lift(connection)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        triggers.make(connection)
    assert first_broken(chain()) == broken


def test_the_action_is_called_by_name_alone():
    with pytest.raises(TypeError):
        verify_finding(finding_of(), make_user(role="verifier"))
