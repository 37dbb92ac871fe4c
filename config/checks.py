"""System checks of the ground: an SQLite that could lose what it acknowledged, a public site without its address."""

import sqlite3

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

from config.database import journal_mode

FULL = 2  # PRAGMA synchronous: 0 OFF, 1 NORMAL, 2 FULL, 3 EXTRA


@register(Tags.security, deploy=True)
def address_is_said(app_configs, **options):
    """Ask a public site for its address: links, feeds and exports would go by the name under which it was asked."""
    if settings.SITE_URL:
        return []
    return [Warning("SITE_URL is not set.", hint="Such as https://register.example", id="config.W001")]


@register(Tags.database)
def sqlite_keeps_its_word(app_configs, databases, **options):
    """Ask each SQLite connection how it is really held, and report what could lose a write."""
    errors = []
    for connection in (connections[alias] for alias in databases or ()):
        if connection.vendor == "sqlite":
            errors += list(weaknesses(connection))
    return errors


def weaknesses(connection):
    """Yield an Error for each way in which this SQLite connection departs from config/database.py."""
    if pragma(connection, "journal_mode") == "wal" and journal_mode() != "WAL":
        yield Error(
            f"SQLite {sqlite3.sqlite_version} may lose writes in WAL mode.",
            hint="Leave the journal mode to config/database.py.",
            id="config.E001",
        )
    if pragma(connection, "synchronous") < FULL:
        yield Error("SQLite does not wait for the disk.", hint="PRAGMA synchronous=FULL", id="config.E002")
    if not pragma(connection, "foreign_keys"):
        yield Error("SQLite does not check foreign keys.", id="config.E003")
    if pragma(connection, "mmap_size"):
        yield Error("SQLite maps its file into memory.", hint="PRAGMA mmap_size=0", id="config.E004")
    if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        yield Error("Two SQLite writers can fail instead of queueing.", id="config.E005")


def pragma(connection, name):
    """Return the value of one PRAGMA; None where this build or a database in memory has none."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
    return row[0] if row else None
