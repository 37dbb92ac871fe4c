"""A session that ends while somebody types loses no text, and shows it to nobody else."""

import datetime
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.actions import forms_kept
from catalog.models import Brand, Device, KeptForm
from tests.admin.pages import add_row, address, filled, signed_in, text_of
from tests.factories import make_device, make_finding, make_user, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    return signed_in(client)


def opened(client, url, **typed):
    return filled(client.get(url)) | typed


def end_session(client):
    client.session.flush()


def test_the_text_of_a_form_is_back_after_login(client, editor):
    device = make_device(note="Before")
    url = address("device_change", device.pk)
    form = add_row(opened(client, url, note="My long text"), "prices", amount="5.00", currency="USD", kind="list")
    end_session(client)
    answer = client.post(url, form)
    assert answer.url == f"{reverse('admin:login')}?next={url}"
    assert "What you wrote is kept" in text_of(client.get(answer.url))
    client.force_login(editor)
    page = client.get(url)
    assert "what you had written is back" in text_of(page)
    assert (filled(page)["note"], filled(page)["prices-0-amount"]) == ("My long text", "5.00")
    assert Device.objects.get().note == "Before"
    assert client.post(url, filled(page) | {"prices-0-source_kind": "maker"}).status_code == 302
    assert Device.objects.get().note == "My long text"
    assert "is back" not in text_of(client.get(url))


def test_what_is_back_stays_through_a_reload(client, editor):
    url = address("brand_add")
    form = opened(client, url, name="ZIIP")
    end_session(client)
    client.post(url, form)
    client.force_login(editor)
    client.get(url)
    assert filled(client.get(url))["name"] == "ZIIP"
    assert not Brand.objects.exists()


def test_what_is_back_can_be_thrown_away(client, editor):
    url = address("brand_add")
    form = opened(client, url, name="ZIIP")
    end_session(client)
    client.post(url, form)
    client.force_login(editor)
    assert client.post(url, {"_forget_kept": "1"}).url == url
    assert filled(client.get(url))["name"] == ""
    assert not KeptForm.objects.exists()


def test_nobody_else_sees_it(client, editor):
    url = address("brand_add")
    form = opened(client, url, name="Secret name")
    end_session(client)
    client.post(url, form)
    client.force_login(make_user(role="verifier"))
    assert "Secret name" not in text_of(client.get(url))
    client.force_login(editor)
    assert "Secret name" in text_of(client.get(url))


def test_a_form_of_somebody_else_is_kept_for_them_and_not_carried_out(client, editor):
    url = address("brand_add")
    form = opened(client, url, name="ZIIP", slug="ziip", source_kind="maker")
    client.force_login(make_user(role="verifier"))
    assert "opened by somebody else" in text_of(client.post(url, form, follow=True))
    assert not Brand.objects.exists()
    client.force_login(editor)
    assert filled(client.get(url))["name"] == "ZIIP"


def test_a_kept_form_rests_on_what_its_editor_saw(client, editor):
    device = make_finding(make_device(note="Before")).device
    url = address("device_change", device.pk)
    form = opened(client, url, note="Mine")
    end_session(client)
    client.post(url, form)
    Device.objects.filter(pk=device.pk).update(note="Theirs")
    client.force_login(editor)
    page = client.get(url)
    assert filled(page)["note"] == "Mine"
    assert "Not saved yet. Nothing of yours is lost" in text_of(client.post(url, filled(page)))
    assert Device.objects.get().note == "Theirs"


def test_a_choice_between_two_versions_is_kept_too_and_still_guarded(client, editor):
    device = make_finding(make_device(note="Before")).device
    url = address("device_change", device.pk)
    form = opened(client, url, note="Mine")
    Device.objects.filter(pk=device.pk).update(note="Theirs")
    conflict = client.post(url, form)
    end_session(client)
    client.post(url, filled(conflict))
    client.force_login(editor)
    page = client.get(url)
    assert filled(page)["note"] == "Mine"
    assert "Theirs" in text_of(client.post(url, filled(page)))
    assert Device.objects.get().note == "Theirs"


def test_the_text_for_a_device_that_is_gone_is_back_all_the_same(client, editor):
    device = make_device(note="Before")
    url = address("device_change", device.pk)
    form = opened(client, url, note="My long text")
    end_session(client)
    client.post(url, form)
    device.delete()
    client.force_login(editor)
    page = text_of(client.get(url))
    assert "no longer there" in page
    assert "My long text" in page


