"""From a draft nobody may see to a mistake taken back: an editor's way through the past, in a real browser."""

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from tests import factories
from tests.browser import axe_violations
from tests.journeys import follow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def device(transactional_db):
    device = factories.make_device("Trinity", note="It has two spheres.", number="K181008", areas=["face"])
    factories.make_price(device)
    return device


def form_of(device):
    return f"/admin/catalog/device/{device.pk}/change/"


def test_an_editor_previews_changes_with_a_reason_and_takes_it_back(device, new_page):
    page = new_page(javascript=False)
    sign_in(page, "editor")
    page.goto(form_of(device))
    follow(page.get_by_role("link", name="Preview"))
    expect(page.get_by_text("Preview: not public.")).to_be_visible()
    expect(page.get_by_text("It has two spheres.")).to_be_visible()
    follow(page.get_by_role("link", name="Back to the form"))

    page.locator("#id_note").fill("It has three spheres.")
    page.get_by_label("Why").select_option("Maker changed the product")
    page.get_by_label("In your words").fill("Edition of 2026")
    follow(page.get_by_role("button", name="Save", exact=True))
    page.goto(form_of(device))
    follow(page.get_by_role("link", name="History"))
    newest = page.locator(".timeline > li").first
    expect(newest.get_by_text("It has three spheres.")).to_be_visible()
    expect(newest.get_by_text("Maker changed the product: Edition of 2026")).to_be_visible()

    follow(page.get_by_role("link", name="Bring this version back…").first)
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    follow(page.get_by_role("button", name="Bring it back"))
    expect(page.get_by_text("Brought back, as a new version")).to_be_visible()
    expect(page.locator("#id_note")).to_have_value("It has two spheres.")


def test_who_only_looks_after_people_reads_the_past_and_changes_nothing(device, new_page):
    page = new_page(javascript=False, statuses=[403])
    sign_in(page, "administrator")
    page.goto(f"/admin/catalog/device/{device.pk}/history/")
    expect(page.locator(".timeline > li").nth(1)).to_be_visible()
    expect(page.get_by_role("link", name="Bring this version back…")).to_have_count(0)
    first = device.history.earliest().history_id
    assert page.goto(f"/admin/catalog/device/{device.pk}/history/{first}/").status == 403


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_pages_of_the_past_are_fit_for_everybody(device, new_page, color_scheme, width):
    version = device.history.earliest().history_id
    device.note = "It has three spheres."
    device.save()
    factories.make_source(device, f"https://example.org/{'a-long-address-' * 9}")
    page = new_page(width=width, color_scheme=color_scheme, statuses=[400])
    sign_in(page, "editor")
    wrong = {}
    for place in (
        "history/",
        f"history/{version}/",
        "preview/",
        "as-of/",
        "as-of/?day=x",
        f"as-of/?day={localdate()}",
        "delete/",
    ):
        page.goto(f"/admin/catalog/device/{device.pk}/{place}")
        found = axe_violations(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("it can be scrolled sideways")
        if found:
            wrong[place] = found
    assert not wrong
