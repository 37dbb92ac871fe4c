"""The charts in a real browser: fit for everybody while something is drawn, and walked by keyboard."""

from itertools import product

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser import axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make_drawn():
    """Make devices of every status, two at one place, the first with prices enough for a chart of its own."""
    kinds = [{"number": number} for number in ("K181008", "DEN150005", "P910001")]
    kinds += [{"status": status} for status in ("exempt", "registered", "none-found", "not-checked", "not-checked")]
    for place, kind in enumerate(kinds):
        nearer = min(place, 6)
        device = factories.make_device(f"Model {place}", state="published", max_current_ua=100 + 60 * nearer, **kind)
        factories.make_price(device, str(100 + 70 * nearer), seen_on=factories.days_ago(5).isoformat())
        if place < 6:
            factories.make_verification(device.findings.get(), checked_on=factories.days_ago(40))
        for year in range(2019, 2024) if place == 0 else ():
            factories.make_price(device, "250", seen_on=str(year))


def test_charts_are_fit_for_everybody_and_lead_on_by_keyboard(transactional_db, new_page):
    make_drawn()
    page, wrong = new_page(), {}
    for address in ("/charts/", "/devices/nuface-model-0/"):
        page.goto(address)
        expect(page.locator("svg.chart").first).to_be_visible()
        for scheme, width in product(("light", "dark"), (320, 1280)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            found = axe_violations(page)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append("it can be scrolled sideways")
            if found:
                wrong[address, scheme, width] = found
    assert not wrong
    page.goto("/charts/")
    page.get_by_role("button", name="Draw").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Go past the chart")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("a.dot").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/devices/nuface-model-0/")
