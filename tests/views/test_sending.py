"""How data is handed out: conditions, ranges, compression, and to whom (RFC 9110)."""

import gzip

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Revision
from catalog.views.sending import takes_gzip
from tests import factories
from tests.exported import content, make_catalogue

ADDRESSES = [
    "/devices.csv", "/devices.csv?sort=newest", "/data/sources.csv?flavour=data", "/data/prices.json",
    "/data/datapackage.json", "/data/catalogue.zip",
]  # fmt: skip
EVERY = pytest.mark.parametrize("address", ADDRESSES)
pytestmark = pytest.mark.django_db
PACKED = {"accept-encoding": "gzip, br;q=0.9"}


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """One catalogue, an hour old, for all tests of this file: none of them changes it."""
    with django_db_blocker.unblock(), factories.rolled_back():
        make_catalogue()
        Revision.objects.update(at=timezone.now() - timezone.timedelta(hours=1))
        yield tmp_path_factory.mktemp("kept")


@pytest.fixture(autouse=True)
def _kept_files_of_all_tests(site, settings):
    settings.EXPORTS_ROOT = site


@EVERY
def test_any_site_may_read_it(client, address):
    response = client.get(address)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    assert len(content(response)) == int(response.headers["Content-Length"])


@EVERY
def test_a_head_says_the_same_without_the_body(client, address):
    whole, head = client.get(address), client.head(address)
    assert content(whole)
    assert not content(head)
    assert dict(whole.headers) == dict(head.headers)


@EVERY
def test_what_is_known_is_not_sent_again(client, address):
    first = client.get(address)
    assert content(first)
    for header in (
        {"if-none-match": first.headers["ETag"]},
        {"if-none-match": f'"other", W/{first.headers["ETag"]}'},
        {"if-modified-since": first.headers["Last-Modified"]},
    ):
        again = client.get(address, headers=header)
        assert (again.status_code, content(again)) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


@EVERY
def test_another_tag_and_an_older_date_get_the_whole(client, address):
    for header in ({"if-none-match": '"other"'}, {"if-modified-since": "Thu, 01 Jan 2015 00:00:00 GMT"}):
        response = client.get(address, headers=header)
        assert response.status_code == 200
        assert content(response)


def test_a_condition_on_another_tag_is_refused(client):
    assert client.get("/devices.csv", headers={"if-match": '"other"'}).status_code == 412


@pytest.mark.parametrize(
    "address", ["/devices.csv", "/devices.csv?sort=newest", "/data/verifications.json", "/data/datapackage.json"]
)
def test_it_is_compressed_when_asked_for_and_has_a_tag_of_its_own(client, address):
    plain, packed = client.get(address), client.get(address, headers=PACKED)
    body = content(packed)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(body) == content(plain)
    assert len(body) == int(packed.headers["Content-Length"])
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_what_is_compressed_already_is_left_alone(client):
    response = client.get("/data/catalogue.zip", headers=PACKED)
    assert "Content-Encoding" not in response.headers
    assert content(response).startswith(b"PK")


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("gzip", True), ("br, GZIP;q=0.5", True), ("*", True), ("", False), ("br", False), ("identity", False),
        ("gzip;q=0", False), ("gzip; q=0.000, *", False), ("*;q=0", False), ("gzip;q=1.0", True), (";;,q=", False),
    ],
)  # fmt: skip
def test_an_encoding_is_used_only_when_it_is_wanted(header, takes):
    assert takes_gzip(header) is takes


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(first=st.integers(0, 3000), length=st.integers(1, 3000), packed=st.booleans())
def test_a_range_is_that_part_of_the_whole(client, first, length, packed):
    headers = PACKED if packed else {}
    whole = content(client.get("/devices.csv", headers=headers))
    response = client.get("/devices.csv", headers=headers | {"range": f"bytes={first}-{first + length - 1}"})
    if first >= len(whole):
        assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")
        return
    part = whole[first : first + length]
    assert (response.status_code, content(response)) == (206, part)
    assert response.headers["Content-Length"] == str(len(part))
    assert response.headers["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(whole)}"


@pytest.mark.parametrize(("asked", "part"), [("bytes=-10", slice(-10, None)), ("bytes=5-", slice(5, None))])
def test_a_range_may_have_one_end(client, asked, part):
    whole = content(client.get("/data/catalogue.zip"))
    response = client.get("/data/catalogue.zip", headers={"range": asked})
    assert (response.status_code, content(response)) == (206, whole[part])


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "bytes=9-3", "bytes=-", "lines=0-1", "bytes=a-b", "bytes=١-٢", "bytes=" + "9" * 40 + "-"]
)
def test_what_is_no_single_range_gets_the_whole(client, asked):
    response = client.get("/devices.csv", headers={"range": asked})
    assert response.status_code == 200
    assert content(response)


@pytest.mark.parametrize("asked", ["bytes=-0", "bytes=99999999-"])
def test_a_range_past_the_end_is_refused(client, asked):
    response = client.get("/devices.csv", headers={"range": asked})
    assert response.status_code == 416
    assert content(response)


def test_a_range_of_something_else_gets_the_whole(client):
    tag = client.head("/devices.csv").headers["ETag"]
    part = {"range": "bytes=0-9"}
    assert len(content(client.get("/devices.csv", headers=part | {"if-range": tag}))) == 10
    for other in ('"other"', client.head("/devices.csv").headers["Last-Modified"]):
        response = client.get("/devices.csv", headers=part | {"if-range": other})
        assert response.status_code == 200
        assert content(response)


def test_an_answer_says_which_revision_it_is(client):
    assert client.head("/devices.csv").headers["X-Catalogue-Revision"] == str(Revision.current().number)
