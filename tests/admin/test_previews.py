"""The public page of a device for editors: before it is public, and as it stood on a day."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from catalog.actions.renditions import add_photo, read_picture
from tests.admin.pages import address, signed_in, text_of
from tests.factories import make_claim, make_device, make_photo, make_price, make_user, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _editor(client):
    return signed_in(client, "editor")


def preview(client, device):
    return client.get(address("device_preview", device.pk))


def as_of(client, device, day):
    return client.get(address("device_as_of", device.pk), {"day": day})


def test_a_draft_is_shown_as_visitors_would_see_it(client):
    device = make_device("Trinity", max_current_ua=400)
    make_claim(device, "FDA cleared")
    page = text_of(preview(client, device))
    for words in ("Preview: not public.", "up to 400 µA", "FDA cleared", "Draft: no visitor"):
        assert words in page
    assert client.get(device.get_absolute_url()).status_code == 404


def test_a_preview_is_kept_by_nobody_and_found_by_no_search(client):
    answer = preview(client, make_device())
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in text_of(answer)
    assert "canonical" not in text_of(answer)


@pytest.mark.parametrize(
    ("state", "words"), [("published", "Visitors see this page"), ("withdrawn", "Entered twice."), ("in_review", "In")]
)
def test_a_preview_says_what_visitors_see_meanwhile(client, state, words):
    assert words in text_of(preview(client, make_device(state=state)))


def test_the_form_leads_to_its_preview(client):
    device = make_device()
    assert address("device_preview", device.pk) in text_of(client.get(address("device_change", device.pk)))


def test_a_picture_of_a_draft_is_shown_in_its_preview_and_nowhere_else(client):
    device, out = make_device(), io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "PNG")
    photo = add_photo(device, read_picture(SimpleUploadedFile("a.png", out.getvalue())), alt="", credit="")
    picture = address("device_picture", device.pk, photo.digest)
    page = text_of(preview(client, device))
    assert picture in page
    assert "Not shown to visitors" in page
    answer = client.get(picture)
    assert (answer.headers["Content-Type"], b"".join(answer)[:2]) == ("image/jpeg", b"\xff\xd8")
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(address("device_picture", make_device().pk, photo.digest)).status_code == 404
    client.logout()
    assert client.get(picture).url.startswith("/admin/login/")


def test_a_picture_whose_file_is_missing_is_not_there(client):
    photo = make_photo(make_device())
    assert client.get(address("device_picture", photo.device_id, photo.digest)).status_code == 404


def test_a_past_day_shows_the_page_of_that_day(client):
    device = make_device("Trinity", max_current_ua=335)
    make_price(device)
    device.history.update(history_date=timezone.now() - datetime.timedelta(days=3))
    device.brand.history.update(history_date=timezone.now() - datetime.timedelta(days=3))
    device.max_current_ua = 400
    device.save()
    day = timezone.localdate() - datetime.timedelta(days=2)
    page = text_of(as_of(client, device, day.isoformat()))
    assert "As it stood at the end of" in page
    assert "up to 335 µA" in page
    assert "339" not in page
    assert "up to 400 µA" in text_of(as_of(client, device, timezone.localdate().isoformat()))


def test_a_day_before_the_device_is_not_there(client):
    answer = as_of(client, make_device(), "2020-01-01")
    assert answer.status_code == 404
    assert "It was not there on 1 January 2020: it was entered on" in text_of(answer)


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "2999-01-01", ""])
def test_a_day_that_cannot_be_shown_is_refused_beside_its_field(client, day):
    answer = as_of(client, make_device(), day)
    assert answer.status_code == 400
    assert "errorlist" in text_of(answer)


def test_without_a_day_the_page_asks_for_one(client):
    answer = client.get(address("device_as_of", make_device().pk))
    assert (answer.status_code, 'name="day"' in text_of(answer)) == (200, True)


def queries_of(client, url, **parameters):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url, parameters).status_code == 200
    return len(queries)


def test_the_pages_take_as_many_queries_for_twenty_rows_as_for_two(client):
    device, today, counts = make_device(number="K181008"), timezone.localdate().isoformat(), []
    for numbers in (range(2), range(2, 20)):
        for number in numbers:
            make_price(device, str(number + 1))
            make_claim(device)
        preview(client, device)
        counts.append(
            [
                queries_of(client, address("device_preview", device.pk)),
                queries_of(client, address("device_as_of", device.pk), day=today),
            ]
        )
    assert counts[0] == counts[1]


def test_who_has_no_role_sees_no_draft(client):
    device, shown = make_device(), publish(make_device())
    client.force_login(make_user("nobody", is_staff=True))
    for page in (device, shown):
        assert preview(client, page).status_code == 403
        assert as_of(client, page, "2026-01-01").status_code == 403


def test_what_does_not_exist_is_not_previewed(client):
    for name in ("device_preview", "device_as_of"):
        assert client.get(address(name, 99)).status_code == 404
