"""Importing through the admin: files in, preview, done; and everybody who may not."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalog.models import Device, Import, Proposal
from tests.admin.pages import address, filled, signed_in, text_of
from tests.factories import make_brand, make_device, make_source, publish
from tests.imported import csv_of, previewed

pytestmark = pytest.mark.django_db

NOTE = {"devices.csv": csv_of("slug,note", "nuface-trinity,Two.")}


def send(client, contents, /, **typed):
    """Open the form, choose files, send it; returns the answer."""
    page = address("import_add")
    uploads = [SimpleUploadedFile(name, content, "text/csv") for name, content in contents.items()]
    return client.post(page, filled(client.get(page)) | {"files": uploads} | typed)


def sent(client, files):
    """Send files that are taken; returns the address of their preview."""
    answer = send(client, files)
    assert answer.status_code == 302, text_of(answer)
    return answer.url


def press(client, page, step, **typed):
    return client.post(page, filled(client.get(page)) | {"step": step} | typed)


@pytest.fixture
def trinity():
    return make_device("Trinity", note="One.")


@pytest.mark.parametrize("role", ["editor", "verifier"])
def test_an_import_from_files_to_history(client, trinity, role):
    user = signed_in(client, role)
    page = sent(client, NOTE)
    shown = text_of(client.get(page))
    assert "<del>One.</del>" in shown
    assert "<ins>Two.</ins>" in shown
    assert "0 new, 1 changed" in shown
    answer = press(client, page, "commit", reason_code="product", reason_text="New leaflet")
    assert answer.status_code == 302
    trinity.refresh_from_db()
    version = trinity.history.first()
    assert (trinity.note, version.history_user) == ("Two.", user)
    assert version.history_change_reason == f"product: import {Import.objects.get().pk}; New leaflet"
    assert "Waiting for a second person" in text_of(client.get(page))
    assert "Done: 0 new, 1 changed" in text_of(client.get(address("import_changelist")))


def test_a_gap_is_told_as_one(client, trinity):
    signed_in(client, "editor")
    shown = text_of(client.get(sent(client, {"devices.csv": csv_of("slug,note", "nuface-trinity,")})))
    assert "<ins>(empty)</ins>" in shown


def test_a_file_that_is_no_table_is_refused_on_the_form(client):
    signed_in(client, "editor")
    answer = send(client, {"a.csv": b"", "b.csv": "é;ü".encode("latin-1")})
    shown = text_of(answer)
    assert answer.status_code == 200
    assert "a.csv, row 1: the file is empty." in shown
    assert "b.csv, row 1: not readable as UTF-8" in shown
    assert not Import.objects.exists()


def test_no_file_and_too_large_files_are_refused_on_the_form(client):
    signed_in(client, "editor")
    assert "This field is required" in text_of(send(client, {}))
    assert "At most 10 MB" in text_of(send(client, {"a.csv": b"x" * (10 * 1024 * 1024 + 1)}))
    twice = {"files": [SimpleUploadedFile("a.csv", b"x"), SimpleUploadedFile("a.csv", b"y")]}
    assert "the same name" in text_of(send(client, {}, **twice))
    assert "Select a valid choice" in text_of(send(client, NOTE, flavour="both"))


def test_wrong_rows_are_all_told_and_nothing_can_be_imported(client, trinity):
    signed_in(client, "editor")
    page = sent(client, {"devices.csv": csv_of("slug,max_current_ua,launched_on", "nuface-trinity,1e5,1/2/24")})
    shown = text_of(client.get(page))
    assert "1 row cannot be imported" in shown
    assert "<code>max_current_ua</code>" in shown
    assert "<code>launched_on</code>" in shown
    assert 'value="commit"' not in shown
    assert "Not imported: nothing has changed." in text_of(press(client, page, "commit"))


def test_nothing_to_do_is_said(client, trinity):
    signed_in(client, "editor")
    shown = text_of(client.get(sent(client, {"devices.csv": csv_of("slug,note", "nuface-trinity,One.")})))
    assert "<strong>0 changes.</strong>" in shown
    assert 'value="commit"' not in shown


def test_a_long_preview_goes_on_by_itself(client, trinity, monkeypatch):
    monkeypatch.setattr("catalog.actions.imports.STEP", 1)
    monkeypatch.setattr("catalog.actions.imports.STEP_SECONDS", -1)
    make_device("Mini")
    signed_in(client, "editor")
    page = sent(client, {"devices.csv": csv_of("slug,note", "nuface-trinity,Two.", "nuface-mini,Two.")})
    first = client.get(page)
    assert first.headers["Refresh"] == f"0; url={page}"
    assert '<progress id="import-progress" max="2" value="1">' in text_of(first)
    assert "Refresh" not in client.get(page).headers


def test_many_rows_are_shown_page_by_page_the_wrong_ones_first(client):
    make_brand()
    signed_in(client, "editor")
    lines = [f"m{number},M{number},nuface" for number in range(60)]
    page = sent(client, {"devices.csv": csv_of("slug,model,brand_slug", *lines, "wrong,,nuface")})
    shown = text_of(client.get(page))
    assert shown.index("Wrong</strong> wrong") < shown.index("New</strong> m0")
    assert "New</strong> m59" not in shown
    assert "New</strong> m59" in text_of(client.get(f"{page}?page=2"))
    assert client.get(f"{page}?page=\0x").status_code == 200


def test_what_changed_since_is_shown_and_can_be_looked_at_again(client, trinity):
    signed_in(client, "editor")
    page = sent(client, NOTE)
    form = filled(client.get(page))
    trinity.note = "Meanwhile."
    trinity.save()
    shown = text_of(client.post(page, form | {"step": "commit"}))
    assert "What changed since the preview" in shown
    assert "Meanwhile." in shown
    assert press(client, page, "again").status_code == 302
    assert "<del>Meanwhile.</del>" in text_of(client.get(page))
    assert press(client, page, "commit").status_code == 302
    assert Device.objects.get().note == "Two."


def test_a_second_commit_does_nothing(client, trinity):
    signed_in(client, "editor")
    page = sent(client, NOTE)
    form = filled(client.get(page)) | {"step": "commit"}
    client.post(page, form)
    client.post(page, form)
    client.post(page, {"step": "commit"})
    assert trinity.history.count() == 2


def test_an_expired_preview_is_not_imported(client, trinity):
    signed_in(client, "editor")
    page = sent(client, NOTE)
    form = filled(client.get(page))
    Import.objects.update(at=timezone.now() - datetime.timedelta(minutes=31))
    assert "older than 30 minutes" in text_of(client.get(page))
    assert "older than 30 minutes" in text_of(client.post(page, form | {"step": "commit"}))
    trinity.refresh_from_db()
    assert trinity.note == "One."


def test_the_preview_of_somebody_else_does_not_exist(client, trinity):
    page = address("import_change", previewed(NOTE).pk)
    signed_in(client, "verifier")
    assert client.get(page).status_code == 404
    assert client.post(page, {"step": "commit"}).status_code == 404
    trinity.refresh_from_db()
    assert trinity.note == "One."


def test_an_administrator_imports_nothing(client, trinity):
    signed_in(client, "administrator")
    for page in (address("import_add"), address("import_changelist"), address("import_change", previewed(NOTE).pk)):
        assert client.get(page).status_code == 403
        assert client.post(page, {"step": "commit"}).status_code == 403


def test_a_published_fact_is_announced_to_wait(client):
    device = make_device("Trinity", number="K181008")
    make_source(device)
    publish(device)
    signed_in(client, "editor")
    page = sent(client, {"authorizations.csv": csv_of("authority,number,holder", "fda,K181008,Another")})
    assert "1 of them will wait for a second person" in text_of(client.get(page))
    press(client, page, "commit")
    assert Proposal.objects.get().changes == {"holder": ["Carol Cole Company", "Another"]}


def test_words_that_go_too_far_are_asked_about(client):
    device = publish(make_device("Trinity"))
    signed_in(client, "editor")
    page = sent(client, {"devices.csv": csv_of("slug,note", "nuface-trinity,FDA approved.")})
    assert "Let these words stand" in text_of(client.get(page))
    assert "Not imported" in text_of(press(client, page, "commit"))
    assert press(client, page, "commit", confirmed_words="yes").status_code == 302
    device.refresh_from_db()
    assert device.note == "FDA approved."


def test_an_unknown_button_or_an_endless_reason_is_refused(client, trinity):
    signed_in(client, "editor")
    page = sent(client, NOTE)
    assert press(client, page, "verify").status_code == 400
    assert "at most 300 characters" in text_of(press(client, page, "commit", reason_text="x" * 301))
    trinity.refresh_from_db()
    assert trinity.note == "One."
