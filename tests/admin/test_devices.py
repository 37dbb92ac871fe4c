"""The page and the list of devices."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from catalog.admin.base import refusal
from catalog.models import Device, Photo, Price
from tests.admin.pages import add_row, address, filled, signed_in, text_of
from tests.factories import (
    make_authorization,
    make_brand,
    make_device,
    make_link,
    make_price,
    make_source,
    make_user,
    make_verification,
    publish,
)

pytestmark = pytest.mark.django_db
LIST = "device_changelist"


@pytest.fixture(autouse=True)
def _verifier(client):
    signed_in(client)


def names_in(response):
    return {device.model for device in response.context["cl"].result_list}


def shown(client, **parameters):
    return names_in(client.get(address(LIST), parameters))


def edit(client, device, **typed):
    url = address("device_change", device.pk)
    return client.post(url, filled(client.get(url)) | typed)


def test_a_device_is_found_by_its_number_in_any_spelling(client):
    make_link(make_device("Trinity"), make_authorization("K181008"))
    make_device("Other")
    for spelling in ("K181008", "k 181-008", "#k181008"):
        assert shown(client, q=spelling) == {"Trinity"}


def test_a_device_is_found_by_brand_and_model_without_accents(client):
    make_device("Trinity", brand=make_brand("NūFACE"))
    make_device("Other", brand=make_brand("ZIIP"))
    assert shown(client, q="nuface") == {"Trinity"}
    assert shown(client, q="\0") == {"Trinity", "Other"}


def test_the_list_is_narrowed_by_status_and_check(client):
    make_device("Cleared", number="K181008")
    make_verification(make_device("Registered", status="registered").findings.get())
    assert shown(client, status="cleared") == {"Cleared"}
    assert shown(client, check="current") == {"Registered"}
    assert shown(client, check="unverified") == {"Cleared"}


def test_the_list_is_narrowed_by_what_is_missing(client):
    full = make_device("Full", max_current_ua=400, medium="any-gel", areas=["face"])
    make_price(full)
    make_source(full)
    make_device("Bare")
    for gap in ("prices", "source", "max_current_ua", "medium", "areas"):
        assert shown(client, missing=gap) == {"Bare"}
    assert shown(client, missing="nonsense") == {"Full", "Bare"}


@pytest.mark.parametrize(("name", "value"), [("status", "cleared"), ("check", "unverified"), ("missing", "check")])
def test_the_number_beside_a_choice_is_that_of_the_rows_it_leaves(client, name, value):
    make_verification(make_device("Full", number="K181008").findings.get())
    for model in ("One", "Two"):
        make_device(model)
    [count] = re.findall(rf'href="\?{name}={value}">[^<]*\((\d+)\)', client.get(address(LIST)).text)
    assert int(count) == len(shown(client, **{name: value})) > 0


def queries_of(client, name):
    client.get(address(name))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(name)).status_code == 200
    return len(queries)


def test_the_lists_take_as_many_queries_for_twenty_rows_as_for_two(client):
    names = [LIST, "regulatoryfinding_changelist", "authorization_changelist", "verification_changelist"]
    by, counts = make_user(role="verifier"), []
    for numbers in (range(2), range(2, 20)):
        for number in numbers:
            device = make_device(number=f"K18{number:04d}", state="published")
            make_verification(device.findings.get(), by=by)
        counts.append([queries_of(client, name) for name in names])
    assert counts[0] == counts[1]


def test_the_address_follows_from_brand_and_model(client):
    url = address("device_add")
    client.post(url, filled(client.get(url)) | {"brand": make_brand("NūFACE").pk, "model": "Mini+ Pro"})
    assert Device.objects.get().slug == "nuface-mini-pro"
    assert Device.objects.get().findings.get().declared == "not-checked"


def test_the_address_of_a_published_device_cannot_be_sent(client):
    device = publish(make_device("Trinity"))
    assert edit(client, device, slug="another").status_code == 302
    device.refresh_from_db()
    assert device.slug == "nuface-trinity"


def test_state_and_publication_cannot_be_sent_with_the_form(client):
    device = make_device()
    edit(client, device, state="published", published_at="2026-01-01", withdrawn_reason="x")
    device.refresh_from_db()
    assert (device.state, device.published_at, device.withdrawn_reason) == ("draft", None, "")


def test_a_second_form_for_a_name_that_is_taken_is_refused_in_words(client):
    url = address("device_add")
    named = {"brand": make_brand().pk, "model": "Trinity"}
    assert client.post(url, filled(client.get(url)) | named).status_code == 302
    assert "already has a device of this name" in text_of(client.post(url, filled(client.get(url)) | named))
    assert Device.objects.count() == 1


def test_the_same_price_is_not_added_twice(client):
    device = make_device()
    url = address("device_change", device.pk)
    form = add_row(filled(client.get(url)), "prices", amount="339.00", currency="USD", kind="list", source_kind="maker")
    assert client.post(url, form).status_code == 302
    again = add_row(filled(client.get(url)), "prices", **{key[9:]: form[key] for key in form if key[:9] == "prices-0-"})
    assert "already saved" in text_of(client.post(url, again))
    assert Price.objects.count() == 1


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("", "somebody may have saved the same"),
        ("UNIQUE constraint failed: catalog_price.id", "somebody may have saved the same"),
        ("CHECK constraint failed: price_amount_is_positive", "A price is greater than zero."),
        ('violates unique constraint "one_device_of_a_name"\nDETAIL:  Key exists.', "already has a device of this"),
        ("A device that was published is withdrawn, never deleted.", "withdrawn, never deleted"),
    ],
)
def test_what_only_the_database_refuses_comes_back_as_the_filled_form(client, monkeypatch, message, words):
    def refuse(*_, **__):
        raise IntegrityError(message)

    device = make_device()
    monkeypatch.setattr(Device, "save", refuse)
    answer = edit(client, device, note="A long note.")
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert filled(answer)["note"] == "A long note."


def test_a_refusal_of_either_engine_is_put_into_the_words_of_its_constraint():
    make_device("Trinity")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Device.objects.create(brand=make_brand(), model="Trinity", slug="other")
    assert refusal(caught.value) == "This brand already has a device of this name."


def picture(size=(30, 20)):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG")
    return SimpleUploadedFile("a.png", out.getvalue(), "image/png")


def add_picture(client, device, *files):
    url = address("device_change", device.pk)
    form = filled(client.get(url))
    for file in files:
        add_row(form, "photos", upload=file, alt="A red field.", credit="Ours.", source_kind="other", position="1")
    return client.post(url, form)


def test_a_picture_comes_in_with_its_words(client, settings):
    device = make_device()
    assert add_picture(client, device, picture()).status_code == 302
    photo = device.photos.get()
    assert (photo.width, photo.height, photo.alt) == (30, 20, "A red field.")
    assert all((settings.MEDIA_ROOT / "photos" / name).exists() for _, _, name in photo.file_names())


def test_a_picture_survives_what_only_the_database_refuses(client, monkeypatch):
    def refuse(*_, **__):
        raise IntegrityError("CHECK constraint failed: measures_are_positive")

    device = make_device()
    monkeypatch.setattr(Device, "save", refuse)
    page = text_of(add_picture(client, device, picture()))
    assert "greater than zero" in page
    assert "not a picture" not in page


def test_a_file_that_is_no_picture_is_refused_beside_its_field(client):
    answer = add_picture(client, make_device(), SimpleUploadedFile("a.png", b"PK\x03\x04"))
    assert "not a picture that can be read" in text_of(answer)
    assert "A red field." in text_of(answer)


def test_the_same_picture_twice_is_refused(client):
    device = make_device()
    assert "same picture as one above" in text_of(add_picture(client, device, picture(), picture()))
    add_picture(client, device, picture())
    assert "already has this picture" in text_of(add_picture(client, device, picture()))
    assert Photo.objects.count() == 1


def test_a_row_without_a_picture_is_refused(client):
    assert "Choose a picture." in text_of(add_picture(client, make_device(), ""))


def test_a_picture_is_not_replaced_but_its_words_are_changed(client):
    device = make_device()
    add_picture(client, device, picture())
    assert "is not replaced" in text_of(edit(client, device, **{"photos-0-upload": picture((9, 9))}))
    assert edit(client, device, **{"photos-0-alt": "Better words."}).status_code == 302
    assert device.photos.get().alt == "Better words."


def test_more_pictures_than_the_limit_are_refused(client, monkeypatch):
    monkeypatch.setattr("catalog.rules.renditions.MAX_PER_DEVICE", 1)
    assert "at most 1 pictures" in text_of(add_picture(client, make_device(), picture(), picture((9, 9))))
