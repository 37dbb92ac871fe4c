"""List, CSV and JSON are one answer in three forms: the same devices, in the same order, with the same values."""

import csv
import io
import json
import re
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Device
from catalog.queries.filters import SORTS
from catalog.queries.listing import PER_PAGE
from catalog.queries.tables import TABLES
from catalog.rules import cells
from catalog.rules.spreadsheets import unguard
from tests import crowd
from tests.examples import costly
from tests.exported import content

COLUMNS = TABLES["devices"].columns
queries = st.builds(
    lambda filters, sort, search: filters | ({"sort": sort} if sort else {}) | ({"q": search} if search else {}),
    st.deferred(crowd.filter_sets),
    st.sampled_from(["", *SORTS]),
    st.sampled_from(["", "", "", "nuface", "model 1", "k181008"]),
)


@pytest.fixture
def crowded(db):
    """A crowd of two pages, some of it with text that a spreadsheet would run or a line that breaks."""
    crowd.make_crowd(40)
    Device.objects.filter(model__endswith="1").update(aliases="=1+1|'two", note='-3\r\n“quoted”, "twice"')
    Device.objects.filter(model__endswith="2").update(warranty="＝SUM(A1)", dimensions="\tone tab")
    Device.objects.filter(model__endswith="3").update(note="'", waveform="|bars||")
    assert Device.objects.published().count() > PER_PAGE


def listed(client, query):
    """Return the slugs on all pages of the list."""
    found, number = [], 1
    while number:
        page = client.get(f"/devices/?{query}&page={number}").content.decode()
        found += re.findall(r'data-device="([^"]+)"', page)
        number = number + 1 if re.search(rf'[?&;]page={number + 1}["&]', page) else 0
    return found


def table(client, query, flavour):
    """Return the cells of each row of the CSV."""
    text = content(client.get(f"/devices.csv?{query}&flavour={flavour}")).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header == TABLES["devices"].header
    return rows


def documents(client, query, limit):
    """Return the devices of all pages of the JSON list."""
    address, found = f"/devices.json?{query}&limit={limit}", []
    while address:
        document = json.loads(content(client.get(address.removeprefix("http://testserver"))))
        found += document["devices"]
        address = document["next"]
    assert document["total"] == len(found)
    return found


def as_json(row):
    """Return what JSON is to hold for the cells of one row."""
    pairs = zip(COLUMNS, row, strict=True)
    return {column.name: cells.to_json(column.kind, cells.parse(column.kind, text)) for column, text in pairs}


def unguarded(row):
    return [unguard(text) if column.kind.is_guarded else text for column, text in zip(COLUMNS, row, strict=True)]


@costly
@given(params=queries, limit=st.sampled_from([7, 30, 500]))
def test_list_csv_and_json_hold_the_same(crowded, client, params, limit):
    query = urlencode(params, doseq=True)
    plain = table(client, query, "data")
    assert [row[0] for row in plain] == listed(client, query)
    assert [unguarded(row) for row in table(client, query, "spreadsheet")] == plain
    assert documents(client, query, limit) == [as_json(row) for row in plain]
