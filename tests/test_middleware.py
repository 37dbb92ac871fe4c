"""The front door: what every answer carries, who is refused, and that visitors have no session."""

import time
from urllib.parse import quote

import pytest
from django.conf import settings as site_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path

from catalog.actions.evidence import MAX_BYTES
from catalog.rules import imports, renditions, reports
from config.middleware import HEADERS, FrontDoorMiddleware, StaffAuthenticationMiddleware
from config.urls import urlpatterns as site_urls

HSTS = "max-age=63072000"  # two years, and no other name of the operator’s


def plain(request):
    return HttpResponse("plain")


def says_itself(request):
    headers = {"Content-Security-Policy": "sandbox", "Cache-Control": "public, max-age=60"}
    return HttpResponse("own", headers={**headers, "Cross-Origin-Resource-Policy": "cross-origin"})


def streamed(request):
    return StreamingHttpResponse(iter([b"a", b"b"]))


def missing(request):
    raise Http404


def broken(request):
    raise RuntimeError("broken on purpose")


def what_is_known(request):
    return HttpResponse(",".join(name for name in ("session", "user", "_messages") if hasattr(request, name)))


def form(request):
    return HttpResponse(get_token(request))


@login_required
def staff(request):
    request.session["seen"] = request.session.get("seen", 0) + 1
    return HttpResponse(request.user.username)


