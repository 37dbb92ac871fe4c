"""The device list in a browser: live where scripts run, and the same without them."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser import axe_violations
from tests.journeys import COVERED

pytestmark = pytest.mark.browser

PHONE = 390


@pytest.fixture(scope="module")
def catalogue(only_read):
    only_read(make_catalogue)


def make_catalogue():
    """Thirty devices of two brands: thirteen are cleared, and the cheapest two of them have a price."""
    ziip = factories.make_brand("ZIIP")
    for place in range(30):
        device = factories.make_device(
            f"Model {place:02}",
            brand=None if place < 20 else ziip,
            state="published",
            number="K181008" if place < 13 else "",
            power="rechargeable" if place % 2 else "mains",
        )
        if place < 4:
            factories.make_price(device, f"{place + 1}00.00")


@pytest.fixture
def page(catalogue, new_page):
    """The list on a wide screen, marked so that a new document would show."""
    page = new_page(statuses=[400, 503])
    open_list(page)
    return page


def open_list(page, query=""):
    page.goto(f"/devices/{query}")
    page.evaluate("window.isTheSameDocument = true")


def is_the_same_document(page):
    return page.evaluate("window.isTheSameDocument === true")


def has_total(page, number):
    expect(page.locator("#total")).to_have_attribute("data-total", str(number))


def box(page, facet, value):
    return page.locator(f"#{facet}-{value}")


def test_a_choice_narrows_the_list_in_place(page):
    box(page, "power", "mains").scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    box(page, "power", "mains").check()
    has_total(page, 15)
    expect(page).to_have_url("/devices/?power=mains")
    expect(page.get_by_role("status")).to_have_text("15 devices match these filters.")
    expect(box(page, "power", "mains")).to_be_focused()
    expect(page.locator('[data-facet="brand"][data-value="ziip"]')).to_have_attribute("data-count", "5")
    expect(page.get_by_role("link", name="Download this list as CSV")).to_have_attribute(
        "href", "/devices.csv?power=mains"
    )
    expect(page.locator('meta[name="robots"]')).to_have_attribute("content", "noindex, follow")
    assert place > 0
    assert page.evaluate("scrollY") == place
    assert is_the_same_document(page)


def test_the_status_stays_the_same_element_so_that_it_is_announced(page):
    page.evaluate("window.announcer = document.querySelector('[role=status]')")
    box(page, "status", "cleared").check()
    has_total(page, 13)
    assert page.evaluate("window.announcer === document.querySelector('[role=status]')")


def test_back_and_forward_show_what_the_address_says(page):
    box(page, "status", "cleared").check()
    has_total(page, 13)
    page.get_by_label("Highest price").fill("250")
    has_total(page, 2)
    page.go_back()
    has_total(page, 13)
    expect(page.get_by_label("Highest price")).to_have_value("")
    page.go_back()
    has_total(page, 30)
    expect(box(page, "status", "cleared")).not_to_be_checked()
    page.go_forward()
    has_total(page, 13)
    expect(box(page, "status", "cleared")).to_be_checked()


def test_back_pressed_twice_at_once_arrives_where_the_address_says(page):
    box(page, "status", "cleared").check()
    has_total(page, 13)
    box(page, "power", "mains").check()
    has_total(page, 7)
    held = []
    page.route("**/htmx-2.min.js", lambda route: held.append(route), times=1)
    page.evaluate("history.back()")
    has_total(page, 13)  # loaded again, its scripts not yet
    page.evaluate("history.back()")
    expect(page).to_have_url("/devices/")
    held.pop().continue_()
    has_total(page, 30)


def test_typing_keeps_its_caret_and_makes_one_entry_of_the_history(page):
    field = page.get_by_label("Search by name, brand or number")
    field.press_sequentially("zip")
    has_total(page, 0)
    field.press("ArrowLeft")
    field.press_sequentially("i")
    has_total(page, 10)
    expect(page).to_have_url("/devices/?q=ziip")
    expect(field).to_be_focused()
    assert field.evaluate("field => field.selectionStart") == 3
    page.go_back()
    has_total(page, 30)


def test_wrong_input_is_shown_live_beside_its_field(page):
    field = page.get_by_label("Highest price")
    field.fill("cheap")
    expect(page.locator("#error-price_max")).to_contain_text("plain digits")
    expect(page).to_have_url("/devices/?price_max=cheap")
    expect(page).to_have_title("Error: Devices · Microcurrent Catalogue")
    expect(field).to_have_value("cheap")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-device]")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("Nothing is listed: some of the filters cannot be used.")
    field.fill("250")
    has_total(page, 2)
    expect(page.locator("#error-price_max")).to_have_count(0)
    assert is_the_same_document(page)


def test_the_keyboard_alone_narrows_and_widens_the_list(page):
    page.locator("#status-cleared").focus()
    page.keyboard.press("Space")
    has_total(page, 13)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).not_to_have_id("status-cleared")
    chips = page.get_by_role("list", name="Filters in force").get_by_role("link")
    chips.first.focus()
    page.keyboard.press("Enter")
    has_total(page, 30)
    expect(page.locator("#results")).to_be_focused()
    expect(box(page, "status", "cleared")).not_to_be_checked()
    assert is_the_same_document(page)


def test_the_search_forgives_a_slip_and_says_so(page):
    page.get_by_label("Search by name, brand or number").fill("zipp")
    has_total(page, 10)
    expect(page.locator("[data-device]").first).to_contain_text("Similar spelling: ZIIP")
    page.get_by_label("Search by name, brand or number").fill("ziip k999999")
    has_total(page, 0)
    page.get_by_role("link", name="ziip", exact=True).click()
    has_total(page, 10)
    expect(page.get_by_label("Search by name, brand or number")).to_have_value("ziip")


def test_a_second_choice_overtakes_the_first(page):
    box(page, "status", "cleared").check()
    box(page, "power", "mains").check()
    has_total(page, 7)
    expect(page).to_have_url("/devices/?status=cleared&power=mains")
    expect(box(page, "status", "cleared")).to_be_checked()


def test_an_answer_that_does_not_come_is_asked_for_in_the_plain_way(page):
    page.route("**/devices/?status=cleared", lambda route: route.fulfill(status=503), times=1)
    with page.expect_navigation():
        box(page, "status", "cleared").check()
    has_total(page, 13)
    assert not is_the_same_document(page)


@pytest.mark.parametrize("query", ["?status=cleared&sort=-price", "?q=zipp&power=mains", "?q=k181008&power=solar"])
def test_the_list_is_the_same_with_and_without_scripts(catalogue, new_page, query):
    shown = []
    for javascript in (True, False):
        page = new_page(javascript=javascript)
        page.goto(f"/devices/{query}")
        shown.append(page.locator("#results").inner_text().replace("\nApply", ""))
    assert shown[0] == shown[1]


def test_the_panel_of_a_phone_counts_along_and_gives_the_focus_back(catalogue, new_page):
    page = new_page(width=PHONE)
    open_list(page)
    page.get_by_text("Filters", exact=True).click()
    box(page, "status", "cleared").check()
    expect(page.get_by_text("Filters (1)")).to_be_visible()
    page.get_by_role("button", name="Show 13 devices").click()
    expect(box(page, "status", "cleared")).not_to_be_visible()
    expect(page.locator("summary", has_text="Filters (1)")).to_be_focused()
    page.keyboard.press("Enter")
    box(page, "status", "cleared").focus()
    page.keyboard.press("Escape")
    expect(box(page, "status", "cleared")).not_to_be_visible()
    expect(page.locator("summary", has_text="Filters (1)")).to_be_focused()
    assert is_the_same_document(page)


def test_what_a_reader_folds_or_unfolds_on_a_phone_stays_so(catalogue, new_page):
    page = new_page(width=PHONE, statuses=[400])
    open_list(page)
    page.get_by_text("Filters", exact=True).click()
    expect(box(page, "power", "mains")).not_to_be_visible()
    page.locator("#fold-power summary").press("Enter")
    page.locator("#fold-check summary").first.click()
    box(page, "power", "mains").check()
    expect(page.get_by_text("Filters (1)")).to_be_visible()
    expect(box(page, "power", "mains")).to_be_focused()
    page.locator("#fold-power summary").click()
    expect(page.locator("#fold-power summary")).to_have_text("Power 1 chosen Mains")
    page.get_by_label("Highest price").fill("cheap")
    expect(page.locator("#error-price_max")).to_be_visible()
    expect(page.locator("#fold-power summary")).to_contain_text("Mains")
    expect(box(page, "status", "cleared")).to_be_visible()
    for folded in (box(page, "power", "mains"), box(page, "check", "unverified")):
        expect(folded).not_to_be_visible()
    assert axe_violations(page) == []


def test_the_tray_of_a_phone_is_one_line_and_covers_nothing_that_has_the_focus(catalogue, new_page):
    page = new_page(width=PHONE, height=700)
    open_list(page, "?" + "&".join(f"compare=nuface-model-{place:02}" for place in range(4)))
    tray, go = page.locator("#tray"), page.get_by_role("link", name="Compare 4 devices")
    expect(go).to_be_in_viewport(ratio=1)
    assert tray.bounding_box()["height"] < 64
    tray.locator("summary").press("Enter")
    expect(tray.get_by_role("link", name="Remove from the comparison: NuFACE Model 00")).to_be_in_viewport(ratio=1)
    page.locator("#field-sort").focus()
    for key in ["Tab"] * 60 + ["Shift+Tab"] * 60:
        page.keyboard.press(key)
        assert page.evaluate(COVERED) == ""


def test_no_sticky_part_covers_what_has_the_focus(catalogue, new_page):
    page = new_page(width=PHONE, height=600)
    page.emulate_media(reduced_motion="reduce")  # no waiting until a smooth scroll has arrived
    open_list(page)
    page.get_by_text("Filters", exact=True).click()
    covered = page.evaluate(
        """() => [...document.querySelectorAll('#filters input:not([disabled])')].filter(field => {
            field.focus();
            const { left, top, width, height } = field.getBoundingClientRect();
            const seen = document.elementFromPoint(left + width / 2, top + height / 2);
            return !field.closest('details:not([open])') && seen !== field;
        }).map(field => field.id)"""
    )
    assert covered == []


def test_a_list_narrowed_live_is_fit_for_everybody(page):
    page.get_by_label("Highest price").fill("dear")
    expect(page.locator("#error-price_max")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_label("Highest price").fill("")
    box(page, "brand", "ziip").check()
    has_total(page, 10)
    assert axe_violations(page) == []
