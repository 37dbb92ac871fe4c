"""From a draft nobody may see to a mistake taken back: an editor's way through the past, in a real browser."""

import pytest
from django.utils.timezone import localdate

from tests import factories
from tests.browser import axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, role):
    factories.make_user(role, role=role)
    page.goto("/admin/")
    page.get_by_label("Username").fill(role)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log in").click()


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
    page.get_by_role("link", name="Preview").click()
    assert page.get_by_text("Preview: not public.").is_visible()
    assert page.get_by_text("It has two spheres.").is_visible()
    page.get_by_role("link", name="Back to the form").click()

    page.locator("#id_note").fill("It has three spheres.")
    page.get_by_label("Why").select_option("Maker changed the product")
    page.get_by_label("In your words").fill("Edition of 2026")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(form_of(device))
    page.get_by_role("link", name="History").click()
    newest = page.locator(".timeline > li").first
    assert newest.get_by_text("It has three spheres.").is_visible()
    assert newest.get_by_text("Maker changed the product: Edition of 2026").is_visible()

    page.get_by_role("link", name="Bring this version back…").first.click()
    assert page.get_by_role("heading", name="What changes").is_visible()
    page.get_by_role("button", name="Bring it back").click()
    assert page.get_by_text("Brought back, as a new version").is_visible()
    assert page.locator("#id_note").input_value() == "It has two spheres."


def test_who_only_looks_after_people_reads_the_past_and_changes_nothing(device, new_page):
    page = new_page(javascript=False, statuses=[403])
    sign_in(page, "administrator")
    page.goto(f"/admin/catalog/device/{device.pk}/history/")
    assert page.locator(".timeline > li").count() > 1
    assert page.get_by_role("link", name="Bring this version back…").count() == 0
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
