"""Which devices stand beside another one as similar: by the rule on the page, and by nothing else."""

import pytest

from catalog.models import Device
from catalog.queries.similar import MOST, similar_devices
from tests.factories import days_ago, make_brand, make_device, make_price

pytestmark = pytest.mark.django_db
ALIKE = {"modalities": ["microcurrent"], "areas": ["face"], "state": "published"}


def make_like(model, **columns):
    return make_device(model, **ALIKE | columns)


def make_fresh_price(device, amount, **columns):
    return make_price(device, amount, seen_on=days_ago(1).isoformat(), **columns)


def similar(device, **options):
    return [card.device.model for card in similar_devices(device, Device.objects.published(), days_ago(0), **options)]


def test_only_what_shares_a_function_and_an_area_is_similar():
    device = make_like("Own", areas=["face", "neck"])
    make_like("Both", areas=["neck", "body"], modalities=["microcurrent", "red-light"])
    make_like("Other area", areas=["body"])
    make_like("Other function", modalities=["red-light"])
    make_like("Neither stated", modalities=[], areas=[])
    assert similar(device) == ["Both"]


def test_a_device_of_which_nothing_is_stated_has_none_similar():
    make_like("Other")
    assert similar(make_like("Own", modalities=[])) == []


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_what_is_not_published_is_similar_to_nothing(state):
    make_like("Hidden", state=state)
    assert similar(make_like("Own")) == []


def test_the_nearest_current_comes_first_then_the_nearest_price_then_the_name():
    device = make_like("Own", max_current_ua=400)
    make_fresh_price(device, "300")
    make_like("A without current")
    make_fresh_price(make_like("Far current", max_current_ua=300), "300")
    make_fresh_price(make_like("Near price", max_current_ua=390), "290")
    make_fresh_price(make_like("Far price", max_current_ua=410), "200")
    assert similar(device) == ["Near price", "Far price", "Far current", "A without current"]


def test_names_decide_between_the_equally_near_whatever_their_case():
    brands = [make_brand(name, slug=slug) for name, slug in (("zeta", "z"), ("Ägir", "a"), ("Mid", "m"))]
    for brand in brands:
        make_like("One", brand=brand)
    device = make_like("Own", brand=make_brand("Own"))
    cards = similar_devices(device, Device.objects.published(), days_ago(0))
    assert [card.device.brand.name for card in cards] == ["Ägir", "Mid", "zeta"]


def test_a_price_too_old_to_compare_by_brings_nothing_nearer():
    device = make_like("Own")
    make_fresh_price(device, "300")
    make_price(make_like("An old price"), "300", seen_on=days_ago(91).isoformat())
    make_fresh_price(make_like("Z fresh price"), "900")
    assert similar(device) == ["Z fresh price", "An old price"]


def test_prices_in_another_currency_are_not_compared():
    device = make_like("Own")
    make_fresh_price(device, "300")
    make_fresh_price(make_like("A pound price"), "300", currency="GBP")
    make_fresh_price(make_like("Z dollar price"), "900")
    assert similar(device) == ["Z dollar price", "A pound price"]


def test_there_are_at_most_a_handful_and_none_of_those_left_out():
    device, left_out = make_like("Own"), make_like("A left out")
    for place in range(MOST + 2):
        make_like(f"Other {place}")
    assert similar(device, apart_from=[left_out]) == [f"Other {place}" for place in range(MOST)]
