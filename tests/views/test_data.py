"""The page about the data, the Data Package, and the archive of everything."""

import hashlib
import io
import json
import zipfile

import pytest

from catalog.models import Verification
from catalog.queries.tables import TABLES
from tests import factories
from tests.exported import SECRET, content, make_catalogue


def package(client):
    return json.loads(content(client.get("/data/datapackage.json")))


def unpacked(client, folder):
    """Unpack the archive of everything into a folder; return the path of its descriptor."""
    with zipfile.ZipFile(io.BytesIO(content(client.get("/data/catalogue.zip")))) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder / "datapackage.json"


def judged(path):
    """Return what frictionless finds wrong with a package on disk: [(table, error)]."""
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(path)).validate()
    wrong = [(task.name, error.message) for task in report.tasks for error in task.errors]
    return wrong + [("package", error.message) for error in report.errors]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_archive_is_a_valid_package_to_frictionless(client, db, tmp_path):
    make_catalogue()
    assert judged(unpacked(client, tmp_path)) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    ("table", "old", "new"),
    [("prices", b"339.00", b"340.00"), ("prices", b"nuface-trinity", b"nuface-tomorow"), ("areas", b"face", b"Face")],
)
def test_frictionless_would_find_a_file_that_was_changed(client, db, tmp_path, table, old, new):
    make_catalogue()
    path = unpacked(client, tmp_path)
    changed = (tmp_path / f"{table}.csv").read_bytes().replace(old, new)
    (tmp_path / f"{table}.csv").write_bytes(changed)
    assert table in {name for name, _ in judged(path)}


def test_every_table_is_described_with_its_size_its_hash_and_a_whole_address(client, db):
    make_catalogue()
    resources = package(client)["resources"]
    assert [resource["name"] for resource in resources] == list(TABLES)
    for resource in resources:
        body = content(client.get(resource["path"]))
        assert resource["path"].startswith("http://testserver/")
        assert resource["bytes"] == len(body)
        assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        assert [field["name"] for field in resource["schema"]["fields"]] == TABLES[resource["name"]].header


def test_the_archive_holds_the_tables_under_bare_names(client, db, tmp_path):
    make_catalogue()
    path = unpacked(client, tmp_path)
    paths = [resource["path"] for resource in json.loads(path.read_text(encoding="utf-8"))["resources"]]
    assert paths == [f"{name}.csv" for name in TABLES]
    assert sorted(p.name for p in tmp_path.glob("*.*")) == sorted([*paths, "datapackage.json"])
    assert SECRET not in "".join(p.read_text(encoding="utf-8").lower() for p in tmp_path.glob("*.*"))


def test_the_package_names_the_head_of_the_log(client, db):
    assert package(client)["verification_log"]["sequence"] == 0
    make_catalogue()
    newest = Verification.objects.order_by("sequence").last()
    head = package(client)["verification_log"]
    assert (head["sequence"], head["hash"]) == (newest.sequence, newest.hash)


@pytest.mark.parametrize(("text", "name"), [("CC BY 4.0", "CC-BY-4.0"), ("ODbL-1.0", "ODbL-1.0"), ("—", "other")])
def test_the_package_names_the_licence_once_it_is_chosen(client, db, settings, text, name):
    assert package(client)["licence"] == "not chosen"
    assert "licenses" not in package(client)
    settings.DATA_LICENCE = text
    assert package(client)["licenses"] == [{"name": name, "title": text}]


def test_units_and_gaps_are_described(client, db):
    devices = next(r for r in package(client)["resources"] if r["name"] == "devices")["schema"]
    fields = {field["name"]: field for field in devices["fields"]}
    assert (fields["max_current_ua"]["type"], fields["max_current_ua"]["unit"]) == ("integer", "µA")
    assert "certified" not in json.dumps(devices)
    assert devices["missingValues"] == [""]
    assert devices["foreignKeys"] == [
        {"fields": ["brand_slug"], "reference": {"resource": "brands", "fields": ["slug"]}}
    ]


def test_the_archive_is_the_same_bytes_while_nothing_changes(client, db):
    factories.publish(factories.make_device())
    assert content(client.get("/data/catalogue.zip")) == content(client.get("/data/catalogue.zip"))


def page(client):
    return client.get("/data/").content.decode()


def test_the_page_tells_how_much_was_verified(client, db):
    assert "No device is published yet." in page(client)
    make_catalogue()
    for model in ("Mini", "Fix"):
        factories.publish(factories.make_device(model, number="K133823"))
    factories.make_report()
    text = page(client)
    assert "33 %" in text
    assert "(1 of 3)" in text
    assert '<th scope="row">Not yet verified by us</th><td>2</td>' in text
    assert '<th scope="row">Reports of errors still open</th><td>1</td>' in text


def test_the_page_shows_the_head_of_the_log(client, db):
    make_catalogue()
    newest = Verification.objects.order_by("sequence").last()
    assert f"<code>{newest.hash}</code>" in page(client)
    assert "<dt>Entries</dt><dd>3</dd>" in page(client)


def test_the_page_documents_every_column_and_links_every_table(client, db):
    text = page(client)
    for table in TABLES.values():
        assert f'id="columns-{table.name}"' in text
        assert all(f"<code>{name}</code>" in text for name in table.header)
    for address in (
        "/devices.csv",
        "/devices.csv?flavour=data",
        "/devices.json",
        "/data/prices.csv",
        "/data/areas.json",
    ):
        assert f'href="{address}"' in text


def test_the_page_says_that_no_licence_was_chosen_or_which(client, db, settings):
    assert "has not chosen a licence" in page(client)
    settings.DATA_LICENCE = "CC BY 4.0"
    assert "Licence: CC BY 4.0." in page(client)


def test_the_page_tells_nothing_of_a_draft(client, db):
    make_catalogue()
    assert SECRET not in page(client).lower()
