"""Tasks of the desk as the right role, in a real browser: from submitting to withdrawing, a pace, a no, a conflict."""

import pytest
from playwright.sync_api import expect

from catalog.models import Device, Price, Proposal
from tests import factories
from tests.journeys import follow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CATALOG = "/admin/catalog"


def test_a_draft_is_submitted_published_given_a_recall_and_withdrawn(transactional_db, new_page):
    device = factories.make_device("Nova", number="K181008")
    factories.make_source(device)
    editor, verifier, visitor = new_page(), new_page(), new_page(statuses=[404, 410])
    form = f"{CATALOG}/device/{device.pk}/change/"
    sign_in(editor, "editor")
    editor.goto(form)
    follow(editor.get_by_role("link", name="Submit for review"))
    follow(editor.get_by_role("button", name="Submit for review"))
    assert visitor.goto(device.get_absolute_url()).status == 404

    sign_in(verifier, "verifier")
    follow(verifier.get_by_role("link", name="Devices that wait for a second person"))
    follow(verifier.locator("#result_list").get_by_role("link", name="Nova"))
    follow(verifier.get_by_role("link", name="Publish"))
    expect(verifier.get_by_text("will read: “Reported: 510(k) K181008, not yet checked by us”")).to_be_visible()
    follow(verifier.get_by_role("button", name="Publish"))

    editor.goto(form)
    editor.get_by_text("Add another Notice").click()
    editor.locator("#id_notices-0-kind").select_option("recall")
    editor.locator("#id_notices-0-title").fill("Recall of one lot")
    editor.locator("#id_notices-0-dated_on").fill("2026-05")
    editor.locator("#id_notices-0-source_url").fill(factories.PAGE)
    editor.locator("#id_notices-0-source_kind").select_option("register")
    follow(editor.get_by_role("button", name="Save", exact=True))
    verifier.goto("/admin/")
    expect(verifier.get_by_role("link", name="Recalled: check again")).to_be_visible()
    visitor.goto(device.get_absolute_url())
    expect(visitor.get_by_text("Not yet considered in any check of ours.")).to_be_visible()

    verifier.goto(form)
    follow(verifier.get_by_role("link", name="Withdraw"))
    verifier.get_by_label("Reason:", exact=True).fill("It was entered twice.")
    follow(verifier.get_by_role("button", name="Withdraw"))
    assert visitor.goto(device.get_absolute_url()).status == 410
    expect(visitor.get_by_text("It was entered twice.")).to_be_visible()


def test_a_pace_of_its_own_is_proposed_and_declined_with_an_answer(transactional_db, new_page):
    finding = factories.publish(factories.make_device("Nova", number="K181008")).findings.get()
    editor, verifier = new_page(javascript=False), new_page(javascript=False)
    sign_in(editor, "editor")
    editor.goto(f"{CATALOG}/regulatoryfinding/{finding.pk}/change/")
    editor.locator("#id_recheck_days").select_option("30")
    editor.locator("#id_recheck_reason").fill("a recall is under way.")
    editor.locator("#id_recheck_source_url").fill(factories.PAGE)
    follow(editor.get_by_role("button", name="Save", exact=True))
    sign_in(verifier, "verifier")
    verifier.goto(f"{CATALOG}/proposal/{Proposal.objects.get().pk}/change/")
    follow(verifier.get_by_role("button", name="Decline"))
    expect(verifier.get_by_text("Say why")).to_be_visible()
    verifier.get_by_label("Answer").fill("No recall stands there.")
    follow(verifier.get_by_role("button", name="Decline"))
    editor.goto(f"{CATALOG}/proposal/{Proposal.objects.get().pk}/change/")
    expect(editor.get_by_text("No recall stands there.")).to_be_visible()
    finding.refresh_from_db()
    assert finding.recheck_days is None


def test_a_row_that_two_changed_is_chosen_and_what_changed_is_not_deleted_unseen(transactional_db, new_page):
    price = factories.make_price(factories.make_device("Nova"), "100.00")
    page = new_page(javascript=False)
    sign_in(page, "editor")
    page.goto(f"{CATALOG}/device/{price.device_id}/change/")
    page.locator("#id_prices-0-amount").fill("120")
    Price.objects.filter(pk=price.pk).update(amount="110")
    follow(page.locator("input[name=_save]").last)
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    page.get_by_label("Yours").first.check()
    follow(page.get_by_role("button", name="Save what is chosen"))
    price.refresh_from_db()
    assert str(price.amount) == "120.00"

    page.goto(f"{CATALOG}/device/{price.device_id}/delete/")
    Device.objects.update(note="Theirs")
    follow(page.locator("#content input[type=submit]"))
    expect(page.get_by_text("Theirs").first).to_be_visible()
    assert Device.objects.exists()
