"""Two people at one device, in a real browser: what one proposes, the other looks at and decides."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser import axe_violations
from tests.journeys import follow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def device(transactional_db):
    device = factories.make_device("Trinity", state="published", number="K181008")
    factories.make_source(device)
    factories.make_verification(device.findings.get(), checked_on=factories.days_ago(80))
    return device


def test_a_change_is_proposed_read_and_accepted_and_looked_up_again(device, new_page):
    record = device.links.get().authorization
    ada, grace, visitor = new_page(), new_page(width=390), new_page()
    sign_in(ada, "editor")
    ada.goto(f"/admin/catalog/authorization/{record.pk}/change/")
    ada.get_by_label("Holder:").fill("NuFACE Holding")
    follow(ada.get_by_role("button", name="Save", exact=True).first)
    follow(ada.get_by_role("link", name="your change"))
    expect(ada.get_by_text("somebody else decides")).to_be_visible()
    expect(ada.get_by_role("button", name="Accept")).to_have_count(0)

    visitor.goto(device.get_absolute_url())
    expect(visitor.get_by_text("Under review.")).to_be_visible()
    expect(visitor.get_by_text("Held by Carol Cole Company")).to_be_visible()

    sign_in(grace, "verifier")
    grace.goto("/admin/catalog/proposal/")
    follow(grace.get_by_role("link", name="the record K181008"))
    assert not axe_violations(grace)
    assert grace.evaluate("document.documentElement.scrollWidth") <= 390
    follow(grace.get_by_role("button", name="Accept"))
    grace.get_by_text("Accepted and made").wait_for()

    visitor.reload()
    expect(visitor.get_by_text("Held by NuFACE Holding")).to_be_visible()
    expect(visitor.get_by_text("Under review.")).to_have_count(0)

    finding = device.findings.get()
    grace.goto(f"/admin/catalog/regulatoryfinding/{finding.pk}/verify/")
    grace.get_by_label("Confirmed as it stands").check()
    grace.get_by_label("Or: why there is no file").fill("Read on the screen.")
    follow(grace.get_by_role("button", name="Log this check"))
    grace.get_by_text("Logged as check 2").wait_for()
    grace.goto(f"/admin/catalog/regulatoryfinding/{finding.pk}/verify/")
    assert not axe_violations(grace)
    follow(grace.get_by_role("button", name="Checked today: unchanged"))
    grace.get_by_text("Logged as check 3").wait_for()


def test_several_are_ticked_unchanged_on_one_page(device, new_page):
    other = factories.make_device("Mini", state="published", number="K133823")
    factories.make_verification(other.findings.get(), checked_on=factories.days_ago(80))
    page = new_page()
    sign_in(page, "verifier")
    page.goto("/admin/catalog/regulatoryfinding/")
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option("unchanged_selected")
    follow(page.locator("button[name=index]"))  # “Go”, and from Django 6.1 on “Run”
    assert not axe_violations(page)
    for box in page.get_by_label("I looked it up: unchanged").all():
        box.check()
    page.get_by_label("Why there is no file").fill("Read on the screen.")
    follow(page.get_by_role("button", name="Log what is ticked"))
    page.get_by_text("Logged as check 4").wait_for()
