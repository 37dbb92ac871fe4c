"""Whatever a visitor asks for, by any address that needs no name: the headers, no cookie, no session."""

import pytest
from django.urls import reverse

from catalog.urls import urlpatterns
from config.middleware import HEADERS
from tests.factories import make_device

pytestmark = pytest.mark.django_db
ADDRESSES = [
    pattern.name
    for pattern in urlpatterns
    if not pattern.pattern.converters and "(" not in str(pattern.pattern) and pattern.name != "report"
]
# What answers otherwise than with a page of its own.
STATUSES = {"favicon": 302, "security_txt": 404, "styles": 302}
# What scripts of other sites may read.
OPEN_DATA = {"devices_csv", "devices_json", "datapackage", "catalogue_zip", "changes_json", "openapi_json"}
OF_EVERY_ANSWER = {name: value for name, value in HEADERS.items() if name != "Cache-Control"}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_public_address_answers_with_every_header_and_without_a_cookie(client, name):
    make_device(state="published", number="K103472")
    response = client.get(reverse(name), headers={"cookie": "sessionid=stolen; csrftoken=stolen"})
    assert response.status_code == STATUSES.get(name, 200)
    assert b"".join(response) or response.status_code == 302  # read to its end, as an export's file closes only then
    expected = OF_EVERY_ANSWER | ({"Cross-Origin-Resource-Policy": "cross-origin"} if name in OPEN_DATA else {})
    assert {header: response.headers.get(header) for header in expected} == expected
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert response.headers["Cache-Control"]


def test_the_way_to_the_editors_is_never_kept(client):
    assert "no-store" in client.get(reverse("admin:login")).headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/admin/", "/admin/catalog/device/", "/admin/nowhere/"])
def test_a_stranger_at_the_staff_entrance_is_sent_to_the_login(client, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("admin:login"))
