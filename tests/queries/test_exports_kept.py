"""Whole exports are kept while they are up to date, and two processes do not disturb each other."""

import datetime
import os
import time
from pathlib import Path

import pytest
from django.utils import timezone

from catalog.models import Revision
from catalog.queries import exports_kept
from catalog.queries.exports import whole_table
from catalog.queries.exports_kept import Edition, edition_now, kept
from tests import factories

pytestmark = pytest.mark.django_db
BASE = "https://register.example"


def edition(revision=1, day=1, base=BASE):
    moment = datetime.datetime(2026, 5, day, 12, tzinfo=datetime.UTC)
    return Edition(revision, moment, moment.date(), base)


def put(place, name="a.csv", text=b"text", rows=1):
    """Keep a file and close it; return its content."""

    def write(file):
        file.write(text)
        return rows

    with kept(place, name, write).file as file:
        return file.read()


def folders(settings):
    return sorted(p.name.split("-")[0] for p in Path(settings.EXPORTS_ROOT).iterdir() if p.is_dir())


def test_a_file_is_written_once_for_an_edition():
    assert put(edition(), text=b"first") == put(edition(), text=b"second") == b"first"


@pytest.mark.parametrize("other", [edition(2), edition(day=2), edition(base="https://other.example")])
def test_another_revision_day_or_address_is_another_file(other):
    put(edition(), text=b"first")
    assert put(other, text=b"second") == b"second"


def test_another_licence_or_release_is_another_file(settings, monkeypatch):
    seen = {edition().folder}
    settings.DATA_LICENCE = "CC0-1.0"
    seen.add(edition().folder)
    monkeypatch.setattr(exports_kept, "code_fingerprint", lambda: "newer")
    seen.add(edition().folder)
    assert len(seen) == 3


def test_a_kept_file_tells_its_rows_its_size_and_its_hash():
    put(edition(), text=b"three", rows=3)
    found = kept(edition(), "a.csv", None)
    found.file.close()
    assert (found.rows, found.size) == (3, 5)
    assert found.sha256 == "8b5b9db0c13db24256c829aa364aa90c6d2eba318b9232a4ab9313b954d3555f"


def test_older_editions_are_swept_and_who_reads_one_reads_to_the_end(settings):
    old = kept(edition(1), "a.csv", lambda file: file.write(b"old") and 1)
    put(edition(2), text=b"new")
    assert folders(settings) == ["2"]
    with old.file as file:
        assert file.read() == b"old"


def test_a_slow_process_does_not_sweep_what_is_newer(settings):
    put(edition(5))
    put(edition(4))
    assert folders(settings) == ["4", "5"]
    put(edition(6))
    assert folders(settings) == ["6"]


def test_of_many_addresses_the_newest_editions_are_kept(settings):
    for number in range(9):
        put(edition(base=f"https://{number}.example"))
    assert len(folders(settings)) == exports_kept.EDITIONS_KEPT


def test_what_has_no_name_of_ours_is_left_alone(settings):
    root = Path(settings.EXPORTS_ROOT)
    (root / "lost+found").mkdir(parents=True)
    (root / "notes.txt").write_text("An operator's")
    for path in (root / "lost+found", root / "notes.txt"):
        os.utime(path, (0, 0))
    assert put(edition(1)) == put(edition(2)) == b"text"
    assert folders(settings) == ["2", "lost+found"]
    assert (root / "notes.txt").exists()


def test_what_a_dead_process_left_is_swept_a_day_later(settings):
    put(edition(1))
    left = Path(settings.EXPORTS_ROOT) / "scratch-left"
    left.write_text("half")
    put(edition(2))
    assert left.exists()
    os.utime(left, times=(time.time() - 2 * 24 * 3600,) * 2)
    put(edition(3))
    assert not left.exists()


def test_a_failure_leaves_nothing_behind(settings):
    def write(file):
        file.write(b"half")
        raise RuntimeError("broken on purpose")

    for keep in (lambda: kept(edition(), "a.csv", write), lambda: exports_kept.loose(write)):
        with pytest.raises(RuntimeError):
            keep()
    assert not [path for path in Path(settings.EXPORTS_ROOT).rglob("*") if path.is_file()]


def test_two_processes_that_write_at_once_both_get_the_whole(settings):
    def write_late(file):
        assert put(edition(), text=b"same") == b"same"  # the other was quicker
        file.write(b"same")
        return 1

    with kept(edition(), "a.csv", write_late).file as file:
        assert file.read() == b"same"
    assert len(list(edition().folder.iterdir())) == 1


def test_a_folder_that_is_swept_at_the_last_moment_is_made_again(monkeypatch):
    replace, lost = os.replace, []

    def sweep_first(source, target):
        if not lost:
            lost.append(target)
            target.parent.rmdir()
        replace(source, target)

    monkeypatch.setattr(exports_kept.os, "replace", sweep_first)
    assert put(edition()) == b"text"
    assert lost


def test_an_edition_stands_since_the_last_change_or_since_midnight():
    assert edition_now(BASE).revision == 0
    factories.make_device(state="published")
    current = Revision.current()
    assert edition_now(BASE).since == current.at
    Revision.objects.update(at=timezone.now() - timezone.timedelta(days=2))
    assert timezone.localtime(edition_now(BASE).since).time() == datetime.time.min


def test_a_change_gives_a_new_table():
    factories.publish(factories.make_device("Trinity"))
    sizes = []
    for model in ("Mini", "Fix"):
        whole = whole_table(edition_now(BASE), "devices", "csv")
        whole.file.close()
        sizes.append(whole.rows)
        factories.publish(factories.make_device(model))
    assert sizes == [1, 2]
