"""Somebody with a pacemaker asks which devices are for them, and gets an honest answer that nobody else learns."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys import follow

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def catalogue(only_read):
    only_read(make_catalogue)


def make_catalogue():
    """One device whose label names a pacemaker, one whose label does not, one of which no label was read."""
    pacemaker = factories.make_contraindication("cardiac-device", name="Pacemaker or other cardiac device")
    mini = factories.make_device("Mini", state="published", number="K133823")
    factories.make_device_contraindication(mini, pacemaker, wording="implanted electronics (pacemaker)")
    nubody = factories.make_device("NuBODY", state="published")
    factories.make_device_contraindication(nubody, factories.make_contraindication("pregnancy"))
    factories.make_device("FIX", state="published")


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_with_a_pacemaker_learns_what_labels_say(catalogue, new_page, javascript):
    page = new_page(javascript=javascript, width=390)
    page.goto("/")
    follow(page.get_by_role("navigation", name="Main").get_by_role("link", name="Safety"))
    page.get_by_label("Pacemaker or other cardiac device").check()
    follow(page.get_by_role("button", name="Show what labels say"))
    assert page.url.endswith("/safety/?applies=cardiac-device#yours")
    answer = page.locator("#yours")
    expect(answer).to_be_in_viewport()
    expect(answer.get_by_text("Talk to a clinician before you use any of these devices.")).to_be_visible()
    named = answer.get_by_role("table", name="Named in what we read of 1 device")
    expect(named.get_by_role("rowheader")).to_have_text(["NuFACE Mini"])
    expect(answer.get_by_role("heading", name="as far as we read it, does not name this: 1 device")).to_be_visible()
    expect(answer.get_by_role("heading", name="No label read: 1 device")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Pacemaker or other cardiac device")).to_be_checked()


def test_the_device_opened_from_the_answer_does_not_learn_the_question(catalogue, page):
    page.goto("/safety/?applies=cardiac-device")
    with page.expect_request("**/devices/nuface-mini/") as asked:
        follow(page.locator("#yours").get_by_role("link", name="NuFACE Mini").first)
    assert "referer" not in asked.value.headers
    expect(page.get_by_role("heading", name="Safety")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_reader_of_an_advertisement_learns_what_its_words_are_worth(catalogue, new_page, javascript):
    page = new_page(javascript=javascript)
    page.goto("/")
    follow(page.get_by_role("link", name="Check", exact=True))
    page.get_by_label("A number, a name or a claim").fill("FDA approved NuFACE Mini, k 133-823")
    follow(page.get_by_role("button", name="Check", exact=True))
    expect(page.get_by_role("heading", name="K133823")).to_be_visible()
    expect(page.get_by_text("The claim goes further than such a number can.")).to_be_visible()
    follow(page.get_by_role("link", name="Why this is so, with the law"))
    expect(page.get_by_role("heading", name="Why “FDA approved” beside a K number is false")).to_be_in_viewport()