@pytest.mark.parametrize("page", ["verify", "withdraw"])
def test_the_text_on_a_page_of_steps_is_back_after_login(client, editor, page):
    if page == "verify":
        url = address("regulatoryfinding_verify", make_finding(declared="registered").pk)
        form = opened(client, url, note="My long text", outcome="confirmed")
    else:
        url = address("device_move", "withdraw") + f"?device={publish(make_device()).pk}"
        form = opened(client, url, reason="My long text")
    end_session(client)
    assert client.post(url, form).url.startswith(reverse("admin:login"))
    client.force_login(editor)
    assert "My long text" in filled(client.get(url)).values()
    assert not Device.objects.filter(state="withdrawn").exists()


def test_a_file_that_is_too_large_to_keep_is_named(client, editor, monkeypatch):
    monkeypatch.setattr("catalog.admin.uploads._MOST_BYTES", 3)
    url = address("regulatoryfinding_verify", make_finding(declared="registered").pk)
    form = opened(client, url, evidence=SimpleUploadedFile("page.pdf", b"%PDF-1.4"))
    end_session(client)
    client.post(url, form)
    client.force_login(editor)
    assert "Files have to be chosen again: page.pdf" in text_of(client.get(url))


def test_the_twelve_hours_end_without_loss_as_well(client, editor):
    url = address("brand_add")
    form = opened(client, url, name="ZIIP")
    session = client.session
    session["signed_in_at"] = int(time.time()) - 12 * 60 * 60
    session.save()
    assert client.post(url, form).url.startswith(reverse("admin:login"))
    client.force_login(editor)
    assert filled(client.get(url))["name"] == "ZIIP"


def test_a_form_from_before_a_new_login_is_not_saved_and_its_text_is_back(editor):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    url = address("brand_add")
    form = opened(browser, url, name="ZIIP", slug="ziip", source_kind="maker")
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.post(url, form)
    assert answer.url == url
    page = browser.get(url)
    assert "you had logged in anew" in text_of(page)
    assert filled(page)["name"] == "ZIIP"
    assert not Brand.objects.exists()


def test_a_forged_form_without_a_tag_is_refused_as_ever(editor):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    assert browser.post(address("brand_add"), {"name": "ZIIP"}).status_code == 403
    assert not KeptForm.objects.exists()


@pytest.mark.parametrize("tag", ["", "forged", "of another page"])
def test_a_form_without_a_true_tag_is_not_kept(client, editor, tag):
    url = address("brand_add")
    form = opened(client, url, name="ZIIP")
    form["_tag"] = opened(client, address("modality_add"))["_tag"] if tag == "of another page" else tag
    end_session(client)
    assert client.post(url, form).url.startswith(reverse("admin:login"))
    assert not KeptForm.objects.exists()


def test_passwords_are_never_kept(client, editor):
    signed_in(client, "administrator")
    url = reverse("admin:auth_user_add")
    form = opened(client, url, username="newcomer", password1="a secret", password2="a secret")
    assert "_tag" not in form
    end_session(client)
    client.post(url, form)
    assert not KeptForm.objects.exists()


def test_the_newest_text_of_an_address_is_kept_and_old_ones_are_swept(editor):
    for text in ("one", "two"):
        assert forms_kept.keep_form(editor, "/admin/x/", fields={"note": [text]})
    assert KeptForm.objects.get().values["fields"] == {"note": ["two"]}
    KeptForm.objects.update(at=timezone.now() - forms_kept.KEPT_FOR - datetime.timedelta(seconds=1))
    assert forms_kept.kept_form(editor, "/admin/x/") is None
    forms_kept.keep_form(editor, "/admin/y/", fields={"note": ["three\0"]})
    assert KeptForm.objects.get().values["fields"] == {"note": ["three"]}


def test_there_is_an_end_to_what_is_kept(editor):
    assert not forms_kept.keep_form(editor, "/admin/x/", fields={"note": ["x" * forms_kept.MOST_CHARACTERS]})
    assert not forms_kept.keep_form(editor, "/admin/" + "x" * forms_kept.LONGEST_ADDRESS, fields={})
    for number in range(forms_kept.MOST_FORMS + 5):
        forms_kept.keep_form(editor, f"/admin/{number}/", fields={})
    assert KeptForm.objects.count() == forms_kept.MOST_FORMS
    assert forms_kept.kept_form(editor, "/admin/0/") is None


def test_sent_forms_are_swept():
    forms_kept.remember_sent(["a"], result="/admin/" + "x" * 400)
    forms_kept.SentForm.objects.update(at=timezone.now() - forms_kept.SENT_FOR - datetime.timedelta(seconds=1))
    forms_kept.remember_sent(["b"], result="/admin/?long=" + "x" * 400)
    assert (forms_kept.result_of("a"), forms_kept.result_of("b")) == (None, "/admin/")
