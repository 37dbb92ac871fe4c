"""Comparing in a real browser: from the list to a link that is shared, by mouse, by keyboard, on a phone."""

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.journeys import COVERED, follow

pytestmark = pytest.mark.browser

FOUR = "device=nuface-trinity&device=nuface-mini&device=foreo-bear&device=ziip-halo"


@pytest.fixture(scope="module")
def catalogue(only_read):
    only_read(make_catalogue)


def make_catalogue():
    for brand, model in (("NuFACE", "Trinity"), ("NuFACE", "Mini"), ("FOREO", "BEAR"), ("ZIIP", "HALO")):
        number = "K181008" if brand == "NuFACE" else ""
        device = make.make_device(
            model, brand=make.make_brand(brand), number=number, power="rechargeable", max_current_ua=len(model) * 50
        )
        make.make_source(device, fields=["current"])
        make.publish(device)


def columns(page):
    return page.locator("thead [scope=col] a")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_visitor_compares_three_from_the_list_and_shares_the_link(catalogue, new_page, javascript):
    page = new_page(javascript=javascript)
    page.goto("/devices/")
    for name in ("NuFACE Trinity", "FOREO BEAR", "ZIIP HALO"):
        follow(page.get_by_role("link", name=f"Compare {name}", exact=True))
    page.get_by_label("510(k) cleared").check()
    if not javascript:  # with it, the list follows by itself
        follow(page.get_by_role("button", name="Show").first)
    expect(page.locator("[data-device]")).to_have_count(2)
    follow(page.get_by_role("link", name="Compare 3 devices"))
    expect(columns(page)).to_have_text(["NuFACE Trinity", "FOREO BEAR", "ZIIP HALO"])
    follow(page.get_by_role("link", name="Move ZIIP HALO left"))
    follow(page.get_by_role("link", name="Only differences"))
    expect(page.locator("[data-row=power]")).to_have_count(0)
    expect(page.locator("[data-row=current], [data-row=status], [data-row=check]")).to_have_count(3)
    address = page.locator(".address").inner_text()
    friend = new_page(width=390, javascript=javascript)
    friend.goto(address)
    expect(columns(friend)).to_have_text(["NuFACE Trinity", "ZIIP HALO", "FOREO BEAR"])
    expect(friend.get_by_text("This link was made today.")).to_be_visible()
    follow(friend.get_by_role("link", name="Remove FOREO BEAR"))
    expect(columns(friend)).to_have_count(2)


def test_a_device_is_chosen_by_keyboard_alone(catalogue, new_page):
    page = new_page()
    page.goto("/devices/nuface-mini/")
    page.get_by_role("link", name="Compare with…").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_label("Another device").focus()
    page.keyboard.type("FOREO BEAR")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(columns(page)).to_have_text(["NuFACE Mini", "FOREO BEAR"])


@pytest.mark.parametrize(
    ("path", "width", "height"),
    [("compare", 1280, 600), ("compare", 390, 700), ("compare", 320, 300), ("list", 1280, 600), ("list", 390, 700)],
)
def test_nothing_that_has_the_focus_is_covered(catalogue, new_page, path, width, height):
    page = new_page(width=width, height=height)
    page.goto({"compare": f"/compare/?{FOUR}", "list": f"/devices/?{FOUR.replace('device', 'compare')}#results"}[path])
    page.emulate_media(reduced_motion="reduce")  # no smooth scrolling, so that a place is where it will stay
    for key in ("Tab", "Shift+Tab"):
        for _ in range(40):
            page.keyboard.press(key)
            assert not page.evaluate(COVERED)


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_only_the_table_moves_sideways_and_its_names_stay(catalogue, new_page, width):
    page = new_page(width=width, height=800)
    page.goto(f"/compare/?{FOUR}")
    region = page.get_by_role("region", name="NuFACE Trinity, NuFACE Mini, FOREO BEAR and ZIIP HALO, side by side")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    corner = page.locator("[data-row=benefits] td").last
    corner.evaluate("cell => cell.scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'})")
    expect(columns(page).last.locator("span")).to_be_in_viewport()
    expect(page.locator("[data-row=benefits] th span").first).to_be_in_viewport(ratio=0.9)
    expect(region).to_be_in_viewport()


def test_on_paper_every_column_and_every_address_is_there(catalogue, new_page):
    page = new_page(width=1032)  # A4 across, without its margins
    page.goto(f"/compare/?{FOUR}")
    page.emulate_media(media="print")
    assert page.evaluate("document.querySelector('.comparison').getBoundingClientRect().right") <= 1032
    expect(page.locator(".comparison-tools, .compared-moves, .add-devices").first).to_be_hidden()
    expect(page.locator("#source-1")).to_contain_text("https://")
