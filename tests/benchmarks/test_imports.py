"""What an import of full size costs, against saving its rows one by one. Runs with `make prove` alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ROWS = 10_000
# Of the time that saving one by one would take. Measured: 0.04 for devices, 0.14 for prices.
MOST_WAIT, MOST_PREVIEW = 0.3, 0.3

pytestmark = pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="imports 10,000 rows: make prove"
)


def importing(*arguments, folder):
    environment = os.environ | {
        "VAR_DIR": str(folder),
        "SECRET_KEY": "k" * 50,
        "HTTPS": "false",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
    }
    command = [sys.executable, "-m", "tests.benchmarks.importing", *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE).stdout


@pytest.mark.parametrize("table", ["devices", "prices"])
def test_others_wait_for_a_fraction_of_what_single_saves_would_take(tmp_path, table):
    importing("fill", folder=tmp_path)
    preview, step, commit, wait, saving = json.loads(importing("measure", table, ROWS, folder=tmp_path))
    print(  # noqa: T201  (the measurement itself)
        f"{ROWS} {table}: preview {preview:.1f} s, longest step {step:.1f} s, commit {commit:.1f} s, of which others "
        f"wait {wait:.1f} s; one by one {saving:.1f} s"
    )
    assert wait < MOST_WAIT * saving
    assert preview < MOST_PREVIEW * saving
