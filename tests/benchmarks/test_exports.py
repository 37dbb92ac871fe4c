"""That the memory of an export does not grow with its rows. Runs with `make prove` alone: it takes some minutes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
# Table → (devices, prices) of a small catalogue and of a large one. The small ones are large enough that whatever
# grows with the first rows (chunks, caches, what the collector of garbage has not met yet) has grown.
SIZES = {"prices": ((4_000, 40_000), (4_000, 1_000_000)), "devices": ((4_000, 4_000), (40_000, 40_000))}
MOST_KB_MORE = 10_000  # ten bytes a price that is kept would be found

pytestmark = pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="writes a million rows: make prove"
)


def exporting(*arguments, folder):
    environment = os.environ | {
        "VAR_DIR": str(folder),
        "SECRET_KEY": "k" * 50,
        "HTTPS": "false",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
    }
    command = [sys.executable, "-m", "tests.benchmarks.exporting", *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE).stdout


@pytest.mark.parametrize("table", SIZES)
def test_more_rows_take_no_more_memory(tmp_path, table):
    measured = []
    for devices, prices in SIZES[table]:
        folder = tmp_path / f"{devices}-{prices}"
        folder.mkdir()
        exporting("fill", devices, prices, folder=folder)
        measured.append(json.loads(exporting("export", table, folder=folder)))
    for rows, process, seconds in measured:
        print(f"{table}, {rows} rows: {process / 1e3:.0f} MB in all, {seconds} s")  # noqa: T201  (the measurement itself)
    few, many = measured
    assert many[0] >= 10 * few[0]
    assert many[1] < few[1] + MOST_KB_MORE
