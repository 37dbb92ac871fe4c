import json
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from catalog.actions.publication import withdraw_device
from tests import factories as make

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)  # noqa: S314  (our own)


def entries(client, address):
    return {e.findtext(f"{ATOM}id"): e.findtext(f"{ATOM}title") for e in feed(client, address).iter(f"{ATOM}entry")}


def listed(model="Trinity", **columns):
    return make.publish(make.make_device(model, **columns))


@pytest.mark.parametrize("address", ["/history.atom", "/devices.atom", "/devices/nuface-trinity/history.atom"])
def test_a_feed_has_what_atom_asks_for(client, address):
    make.make_price(listed())
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314  (our own)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{address}" == root.findtext(f"{ATOM}id")
    for one in (root, *root.iter(f"{ATOM}entry")):
        assert all(one.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert timezone.datetime.fromisoformat(one.findtext(f"{ATOM}updated")).tzinfo


def test_an_entry_has_the_address_of_its_change_for_a_name(client, settings):
    settings.SITE_URL = "https://register.example"
    price = make.make_price(listed())
    key = f"price-{price.history.get().history_id}"
    found = entries(client, "/history.atom")
    assert found[f"https://register.example/history/{key}/"] == "NuFACE Trinity: Price added: USD 339.00"
    assert client.get(f"/history/{key}/").status_code == 200


def test_an_entry_says_before_and_after_in_its_text(client):
    device = listed(max_current_ua=335)
    device.max_current_ua = 400
    device._change_reason = "product"
    device.save()
    summary = next(feed(client, "/history.atom").iter(f"{ATOM}summary")).text
    assert "Largest current (µA): 335 → 400" in summary
    assert "maker changed the product" in summary


def test_the_feed_of_a_device_holds_its_own_changes_alone(client):
    listed("Other")
    listed("Trinity")
    found = entries(client, "/devices/nuface-trinity/history.atom")
    assert list(found.values()) == ["NuFACE Trinity: Listed for the first time"]


def test_the_feed_of_a_withdrawn_device_tells_the_withdrawal(client):
    withdraw_device(listed(), by=make.make_user(role="verifier"), reason="Entered twice.")
    found = entries(client, "/devices/nuface-trinity/history.atom")
    assert "NuFACE Trinity: Withdrawn from the list" in found.values()


def test_the_feed_of_a_filter_holds_the_changes_of_the_devices_that_match(client):
    listed("Cheap", number="K103472")
    make.make_price(listed("Dear", number="K181008"), "900.00")
    make.make_price(listed("Unknown"), "100.00")
    make.make_price(make.make_device("Draft", number="K133823"), "100.00")
    assert entries(client, "/devices.atom?status=cleared&price_max=400") == {}
    price = make.make_price(make.models.Device.objects.get(model="Cheap"), "299.00")
    found = entries(client, "/devices.atom?status=cleared&price_max=400")
    assert {title.split(":")[0] for title in found.values()} == {"NuFACE Cheap"}
    assert f"http://testserver/history/price-{price.history.get().history_id}/" in found


def test_a_newly_listed_device_that_matches_comes_into_the_feed(client):
    before = entries(client, "/devices.atom?status=cleared")
    listed("New", number="K103472")
    after = entries(client, "/devices.atom?status=cleared")
    assert before == {}
    assert "NuFACE New: Listed for the first time" in after.values()


def test_the_feed_of_a_filter_is_the_same_however_the_filter_is_written(client):
    listed("Trinity", number="K103472", areas=["face"])
    one = client.get("/devices.atom?status=cleared&area=face&nonsense=1&page=7").content
    assert client.get("/devices.atom?area=face&page=&status=cleared").content == one
    assert b"http://testserver/devices/?status=cleared&amp;area=face" in one


@pytest.mark.parametrize(
    ("query", "name"), [("status=superb", "status"), ("price_min=1e9", "price_min"), ("q=" + "x" * 101, "q")]
)
def test_wrong_parameters_are_a_problem_document_that_names_them(client, query, name):
    response = client.get(f"/devices.atom?{query}")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert [error["parameter"] for error in json.loads(response.content)["errors"]] == [name]


@pytest.mark.parametrize("address", ["/history.atom", "/devices.atom?q=trinity"])
def test_a_feed_that_did_not_change_is_not_sent_again(client, address):
    device = listed()
    first = client.get(address)
    for condition in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        again = client.get(address, headers=condition)
        assert again.status_code == 304
        assert again.headers["Cache-Control"].startswith("public")
    make.make_price(device)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_an_empty_feed_is_a_feed_all_the_same(client):
    assert entries(client, "/history.atom") == {}
    assert client.get("/history.atom").content == client.get("/history.atom").content


def test_a_feed_ends_somewhere(client):
    device = listed()
    for number in range(60):
        make.make_price(device, str(number + 1))
    assert len(entries(client, "/history.atom")) == 50


def test_the_list_and_its_feed_ask_as_much_for_many_devices_as_for_few(client, django_assert_max_num_queries):
    asked = []
    for size in (2, 10):
        for number in range(size):
            make.make_price(listed(f"Model {size} {number}", number="K103472"))
        with django_assert_max_num_queries(45) as queries:
            client.get("/devices.atom?status=cleared")
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("/", "/history.atom"),
        ("/devices/nuface-trinity/", "/devices/nuface-trinity/history.atom"),
        ("/devices/nuface-trinity/history/", "/devices/nuface-trinity/history.atom"),
        ("/devices/?status=cleared", "/devices.atom?status=cleared"),
    ],
)
def test_a_page_names_its_feed(client, page, address):
    listed(number="K103472")
    head = client.get(page).content.decode().partition("</head>")[0]
    assert f'href="{address}">' in head


def test_the_list_offers_to_follow_its_results_even_when_there_are_none(client):
    page = client.get("/devices/?status=cleared&q=nothing").content.decode()
    assert '<a href="/devices.atom?q=nothing&amp;status=cleared">Follow these results</a>' in page
