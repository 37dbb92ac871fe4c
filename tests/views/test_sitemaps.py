import datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from tests import factories as make

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def sitemap(client):
    response = client.get("/sitemap.xml")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    root = ElementTree.fromstring(response.content)  # noqa: S314  (our own)
    return {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in root}


def paths(client):
    return {address.removeprefix("http://testserver") for address in sitemap(client)}


@pytest.fixture
def trinity(db):
    return make.publish(make.make_device("Trinity", number="K181008"))


def test_the_sitemap_names_every_kind_of_page(client, trinity):
    assert paths(client) >= {
        "/",
        "/devices/",
        "/history/",
        "/devices/nuface-trinity/",
        "/devices/nuface-trinity/history/",
        "/authorizations/K181008/",
        "/brands/nuface/",
    }


def test_every_address_of_the_sitemap_answers_and_may_be_indexed(client, trinity):
    for path in paths(client):
        response = client.get(path)
        assert response.status_code == 200, path
        page = response.content.decode()
        assert "noindex" not in page, path
        assert f'rel="canonical" href="http://testserver{path}"' in page, path


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_what_is_not_listed_is_not_in_the_sitemap(client, trinity, state):
    before = sitemap(client)
    hidden = make.make_device("Hidden", state=state, brand=make.make_brand("Secretive"), number="K103472")
    make.make_link(hidden, make.make_authorization("K181008"))
    make.make_price(hidden)
    assert sitemap(client) == {**before, "http://testserver/history/": sitemap(client)["http://testserver/history/"]}


def later(row, hours):
    row._history_date = timezone.now() + datetime.timedelta(hours=hours)
    return row


@pytest.mark.parametrize("kind", ["device", "price", "record", "check", "removal"])
def test_a_page_moved_with_whatever_changed_on_it(client, trinity, kind):
    address = "http://testserver/devices/nuface-trinity/"
    make.make_price(trinity, "1.00")
    before = sitemap(client)[address]
    match kind:
        case "device":
            later(trinity, 1).save()
        case "price":
            make.make_price(trinity)
        case "record":
            later(trinity.links.get().authorization, 1).save()
        case "check":
            make.make_verification(trinity.findings.get())
        case "removal":
            later(trinity.prices.get(), 1).delete()
    assert sitemap(client)[address] > before


def test_addresses_begin_with_the_sites_own(client, trinity, settings):
    settings.SITE_URL = "https://register.example/catalogue"
    assert all(address.startswith("https://register.example/catalogue/") for address in sitemap(client))
    assert b"Sitemap: https://register.example/catalogue/sitemap.xml" in client.get("/robots.txt").content


@pytest.mark.parametrize(("part", "status"), [("1", 200), ("2", 404), ("x", 404), ("\x00", 404), ("9" * 5000, 404)])
def test_a_part_of_the_sitemap_is_there_or_not_found(client, part, status):
    assert client.get("/sitemap.xml", {"p": part}).status_code == status


def test_the_sitemap_asks_as_much_for_many_devices_as_for_few(client, django_assert_max_num_queries):
    asked = []
    for size in (1, 6):
        for number in range(size):
            make.make_price(make.publish(make.make_device(f"Model {size} {number}", number=f"K10000{number}")))
        with django_assert_max_num_queries(45) as queries:
            client.get("/sitemap.xml")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_robots_are_kept_from_the_editors_and_the_form_and_led_to_the_sitemap(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /report/",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]
