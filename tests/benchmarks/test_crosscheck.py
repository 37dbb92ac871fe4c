"""What a bulk file of full size costs. Runs with `make prove` alone: it takes half a minute."""

import json
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.openfda import a_row

PROJECT = Path(__file__).resolve().parents[2]
ROWS = 174_000
MOST_MEGABYTES = 300

pytestmark = pytest.mark.skipif(
    os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="writes a bulk file of full size: make prove"
)


def write_full_size(path):
    """Write ROWS rows as long as real ones: the block joined by product code names the firms of all."""
    block = {"regulation_number": "882.5890", "registration_number": [f"{n:010}" for n in range(100)]}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open("a.json", "w") as f:
        f.write(b'{"meta": {}, "results": [')
        for n in range(ROWS):
            row = a_row(f"K{n:06}", product_code="XYZ", openfda=block, applicant=f"Firm {n}")
            f.write((", " if n else "").encode() + json.dumps(row).encode())
        f.write(b"]}")


def manage(*arguments, folder):
    """Run a command of the site in a process of its own; return (exit status, output, its largest size in MB)."""
    environment = os.environ | {
        "VAR_DIR": str(folder),
        "SECRET_KEY": "k" * 50,
        "HTTPS": "false",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
    }
    command = [sys.executable, "manage.py", *arguments]
    with (folder / "output.txt").open("w+") as output:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        return process.returncode, output.read(), usage.ru_maxrss / 1024


def test_a_file_of_174000_records_is_compared_in_less_than_300_megabytes(tmp_path):
    bulk = tmp_path / "device-510k.json.zip"
    write_full_size(bulk)
    assert manage("migrate", folder=tmp_path)[0] == 0
    assert manage("load_starter", folder=tmp_path)[0] == 0
    began = time.monotonic()
    status, output, megabytes = manage("crosscheck_openfda", str(bulk), folder=tmp_path)
    seconds = time.monotonic() - began
    print(f"{ROWS} rows: {megabytes:.0f} MB, {seconds:.1f} s")  # noqa: T201  (the measurement itself)
    assert status == 1, output
    assert re.search(rf"^{ROWS} rows read, 0 without", output, re.MULTILINE)
    assert megabytes < MOST_MEGABYTES
