"""What a page weighs on its way, compressed, and what a browser has to wait for."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from config.stylesheets import NAME
from tests import factories as make
from tests.test_forbidden import PROJECT

STATIC = PROJECT / "catalog" / "static"
KB = 1024


def compressed(data):
    return len(gzip.compress(data, 9))


@pytest.fixture
def page(client, db):
    for number in range(30):
        device = make.make_device(
            f"Model {number}", state="published", number=f"K10{number:04d}", areas=["face", "neck"],
            max_current_ua=400 + number, aliases="Another name",
        )  # fmt: skip
        make.make_price(device, f"{300 + number}.00")
        make.make_verification(device.findings.get())
        make.make_photo(device)
    response = client.get("/devices/")
    assert response.content.count(b"data-device=") == 24
    return response.content


def test_the_stylesheet_is_light():
    assert compressed(Path(finders.find(NAME)).read_bytes()) < 30 * KB


def test_the_scripts_are_light():
    scripts = {finders.find(src) for src in _scripts()}
    assert sum(compressed(Path(script).read_bytes()) for script in scripts) < 40 * KB


def _scripts():
    """Every script that a public page may load."""
    pages = [*PROJECT.glob("templates/*.html"), *PROJECT.glob("templates/catalog/*.html")]
    return {src for page in pages for src in re.findall(r"<script[^>]+static '([^']+)'", page.read_text())}


def test_a_list_of_24_devices_is_light(page):
    assert compressed(page) < 60 * KB


def test_a_page_waits_for_one_file_at_most(page):
    head = page.decode().partition("</head>")[0]
    assert len(re.findall(r'<link[^>]+rel="stylesheet"', head)) == 1
    waiting = [tag for tag in re.findall(r"<script[^>]*>", page.decode()) if not re.search(r"\b(defer|async)\b", tag)]
    assert [tag for tag in waiting if "application/ld+json" not in tag] == []


def test_a_picture_keeps_its_place_and_comes_when_it_is_needed(page):
    pictures = re.findall(r"<img[^>]*>", page.decode())
    assert len(pictures) == 24
    for picture in pictures:
        for attribute in (r'width="\d+"', r'height="\d+"', 'loading="lazy"', 'alt="'):
            assert re.search(attribute, picture), picture


def test_our_own_pictures_are_light():
    for name in ("share.png", "icon-192.png", "icon-512.png", "favicon.ico"):
        assert (STATIC / "catalog" / name).stat().st_size < 50 * KB
