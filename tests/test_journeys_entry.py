"""An editor's main job on real input, in a real browser: from a number to a checked device in the list."""

import csv
import io

import pytest
from playwright.sync_api import expect

from catalog.actions.starter import load_starter
from catalog.models import Device
from tests.journeys import follow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    expect(page.locator("[data-device]")).to_have_count(1)
    expect(page.locator("[data-device]")).to_have_attribute("data-device", "ziip-one")
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
