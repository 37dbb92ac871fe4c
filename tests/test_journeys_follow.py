"""Somebody filters the list and follows what they found by feed; later a device comes to match."""

from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ATOM = "{http://www.w3.org/2005/Atom}"


def titles(page, address):
    answer = page.request.get(address)
    assert answer.status == 200
    return [entry.findtext(f"{ATOM}title") for entry in ElementTree.fromstring(answer.body()).iter(f"{ATOM}entry")]  # noqa: S314


@pytest.mark.parametrize("javascript", [True, False])
def test_a_filter_is_followed_by_feed(transactional_db, new_page, javascript):
    factories.publish(factories.make_device("Cheap", number="K103472"))
    dear = factories.publish(factories.make_device("Dear", number="K181008"))
    page = new_page(javascript=javascript)
    page.goto("/devices/?status=cleared&price_max=400")
    expect(page.get_by_role("heading", name="What you can drop")).to_be_visible()
    feed = page.get_by_role("link", name="Follow these results").get_attribute("href")
    assert titles(page, feed) == []
    factories.make_price(dear, "399.00")
    assert "NuFACE Dear: Price added: USD 399.00" in titles(page, feed)
    page.reload()
    follow(page.get_by_role("link", name="NuFACE Dear", exact=True))
    follow(page.get_by_role("link", name="the history of this entry"))
    expect(page.get_by_role("heading", name="Price added")).to_be_visible()
    expect(page.get_by_text("Price observed")).to_be_visible()
