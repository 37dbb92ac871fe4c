"""pip for an environment without one: the file that was expected, or none."""

import io
import runpy
from hashlib import sha256
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / ".ci" / "first_pip.py"


@pytest.fixture
def script(monkeypatch):
    """Return the names of the script, for which PyPI answers with another file."""
    monkeypatch.setattr("urllib.request.urlopen", lambda address, timeout: io.BytesIO(b"another file"))
    return runpy.run_path(str(SCRIPT))


def test_another_file_than_expected_is_refused_and_not_kept(script, tmp_path):
    with pytest.raises(SystemExit, match="not the file that was expected"):
        script["fetch"](tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_kept_under_the_name_of_its_version(script, tmp_path, monkeypatch):
    monkeypatch.setitem(script["fetch"].__globals__, "SHA256", sha256(b"another file").hexdigest())
    wheel = script["fetch"](tmp_path)
    assert wheel.name.startswith("pip-")
    assert wheel.read_bytes() == b"another file"
