"""Two editors and a session that ends, in a real browser, with scripts off: nothing that was typed is lost."""

import pytest
from playwright.sync_api import expect

from catalog.models import Device
from tests import factories
from tests.admin.pages import address
from tests.browser import axe_violations
from tests.journeys import follow, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def device():
    factories.make_user("ada", role="editor")
    return factories.make_finding(factories.make_device("Trinity", note="Before", warranty="1 year")).device


@pytest.mark.parametrize("width", [390, 1280])
def test_an_editor_chooses_between_two_versions(new_page, device, width):
    page = new_page(width=width, javascript=False)
    page.goto(address("device_change", device.pk))
    log_in(page, "ada")
    page.locator("#id_note").fill("Mine")
    page.locator("#id_aliases").fill("Another name")
    Device.objects.filter(pk=device.pk).update(note="Theirs", warranty="2 years")
    follow(page.locator("input[name=_save]").last)
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    follow(page.get_by_role("button", name="Save what is chosen"))
    expect(page.get_by_text("Choose one of the two.")).to_have_count(1)
    page.get_by_role("group", name="Note").get_by_label("Yours").check()
    follow(page.get_by_role("button", name="Save what is chosen"))
    device.refresh_from_db()
    assert (device.note, device.warranty, device.aliases) == ("Mine", "2 years", "Another name")


def test_the_page_of_two_versions_is_open_to_everybody(new_page, device):
    page = new_page()
    page.goto(address("device_change", device.pk))
    log_in(page, "ada")
    page.locator("#id_note").fill("Mine")
    Device.objects.filter(pk=device.pk).update(note="Theirs")
    follow(page.locator("input[name=_save]").last)
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    assert not axe_violations(page)


def test_what_was_typed_is_back_after_login(new_page, device):
    page = new_page(javascript=False)
    page.goto(address("device_change", device.pk))
    log_in(page, "ada")
    page.locator("#id_note").fill("Typed before lunch")
    page.context.clear_cookies(name="sessionid")
    follow(page.locator("input[name=_save]").last)
    expect(page.get_by_text("What you wrote is kept")).to_be_visible()
    log_in(page, "ada")
    expect(page.locator("#id_note")).to_have_value("Typed before lunch")
    follow(page.locator("input[name=_save]").last)
    device.refresh_from_db()
    assert device.note == "Typed before lunch"
