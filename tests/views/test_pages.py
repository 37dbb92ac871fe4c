import pytest
from django.db import OperationalError
from django.urls import path

from catalog.models import Photo
from catalog.urls import urlpatterns as catalogue_patterns
from tests import factories


@pytest.mark.parametrize("address", ["/guide/", "/method/", "/about/"])
def test_a_page_of_text_is_shown(client, db, address):
    assert client.get(address).status_code == 200


def test_about_says_what_the_operator_has_set(client, db, settings):
    settings.SITE_OPERATOR = "Ada Lovelace, London"
    assert "Ada Lovelace, London" in client.get("/about/").content.decode()


def test_about_names_once_what_the_operator_has_not_said(client, db, settings):
    settings.SITE_OPERATOR, settings.SITE_FUNDING, settings.SITE_CONTACT = "Ada", settings.UNSAID, settings.UNSAID
    page = client.get("/about/").content.decode()
    assert "has not stated yet: how it is paid; a contact." in page
    assert "How it is paid</h2>" not in page
    assert settings.UNSAID not in page


def test_about_names_no_gap_where_all_is_said(client, db, settings):
    settings.SITE_OPERATOR, settings.SITE_FUNDING, settings.SITE_CONTACT = "Ada", "By nobody", "ada@example.org"
    assert "has not stated yet" not in client.get("/about/").content.decode()


def test_an_unknown_address_is_answered_with_a_page_that_helps(client, db):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "/devices/" in response.content.decode()


def test_the_site_says_that_it_lives(client, db):
    assert client.get("/health/live").json() == {"live": True}


def test_the_site_says_that_it_is_ready_and_at_which_revision(client, db):
    factories.make_brand()
    assert client.get("/health/ready").json() == {"ready": True, "revision": 1}


def test_the_site_says_when_its_database_is_away(client, db, monkeypatch):
    def away():
        raise OperationalError("no connection")

    monkeypatch.setattr("catalog.models.Revision.current", away)
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["ready"]) == (503, False)


def a_photo(state):
    return factories.make_photo(factories.make_device(state=state))


def stored(photo, settings):
    folder = settings.MEDIA_ROOT / "photos"
    folder.mkdir(parents=True)
    (folder / f"{photo.digest}-400.jpg").write_bytes(b"\xff\xd8\xff")


def test_a_published_photo_is_handed_out_as_a_picture_and_nothing_else(client, db, settings):
    photo = a_photo("published")
    stored(photo, settings)
    response = client.get(f"/photos/{photo.digest}-400.jpg")
    assert b"".join(response.streaming_content) == b"\xff\xd8\xff"
    response.close()
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_the_photo_of_an_unpublished_device_does_not_exist(client, db, settings, state):
    photo = a_photo(state)
    stored(photo, settings)
    assert client.get(f"/photos/{photo.digest}-400.jpg").status_code == 404


def test_a_photo_without_credit_is_not_shown(client, db, settings):
    photo = a_photo("published")
    stored(photo, settings)
    Photo.objects.update(credit="")
    assert client.get(f"/photos/{photo.digest}-400.jpg").status_code == 404


@pytest.mark.parametrize("ending", ["gif", "svg", "html"])
def test_a_picture_of_another_format_does_not_exist(client, db, settings, ending):
    photo = a_photo("published")
    stored(photo, settings)
    assert client.get(f"/photos/{photo.digest}-400.{ending}").status_code == 404


def test_a_size_that_was_never_made_does_not_exist(client, db, settings):
    photo = a_photo("published")
    stored(photo, settings)
    assert client.get(f"/photos/{photo.digest}-99.jpg").status_code == 404


def broken(request):
    raise RuntimeError("on purpose")


def away(request):
    raise OperationalError("no connection")


urlpatterns = [
    *catalogue_patterns,
    path("broken/", broken),
    path("away/", away),
    path("admin/broken/", broken),
    path("admin/away/", away),
]
handler500 = "catalog.views.errors.server_error"


@pytest.mark.urls("tests.views.test_pages")
def test_a_fault_of_ours_is_answered_with_a_page_and_the_headers(client, db, caplog):
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert response.headers["Cache-Control"] == "no-store, private"
    assert "on purpose" not in response.content.decode()


@pytest.mark.urls("tests.views.test_pages")
def test_a_database_that_is_away_is_answered_with_try_again(client, db, caplog):
    client.raise_request_exception = False
    response = client.get("/away/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "no connection" not in response.content.decode()


@pytest.mark.urls("tests.views.test_pages")
@pytest.mark.parametrize(("address", "words"), [("away/", "was not saved"), ("broken/", "most likely not saved")])
def test_who_sent_something_is_not_told_that_nothing_is_lost(client, db, settings, caplog, address, words):
    settings.LOGIN_URL = "/admin/login/"
    client.raise_request_exception = False
    page = client.post(f"/admin/{address}", {"note": "typed"}).content.decode()
    assert words in page
    assert "Nothing is lost" not in page
    assert "just sent" not in client.get(f"/{address}").content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/brands/zzz/", ""),
        (f"/report/{'x' * 24}/", ""),
        ("/nowhere/", ""),
        ("/devices/zzz/", "No device of this name is listed."),
        ("/authorizations/K999999/", "We hold no record under K999999."),
    ],
)
def test_what_is_missing_is_said_in_our_words_or_not_at_all(client, db, address, words):
    response = client.get(address)
    assert response.status_code == 404
    assert response.context["said"] == words
