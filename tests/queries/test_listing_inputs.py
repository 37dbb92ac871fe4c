"""What the list answers to what a visitor may send: pages, orders, limits, and what it cannot use."""

import pytest
from django.http import QueryDict

from catalog.models import Device
from catalog.queries.listing import PER_PAGE, list_devices
from catalog.queries.pages import PageError, PageMissing
from tests import crowd, factories


def slugs(listing):
    return [device.slug for device in listing.devices]


def test_pages_hold_every_device_once(db):
    crowd.make_crowd(60)
    devices = Device.objects.published()
    everything = slugs(list_devices(QueryDict(""), devices))
    pages = []
    while len(pages) < len(everything):
        page = list_devices(QueryDict(f"page={len(pages) // PER_PAGE + 1}"), devices)
        pages += [card.device.slug for card in page.cards]
    assert pages == everything


@pytest.mark.parametrize("number", ["2", "0", "-1", "1" * 40])
def test_a_page_past_the_end_is_missing(db, number):
    with pytest.raises(PageMissing):
        _ = list_devices(QueryDict(f"page={number}"), Device.objects.published()).page


@pytest.mark.parametrize("wrong", ["x", "--1", "1.5", "１", "1e3"])
def test_a_page_that_is_no_plain_number_is_an_error(db, wrong):
    with pytest.raises(PageError):
        _ = list_devices(QueryDict(f"page={wrong}"), Device.objects.published()).page


def test_equal_devices_are_ordered_by_their_address(db):
    for name in ("Zeta", "alpha", "Beta 2", "Beta-1"):
        factories.make_device(name, state="published")
    listed = slugs(list_devices(QueryDict("sort=price"), Device.objects.published()))
    assert listed == ["nuface-alpha", "nuface-beta-1", "nuface-beta-2", "nuface-zeta"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("status=superb", "status"),
        ("price_max=1e999", "price_max"),
        ("price_min=１２", "price_min"),
        ("current_max=1_000", "current_max"),
        ("minutes_max=-3", "minutes_max"),
        ("currency=BTC", "currency"),
        ("sort=best", "sort"),
        ("sort=name&sort=price", "sort"),
        ("price_max=cheap&price_max=400", "price_max"),
        ("price_max=12345678", "price_max"),
        ("q=" + "a" * 101, "q"),
        ("q=" + "+".join("abcdefghi"), "q"),
        ("q=%00", "q"),
        ("q=a%E2%80%8Bb", "q"),
        ("area=" + "&area=".join(["face"] * 21), "area"),
        ("&".join(f"x{n}=1" for n in range(51)), ""),
    ],
)
def test_a_wrong_value_is_an_error_that_names_its_parameter(db, query, name):
    factories.make_word("areas", "face")
    assert list(list_devices(QueryDict(query), Device.objects.published()).errors) == [name]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("current_min=400", 1),
        ("current_min=400.5", 0),
        ("current_max=399.99", 0),
        ("current_max=400.5", 1),
        ("current_min=0&current_max=0", 0),
    ],
)
def test_a_limit_with_decimals_holds_for_whole_microamperes(db, query, found):
    factories.make_device(state="published", max_current_ua=400)
    assert list_devices(QueryDict(query), Device.objects.published()).total == found


def test_a_wrong_order_is_explained_in_our_words(db):
    [sentence] = list_devices(QueryDict("sort=best"), Device.objects.published()).errors["sort"]
    assert sentence == "“best” is not a value of “Sort by”."


def test_the_brand_of_drafts_alone_is_unknown_to_the_filter(db):
    factories.make_device(brand=factories.make_brand("Secret"), state="draft")
    assert "brand" in list_devices(QueryDict("brand=secret"), Device.objects.published()).errors


def test_a_price_in_another_currency_is_shown_when_the_one_asked_for_is_unknown(db):
    device = factories.make_device(state="published")
    factories.make_price(device, "80.00", currency="GBP")
    [card] = list_devices(QueryDict(""), Device.objects.published()).cards
    assert str(card.price) == "GBP 80.00"
