"""That the memory of an export does not grow with its rows. Runs with `make prove` alone: it takes some minutes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
# Prices; a tenth as many devices. With fewer, what the collector of garbage has not met yet still grows.
FEW, MANY = 40_000, 400_000
MOST_TIMES = 1.3  # the most memory that ten times the rows may take

pytestmark = pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="writes 400,000 rows: make prove"
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


@pytest.mark.parametrize("table", ["prices", "devices"])
def test_ten_times_the_rows_take_no_more_memory(tmp_path, table):
    measured = []
    for rows in (FEW, MANY):
        folder = tmp_path / str(rows)
        folder.mkdir()
        exporting("fill", rows, folder=folder)
        measured.append(json.loads(exporting("export", table, folder=folder)))
    for rows, held, process, seconds in measured:
        print(f"{table}, {rows} rows: {held / 1e6:.1f} MB of Python, {process / 1e3:.0f} MB in all, {seconds} s")  # noqa: T201
    few, many = measured
    assert many[0] == 10 * few[0]
    assert many[1] < MOST_TIMES * few[1]
    assert many[2] < MOST_TIMES * few[2]
