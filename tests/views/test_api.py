"""The JSON API: what it answers, page by page, and that its own description tells the truth."""

import json
import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from catalog.models import Device, Revision
from catalog.queries.tables import TABLES
from tests import factories
from tests.exported import SECRET, content, make_catalogue, rows


def asked(client, address):
    return json.loads(content(client.get(address)))


def walked(client, address):
    """Return the slugs of all pages from an address on."""
    return [slug for page in pages(client, address) for slug in page]


def pages(client, address):
    """Return the slugs of every page that a list gives, by following `next`."""
    found = []
    while address:
        document = asked(client, address.removeprefix("http://testserver"))
        found.append([row["slug"] for row in document["devices"]])
        address = document["next"]
    return found


@pytest.fixture
def seven(db):
    """Seven devices, alike in some of what they are sorted by."""
    for n, price in enumerate([None, "10", "20", "20", "9.5", None, "20"]):
        columns = {"max_current_ua": 100 * (n % 3) or None}
        device = factories.make_device(f"M{n}", brand=factories.make_brand("AB"[n % 2]), **columns)
        if price:
            factories.make_price(device, price)
        factories.publish(device)
        if n in (2, 5):
            factories.make_verification(device.findings.get(), outcome="not-found", checked_on=factories.days_ago(n))


@pytest.mark.parametrize("sort", ["", "name", "price", "-price", "current", "-current", "verified", "newest"])
def test_pages_hold_the_list_in_its_order_without_a_gap(client, seven, sort):
    listed = [row["slug"] for row in rows(client.get(f"/devices.csv?sort={sort}"))]
    found = pages(client, f"/devices.json?sort={sort}&limit=2")
    assert [len(page) for page in found] == [2, 2, 2, 1]
    assert [slug for page in found for slug in page] == listed


def test_what_is_added_or_taken_away_meanwhile_moves_nothing(client, seven):
    first = asked(client, "/devices.json?limit=3")
    rest = [row["slug"] for row in asked(client, "/devices.json?limit=500")["devices"]][3:]
    factories.publish(factories.make_device("A0", brand=factories.make_brand("A")))
    Device.objects.filter(slug=first["devices"][0]["slug"]).update(state="draft")
    assert walked(client, first["next"]) == rest


