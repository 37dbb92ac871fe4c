"""The list, its CSV in both flavours and its JSON: the same devices, the same order, the same values."""

import csv
import io
import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Device
from catalog.queries.tables import TABLES
from catalog.rules import cells
from catalog.rules.spreadsheets import unguard
from tests import crowd
from tests.exported import content, rows

reading = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples // 10
)


@pytest.fixture
def devices(db):
    """A crowd in which some texts look like formulas, lists or several lines."""
    crowd.make_crowd(12)
    odd = ["=1+1", "'quoted'", "-40 °C", "one\r\ntwo", 'a "quote", and a comma', "＝fullwidth", "tab\there", "@home"]
    for place, device in enumerate(Device.objects.order_by("pk")):
        device.note, device.aliases = odd[place % len(odd)], f"{odd[-place % len(odd)]}|other"
        device.save()


def listed(client, query):
    """Return the slugs of every page of the list."""
    first = client.get(f"/devices/?{query}").context["listing"]
    pages = range(2, first.page.paginator.num_pages + 1)
    others = [client.get(f"/devices/?{query}&page={n}").context["listing"] for n in pages]
    return [card.device.slug for listing in (first, *others) for card in listing.cards]


def walked(client, query, limit):
    """Return the rows of every page of the JSON list."""
    address, found = f"/devices.json?{query}&limit={limit}", []
    while address:
        document = json.loads(content(client.get(address.removeprefix("http://testserver"))))
        found += document["devices"]
        address = document["next"]
    return found


@reading
@given(params=st.deferred(crowd.filter_sets), limit=st.sampled_from([3, 7, 100]))
def test_list_csv_and_json_agree_for_the_same_parameters(client, devices, params, limit):
    query = urlencode(params, doseq=True)
    plain = rows(client.get(f"/devices.csv?{query}&flavour=data"))
    guarded = rows(client.get(f"/devices.csv?{query}"))
    in_json = walked(client, query, limit)
    assert [row["slug"] for row in plain] == [row["slug"] for row in in_json] == listed(client, query)
    for data, spreadsheet, typed in zip(plain, guarded, in_json, strict=True):
        for column in TABLES["devices"].columns:
            text = data[column.name]
            assert (unguard(spreadsheet[column.name]) if column.kind.is_guarded else spreadsheet[column.name]) == text
            assert cells.to_json(column.kind, cells.parse(column.kind, text)) == typed[column.name]


def test_pandas_reads_what_was_written_in_both_flavours(client, devices):
    pandas = pytest.importorskip("pandas")
    plain, guarded = (
        pandas.read_csv(
            io.BytesIO(content(client.get(f"/devices.csv?flavour={flavour}"))), keep_default_na=False, dtype=str
        )
        for flavour in ("data", "spreadsheet")
    )
    body = content(client.get("/devices.csv?flavour=data")).decode()
    assert plain.to_dict("records") == list(csv.DictReader(io.StringIO(body, newline="")))
    assert guarded["note"].map(unguard).tolist() == plain["note"].tolist()
    assert guarded.drop(columns=["note", "aliases"]).equals(plain.drop(columns=["note", "aliases"]))
