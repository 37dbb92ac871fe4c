"""The page on which a finding is looked up, and the log it writes."""

import datetime

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalog.models import Verification
from tests.admin.pages import address, filled, signed_in, submit, text_of
from tests.factories import days_ago, make_device, make_finding, make_user, make_verification

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(client):
    signed_in(client)
    return make_device("Trinity", number="K181008", state="published").findings.get()


def page_of(finding):
    return address("regulatoryfinding_verify", finding.pk)


def log(client, finding, **typed):
    given = {"outcome": "confirmed", "no_evidence_reason": "The page cannot be printed."}
    return submit(client, page_of(finding), **given | typed)


def test_the_page_shows_facts_official_page_and_last_check(client, finding):
    make_verification(finding, by=make_user("grace", role="verifier"), note="Holder compared.")
    page = text_of(client.get(page_of(finding)))
    assert "510(k) cleared" in page
    assert "Carol Cole Company" in page
    assert 'cfpmn/pmn.cfm?ID=K181008" target="_blank" rel="nofollow noopener external"' in page
    assert "Holder compared." in page
    assert "by grace" in page


def test_the_form_comes_with_today_the_register_and_the_official_address(client, finding):
    form = filled(client.get(page_of(finding)))
    assert form["checked_on"] == timezone.localdate().isoformat()
    assert "accessdata.fda.gov" in form["register"]
    assert form["address"].endswith("ID=K181008")


def test_a_check_is_logged_with_everything_that_was_said(client, finding):
    evidence = SimpleUploadedFile("page.pdf", b"%PDF-1.7 page")
    answer = log(client, finding, evidence=evidence, no_evidence_reason="", note="Compared.", checked_on=days_ago(2))
    assert answer.url == address("device_change", finding.device_id)
    entry = Verification.objects.get()
    assert (entry.checked_on, entry.note, entry.by_role) == (days_ago(2), "Compared.", "verifier")
    assert entry.evidence.name.endswith(".pdf")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"checked_on": "2099-01-01"}, "not in the future"),
        ({"checked_on": "2001-01-01"}, "no check can be older"),
        ({"no_evidence_reason": ""}, "Attach the evidence"),
        ({"register": ""}, "required"),
        ({"outcome": ""}, "required"),
        ({"address": "javascript:alert(1)"}, "valid URL"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_the_text(client, finding, typed, words):
    record = finding.device.links.get().authorization
    record.decision_date = datetime.date(2018, 10, 11)
    record.save()
    answer = log(client, finding, **{"note": "A long note."} | typed)
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert filled(answer)["note"] == "A long note."
    assert not Verification.objects.exists()


def test_a_file_of_another_kind_loses_no_text(client, finding):
    answer = log(client, finding, evidence=SimpleUploadedFile("a.pdf", b"PK\x03\x04"), note="A long note.")
    assert "Attach a PDF" in text_of(answer)
    assert filled(answer)["note"] == "A long note."


def test_facts_that_changed_meanwhile_are_not_confirmed(client, finding):
    form = filled(client.get(page_of(finding)))
    record = finding.device.links.get().authorization
    record.holder = "Another firm"
    record.save()
    answer = client.post(page_of(finding), form | {"outcome": "confirmed", "no_evidence_reason": "None."})
    assert "changed while you looked it up" in text_of(answer)
    assert not Verification.objects.exists()
    again = client.post(page_of(finding), filled(answer))
    assert again.status_code == 302


def test_a_form_that_does_not_say_what_it_showed_is_refused(client, finding):
    form = filled(client.get(page_of(finding))) | {"outcome": "confirmed", "no_evidence_reason": "None."}
    del form["shown_facts"]
    assert client.post(page_of(finding), form).status_code == 200
    assert not Verification.objects.exists()


def test_a_finding_that_says_nothing_can_be_looked_up_but_not_confirmed(client):
    signed_in(client)
    empty = make_finding()
    assert "No number is linked" in text_of(client.get(page_of(empty)))
    assert "nothing to confirm yet" in text_of(log(client, empty))


def test_a_selection_is_shown_one_after_the_other(client, finding):
    other = make_device(number="K103472", state="published").findings.get()
    form = {"action": "verify_selected", ACTION_CHECKBOX_NAME: [finding.pk, other.pk]}
    first = client.post(address("regulatoryfinding_changelist"), form).url
    assert "show the next" in text_of(client.get(first))
    second = submit(client, first, outcome="confirmed", no_evidence_reason="None.").url
    assert "show the next" not in text_of(client.get(second))
    submit(client, second, outcome="confirmed", no_evidence_reason="None.")
    assert set(Verification.objects.values_list("finding", flat=True)) == {finding.pk, other.pk}


def test_the_list_puts_what_was_never_checked_first(client, finding):
    make_verification(finding, checked_on=days_ago(3))
    never = make_device(number="K103472", state="published").findings.get()
    page = client.get(address("regulatoryfinding_changelist"))
    assert list(page.context["cl"].result_list) == [never, finding]
    assert "Checked and current" in text_of(page)


def test_a_finding_is_neither_added_nor_deleted_by_hand(client, finding):
    assert client.get(address("regulatoryfinding_add")).status_code == 403
    assert client.post(address("regulatoryfinding_delete", finding.pk), {"post": "yes"}).status_code == 403


def test_an_unknown_finding_is_not_found(client, finding):
    assert client.get(address("regulatoryfinding_verify", 999999)).status_code == 404


def test_the_log_is_read_and_not_written(client, finding):
    entry = make_verification(finding, note="Compared.")
    assert "K181008" in text_of(client.get(address("verification_change", entry.pk)))
    assert client.post(address("verification_change", entry.pk), {"note": "other"}).status_code == 403
    assert client.get(address("verification_add")).status_code == 403
    assert client.post(address("verification_delete", entry.pk), {"post": "yes"}).status_code == 403


def test_evidence_is_handed_out_as_a_download_that_cannot_run(client, finding):
    entry = make_verification(finding, evidence=SimpleUploadedFile("a.html", b"%PDF-1.7 <script>"))
    answer = client.get(address("verification_evidence", entry.pk))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 <script>"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="check-{entry.sequence}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    answer.close()


def test_a_check_without_a_file_has_no_download(client, finding):
    entry = make_verification(finding)
    assert client.get(address("verification_evidence", entry.pk)).status_code == 404


def test_evidence_is_kept_from_strangers(client, finding):
    entry = make_verification(finding, evidence=SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
    client.logout()
    assert client.get(address("verification_evidence", entry.pk)).status_code == 302
    client.force_login(make_user("nobody", is_staff=True))
    assert client.get(address("verification_evidence", entry.pk)).status_code == 403
