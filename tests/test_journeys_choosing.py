"""Two errands of a careful buyer: the cheapest device that was really checked, and a mistake told by keyboard alone."""

import pytest
from playwright.sync_api import expect

from catalog.models import ErrorReport
from tests import factories
from tests.journeys import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def cleared(model, number, price, *, is_checked):
    device = factories.make_device(model, number=number)
    factories.make_price(device, price)
    factories.publish(device)
    if is_checked:
        factories.make_verification(device.findings.get())
    return device


@pytest.fixture
def shop(transactional_db):
    cleared("Trinity", "K181008", "325.00", is_checked=True)
    cleared("Mini", "K133823", "199.00", is_checked=True)
    cleared("Plus", "K103472", "99.00", is_checked=False)
    factories.publish(factories.make_device("Nova"))


@pytest.mark.parametrize("javascript", [True, False])
def test_the_cheapest_checked_cleared_device_under_a_price_is_found(shop, new_page, javascript):
    page = new_page(javascript=javascript)
    page.goto("/devices/")
    page.get_by_label("510(k) cleared").check()
    page.get_by_label("Checked and current").check()
    page.get_by_label("Highest price").fill("300")
    page.get_by_label("Highest price").press("Enter")
    expect(page.locator("[data-device]")).to_have_count(1)
    page.get_by_label("Highest price").fill("400")
    page.get_by_label("Highest price").press("Enter")
    expect(page.locator("[data-device]")).to_have_count(2)
    page.get_by_label("Sort by").select_option("price")
    if not javascript:
        follow(page.get_by_role("button", name="Apply"))
    expect(page.locator("[data-device]").first).to_have_attribute("data-device", "nuface-mini")
    follow(page.get_by_role("link", name="NuFACE Mini").first)
    expect(page.locator(".verdict")).to_contain_text("510(k) cleared")
    expect(page.locator(".verdict")).to_contain_text("Checked on")


def test_a_mistake_is_reported_by_keyboard_alone(shop, new_page):
    page = new_page()
    page.goto("/report/?device=nuface-mini&field=Weight")
    page.keyboard.press("Tab")  # the skip link
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "text":
            break
    page.keyboard.type("It weighs 150 g.")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your report: new")).to_be_visible()
    assert ErrorReport.objects.get().device.slug == "nuface-mini"
