"""What the charts show: who is in and who is left out, points that hide each other, prices of one device."""

from collections import Counter

import pytest
from django.http import QueryDict

from catalog.models import Device
from catalog.queries.charts import PriceAgainstCurrent, ages_of_checks, price_histories
from catalog.queries.listing import list_devices, newest_first
from catalog.rules.charts import FRAME
from tests import crowd
from tests.factories import days_ago, make_device, make_price, make_verification

pytestmark = pytest.mark.django_db


def listed(query=""):
    found = list_devices(QueryDict(query), Device.objects.published())
    assert not found.errors
    return found


def scatter(query=""):
    return PriceAgainstCurrent(listed(query))


def priced(price, current, *, currency="USD", **columns):
    device = make_device(state="published", max_current_ua=current, **columns)
    make_price(device, price, currency=currency, seen_on=days_ago(1).isoformat())
    return device


def test_a_device_without_price_or_current_is_counted_among_those_left_out():
    priced("199", 400)
    priced("199", None)
    priced("199", 400, currency="GBP")
    make_device(state="published")
    found = scatter()
    assert len(found.cards) == 1
    assert found.missing == Counter(none=1, current=1, price=1, both=1)


def test_a_draft_is_no_point_and_counts_nowhere():
    make_price(make_device(max_current_ua=400))
    found = scatter()
    assert not found.cards
    assert not found.missing


def test_the_chart_holds_one_currency_only():
    priced("199", 400)
    pound = priced("150", 300, currency="GBP")
    assert [one.device for one in scatter("currency=GBP").cards] == [pound]


def test_devices_of_one_price_and_current_are_one_point_that_lists_just_them():
    same = [priced("199", 400) for _ in range(3)]
    for price, current in (("199", 200), ("400", 400), ("50", 10)):
        priced(price, current)
    several = [dot for dot in scatter().dots if len(dot.cards) > 1]
    assert [len(dot.cards) for dot in several] == [3]
    assert {device.pk for device in listed(several[0].query).devices} == {device.pk for device in same}


def test_every_point_of_a_crowd_lists_just_its_devices():
    crowd.make_crowd(60)
    for currency in ("USD", "GBP", "EUR"):
        for dot in scatter(f"currency={currency}").dots:
            shown = {device.pk for device in listed(dot.query).devices}
            assert shown == {one.device.pk for one in dot.cards}
            assert FRAME.left <= dot.x <= FRAME.right
            assert FRAME.top <= dot.y <= FRAME.bottom


def test_a_filter_of_the_list_narrows_the_chart_and_stays_in_the_links_of_its_points():
    shown = priced("199", 400, number="K181008")
    priced("199", 400)
    (dot,) = scatter("status=cleared").dots
    assert [one.device for one in dot.cards] == [shown]
    assert "status=cleared" in dot.query


def test_the_legend_names_each_status_shown_the_strongest_first():
    priced("199", 400)
    priced("299", 300, number="K181008")
    assert [key.kind for key in scatter().keys] == ["cleared", "not-checked"]


def test_prices_too_old_to_compare_by_are_counted():
    make_price(priced("199", 400), "249", seen_on=days_ago(0).isoformat())
    for seen_on in ("2019", ""):
        make_price(make_device(state="published", max_current_ua=100), seen_on=seen_on)
    assert scatter().too_old == 2


def test_the_ages_of_checks_are_those_of_the_devices_listed():
    for number in ("K181008", "K103472"):
        make_verification(make_device(state="published", number=number).findings.get(), checked_on=days_ago(9))
    make_verification(make_device(number="K072260").findings.get())
    ages, chart = ages_of_checks(listed("q=K181008"))
    assert (ages.checked, ages.unchecked, chart) == (1, 0, None)
    assert ages_of_checks(listed())[0].checked == 2


def histories(*prices):
    device = make_device()
    rows = [make_price(device, amount, **columns) for amount, columns in prices]
    return price_histories(newest_first(rows))


def seen(*days):
    return [(str(100 + 10 * place), {"seen_on": day}) for place, day in enumerate(days)]


FIVE = ("2020", "2021-03", "2022-05-17", "2023-01-01", "2024-06")


def test_currencies_are_never_mixed_in_one_history():
    found = histories(*seen(*FIVE), ("90", {"currency": "GBP"}), ("80", {"currency": "GBP"}))
    assert sorted((one.currency, len(one.all)) for one in found) == [("GBP", 2), ("USD", 5)]


def test_prices_are_drawn_from_five_dated_ones_on():
    assert histories(*seen(*FIVE))[0].has_chart
    assert not histories(*seen(*FIVE[:4], ""))[0].has_chart


def test_a_partial_date_stands_at_its_first_day_and_is_marked():
    dots = histories(*seen(*FIVE), ("300", {"seen_on": "2024-08-01", "seen_approximate": True}))[0].dots
    assert [dot.is_vague for dot in dots] == [True, True, False, False, True, True]
    assert dots[0].x == FRAME.left
    assert [dot.x for dot in dots] == sorted(dot.x for dot in dots)


def test_a_line_joins_the_prices_of_one_seller_only():
    shops = [("90", {"seen_on": f"2024-0{n}", "kind": "retail", "retailer": "A"}) for n in (1, 2, 3)]
    other = [("95", {"seen_on": "2024-04", "kind": "retail", "retailer": "B"})]
    found = histories(*seen("2023", "2024-05"), *shops, *other)[0]
    assert sorted(line.count("H") for line in found.lines) == [1, 2]
    assert [key.kind for key in found.keys] == ["price", "price", "vague"]


def test_a_history_knows_its_lowest_highest_and_newest_price():
    found = histories(*seen("2024", "2022", "2023"), ("300", {"seen_on": ""}))[0]
    assert (found.lowest.amount, found.highest.amount, found.newest.amount) == (100, 300, 100)
