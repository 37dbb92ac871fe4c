"""The desk in a browser: what waits, one click to work it, and the gaps of a device."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from catalog.models import Device
from tests.admin.test_desk import something_in_every_queue
from tests.browser import axe_violations
from tests.factories import (
    days_ago,
    make_device,
    make_finding,
    make_source,
    make_verification,
    publish,
)
from tests.journeys import follow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def full_desk():
    something_in_every_queue()
    for days in (2, 40, 95, 120, 200, 400):
        make_verification(make_device(number="K181008").findings.get(), checked_on=days_ago(days))
    publish(make_device("Nova", looked_for=["weight_g"]))


def test_one_click_leads_from_a_number_to_the_work(page):
    finding = make_device("Old", number="K181008").findings.get()
    make_verification(finding, checked_on=days_ago(200))
    sign_in(page, "verifier")
    follow(page.locator("text=Overdue"))
    page.wait_for_selector("#result_list")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    follow(page.locator("#result_list >> text=Verify"))
    page.wait_for_url("**/verify/")
    assert page.inner_text("h1").startswith("Verify: NuFACE Old")


def test_a_click_on_a_gap_saves_the_form_and_visitors_read_the_difference(page):
    device = publish(make_device("Nova"))
    sign_in(page, "editor")
    page.goto(reverse("admin:catalog_device_change", args=[device.pk]))
    page.fill("#id_note", "Typed before the click.")
    follow(page.locator("role=button[name='Weight: not stated by the maker']"))
    page.wait_for_url("**#gaps")
    device.refresh_from_db()
    assert (device.looked_for, device.note) == (["weight_g"], "Typed before the click.")
    page.goto(device.get_absolute_url())
    assert "Not stated by the maker, though we looked for it: weight." in page.inner_text("main")
    page.goto(reverse("admin:catalog_device_change", args=[device.pk]))
    follow(page.locator("role=button[name='Weight: undo']"))
    page.wait_for_url("**#gaps")
    assert Device.objects.get().looked_for == []


def test_words_that_say_too_much_are_published_after_a_question_alone(page):
    device = make_device("Nova", note="It is FDA approved.")
    make_source(device)
    make_finding(device)
    sign_in(page, "verifier")
    page.goto(reverse("admin:catalog_device_move", args=["publish"]) + f"?device={device.pk}")
    follow(page.locator("input[type=submit][value=Publish]"))
    device.refresh_from_db()
    assert device.state == "draft"
    page.check("text=Let these words stand as they are")
    follow(page.locator("input[type=submit][value=Publish]"))
    device.refresh_from_db()
    assert device.state == "published"


def test_every_box_that_is_typed_into_has_the_name_of_its_field(page):
    device = make_device("Nova", number="K181008", areas=["face"])
    sign_in(page, "editor")
    page.goto(reverse("admin:catalog_device_change", args=[device.pk]))
    page.get_by_text("Add another Number").click()
    expect(page.get_by_role("combobox", name="Authorization:")).to_have_count(2)
    expect(page.get_by_role("checkbox", name="Face")).to_be_checked()
    page.get_by_role("combobox", name="Brand: NuFACE").click()
    expect(page.get_by_role("searchbox", name="Brand")).to_be_visible()
    expect(page.get_by_role("option", name="NuFACE")).to_be_visible()
    assert not axe_violations(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_desk_and_the_gaps_are_open_to_everybody(new_page, width, scheme):
    full_desk()
    page = new_page(width=width, color_scheme=scheme)
    sign_in(page, "verifier")
    for address in (
        reverse("admin:index"),
        reverse("admin:catalog_price_changelist") + "?queue=old-prices",
        reverse("admin:catalog_device_change", args=[Device.objects.get(model="Nova").pk]),
    ):
        page.goto(address)
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
