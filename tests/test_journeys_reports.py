"""From a fact that is wrong to its correction, and from a number to its record: in a real browser, without scripts."""

import pytest
from playwright.sync_api import expect

from catalog.models import Authorization, ErrorReport
from tests import factories
from tests.browser import axe_violations
from tests.journeys import follow, sign_in
from tests.openfda import a_row, openfda_service  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fit(page):
    """Say what is wrong with a page as it stands: by axe, or by running off its side."""
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return axe_violations(page) + (["it can be scrolled sideways"] if wide else [])


@pytest.fixture
def device(transactional_db):
    device = factories.make_device("Trinity", state="published", number="K103472", note="It runs on steam.")
    factories.make_price(device)
    return device


@pytest.mark.parametrize("javascript", [True, False])
def test_a_visitor_reports_an_editor_corrects_and_the_receipt_tells(device, new_page, javascript):
    visitor = new_page(javascript=javascript, statuses=[400])
    visitor.goto(device.get_absolute_url())
    follow(visitor.get_by_role("link", name="Report an error in “Specification”"))
    expect(visitor.get_by_label("Which device")).to_have_value(device.slug)
    visitor.get_by_label("Your e-mail address").fill("nobody")
    follow(visitor.get_by_role("button", name="Send the report"))
    expect(visitor.get_by_role("alert").get_by_text("Say what is wrong.")).to_be_visible()
    visitor.get_by_label("What is wrong").fill("It runs on a battery.")
    visitor.get_by_label("Your e-mail address").fill("ada@example.org")
    follow(visitor.get_by_role("button", name="Send the report"))
    expect(visitor.get_by_role("heading", name="Your report: new")).to_be_visible()

    editor = new_page(javascript=False)
    sign_in(editor, "editor")
    report = ErrorReport.objects.get()
    editor.goto(f"/admin/catalog/errorreport/{report.pk}/change/")
    editor.get_by_label("Accept: something is wrong").check()
    follow(editor.get_by_role("button", name="Save"))
    device.note = "It runs on a battery."
    device.save()
    editor.reload()
    editor.get_by_label("Fixed: it has been corrected").check()
    editor.get_by_label("The change that corrected it").select_option(index=1)
    editor.get_by_label("Answer").fill("Thank you.")
    follow(editor.get_by_role("button", name="Save"))

    visitor.reload()
    expect(visitor.get_by_role("heading", name="Your report: fixed")).to_be_visible()
    expect(visitor.get_by_text("The correction was made on")).to_be_visible()
    expect(visitor.get_by_text("Thank you.")).to_be_visible()
    assert "ada@example.org" not in visitor.content()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_editor_takes_what_openfda_says_and_saves_it(openfda_service, transactional_db, new_page, javascript):  # noqa: F811
    openfda_service.answers(a_row())
    page = new_page(javascript=javascript)
    sign_in(page, "editor")
    page.goto("/admin/catalog/authorization/add/")
    page.get_by_label("Number:", exact=True).fill("k 103-472")
    follow(page.get_by_role("button", name="Look up at openFDA"))
    page.get_by_label("take Holder").check()
    page.get_by_label("take Decision date").check()
    follow(page.get_by_role("button", name="Fill in what is ticked"))
    expect(page.get_by_label("Holder:")).to_have_value("CAROL COLE COMPANY")
    expect(page.get_by_label("Trade name:")).to_have_value("")
    assert not Authorization.objects.exists()
    page.locator("#id_decision_basis").select_option("listed")
    page.get_by_label("Source address:").fill("https://example.org/")
    page.locator("#id_source_kind").select_option("register")
    with page.expect_navigation():
        page.get_by_label("Holder:").press("Enter")
    record = Authorization.objects.get()
    assert (record.number, record.holder, str(record.decision_date)) == ("K103472", "CAROL COLE COMPANY", "2011-11-07")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_pages_of_reports_and_look_ups_are_fit_for_everybody(
    device, openfda_service, new_page, color_scheme, width  # noqa: F811
):  # fmt: skip
    page, wrong = new_page(width=width, color_scheme=color_scheme, statuses=[400]), {}
    page.goto("/report/")
    follow(page.get_by_role("button", name="Send the report"))
    wrong["form with errors"] = fit(page)
    page.goto(f"/report/{factories.make_report(device, answer='Thank you.').receipt}/")
    wrong["receipt"] = fit(page)
    sign_in(page, "editor")
    page.goto(f"/admin/catalog/errorreport/{ErrorReport.objects.get().pk}/change/")
    wrong["report in the admin"] = fit(page)
    openfda_service.answers(a_row(applicant="Somebody else"))
    page.goto(f"/admin/catalog/authorization/{Authorization.objects.get().pk}/change/")
    follow(page.get_by_role("button", name="Look up at openFDA"))
    page.get_by_label("take Holder").wait_for()
    wrong["look-up"] = fit(page)
    assert not any(wrong.values()), wrong
