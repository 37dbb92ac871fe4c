"""An export is of one moment and whole, however slow its reader, whatever is saved meanwhile, whatever fails."""

import errno
import gzip
import hashlib
import io
import json
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from catalog.models import Device
from catalog.queries import exports_kept
from catalog.queries.tables import TABLES
from config.database import journal_mode
from tests import factories
from tests.exported import content, make_catalogue

in_earnest = pytest.mark.django_db(transaction=True)
PACKED = {"accept-encoding": "gzip"}
PATIENCE = 15  # seconds; who waits for a lock waits for longer


def elsewhere(work):
    """Do work in a thread of its own, with a connection of its own; return the future."""

    def act():
        try:
            return work()
        finally:
            connection.close()

    thread = ThreadPoolExecutor(1)
    try:
        return thread.submit(act)
    finally:
        thread.shutdown(wait=False)


def rewrite():
    """Change every table of data a little: a name, a price, a note, a device more."""
    with transaction.atomic():
        device = Device.objects.get(slug="nuface-trinity")
        device.note, device.brand.name = "After", "After"
        device.save()
        device.brand.save()
        factories.make_price(device, "1.00", note="After")
        factories.publish(factories.make_device("After"))


@pytest.fixture
def catalogue(db):
    """More than a reader takes at once (64 KB and more that wait in buffers)."""
    trinity = make_catalogue()
    for number in range(40):
        factories.make_price(trinity, f"{number + 1}.00", retailer=f"Shop {number}", note="before " * 40)
    return trinity


@in_earnest
@pytest.mark.parametrize(
    ("address", "accepted"), [("/data/prices.csv", {}), ("/data/prices.json", PACKED), ("/devices.csv?sort=newest", {})]
)
def test_a_slow_reader_keeps_nobody_from_saving_and_reads_what_stood_when_they_asked(
    client, catalogue, address, accepted
):
    stood = content(client.get(address))
    response = client.get(address, headers=accepted)
    parts = iter(response)
    begun = next(parts)
    assert not connection.in_atomic_block
    assert connection.get_autocommit()
    elsewhere(rewrite).result(timeout=PATIENCE)
    after = content(client.get(address))
    whole = begun + b"".join(parts)
    assert len(whole) == int(response.headers["Content-Length"])
    assert (gzip.decompress(whole) if accepted else whole) == stood
    assert b"After" in after


@in_earnest
def test_all_tables_of_an_archive_are_of_one_moment_though_somebody_saves_between_them(client, catalogue, monkeypatch):
    stood = {name: content(client.get(f"/data/{name}.csv?flavour=data")) for name in TABLES if name != "devices"}
    monkeypatch.setattr(exports_kept, "_found", lambda folder, name: None)  # whatever is kept is written anew
    saved, every_feature = [], TABLES["features"].every

    def save_now(scope):
        if not saved:
            saved.append(elsewhere(rewrite))
            if connection.vendor == "postgresql" or journal_mode() == "WAL":
                saved[0].result(timeout=PATIENCE)
        return every_feature(scope)

    monkeypatch.setitem(TABLES["features"].__dict__, "every", save_now)
    archive = zipfile.ZipFile(io.BytesIO(content(client.get("/data/catalogue.zip"))))
    saved[0].result(timeout=PATIENCE)
    assert {name: archive.read(f"{name}.csv") for name in stood} == stood
    assert b"After" not in archive.read("devices.csv")
    assert b"After" in content(client.get("/devices.csv"))


class FullDisk(io.FileIO):
    """A file on a disk that is full after a few bytes."""

    def write(self, data):
        if self.tell() + len(data) > 100:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def on_a_full_disk(descriptor, mode="w+b"):
    return io.BufferedRandom(FullDisk(descriptor, "r+b"))


EXPORTS = [
    "/data/prices.csv", "/data/prices.json", "/devices.csv", "/devices.csv?sort=newest", "/data/catalogue.zip",
    "/data/datapackage.json",
]  # fmt: skip


@pytest.mark.parametrize("accepted", [{}, PACKED])
def test_on_a_full_disk_an_export_is_an_error_that_leaves_nothing_and_passes(
    client, catalogue, settings, tmp_path, accepted
):
    client.raise_request_exception = False
    for number, address in enumerate(EXPORTS):
        settings.EXPORTS_ROOT = tmp_path / str(number)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(exports_kept.os, "fdopen", on_a_full_disk)
            patch.setattr(exports_kept.tempfile, "TemporaryFile", lambda dir: on_a_full_disk(os.memfd_create("loose")))
            response = client.get(address, headers=accepted)
            problem = json.loads(response.content)
        assert (response.status_code, problem["status"]) == (500, 500), address
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        for path in settings.EXPORTS_ROOT.rglob("*.*"):  # tables that were finished before
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name.split("~")[2]
        assert not list(settings.EXPORTS_ROOT.glob("scratch-*")), address
        assert client.head(address, headers=accepted).status_code == 200
