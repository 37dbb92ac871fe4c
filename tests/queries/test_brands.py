"""The brands with what stands behind their devices."""

import pytest
from django.utils import timezone

from catalog.queries.brands import list_brands
from tests import factories

pytestmark = pytest.mark.django_db


def lines():
    return list_brands(timezone.localdate())


def test_only_published_devices_count_and_only_their_brands_are_listed():
    factories.make_device("A", state="published")
    factories.make_device("B")
    factories.make_device("C", brand=factories.make_brand("Ghost"))
    assert [(line.brand.name, line.devices) for line in lines()] == [("NuFACE", 1)]


def test_what_is_checked_is_told_from_what_is_only_reported():
    checked = factories.make_device("A", state="published", number="K181008")
    factories.make_verification(checked.findings.get())
    factories.make_device("B", state="published", number="K103472")
    stale = factories.make_device("C", state="published", number="K133823")
    factories.make_verification(stale.findings.get(), checked_on=factories.days_ago(400))
    factories.make_device("D", state="published")
    [line] = lines()
    assert [(share.words, share.count) for share in line.shares] == [
        ("510(k) cleared, checked by us", 1),
        ("510(k) cleared, as reported", 2),
        ("Not checked", 1),
    ]


def test_the_list_behind_a_share_holds_as_many_devices(client):
    checked = factories.make_device("A", state="published", number="K181008")
    factories.make_verification(checked.findings.get())
    factories.make_device("B", state="published", number="K103472")
    factories.make_device("C", state="published")
    for share in lines()[0].shares:
        page = client.get(f"/devices/?{share.query}&brand=nuface").content.decode()
        assert f'data-total="{share.count}"' in page


def test_brands_come_in_the_order_of_their_addresses():
    for name in ("ZIIP", "7E Wellness", "FOREO"):
        factories.make_device("A", brand=factories.make_brand(name), state="published")
    assert [line.brand.slug for line in lines()] == ["7e-wellness", "foreo", "ziip"]


def test_two_queries_make_the_list(django_assert_num_queries):
    for place in range(5):
        factories.make_device("A", brand=factories.make_brand(f"Brand {place}"), state="published")
    with django_assert_num_queries(2):
        assert len(lines()) == 5
