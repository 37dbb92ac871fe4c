"""A form that the database cannot take just now, as during a long import, is not lost."""

import pytest
from django.db import OperationalError
from django.urls import reverse

from catalog.models import Brand, Revision, Verification
from tests.admin.pages import address, filled, signed_in, text_of
from tests.admin.test_held_uploads import evidence
from tests.factories import make_device, make_finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    return signed_in(client)


@pytest.fixture
def busy(monkeypatch, caplog):
    """Call it to make the catalogue busy, which it is until its answer is called."""

    def wait_in_vain(*args, **options):
        raise OperationalError("canceling statement due to lock timeout")

    with monkeypatch.context() as patch:
        patch.setattr(Revision, "lock", wait_in_vain)
        yield patch.undo


def test_what_an_editor_wrote_is_sent_again_from_the_answer(client, editor, busy):
    url = address("brand_add")
    answer = client.post(url, filled(client.get(url)) | {"name": "A “name” <of> theirs", "slug": "theirs"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Not saved yet" in text_of(answer)
    busy()
    assert client.post(url, filled(answer)).status_code == 302
    assert Brand.objects.get().name == "A “name” <of> theirs"


def test_a_file_that_came_with_it_is_held(client, editor, busy):
    url = address("regulatoryfinding_verify", make_finding(declared="registered").pk)
    typed = {"outcome": "confirmed", "checked_on": "2026-01-01", "evidence": evidence()}
    answer = client.post(url, filled(client.get(url)) | typed)
    assert answer.status_code == 503
    busy()
    assert client.post(url, filled(answer)).status_code == 302
    assert Verification.objects.get().evidence_sha256


def test_where_files_cannot_be_held_either_they_are_named(client, editor, busy, monkeypatch):
    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr("catalog.admin.kept.hold_files", full)
    url = address("regulatoryfinding_verify", make_finding(declared="registered").pk)
    answer = client.post(url, filled(client.get(url)) | {"evidence": evidence(), "note": "My text"})
    assert "Files have to be chosen again: page.pdf." in text_of(answer)
    assert filled(answer)["note"] == "My text"


def test_a_form_that_is_not_of_this_page_is_given_to_nobody(client, editor, busy):
    client.raise_request_exception = False
    form = filled(client.get(address("brand_add"))) | {"name": "Of another page"}
    answer = client.post(address("device_change", make_device().pk), form)
    assert answer.status_code == 503
    assert "Of another page" not in text_of(answer)


def test_a_password_is_never_in_the_answer(client, db, monkeypatch, caplog):
    def away(*args):
        raise OperationalError("no connection")

    client.raise_request_exception = False
    monkeypatch.setattr("catalog.models.LoginGuess.begin", away)
    answer = client.post(reverse("admin:login"), {"username": "grace", "password": "geheim"})
    assert answer.status_code == 503
    assert "geheim" not in text_of(answer) + caplog.text
