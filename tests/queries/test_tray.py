"""The tray of the list: carried by every address, narrowing none of them."""

import pytest
from django.http import QueryDict

from catalog.models import Device
from catalog.queries.listing import list_devices
from tests import factories as make


@pytest.fixture
def devices(db):
    """Six published devices, a to f; a, b and c are solar."""
    powers = dict.fromkeys("abc", "solar") | dict.fromkeys("def", "mains")
    return {s: make.make_device(s.upper(), slug=s, state="published", power=p) for s, p in powers.items()}


def listing(query):
    found = list_devices(QueryDict(query), Device.objects.published())
    assert bool(found.errors) is ("cheap" in query)
    return found


def chosen(query):
    return QueryDict(query).getlist("compare")


def test_the_tray_narrows_nothing_and_counts_for_nothing(devices):
    plain, with_tray = listing("power=solar"), listing("power=solar&compare=d&compare=e")
    assert list(with_tray.devices) == list(plain.devices)
    assert (with_tray.facets, with_tray.query) == (plain.facets, plain.query)
    assert [chip.words for chip in with_tray.chips] == [chip.words for chip in plain.chips]


def test_every_way_on_from_the_list_carries_the_tray(devices):
    found = listing("power=solar&q=nuface&sort=price&compare=e&compare=a")
    ways = [found.query_with_tray, found.kept_when_cleared, *(chip.without for chip in found.chips)]
    assert len(ways) == 4
    assert all(chosen(query) == ["e", "a"] for query in ways)


def test_choosing_and_leaving_out_keep_filters_and_page(devices):
    found = listing("power=solar&page=1&compare=b")
    choices = [(card.choice.state, QueryDict(card.choice.query)) for card in found.cards]
    assert [state for state, _ in choices] == ["free", "chosen", "free"]
    assert [query.getlist("compare") for _, query in choices] == [["b", "a"], [], ["b", "c"]]
    assert all(query["power"] == "solar" and query["page"] == "1" for _, query in choices)


def test_a_fifth_device_cannot_be_chosen(devices):
    found = listing("compare=a&compare=b&compare=c&compare=d")
    assert [card.choice.state for card in found.cards] == ["chosen"] * 4 + ["full"] * 2
    assert {card.choice.query for card in found.cards[4:]} == {""}


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("compare=", []),
        ("compare=never&compare=secret&compare=a", ["a"]),
        ("compare=a%00&compare=%ED%A0%80&compare=../b&compare=c", ["c"]),
        ("compare=e&compare=a&compare=e&compare=b&compare=c&compare=d", ["e", "a", "b", "c"]),
        ("&".join(f"compare=x{n}" for n in range(200)), []),
    ],
)
def test_what_cannot_be_compared_is_passed_over(devices, query, slugs):
    make.make_device("Secret", slug="secret")
    found = listing(query)
    assert found.tray.slugs == slugs


def test_a_list_that_refuses_its_filters_keeps_the_tray(devices):
    found = listing("price_max=cheap&compare=a")
    assert chosen(found.kept_when_cleared) == found.tray.slugs == ["a"]