def test_a_page_keeps_the_filters_of_the_one_before(client, seven):
    document = asked(client, "/devices.json?brand=a&limit=1&sort=-price")
    assert (document["total"], len(document["devices"])) == (4, 1)
    listed = [row["slug"] for row in rows(client.get("/devices.csv?brand=a&sort=-price"))]
    assert walked(client, document["next"]) == listed[1:]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("cursor=x", "cursor"), ("cursor=%00", "cursor"), ("cursor=" + "9" * 700, "cursor"), ("cursor=é", "cursor"),
        ("limit=0", "limit"), ("limit=501", "limit"), ("limit=١", "limit"), ("limit=" + "9" * 40, "limit"),
        ("status=superb", "status"), ("price_min=1e9&cursor=x", "price_min"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named(client, db, query, name):
    response = client.get(f"/devices.json?{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert [error["parameter"] for error in json.loads(response.content)["errors"]] == [name]


def test_a_cursor_serves_its_own_order_only(client, seven):
    cursor = re.search(r"cursor=([^&]+)", asked(client, "/devices.json?limit=1&sort=price")["next"])[1]
    assert client.get(f"/devices.json?limit=1&sort=price&cursor={cursor}").status_code == 200
    assert client.get(f"/devices.json?limit=1&sort=price&currency=EUR&cursor={cursor}").status_code == 400
    assert client.get(f"/devices.json?limit=1&cursor={cursor}").status_code == 400
    assert client.get(f"/devices.json?limit=1&sort=price&cursor=A{cursor}").status_code == 400


def test_a_device_comes_with_the_rows_of_every_table_that_are_its_own(client, db):
    make_catalogue()
    document = asked(client, "/devices/nuface-trinity.json")
    assert document["device"]["fda_words"] == "510(k) cleared"
    assert {len(held) for name, held in document.items() if name not in ("device", "prices", "sources")} == {1}
    assert [price["occurrence"] for price in document["prices"]] == [1, 2]
    assert SECRET not in json.dumps(document).lower()


def test_a_record_comes_with_its_published_devices(client, db):
    make_catalogue()
    factories.make_link(factories.make_device("Fix"), factories.make_authorization("K181008"))
    document = asked(client, "/authorizations/K181008.json")
    assert [row["slug"] for row in document["devices"]] == ["nuface-trinity"]
    assert [row["device"] for row in document["device_authorizations"]] == ["nuface-trinity"]


def test_another_spelling_of_a_number_leads_to_its_own(client, db):
    make_catalogue()
    response = client.get("/authorizations/k181-008.json")
    assert (response.status_code, response.headers["Location"]) == (301, "/authorizations/K181008.json")


MISSING = {
    "/devices/nuface-hush.json": 404,
    "/devices/nothing.json": 404,
    "/devices/n%C3%BB%00ll.json": 404,
    "/devices/nuface-old.json": 410,
    "/authorizations/K223344.json": 404,
    "/authorizations/FDA.json": 404,
    "/data/changes.json?since=9999999": 400,
    "/data/changes.json?since=-1": 400,
    "/data/changes.json?since=1e3": 400,
    "/data/prices.csv?flavour=sweet": 400,
}


def test_what_is_not_there_is_a_problem_document_that_anybody_may_read(client, db):
    make_catalogue()
    for address, status in MISSING.items():
        response = client.get(address)
        kind = response.headers["Content-Type"]
        assert (response.status_code, kind) == (status, "application/problem+json"), address
        assert json.loads(response.content)["status"] == status
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "no-store" in response.headers["Cache-Control"]


def test_a_withdrawn_device_says_why(client, db):
    factories.make_device("Old", state="withdrawn", withdrawn_reason="Entered twice.")
    assert json.loads(client.get("/devices/nuface-old.json").content)["detail"] == "Entered twice."


def test_changes_are_told_since_a_revision(client, db):
    device = make_catalogue()
    revision = Revision.current().number
    assert asked(client, "/data/changes.json")["everything"] is True
    factories.make_price(device, "1.00")
    told = asked(client, f"/data/changes.json?since={revision}")
    assert (told["tables"], told["devices"], told["everything"]) == (["devices", "prices"], ["nuface-trinity"], False)
    assert asked(client, told["next"].removeprefix("http://testserver"))["tables"] == []


# Address → the path of the description that it stands for, and the answer it is to give.
DESCRIBED = {
    "/devices.json": ("/devices.json", 200),
    "/devices.json?limit=1": ("/devices.json", 200),
    "/devices.json?cursor=x": ("/devices.json", 400),
    "/devices.csv": ("/devices.csv", 200),
    "/devices.csv?sort=x": ("/devices.csv", 400),
    "/devices/nuface-trinity.json": ("/devices/{slug}.json", 200),
    "/devices/nothing.json": ("/devices/{slug}.json", 404),
    "/devices/nuface-old.json": ("/devices/{slug}.json", 410),
    "/authorizations/K181008.json": ("/authorizations/{number}.json", 200),
    "/authorizations/K223344.json": ("/authorizations/{number}.json", 404),
    "/data/datapackage.json": ("/data/datapackage.json", 200),
    "/data/catalogue.zip": ("/data/catalogue.zip", 200),
    "/data/changes.json": ("/data/changes.json", 200),
    "/data/changes.json?since=0": ("/data/changes.json", 200),
    "/data/changes.json?since=x": ("/data/changes.json", 400),
    "/data/openapi.json": ("/data/openapi.json", 200),
    **{f"/data/{name}.json": (f"/data/{name}.json", 200) for name in TABLES if name != "devices"},
    **{f"/data/{name}.csv": (f"/data/{name}.csv", 200) for name in TABLES if name != "devices"},
    **{f"/data/{name}.csv?flavour=x": (f"/data/{name}.csv", 400) for name in TABLES if name != "devices"},
}


def test_the_description_holds_against_every_answer(client, db):
    make_catalogue()
    description = asked(client, "/data/openapi.json")
    validate(description)
    untold = {(path, int(status)) for path, item in description["paths"].items() for status in item["get"]["responses"]}
    for address, (path, status) in DESCRIBED.items():
        response = client.get(address)
        kind = response.headers["Content-Type"].split(";")[0]
        told = description["paths"][path]["get"]["responses"][str(response.status_code)]["content"][kind]
        assert response.status_code == status, address
        body = content(response)
        if kind.endswith("json"):
            schema = told["schema"] | {"components": description["components"]}
            Draft202012Validator(schema).validate(json.loads(body))
        untold.discard((path, status))
    assert {status for _, status in untold} == {304}


def test_the_description_names_every_column_and_nothing_else(client, db):
    schemas = asked(client, "/data/openapi.json")["components"]["schemas"]
    for name, table in TABLES.items():
        row = schemas["".join(word.capitalize() for word in name.split("-")) + "Row"]
        assert row["required"] == list(row["properties"]) == table.header


def test_a_list_asks_as_much_for_twenty_devices_as_for_two(client, db, django_assert_max_num_queries):
    asked_for = []
    for size in (2, 20):
        for _ in range(size):
            factories.publish(factories.make_device(number="K181008"))
        with django_assert_max_num_queries(20) as queries:
            content(client.get("/devices.json"))
        asked_for.append(len(queries))
    assert asked_for[0] == asked_for[1]
