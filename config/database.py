"""Which database, from one address, and how each engine is held so that nothing acknowledged is lost.

Why these options: docs/decisions, "Engines and pragmas".
"""

import re
import sqlite3
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from config.env import WrongSetting

POSTGRES_SCHEMES = frozenset({"postgres", "postgresql"})
POSTGRES_OPTIONS = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout"})
# Milliseconds: waiting for a lock longer than this ends in "try again", as it does on SQLite after 20 s; and whoever
# was cut off in the middle of a transaction holds up nobody for more than a minute.
POSTGRES_LIMITS = {"lock_timeout": 10_000, "idle_in_transaction_session_timeout": 60_000}
EXPECTED = "expected sqlite:///path or postgres://user:password@host:port/name"


def journal_mode(version=sqlite3.sqlite_version_info):
    """Return WAL where the SQLite library has the fix of the WAL-reset bug, else DELETE.

    Fixed in 3.51.3 and, carried back, in 3.50.7 and 3.44.6 (https://sqlite.org/wal.html).
    """
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return "WAL" if fixed else "DELETE"


def sqlite_database(path):
    """IMMEDIATE takes the write lock at BEGIN, so that two writers queue instead of one failing."""
    pragmas = f"PRAGMA journal_mode={journal_mode()}; PRAGMA synchronous=FULL; PRAGMA mmap_size=0"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
    }


def postgres_database(parts, pool_size):
    """A pool and CONN_MAX_AGE exclude each other; the checks keep it from handing out a dead connection."""
    # Not parts.hostname: that is in lower case, which would spoil the folder of a socket.
    host = re.sub(r":\d*$", "", parts.netloc.rpartition("@")[2]).strip("[]")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    strange = sorted(set(options) - POSTGRES_OPTIONS)
    if strange:
        raise WrongSetting(f"DATABASE_URL: unknown option {', '.join(strange)}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": "5",
            "options": " ".join(f"-c {name}={value}" for name, value in POSTGRES_LIMITS.items()),
            "pool": {"min_size": 1, "max_size": pool_size, "timeout": 10},
            **options,
        },
    }


def database_from(address, project, pool_size=10):
    """Return Django's settings for `sqlite:///path` (relative to the project) or `postgres://…`.

    Names and passwords are percent-decoded. Raises WrongSetting, never showing the password.
    """
    if address.startswith("sqlite:///"):
        name = unquote(address.removeprefix("sqlite:///"))
        if not name or name.endswith("/"):
            raise WrongSetting(f"DATABASE_URL: names no file; {EXPECTED}")
        return sqlite_database(Path(project) / name)
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  a port that is no number raises here
    except ValueError as problem:
        raise WrongSetting(f"DATABASE_URL: cannot be read; {EXPECTED}") from problem
    if parts.scheme not in POSTGRES_SCHEMES or parts.fragment or not re.fullmatch(r"/[^/]+", parts.path):
        raise WrongSetting(f"DATABASE_URL: {EXPECTED}")
    return postgres_database(parts, pool_size)
