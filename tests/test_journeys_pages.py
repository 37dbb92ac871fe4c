"""Every kind of public page in a real browser: axe finds nothing, nothing runs off the side, links lead somewhere."""

from itertools import product

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser import axe_violations
from tests.journeys import follow

pytestmark = pytest.mark.browser

# address → the answer it is to give
PAGES = {
    "/": 200,
    "/devices/": 200,
    "/devices/?status=cleared&price_max=400&q=trinity": 200,
    "/devices/?status=approved&q=trinity": 200,
    "/devices/?status=nope&price_min=1e9&sort=best": 400,
    "/devices/nuface-trinity/": 200,
    "/devices/nuface-fix/": 200,
    "/devices/nuface-old/": 410,
    "/history/": 200,
    "/history/?page=x": 400,
    "/devices/nuface-trinity/history/": 200,
    "/devices/nuface-old/history/": 200,
    "/devices/?compare=nuface-trinity&compare=nuface-fix": 200,
    "/compare/": 200,
    "/compare/?device=nuface-trinity&device=nuface-fix&device=nuface-old&since=2020-01-01": 200,
    "/compare/?device=nuface-trinity&since=never": 400,
    "/charts/": 200,
    "/charts/?currency=XYZ": 400,
    "/authorizations/K181008/": 200,
    "/authorizations/": 200,
    "/authorizations/?sort=best": 400,
    "/brands/": 200,
    "/brands/nuface/": 200,
    "/safety/": 200,
    "/safety/?applies=pacemaker&applies=under-18": 200,
    "/safety/?applies=luck": 400,
    "/guide/": 200,
    "/check/": 200,
    "/check/?q=FDA approved NuFACE K181008": 200,
    "/check/?q=NFO": 200,
    "/check/?q=1234567": 200,
    "/check/?q=K18100": 200,
    "/check/?q=%00": 400,
    "/method/": 200,
    "/about/": 200,
    "/data/": 200,
    "/report/?device=nuface-trinity&field=Current&value=400": 200,
    "/nowhere/": 404,
}
WIDTHS = (320, 390, 768, 1280)
ERRORS = sorted({status for status in PAGES.values() if status >= 400})


@pytest.fixture(scope="module")
def catalogue(only_read):
    only_read(make_catalogue)


def make_catalogue():
    """A device with something in every part of its page, one with nothing, a stale one and a withdrawn one."""
    trinity = factories.make_device("Trinity", state="published", number="K181008", areas=["face"], max_current_ua=400)
    factories.make_verification(trinity.findings.get())
    factories.make_source(trinity, fields=["current", "areas"])
    factories.make_price(trinity)
    factories.make_claim(trinity, "FDA approved")
    factories.make_device_contraindication(trinity)
    factories.make_notice(trinity)
    factories.make_contraindication("under-18", general=False, source_url=factories.PAGE)
    factories.make_benefit()
    factories.make_device("FIX", state="published")
    stale = factories.make_device("Plus", state="published", number="K103472")
    factories.make_verification(stale.findings.get(), checked_on=factories.days_ago(400))
    factories.make_device("Old", state="withdrawn")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_fit_for_everybody(catalogue, new_page, address):
    page, wrong = new_page(statuses=ERRORS), {}
    assert page.goto(address).status == PAGES[address]
    # axe takes what lies in closed details for hidden, even where the stylesheet shows it.
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    for scheme, width in product(("light", "dark"), WIDTHS):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        found = axe_violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append("it can be scrolled sideways")
        if found:
            wrong[scheme, width] = found
    assert not wrong


@pytest.mark.parametrize("width", [640, 1280])
def test_text_of_twice_the_size_stays_within_the_page(catalogue, new_page, width):
    page = new_page(width=width, statuses=ERRORS)
    too_wide = []
    for address in PAGES:
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(address)
    assert not too_wide


def test_every_link_to_a_part_of_a_page_finds_it(catalogue, new_page):
    page = new_page(statuses=ERRORS)
    for address in PAGES:
        page.goto(address)
        lost = page.evaluate(
            "[...document.querySelectorAll('a[href^=\"#\"]')].map(link => link.hash.slice(1))"
            ".filter(id => !document.getElementById(id))"
        )
        assert not lost, address


def test_the_filters_open_as_a_panel_on_a_phone_without_javascript(catalogue, new_page):
    page = new_page(width=390, javascript=False)
    page.goto("/devices/?status=cleared")
    box = page.get_by_label("Checked and current")
    expect(box).not_to_be_visible()
    page.get_by_text("Filters (1)").click()
    box.check()
    follow(page.get_by_role("button", name="Show devices"))
    expect(page.get_by_role("status")).to_have_text("1 device matches these filters.")


def test_the_keyboard_reaches_the_filters_of_a_wide_page(catalogue, new_page):
    page = new_page()
    page.goto("/devices/")
    page.locator("#field-q").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "status":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**status=**")
    expect(page.locator("[data-device]")).to_have_count(int(page.get_by_role("status").get_attribute("data-total")))
