"""Files are whole and on the disk, or not there at all."""

import os

import pytest

from catalog.actions.files import store_bytes


def test_a_stored_file_holds_its_bytes_and_nothing_else_is_left(tmp_path):
    path = store_bytes(tmp_path / "new", "a.pdf", b"bytes")
    assert path.read_bytes() == b"bytes"
    assert [p.name for p in path.parent.iterdir()] == ["a.pdf"]


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    store_bytes(tmp_path, "a.pdf", b"first")
    assert store_bytes(tmp_path, "a.pdf", b"second").read_bytes() == b"first"


def test_a_disk_that_is_full_leaves_no_half_file(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store_bytes(tmp_path, "a.pdf", b"bytes")
    assert list(tmp_path.iterdir()) == []
