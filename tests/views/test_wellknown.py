import datetime
import json
import re
from html import unescape

import pytest
from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.utils import timezone
from PIL import Image

from config.env import Environment, WrongSetting
from tests import factories as make


def fields(client):
    response = client.get("/.well-known/security.txt")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


def test_whoever_found_a_hole_is_told_whom_to_write_to(client, settings):
    settings.SECURITY_CONTACT, settings.SITE_URL = "mailto:security@example.org", "https://register.example"
    found = fields(client)
    assert found["Contact"] == "mailto:security@example.org"
    assert found["Canonical"] == "https://register.example/.well-known/security.txt"


@pytest.mark.parametrize("day", ["2024-02-29", "2026-01-31", "2026-12-31"])
def test_the_word_is_good_for_months_and_for_less_than_a_year(client, settings, monkeypatch, day):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    now = datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    monkeypatch.setattr(timezone, "now", lambda: now)
    left = datetime.datetime.fromisoformat(fields(client)["Expires"]) - now
    assert datetime.timedelta(days=120) < left < datetime.timedelta(days=365)


def test_an_operator_who_names_nobody_has_no_such_file(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("text", ["mailto:a@example.org", "https://example.org/report", "tel:+44-20-7946-0000", ""])
def test_an_address_to_write_to_is_taken(text):
    assert Environment({"SECURITY_CONTACT": text}).contact("SECURITY_CONTACT") == text


@pytest.mark.parametrize("text", ["a@example.org", "http://example.org", "mailto:nobody", "mailto:a@b\nExpires: never"])
def test_what_is_no_address_to_write_to_stops_the_start(text):
    with pytest.raises(WrongSetting, match="^SECURITY_CONTACT: expected mailto:"):
        Environment({"SECURITY_CONTACT": text}).contact("SECURITY_CONTACT")


def test_the_manifest_names_icons_that_are_there(client):
    response = client.get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    found = json.loads(response.content)
    assert found["name"] == site.SITE_NAME
    for icon in found["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as picture:
            assert "{}x{}".format(*picture.size) == icon["sizes"]


def test_the_icon_is_found_where_programs_look_for_it(client):
    address = client.get("/favicon.ico").headers["Location"]
    with Image.open(finders.find(address.removeprefix("/static/"))) as picture:
        assert picture.format == "ICO"


def test_the_picture_of_a_shared_link_has_the_size_that_is_said_of_it(client, db):
    page = client.get("/").content.decode()
    with Image.open(finders.find("catalog/share.png")) as picture:
        assert f'og:image:width" content="{picture.width}"' in page
        assert f'og:image:height" content="{picture.height}"' in page


def card(client, address):
    page = client.get(address).content.decode()
    return {name: unescape(text) for name, text in re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page)}


ADDRESSES = "/ /devices/ /devices/nuface-trinity/ /authorizations/K181008/ /brands/nuface/ /history/ /method/ /about/"


@pytest.mark.django_db
@pytest.mark.parametrize("address", [*ADDRESSES.split(), "/devices/nuface-trinity/history/", "/safety/"])
def test_a_page_is_shared_with_its_own_title_description_and_address(client, settings, address):
    settings.SITE_URL = "https://register.example"
    make.make_device(
        "Trinity", state="published", number="K181008", brand=make.make_brand(note="Maker of “devices” & gels")
    )
    found, page = card(client, address), client.get(address).content.decode()
    assert found["title"] == unescape(re.search(r"<title>(.*?)</title>", page)[1])
    assert found["description"] == unescape(re.search(r'<meta name="description" content="(.*?)">', page)[1])
    assert found["url"] == f"https://register.example{address}"
    assert found["image"] == "https://register.example/static/catalog/share.png"


@pytest.mark.django_db
def test_a_title_with_signs_of_markup_stays_a_title(client):
    make.make_device('A "b" <i>&amp;', state="published", slug="odd")
    assert card(client, "/devices/odd/")["title"].startswith('NuFACE A "b" <i>&amp; ·')


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/nowhere/", "/devices/nuface-old/"])
def test_what_is_not_there_to_be_shared_has_no_card(client, address):
    make.make_device("Old", state="withdrawn")
    assert card(client, address) == {}
