"""What other programs make of the data: frictionless over HTTP, pandas in both flavours."""

import io
import json

import pytest

from catalog.queries.tables import TABLES
from tests import factories
from tests.exported import content, make_catalogue

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
# Type of a field of the Data Package → how pandas holds it with its gaps.
DTYPES = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean", "date": "string"}
FLAVOURS = ("data", "spreadsheet")


@pytest.fixture
def pandas():
    return pytest.importorskip("pandas")


def a_whole_catalogue():
    """Make a row in every table, a device with hardly a fact, and one whose texts look like something else."""
    make_catalogue()
    factories.publish(factories.make_device("Bare"))
    odd = factories.make_device(
        "Odd", aliases="=1+1|-2", note="'quoted", warranty="NA", dimensions="007", launched_on="2020", waveform="=A1",
        min_current_ua=0, max_current_ua=400, weight_g="99.50", number="K133823",
    )  # fmt: skip
    factories.make_price(odd, "1299.00", retailer="+Shop", note="-9\r\nnull", seen_on="2025")
    return factories.publish(odd)


@pytest.mark.django_db(transaction=True)
def test_the_package_is_valid_to_frictionless_over_http(live_server):
    frictionless = pytest.importorskip("frictionless")
    a_whole_catalogue()
    package = frictionless.Package(f"{live_server.url}/data/datapackage.json")
    assert {resource.path.split("?")[0].removeprefix(live_server.url) for resource in package.resources} == {
        "/devices.csv" if name == "devices" else f"/data/{name}.csv" for name in TABLES
    }
    report = package.validate()
    assert report.valid, report.flatten(["name", "message"])
    assert {task.name: task.stats["rows"] for task in report.tasks} == {
        resource.name: resource.to_descriptor()["rows"] for resource in package.resources
    }


def typed(client, name):
    """Return what pandas is told of a table: the dtype of each column, from the Data Package."""
    resources = json.loads(content(client.get("/data/datapackage.json")))["resources"]
    fields = next(resource for resource in resources if resource["name"] == name)["schema"]["fields"]
    return {field["name"]: DTYPES.get(field["type"], "string") for field in fields}


def frame(pandas, client, name, flavour, **options):
    address = "/devices.csv" if name == "devices" else f"/data/{name}.csv"
    return pandas.read_csv(io.BytesIO(content(client.get(f"{address}?flavour={flavour}"))), **options)


def records(pandas, table):
    """Return the rows of a frame as plain values, gaps as None."""
    held = table.astype(object)
    return held.where(table.notna(), None).to_dict("records")


def in_json(client, name):
    """Return the rows of a table as JSON has them, lists joined as in CSV."""
    key = "devices" if name == "devices" else "rows"
    address = "/devices.json?limit=500" if name == "devices" else f"/data/{name}.json"
    rows = json.loads(content(client.get(address)))[key]
    return [{column: _joined(value) for column, value in row.items()} for row in rows]


def _joined(value):
    return ("|".join(piece or "" for piece in value) or None) if isinstance(value, list) else value


def test_pandas_holds_in_every_table_what_json_holds(client, db, pandas):
    a_whole_catalogue()
    for name in TABLES:
        options = {"dtype": typed(client, name), "keep_default_na": False, "na_values": [""]}
        table = frame(pandas, client, name, "data", **options)
        assert table.dtypes.astype(str).to_dict() == typed(client, name)
        assert records(pandas, table) == in_json(client, name), name


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_pandas_reads_numbers_and_gaps_without_being_told(client, db, pandas, flavour):
    a_whole_catalogue()
    table = frame(pandas, client, "devices", flavour).set_index("slug")
    assert list(table.columns) == TABLES["devices"].header[1:]
    assert table["max_current_ua"].dtype == table["weight_g"].dtype == table["price"].dtype == "float64"
    assert table["max_current_ua"].to_dict() == pytest.approx(
        {"nuface-bare": float("nan"), "nuface-odd": 400.0, "nuface-trinity": 400.0}, nan_ok=True
    )
    assert table.loc["nuface-odd", ["price", "weight_g", "min_current_ua"]].tolist() == [1299.0, 99.5, 0.0]
    assert table.loc["nuface-trinity", "note"] == "Seen by all, with\nline, “quotes” and | a bar"
    assert table.loc["nuface-bare", ["note", "price", "fda_verified_on", "warranty"]].isna().all()
    assert pandas.to_datetime(table["fda_verified_on"]).notna().sum() == 1


def test_pandas_reads_texts_of_both_flavours_alike_once_the_guard_is_off(client, db, pandas):
    a_whole_catalogue()
    kept = {"dtype": str, "keep_default_na": False}
    plain, guarded = (frame(pandas, client, "devices", flavour, **kept) for flavour in FLAVOURS)
    odd, marked = (table.set_index("slug").loc["nuface-odd"] for table in (plain, guarded))
    assert odd[["aliases", "note", "warranty", "dimensions", "launched_on"]].tolist() == [
        "=1+1|-2", "'quoted", "NA", "007", "2020",
    ]  # fmt: skip
    assert marked[["aliases", "note", "waveform", "warranty"]].tolist() == ["'=1+1|-2", "''quoted", "'=A1", "NA"]
    assert guarded.map(lambda text: text.removeprefix("'")).equals(plain)
