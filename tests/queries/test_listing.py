"""What the list answers is true: properties over random filter sets on a crowd of devices."""

import csv
import io
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from catalog.models import Device
from catalog.queries.filters import FACETS
from catalog.queries.listing import list_devices
from tests import crowd

# Every test only reads the crowd.
reading = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
# Some properties ask for many lists an example: a quarter of the profile's examples.
reading_much = settings(reading, max_examples=settings().max_examples // 4)
filter_sets = st.deferred(crowd.filter_sets)


@pytest.fixture(scope="module")
def devices(only_read):
    only_read(crowd.make_crowd)
    return Device.objects.published()


@pytest.fixture(scope="module")
def facts(devices):
    return crowd.read_facts()


def listing_of(params, devices):
    listing = list_devices(QueryDict(urlencode(params, doseq=True)), devices)
    assert not listing.errors, listing.errors
    return listing


def slugs(listing):
    return [device.slug for device in listing.devices]


@reading
@given(params=filter_sets)
def test_the_list_holds_exactly_the_published_devices_that_meet_every_filter(devices, facts, params):
    assert sorted(slugs(listing_of(params, devices))) == sorted(crowd.expected(facts, params))


@reading
@given(params=filter_sets)
def test_the_count_is_the_number_of_devices_listed(devices, params):
    listing = listing_of(params, devices)
    assert listing.total == len(slugs(listing))


@settings(reading, max_examples=settings().max_examples // 10)
@given(params=filter_sets, data=st.data())
def test_each_value_alone_in_its_facet_gives_the_number_beside_it(devices, facts, params, data):
    for facet in listing_of(params, devices).facets:
        for value in facet.values:
            assert value.count == len(crowd.expected(facts, {**params, facet.name: [value.slug]})), value
        drawn = data.draw(st.sampled_from(facet.values))
        assert listing_of({**params, facet.name: [drawn.slug]}, devices).total == drawn.count, drawn


@reading_much
@given(params=filter_sets, data=st.data())
def test_the_order_of_parameters_does_not_matter(devices, params, data):
    shuffled = dict(data.draw(st.permutations(list(params.items()))))
    one, other = listing_of(params, devices), listing_of(shuffled, devices)
    assert slugs(one) == slugs(other)
    assert one.query == other.query


@reading_much
@given(params=filter_sets)
def test_the_canonical_address_lists_the_same_devices(devices, params):
    listing = listing_of(params, devices)
    assert slugs(list_devices(QueryDict(listing.query), devices)) == slugs(listing)


@reading_much
@given(params=filter_sets, name=st.sampled_from(FACETS), data=st.data())
def test_a_value_more_in_a_chosen_facet_never_shrinks_the_list(devices, params, name, data):
    one, more = data.draw(st.lists(st.sampled_from(crowd.values_of(name)), min_size=2, max_size=2))
    before = set(slugs(listing_of({**params, name: [one]}, devices)))
    assert before <= set(slugs(listing_of({**params, name: [one, more]}, devices)))


@reading_much
@given(params=filter_sets, name=st.sampled_from(FACETS), data=st.data())
def test_a_facet_more_never_grows_the_list(devices, params, name, data):
    value = data.draw(st.sampled_from(crowd.values_of(name)))
    others = {other: given for other, given in params.items() if other != name}
    before = set(slugs(listing_of(others, devices)))
    assert set(slugs(listing_of({**others, name: [value]}, devices))) <= before


@reading_much
@given(params=filter_sets, stranger=st.text("abcxyz_", min_size=1, max_size=9))
def test_an_unknown_parameter_changes_nothing(devices, params, stranger):
    assume(stranger not in list_devices(QueryDict(""), devices).form.fields)
    assert slugs(listing_of({**params, stranger: "1"}, devices)) == slugs(listing_of(params, devices))


@reading_much
@given(params=filter_sets)
def test_the_data_export_holds_the_devices_of_the_list_in_its_order(devices, params, client):
    response = client.get("/devices.csv?" + urlencode({**params, "flavour": "data"}, doseq=True))
    rows = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode()))
    assert [row["slug"] for row in rows] == slugs(listing_of(params, devices))


@reading_much
@given(params=filter_sets)
def test_dropping_a_chip_gives_the_number_that_is_offered(devices, params):
    listing = listing_of(params, devices)
    for chip, number in listing.drops():
        assert number == list_devices(QueryDict(chip.without), devices).total


@pytest.mark.parametrize("sort", ["price", "-price", "current", "-current", "verified"])
def test_what_is_not_stated_comes_last_whatever_the_order(devices, sort):
    values = {
        "price": lambda d: d.price_comparable,
        "current": lambda d: d.max_current_ua,
        "verified": lambda d: d.fda_verified_on,
    }[sort.lstrip("-")]
    stated = [values(device) is not None for device in listing_of({"sort": sort}, devices).devices]
    assert stated == sorted(stated, reverse=True)


def test_a_parameter_without_a_value_is_as_good_as_not_given(devices):
    empty = list_devices(QueryDict("status=&price_max=&q=&sort=&brand="), devices)
    assert not empty.errors
    assert slugs(empty) == slugs(list_devices(QueryDict(""), devices))


def test_clearing_the_filters_keeps_search_currency_and_order(devices):
    listing = listing_of({"q": "model", "sort": "price", "currency": "GBP", "power": ["solar"]}, devices)
    assert listing.kept_when_cleared == "q=model&currency=GBP&sort=price"