urlpatterns = [
    path("", plain),
    path("own/", says_itself),
    path("streamed/", streamed),
    path("missing/", missing),
    path("broken/", broken),
    path("known/", what_is_known),
    path("form/", form),
    path("admin/known/", what_is_known),
    path("admin/login/", plain, name="login"),
    path("admin/staff/", staff),
    *site_urls,  # the error pages link to the site
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def _login_address(settings):
    settings.LOGIN_URL = "/admin/login/"


ANSWERS = {
    "/": 200,
    "/streamed/": 200,
    "/missing/": 404,
    "/nowhere/": 404,
    "/broken/": 500,
    "/known": 301,
    "/admin/known/": 200,
    "/admin/staff/": 302,
    "/static/nothing.css": 404,
}


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), ANSWERS.items())
def test_every_kind_of_answer_carries_every_header(client, address, status):
    client.raise_request_exception = False
    response = client.get(address)
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_a_static_file_carries_every_header_and_may_be_kept(client):
    response = client.get("/static/admin/css/base.css")
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"/*")
    kept = {name: value for name, value in HEADERS.items() if name != "Cache-Control"}
    assert {name: response.headers.get(name) for name in kept} == kept
    assert "max-age" in response.headers["Cache-Control"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", "testserver:99x", ""])
@pytest.mark.parametrize("address", ["/", "/static/admin/css/base.css", "/admin/known/"])
def test_an_unknown_host_is_refused_with_every_header_and_nothing_of_its_own(client, host, address):
    response = client.get(address, headers={"host": host})
    assert response.status_code == 400
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert b"does not answer to that name" in response.content
    assert b"evil" not in response.content


def test_a_forwarded_host_is_not_believed(client):
    assert client.get("/", headers={"x-forwarded-host": "evil.example"}).status_code == 200


def test_a_view_may_set_a_header_itself(client):
    headers = client.get("/own/").headers
    assert headers["Content-Security-Policy"] == "sandbox"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize(("https", "expected"), [(True, HSTS), (False, None)])
def test_hsts_is_sent_only_where_https_is_on(settings, rf, https, expected):
    settings.HTTPS, settings.SECURE_HSTS_SECONDS = https, 63072000 if https else 0
    response = FrontDoorMiddleware(plain)(rf.get("/"))
    assert response.headers.get("Strict-Transport-Security") == expected


def test_with_https_on_a_plain_request_is_sent_on_but_a_look_at_the_health_is_not(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/own/").headers["Location"] == "https://testserver/own/"
    assert client.get("/static/admin/css/base.css").status_code == 301
    assert client.get("/health/live").status_code == 200


@pytest.mark.parametrize(("behind_proxy", "status"), [(False, 301), (True, 200)])
def test_the_word_of_a_proxy_counts_only_where_one_is_declared(client, settings, behind_proxy, status):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    assert client.get("/own/", headers={"x-forwarded-proto": "https"}).status_code == status


def test_visitors_have_no_session_no_user_and_no_messages(client):
    assert client.get("/known/").content == b""


def test_visitors_get_no_cookie_and_no_vary_on_it(client):
    response = client.get("/")
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()


def test_a_session_cookie_that_a_visitor_sends_anyway_changes_nothing(client, staff_member):
    client.force_login(staff_member)
    response = client.get("/known/")
    assert response.content == b""
    assert not response.cookies


def test_a_broken_csrf_cookie_is_mended_by_a_form_and_nowhere_else(client):
    client.cookies["csrftoken"] = "broken"
    assert not client.get("/").cookies
    assert client.get("/form/").cookies["csrftoken"].value != "broken"


def test_a_form_keeps_the_csrf_secret_that_the_visitor_has(client):
    secret = client.get("/form/").cookies["csrftoken"].value
    assert client.get("/form/").cookies["csrftoken"].value == secret


@pytest.mark.django_db
def test_staff_pages_know_the_session_the_user_and_messages(client):
    assert client.get("/admin/known/").content == b"session,user,_messages"


@pytest.fixture
def staff_member(db):
    return get_user_model().objects.create_user("ada", password="long enough for a test")


def test_the_session_cookie_stays_below_the_staff_address(client, staff_member):
    client.force_login(staff_member)
    cookie = client.get("/admin/staff/").cookies["sessionid"]
    assert cookie["path"] == "/admin/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 60


def test_an_answer_that_reads_the_session_is_never_kept(client, staff_member):
    client.force_login(staff_member)
    response = client.get("/admin/staff/")
    assert response.headers["Cache-Control"] == "no-store, private"
    assert "Cookie" in response.headers["Vary"]


def test_twelve_hours_after_signing_in_the_session_ends(client, staff_member, monkeypatch):
    client.force_login(staff_member)
    assert client.get("/admin/staff/").content == b"ada"
    began = client.session[StaffAuthenticationMiddleware.STARTED]
    monkeypatch.setattr(time, "time", lambda: began + 12 * 60 * 60 - 1)
    assert client.get("/admin/staff/").content == b"ada"
    monkeypatch.setattr(time, "time", lambda: began + 12 * 60 * 60)
    assert client.get("/admin/staff/").status_code == 302


def test_every_request_of_staff_renews_the_idle_limit(client, staff_member):
    client.force_login(staff_member)
    client.get("/admin/known/")
    assert "sessionid" in client.get("/admin/known/").cookies


def test_an_unchanged_page_is_answered_with_304(client):
    tag = client.get("/own/").headers["ETag"]
    assert client.get("/own/", headers={"if-none-match": tag}).status_code == 304


def test_a_page_with_a_304_still_carries_the_headers(client):
    tag = client.get("/own/").headers["ETag"]
    headers = client.get("/own/", headers={"if-none-match": tag}).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(("behind_proxy", "address"), [(True, "203.0.113.9"), (False, "127.0.0.1")])
def test_a_visitors_address_is_the_last_hop_of_a_declared_proxy_and_no_forged_one(rf, settings, behind_proxy, address):
    settings.BEHIND_PROXY = behind_proxy
    request = rf.get("/", headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"})
    FrontDoorMiddleware(lambda request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == address


MOST, MOST_OF_EDITORS = site_settings.MOST_BYTES_OF_VISITORS, site_settings.MOST_BYTES_OF_EDITORS


def arrive(rf, address, **headers):
    """Hand a form to the front door alone; whatever would read it comes after."""
    return FrontDoorMiddleware(plain)(rf.post(address, {"text": "x"}, **headers))


@pytest.mark.parametrize(
    ("address", "most"),
    [("/report/", MOST), ("/admin/login/", MOST), ("/admin/", MOST_OF_EDITORS), ("/admin/login", MOST_OF_EDITORS)],
)
def test_a_form_longer_than_any_here_is_refused_before_it_is_read(rf, address, most):
    assert arrive(rf, address, CONTENT_LENGTH=str(most)).content == b"plain"
    refused = arrive(rf, address, CONTENT_LENGTH=str(most + 1))
    assert refused.status_code == 413
    assert "most browsers still show what you typed" in refused.content.decode()
    assert {name: refused.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("length", ["-1", "ten", "9" * 5000])
def test_a_form_that_misstates_its_length_is_refused(rf, length):
    assert arrive(rf, "/report/", CONTENT_LENGTH=length).status_code == 411


def test_a_form_in_chunks_is_refused_and_not_taken_for_an_empty_one(rf):
    refused = arrive(rf, "/report/", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert refused.status_code == 411
    assert "does not say how long it is" in refused.content.decode()


def test_every_form_has_room_for_the_most_that_it_takes():
    pictures = renditions.MAX_PER_DEVICE * renditions.MAX_BYTES
    text = site_settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert max(pictures, MAX_BYTES, imports.MOST_BYTES) + text <= MOST_OF_EDITORS
    longest = len(quote("\U0001f512")) * (reports.MAX_TEXT + 60 + 300 + 254)
    assert longest < MOST


def test_too_long_a_report_is_refused_by_the_site_itself(client):
    answer = client.post("/report/", {"text": "x" * MOST})
    assert answer.status_code == 413
    assert answer.headers["Cache-Control"] == "no-store, private"
