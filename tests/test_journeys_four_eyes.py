"""Two people at one device, in a real browser: what one proposes, the other looks at and decides."""

import pytest

from tests import factories
from tests.browser import axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def device(transactional_db):
    device = factories.make_device("Trinity", state="published", number="K181008")
    factories.make_source(device)
    factories.make_verification(device.findings.get(), checked_on=factories.days_ago(80))
    factories.make_user("ada", role="editor")
    factories.make_user("grace", role="verifier")
    return device


def log_in(page, name):
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("Welcome").wait_for()


def test_a_change_is_proposed_read_and_accepted_and_looked_up_again(device, new_page):
    record = device.links.get().authorization
    ada, grace, visitor = new_page(), new_page(width=390), new_page()
    log_in(ada, "ada")
    ada.goto(f"/admin/catalog/authorization/{record.pk}/change/")
    ada.get_by_label("Holder:").fill("NuFACE Holding")
    ada.get_by_role("button", name="Save", exact=True).first.click()
    ada.get_by_role("link", name="your change").click()
    assert ada.get_by_text("somebody else decides").is_visible()
    assert not ada.get_by_role("button", name="Accept").count()

    visitor.goto(device.get_absolute_url())
    assert visitor.get_by_text("Under review.").is_visible()
    assert visitor.get_by_text("Held by Carol Cole Company").is_visible()

    log_in(grace, "grace")
    grace.goto("/admin/catalog/proposal/")
    grace.get_by_role("link", name="the record K181008").click()
    assert not axe_violations(grace)
    assert grace.evaluate("document.documentElement.scrollWidth") <= 390
    grace.get_by_role("button", name="Accept").click()
    grace.get_by_text("Accepted and made").wait_for()

    visitor.reload()
    assert visitor.get_by_text("Held by NuFACE Holding").is_visible()
    assert not visitor.get_by_text("Under review.").count()

    finding = device.findings.get()
    grace.goto(f"/admin/catalog/regulatoryfinding/{finding.pk}/verify/")
    grace.get_by_label("Confirmed as it stands").check()
    grace.get_by_label("Or: why there is no file").fill("Read on the screen.")
    grace.get_by_role("button", name="Log this check").click()
    grace.get_by_text("Logged as check 2").wait_for()
    grace.goto(f"/admin/catalog/regulatoryfinding/{finding.pk}/verify/")
    assert not axe_violations(grace)
    grace.get_by_role("button", name="Checked today: unchanged").click()
    grace.get_by_text("Logged as check 3").wait_for()


def test_several_are_ticked_unchanged_on_one_page(device, new_page):
    other = factories.make_device("Mini", state="published", number="K133823")
    factories.make_verification(other.findings.get(), checked_on=factories.days_ago(80))
    page = new_page()
    log_in(page, "grace")
    page.goto("/admin/catalog/regulatoryfinding/")
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option("unchanged_selected")
    page.get_by_role("button", name="Go").click()
    assert not axe_violations(page)
    for box in page.get_by_label("I looked it up: unchanged").all():
        box.check()
    page.get_by_label("Why there is no file").fill("Read on the screen.")
    page.get_by_role("button", name="Log what is ticked").click()
    page.get_by_text("Logged as check 4").wait_for()
