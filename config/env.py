"""Strict readers for the environment: a wrong value stops the start with one clear line.

Where a value may come from, strongest first:

1. the real environment;
2. the project's `.env`, which may hold `VAR_DIR` and nothing else: it says where the data lie;
3. `.env` inside `VAR_DIR`.

An empty value counts as not set. Standard library only, so that it can run before Django does.
"""

import os
import re
from pathlib import Path
from zoneinfo import ZoneInfo

TRUE = frozenset({"true", "1", "yes", "on"})
FALSE = frozenset({"false", "0", "no", "off"})
# Read by `make site` (config/firstrun.py) from the real environment; no file may hold them but the pointer.
SERVER_VARIABLES = ("HOST", "PORT", "VAR_DIR")
_HOST = re.compile(r"\.?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9]+)?\]")
SECRET_LENGTH = 50  # characters; what Django's own deployment check asks for

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")


class WrongSetting(SystemExit):
    """A value that cannot be used. As a SystemExit it prints its one line instead of a traceback."""


def read_env_file(path):
    """Return the `NAME=value` lines of a file as a dict; {} when there is no such file.

    Blank lines and lines that begin with # are skipped, one pair of quotes around a value is taken off.
    Raises WrongSetting naming file and line for anything else, and for a file that cannot be read.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as problem:
        raise WrongSetting(f"{path}: cannot be read ({problem})") from problem
    values = {}
    for number, line in enumerate(lines, start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise WrongSetting(f"{path}, line {number}: expected NAME=value")
        values[match[1]] = _unquoted(match[2])
    return values


def _unquoted(value):
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


class Environment:
    """The values of one start, with a record of every name that was asked for.

    `asked` maps each name to its default as text, in the order of asking: the settings table of the
    README is compared with it.
    """

    def __init__(self, values):
        self.values = {name: value.strip() for name, value in values.items() if value.strip()}
        self.asked = {}

    def text(self, name, default=""):
        self.asked[name] = default
        return self.values.get(name, default)

    def secret(self, name, cure):
        """Return a value that has no default; `cure` says how to set it. Never shown in a message."""
        value = self.text(name)
        if not value:
            raise WrongSetting(f"{name}: is not set. {cure}")
        if len(value) < SECRET_LENGTH:
            raise WrongSetting(f"{name}: is too short to be secret. {cure}")
        return value

    def boolean(self, name, default):
        value = self.text(name, "true" if default else "false").lower()
        if value not in TRUE | FALSE:
            raise WrongSetting(f"{name}: expected true or false, not {value!r}")
        return value in TRUE

    def integer(self, name, default, at_least, at_most):
        value = self.text(name, str(default))
        if not re.fullmatch(r"-?[0-9]{1,18}", value) or not at_least <= int(value) <= at_most:
            raise WrongSetting(f"{name}: expected a whole number from {at_least} to {at_most}, not {value!r}")
        return int(value)

    def host_names(self, name, default):
        """Return a comma-separated list of host names; a leading dot stands for every name below.

        Refuses addresses and the star that would let the site answer to any name.
        """
        hosts = [part.strip() for part in self.text(name, ",".join(default)).split(",") if part.strip()]
        for host in hosts:
            if not _HOST.fullmatch(host):
                raise WrongSetting(f"{name}: expected plain host names such as register.example, not {host!r}")
        return hosts

    def time_zone(self, name, default):
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (OSError, KeyError, ValueError) as problem:
            raise WrongSetting(f"{name}: expected a time zone such as Europe/Berlin, not {value!r}") from problem
        return value

    def web_address(self, name, default=""):
        """Return an absolute http(s) address without a slash at its end, or "" when not set."""
        value = self.text(name, default)
        if value and not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+(/[^\s?#]*)?", value):
            raise WrongSetting(f"{name}: expected an address such as https://example.org, not {value!r}")
        return value.rstrip("/")

    def contact(self, name):
        """Return an address to write to, as RFC 9116 wants it (mailto:, https: or tel:), or "" when not set."""
        value = self.text(name)
        if value and not re.fullmatch(r"(?:mailto:[^@\s]+@[^@\s]+|https://\S+|tel:\+?[0-9-]+)", value, re.ASCII):
            raise WrongSetting(f"{name}: expected mailto:, https: or tel: and an address, not {value!r}")
        return value


def data_folder(project, environ=os.environ):
    """Return the absolute folder of the database, pictures and secrets; `var` in the project by default.

    A relative VAR_DIR counts from the project, wherever the command was typed.
    """
    pointer = read_env_file(project / ".env")
    others = sorted(set(pointer) - {"VAR_DIR"})
    if others:
        raise WrongSetting(f"{project / '.env'}: only VAR_DIR belongs here, not {', '.join(others)}")
    chosen = environ.get("VAR_DIR", "").strip() or pointer.get("VAR_DIR", "").strip() or "var"
    return Path(os.path.abspath(project / Path(chosen).expanduser()))


def load_environment(project, environ=os.environ):
    """Return (Environment, data folder) for a project folder, the files read in the order given above."""
    folder = data_folder(project, environ)
    return Environment({**read_env_file(folder / ".env"), **environ}), folder


def refuse_unknown_names(environment, folder):
    """Stop when the data folder's `.env` holds a name that nobody asked for: most often a slip of the pen."""
    unknown = sorted(set(read_env_file(folder / ".env")) - set(environment.asked))
    if unknown:
        raise WrongSetting(f"{folder / '.env'}: {', '.join(unknown)} is not a setting of this site")
