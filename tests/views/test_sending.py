"""How data is handed out: conditions, ranges, compression, and to whom (RFC 9110)."""

import gzip

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Revision
from catalog.queries.tables import TABLES
from catalog.views.sending import takes_gzip
from tests import factories
from tests.exported import content, make_catalogue

DESCRIBED = [
    *[f"/data/{name}.{ending}" for name in TABLES if name != "devices" for ending in ("csv", "json")],
    "/devices.csv", "/devices.csv?sort=newest", "/data/sources.csv?flavour=data", "/devices.json?limit=1",
    "/devices/nuface-trinity.json", "/authorizations/K181008.json", "/data/catalogue.zip", "/data/changes.json?since=0",
]  # fmt: skip
DATED = [*DESCRIBED, "/data/datapackage.json"]
EVERY = pytest.mark.parametrize("address", [*DATED, "/data/openapi.json"])
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
    conditions = [{"if-none-match": first.headers["ETag"]}, {"if-none-match": f'"other", W/{first.headers["ETag"]}'}]
    if address in DATED:
        conditions.append({"if-modified-since": first.headers["Last-Modified"]})
    for header in conditions:
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
    response = client.get("/devices.csv", headers={"if-match": '"other"'})
    assert (response.status_code, response.headers["Content-Type"]) == (412, "application/problem+json")


@EVERY
def test_it_is_compressed_when_that_saves_something_and_has_a_tag_of_its_own(client, address):
    plain, packed = client.get(address), client.get(address, headers=PACKED)
    text, body = content(plain), content(packed)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert len(body) == int(packed.headers["Content-Length"])
    if len(text) < 1024 or address.endswith(".zip"):
        assert (body, packed.headers["ETag"]) == (text, plain.headers["ETag"])
        assert "Content-Encoding" not in packed.headers
        return
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == text
    assert packed.headers["ETag"] != plain.headers["ETag"]
    known = client.get(address, headers=PACKED | {"if-none-match": packed.headers["ETag"]})
    assert (known.status_code, known.headers["ETag"]) == (304, packed.headers["ETag"])


@EVERY
@pytest.mark.parametrize("accepted", [{}, PACKED])
def test_any_part_of_it_is_to_be_had_and_only_of_what_the_tag_names(client, address, accepted):
    whole = client.get(address, headers=accepted)
    body, tag = content(whole), whole.headers["ETag"]
    for condition in ({}, {"if-range": tag}):
        part = client.get(address, headers=accepted | {"range": "bytes=7-40"} | condition)
        assert (part.status_code, content(part), part.headers["ETag"]) == (206, body[7:41], tag)
        assert part.headers["Content-Range"] == f"bytes 7-40/{len(body)}"
        assert part.headers["Content-Length"] == "34"
    other = client.get(address, headers=accepted | {"range": "bytes=7-40", "if-range": '"other"'})
    assert (other.status_code, content(other)) == (200, body)
    beyond = client.get(address, headers=accepted | {"range": f"bytes={len(body)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(body)}")
    assert beyond.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("address", DESCRIBED)
def test_it_leads_to_what_describes_it(client, address):
    links = client.head(address).headers["Link"].split(", ")
    assert '<http://testserver/data/datapackage.json>; rel="describedby"' in links


@EVERY
def test_a_script_of_another_site_may_ask_with_conditions(client, address):
    """A browser asks first, since If-None-Match is none of the headers that any script may send."""
    asking = {
        "origin": "https://mirror.example",
        "access-control-request-method": "GET",
        "access-control-request-headers": "if-none-match,range",
    }
    response = client.options(address, headers=asking)
    assert (response.status_code, content(response), response.cookies) == (204, b"", {})
    told = response.headers
    assert told["Access-Control-Allow-Origin"] == "*"
    assert set(told["Access-Control-Allow-Methods"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert {"If-None-Match", "If-Modified-Since", "If-Range", "Range"} <= set(
        told["Access-Control-Allow-Headers"].split(", ")
    )
    assert int(told["Access-Control-Max-Age"]) > 0
    assert "Access-Control-Allow-Credentials" not in told


def test_a_script_of_another_site_sees_what_it_needs_to_ask_again(client):
    seen = client.head("/devices.csv").headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Last-Modified", "Link", "Content-Range", "X-Catalogue-Revision"} <= set(seen)


def test_a_page_is_for_its_own_site(client):
    assert client.options("/devices/").status_code == 405
    assert "Access-Control-Allow-Origin" not in client.get("/devices/").headers


@pytest.mark.parametrize("address", ["/data/None.csv", "/data/x/y.json", "/nothing.zip"])
def test_an_address_that_leads_nowhere_is_a_problem_document_where_data_was_asked_for(client, address):
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_thousand_parameters_are_a_problem_document_where_data_is_asked_for(client):
    response = client.get("/devices.csv?" + "&".join(f"x{n}=1" for n in range(1500)))
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"


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


def test_a_range_is_not_bound_to_a_date(client):
    """Plain and compressed have the same date."""
    dated = {"range": "bytes=0-9", "if-range": client.head("/devices.csv").headers["Last-Modified"]}
    response = client.get("/devices.csv", headers=dated)
    assert response.status_code == 200
    assert len(content(response)) > 10


@pytest.mark.parametrize("address", DATED)
def test_an_answer_says_which_revision_it_is(client, address):
    assert client.head(address).headers["X-Catalogue-Revision"] == str(Revision.current().number)
