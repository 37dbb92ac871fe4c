"""The main job on real input, in a real browser: from a filter to the file on the disk."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from catalog.actions.starter import load_starter
from tests.journeys import follow

OFFICIAL_PAGE = "https://www.accessdata.fda.gov/scripts/cdrh/cfdocs/cfpmn/pmn.cfm?ID=K181008"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def catalogue(only_read):
    only_read(load_starter)


def listed(page):
    cards = page.locator("[data-device]")
    return [cards.nth(place).get_attribute("data-device") for place in range(cards.count())]


def total(page):
    return int(page.locator("[data-total]").get_attribute("data-total"))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_visitor_narrows_opens_and_takes_the_list_away(catalogue, new_page, javascript):
    page = new_page(javascript=javascript)
    page.goto("/")
    follow(page.get_by_role("link", name="Devices", exact=True))
    assert total(page) == 50
    page.get_by_label("510(k) cleared").check()
    page.get_by_label("Highest price").fill("400")
    page.get_by_label("Highest price").press("Enter")
    expect(page.locator("[data-total]")).to_have_attribute("data-total", "3")
    slugs = listed(page)
    assert total(page) == len(slugs) == 3
    with page.expect_download() as download:
        page.get_by_role("link", name="raw data").click()
    assert [row["slug"] for row in _rows(download.value)] == slugs
    follow(page.get_by_role("link", name="Trinity").first)
    expect(page.get_by_text("Reported: 510(k) K181008, not yet checked by us")).to_be_visible()
    expect(page.locator(f'a[href="{OFFICIAL_PAGE}"]').first).to_be_visible()
    expect(page.get_by_text("Not yet by us")).to_be_visible()


def _rows(download):
    text = Path(download.path()).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_wrong_price_is_explained_beside_its_field_and_kept(catalogue, new_page):
    page = new_page(statuses=[400])
    page.goto("/devices/?price_max=cheap&status=cleared")
    field = page.get_by_label("Highest price")
    expect(field).to_have_value("cheap")
    assert field.get_attribute("aria-invalid") == "true"
    expect(page.get_by_label("510(k) cleared")).to_be_checked()
    expect(page.locator("[data-device]")).to_have_count(0)
