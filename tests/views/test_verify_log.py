"""The stand-alone script with which a stranger checks an exported log."""

import csv
import importlib.util
import io
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import verification_log
from tests import factories
from tests.exported import content, make_catalogue

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).resolve().parents[2] / "catalog/static/catalog/verify_log.py"


def run(*arguments):
    """Run the script in a Python of its own, without this project; return (exit status, what it says)."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def exported(django_db_setup, django_db_blocker, tmp_path_factory):
    """A folder with the exports of a log of six entries, one of them not disclosed."""
    folder = tmp_path_factory.mktemp("log")
    with django_db_blocker.unblock(), factories.rolled_back(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.EXPORTS_ROOT", folder / "kept")
        trinity = make_catalogue()
        for outcome in ("differs", "unreachable", "confirmed"):
            factories.make_verification(trinity.findings.get(), outcome=outcome)
        for name in ("verifications.csv?flavour=data", "verifications.json", "datapackage.json"):
            (folder / name.split("?")[0]).write_bytes(content(Client().get(f"/data/{name}")))
        (folder / "spreadsheet.csv").write_bytes(content(Client().get("/data/verifications.csv")))
    return folder


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("verify_log", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows_of(folder):
    return list(csv.reader(io.StringIO((folder / "verifications.csv").read_text(encoding="utf-8"), newline="")))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows)
    return path


@pytest.mark.parametrize("name", ["verifications.csv", "verifications.json"])
def test_an_exported_log_holds_with_its_head(exported, name):
    status, told = run(exported / name, "--head", exported / "datapackage.json")
    assert status == 0
    assert told.startswith("6 entries, unbroken. 1 of them are not disclosed yet.")


def test_without_a_head_it_says_what_stays_open(exported):
    status, told = run(exported / "verifications.csv")
    assert status == 0
    assert "it stays open whether the end was cut off" in told


def test_the_first_broken_entry_is_named(exported, tmp_path):
    rows = rows_of(exported)
    rows[3][rows[0].index("outcome")] = "not-found"
    assert run(write(tmp_path / "log.csv", rows)) == (
        1,
        "Entry 3 is broken: what it says is not what was written.\n",
    )


@pytest.mark.parametrize("place", [1, 3, 5])
def test_an_entry_that_was_taken_out_is_found_where_the_chain_is_torn(exported, tmp_path, place):
    rows = rows_of(exported)
    del rows[place]
    status, told = run(write(tmp_path / "log.csv", rows), "--head", exported / "datapackage.json")
    assert (status, told.startswith(f"Entry {place} is broken")) == (1, True), told


def test_one_byte_that_differs_is_found(exported, tmp_path):
    whole = (exported / "verifications.csv").read_bytes()
    (tmp_path / "log.csv").write_bytes(whole.replace(b"Looked up.", b"Looked up!", 1))
    assert run(tmp_path / "log.csv")[0] == 1


@pytest.mark.parametrize("entries", [0, 1, 5])
def test_a_log_that_was_cut_short_is_found_by_its_head(exported, tmp_path, entries):
    log = write(tmp_path / "log.csv", rows_of(exported)[: entries + 1])
    assert run(log)[0] == 0
    status, told = run(log, "--head", exported / "datapackage.json")
    assert status == 1
    assert "the noted head is not in the log" in told


def test_an_older_head_is_found_in_the_middle(exported):
    rows = rows_of(exported)
    older = rows[4][rows[0].index("hash")]
    log = exported / "verifications.csv"
    assert run(log, "--head", older, "--older")[0] == 0
    assert run(log, "--head", older)[0] == 1
    assert run(log, "--head", "0" * 63 + "1", "--older")[0] == 1


def test_a_log_that_was_written_anew_is_found_by_its_head(exported, tmp_path, script):
    rows = rows_of(exported)
    names, previous = rows[0], verification_log.GENESIS
    for entry, row in zip(script.read_log(str(exported / "verifications.csv")), rows[1:], strict=True):
        if entry["disclosed"] is True:
            row[names.index("note")] = "Rewritten."
            told = {name: entry[name] for name in script.HASHED} | {"note": "Rewritten.", "previous_hash": previous}
            row[names.index("hash")] = script.sha256(script.canonical(told))
        row[names.index("previous_hash")], previous = previous, row[names.index("hash")]
    log = write(tmp_path / "log.csv", rows)
    assert run(log)[0] == 0
    assert run(log, "--head", exported / "datapackage.json")[0] == 1


@pytest.mark.parametrize(
    "text", [b"", b"\xff\xfe", b'{"rows": 3}', b'{"rows": [{}]}', b"{", b"sequence,hash\r\n1,2\r\n", b'"a\r\n']
)
def test_what_is_no_log_cannot_be_read(tmp_path, text):
    path = tmp_path / "log"
    path.write_bytes(text)
    status, told = run(path)
    assert status == 2
    assert told.startswith("Cannot be read: ")


def test_a_wrong_flavour_head_or_name_is_said(exported, tmp_path):
    assert "the flavour for spreadsheets" in run(exported / "spreadsheet.csv")[1]
    assert run(tmp_path / "nothing.csv")[0] == 2
    assert run(exported / "verifications.csv", "--head", "abc")[0] == 2
    assert run(exported / "verifications.csv", "--head", exported / "verifications.json")[0] == 2


def tampered(rows, luck):
    """Return the rows with one thing changed, whichever luck chooses."""
    rows = [list(row) for row in rows]
    place = luck.randrange(1, len(rows))
    way = luck.choice(["cell", "cell", "cell", "drop", "twice", "swap", "short"])
    if way == "cell":
        column = luck.randrange(len(rows[0]))
        old = rows[place][column]
        at = luck.randrange(len(old) + 1)
        rows[place][column] = old[:at] + luck.choice("0aZ |é") + old[at + luck.randrange(2) :]
    elif way == "drop":
        del rows[place]
    elif way == "twice":
        rows.insert(place, rows[place])
    elif way == "swap":
        other = luck.randrange(1, len(rows))
        rows[place], rows[other] = rows[other], rows[place]
    else:
        rows[place].pop()
    return rows


@given(luck=st.randoms(use_true_random=False))
def test_every_tampering_is_found(exported, script, tmp_path_factory, luck):
    rows = rows_of(exported)
    changed = tampered(rows, luck)
    log = write(tmp_path_factory.getbasetemp() / "tampered.csv", changed)
    status = script.main([str(log), "--head", str(exported / "datapackage.json")])
    assert (status != 0) is (changed != rows)


def test_tamperings_are_found_by_the_script_itself(exported, tmp_path):
    luck, rows = random.Random(1), rows_of(exported)
    for _ in range(5):
        changed = tampered(rows, luck)
        status, told = run(write(tmp_path / "log.csv", changed), "--head", exported / "datapackage.json")
        assert (status == 1) is (changed != rows), told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hash", 7), ("hash", None), ("sequence", 2.0), ("sequence", True), ("disclosed", 1), ("disclosed", None),
        ("confirms", 1), ("note", "\ud800"), ("device", None), ("snapshot", {}), ("previous_hash", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", [1, 2])
def test_json_of_other_types_is_found(exported, tmp_path, script, name, value, place):
    document = json.loads((exported / "verifications.json").read_text(encoding="utf-8"))
    entry = document["rows"][place]
    unchanged = entry[name] == value and type(entry[name]) is type(value)
    entry[name] = value
    path = tmp_path / "log.json"
    path.write_text(json.dumps(document))
    assert (script.main([str(path)]) == 1) is not unchanged


def test_the_script_is_at_hand_for_a_visitor(client):
    response = client.get("/static/catalog/verify_log.py")
    assert content(response).startswith(b"#!/usr/bin/env python3")
