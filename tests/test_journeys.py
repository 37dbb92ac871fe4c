"""The main job on real input, in a real browser: from a filter to the file on the disk, from a number to the list."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from catalog.actions.starter import load_starter
from catalog.models import Device
from tests.journeys import follow, sign_in

OFFICIAL_PAGE = "https://www.accessdata.fda.gov/scripts/cdrh/cfdocs/cfpmn/pmn.cfm?ID=K181008"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def catalogue(transactional_db):
    load_starter()


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


def test_an_editor_takes_a_device_from_its_number_to_the_list(transactional_db, new_page, settings):
    settings.SECOND_PERSON = False
    load_starter()
    page = new_page()
    sign_in(page, "verifier")
    _add_record(page)
    _add_device(page)
    _verify(page)
    _publish(page)
    page.goto("/devices/?status=cleared&check=current")
    assert listed(page) == ["ziip-one"]
    response = page.request.get("/devices.csv?flavour=data&check=current")
    [row] = csv.DictReader(io.StringIO(response.text()))
    assert (row["fda_numbers"], row["fda_status"], row["fda_check"]) == ("K190001", "cleared", "current")


def _add_record(page):
    page.goto("/admin/catalog/authorization/add/")
    page.get_by_label("Number:", exact=True).fill("k 190-001")
    page.get_by_label("Trade name:").fill("ZIIP One")
    page.locator("#id_decision_basis").select_option("listed")
    page.get_by_label("Source address:").fill("https://example.org/record")
    page.locator("#id_source_kind").select_option("register")
    follow(page.get_by_role("button", name="Save", exact=True).first)
    page.get_by_text("was added successfully").wait_for()


def _pick(page, field, text):
    """Choose in an autocomplete: open it, type, take the first that is offered."""
    page.locator(f"#id_{field} + .select2-container").click()
    page.locator(".select2-container--open .select2-search__field").fill(text)
    page.locator(".select2-results__option--highlighted", has_text=text).click()


def _add_device(page):
    page.goto("/admin/catalog/device/add/")
    _pick(page, "brand", "ZIIP")
    page.get_by_label("Model:", exact=True).fill("One")
    _pick(page, "links-0-authorization", "K190001")
    page.locator("#id_links-0-scope").select_option("exact")
    page.locator("#id_links-0-basis").select_option("name-on-record")
    page.locator("#id_sources-0-address").fill("https://example.org/maker")
    page.locator("#id_sources-0-kind").select_option("maker")
    follow(page.get_by_role("button", name="Save and continue editing").first)
    page.get_by_text("was added successfully").wait_for()


def _verify(page):
    follow(page.get_by_role("link", name="Verify").first)
    page.get_by_label("Confirmed as it stands").check()
    page.get_by_label("Or: why there is no file").fill("The register cannot be printed here.")
    follow(page.get_by_role("button", name="Log this check"))
    page.get_by_text("510(k) cleared · Checked and current").wait_for()
    assert Device.objects.get(slug="ziip-one").findings.get().verifications.get().confirms


def _publish(page):
    follow(page.get_by_role("link", name="Publish").first)
    follow(page.get_by_role("button", name="Publish"))
    page.get_by_role("link", name="View on site").first.wait_for()
    assert Device.objects.get(slug="ziip-one").state == "published"
