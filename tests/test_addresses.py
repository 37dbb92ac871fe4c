"""Under which address the site is known where nobody said."""

import pytest

from config.addresses import base_of
from config.checks import address_is_said


def base(rf, host, port="80", *, secure=False):
    return base_of(rf.get("/", headers={"host": host}, SERVER_PORT=port, secure=secure))


@pytest.mark.parametrize(
    ("host", "port", "expected"),
    [
        ("localhost:8000", "8000", "http://localhost:8000"),  # make site
        ("[::1]:8001", "8001", "http://[::1]:8001"),
        ("localhost", "8000", "http://localhost"),  # behind a proxy
        ("localhost:1234", "8000", "http://localhost"),
        ("localhost:80", "80", "http://localhost"),
        ("LocalHost.:8000", "8000", "http://localhost:8000"),
    ],
)
def test_only_the_port_that_is_served_counts(rf, settings, host, port, expected):
    settings.ALLOWED_HOSTS = ["localhost", "[::1]"]
    assert base(rf, host, port) == expected


def test_the_usual_port_of_https_is_not_told(rf):
    assert base(rf, "testserver:443", "443", secure=True) == "https://testserver"


def test_what_the_operator_said_counts_alone(rf, settings):
    settings.SITE_URL = "https://register.example"
    assert base(rf, "testserver:99", "99") == "https://register.example"


@pytest.mark.parametrize(("said", "warnings"), [("https://register.example", []), ("", ["config.W001"])])
def test_a_public_site_is_asked_for_its_address(settings, said, warnings):
    settings.SITE_URL = said
    assert [warning.id for warning in address_is_said(None)] == warnings
