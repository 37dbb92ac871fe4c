"""A file that was chosen for a refused form is still there when the form is sent again."""

import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalog.actions import forms_kept
from catalog.models import Device, Photo, Verification
from tests.admin.pages import add_row, address, filled, signed_in, text_of
from tests.factories import make_device, make_finding, make_user

pytestmark = pytest.mark.django_db
PAGE = b"%PDF-1.4 what the register showed"


@pytest.fixture
def editor(client):
    return signed_in(client)


def evidence(content=PAGE):
    return SimpleUploadedFile("page.pdf", content, "application/pdf")


def refused_check(client, finding):
    """Send a check with its file and a day in the future; return the page that comes back."""
    url = address("regulatoryfinding_verify", finding.pk)
    form = filled(client.get(url)) | {"outcome": "confirmed", "checked_on": "2999-01-01", "evidence": evidence()}
    return url, client.post(url, form)


def test_evidence_survives_a_refused_form(client, editor):
    url, page = refused_check(client, make_finding(declared="registered"))
    assert "Chosen already: page.pdf" in text_of(page)
    assert client.post(url, filled(page) | {"checked_on": "2026-01-01"}).status_code == 302
    assert Verification.objects.get().evidence_sha256 == forms_kept.hold_upload(editor.pk, PAGE)


def test_a_held_file_can_be_left_out_or_replaced(client, editor):
    url, page = refused_check(client, make_finding(declared="registered"))
    left = filled(page) | {"checked_on": "2026-01-01", "evidence__left_out": "1"}
    assert "give the reason" in text_of(client.post(url, left))
    other = evidence(b"%PDF-1.4 another page")
    assert client.post(url, filled(page) | {"checked_on": "2026-01-01", "evidence": other}).status_code == 302
    assert Verification.objects.get().evidence_sha256 == forms_kept.hold_upload(editor.pk, b"%PDF-1.4 another page")


def test_a_held_file_is_of_no_use_to_anybody_else(client, editor):
    url, page = refused_check(client, make_finding(declared="registered"))
    client.force_login(make_user(role="verifier"))
    form = filled(client.get(url)) | {"outcome": "confirmed", "evidence__held": filled(page)["evidence__held"]}
    assert "give the reason" in text_of(client.post(url, form))


def test_a_file_that_is_gone_has_to_be_chosen_again(client, editor, settings):
    url, page = refused_check(client, make_finding(declared="registered"))
    for file in settings.HELD_UPLOADS_ROOT.glob("*/*"):
        file.unlink()
    assert "give the reason" in text_of(client.post(url, filled(page) | {"checked_on": "2026-01-01"}))


def test_without_a_session_large_files_are_dropped_and_the_text_is_kept(client, editor, settings):
    settings.MOST_BYTES_OF_STRANGERS = 100
    url = address("regulatoryfinding_verify", make_finding(declared="registered").pk)
    form = filled(client.get(url)) | {"note": "My text", "evidence": evidence(PAGE + b"x" * 100)}
    assert "page.pdf" in text_of(client.post(url, form | {"checked_on": "2999-01-01"}))
    form["evidence"].seek(0)
    client.session.flush()
    client.post(url, form)
    client.force_login(editor)
    page = client.get(url)
    assert filled(page)["note"] == "My text"
    assert "page.pdf" not in text_of(page)
    assert len(list(settings.HELD_UPLOADS_ROOT.glob("*/*"))) == 1  # of the editor's own time


def test_old_files_are_swept(editor, settings):
    old = settings.HELD_UPLOADS_ROOT / str(editor.pk) / forms_kept.hold_upload(editor.pk, b"old")
    os.utime(old, (0, 0))
    forms_kept.hold_upload(editor.pk, b"new")
    assert not old.exists()


def picture():
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "PNG")
    return SimpleUploadedFile("a.png", out.getvalue(), "image/png")


def form_with_picture(client, device):
    form = filled(client.get(address("device_change", device.pk)))
    words = {"alt": "A red field.", "credit": "Ours.", "source_kind": "other", "position": "1"}
    return add_row(form, "photos", upload=picture(), **words)


def test_a_file_of_another_editor_that_gets_its_name_meanwhile_is_no_error(settings):
    nameless = settings.HELD_UPLOADS_ROOT / "7" / "nameless"
    nameless.parent.mkdir(parents=True)
    nameless.symlink_to(nameless.parent / "gone")  # listed, and not there when it is looked at
    assert forms_kept.held_upload(8, forms_kept.hold_upload(8, b"mine")) == b"mine"


def test_a_picture_survives_a_refused_form(client, editor):
    device = make_device()
    url = address("device_change", device.pk)
    page = client.post(url, form_with_picture(client, device) | {"launched_on": "soon"})
    assert "Chosen already: a.png" in text_of(page)
    assert client.post(url, filled(page) | {"launched_on": "2020"}).status_code == 302
    assert Photo.objects.get().alt == "A red field."


def test_a_picture_survives_the_choice_between_two_versions(client, editor):
    device = make_finding(make_device(note="Before")).device
    url = address("device_change", device.pk)
    form = form_with_picture(client, device) | {"note": "Mine"}
    Device.objects.filter(pk=device.pk).update(note="Theirs")
    page = client.post(url, form)
    assert client.post(url, filled(page) | {"_choice:note": "mine"}).status_code == 302
    assert (Photo.objects.count(), Device.objects.get().note) == (1, "Mine")


def test_a_file_survives_the_end_of_the_session(client, editor):
    url = address("regulatoryfinding_verify", make_finding(declared="registered").pk)
    form = filled(client.get(url)) | {"outcome": "confirmed", "evidence": evidence()}
    client.session.flush()
    client.post(url, form)
    client.force_login(editor)
    page = client.get(url)
    assert "Chosen already: page.pdf" in text_of(page)
    assert client.post(url, filled(page)).status_code == 302
    assert Verification.objects.get().evidence_sha256
