"""Bring pip into a virtual environment that was made without one.

Debian keeps it apart, in python3-venv, which only root can install. pip is fetched from PyPI by address and SHA-256.
"""

import hashlib
import runpy
import sys
import tempfile
import urllib.request
from pathlib import Path

ADDRESS = (
    "https://files.pythonhosted.org/packages/44/3c/d717024885424591d5376220b5e836c2d5293ce2011523c9de23ff7bf068"
    "/pip-25.3-py3-none-any.whl"
)
SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"


def fetch(folder):
    """Keep the wheel in a folder and return its path. Raises OSError; exits when it is another file than expected."""
    with urllib.request.urlopen(ADDRESS, timeout=60) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise SystemExit(f"{ADDRESS} is not the file that was expected.")
    wheel = Path(folder, ADDRESS.rpartition("/")[2])
    wheel.write_bytes(content)
    return wheel


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        wheel = str(fetch(folder))
        # A wheel of pip is pip: it installs itself.
        sys.path.insert(0, wheel)
        sys.argv = ["pip", "install", "-qq", "--no-index", "--disable-pip-version-check", wheel]
        runpy.run_module("pip", run_name="__main__")
