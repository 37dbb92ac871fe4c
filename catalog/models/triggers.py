"""Triggers that keep the log of verifications append-only and published devices in existence, on both engines.

Made after every migrate: on SQLite a table rebuild silently drops them. Whoever owns the database can still lift
them; what proves the log then is its chain of hashes.
"""

_LOG, _DEVICE = "catalog_verification", "catalog_device"
_LOG_REFUSAL = "The log of verifications is append-only."
_DEVICE_REFUSAL = "A device that was published is withdrawn, never deleted."

# On SQLite, INSERT OR REPLACE deletes the row in its way without firing the delete trigger.
_SQLITE = {
    "verification_no_update": f"BEFORE UPDATE ON {_LOG} BEGIN SELECT RAISE(ABORT, '{_LOG_REFUSAL}'); END",
    "verification_no_delete": f"BEFORE DELETE ON {_LOG} BEGIN SELECT RAISE(ABORT, '{_LOG_REFUSAL}'); END",
    "verification_no_replace": (
        f"BEFORE INSERT ON {_LOG} WHEN EXISTS (SELECT 1 FROM {_LOG} WHERE id = NEW.id OR sequence = NEW.sequence "  # noqa: S608
        "OR hash = NEW.hash OR previous_hash = NEW.previous_hash) "
        f"BEGIN SELECT RAISE(ABORT, '{_LOG_REFUSAL}'); END"
    ),
    "device_no_delete": (
        f"BEFORE DELETE ON {_DEVICE} WHEN OLD.published_at IS NOT NULL "
        f"BEGIN SELECT RAISE(ABORT, '{_DEVICE_REFUSAL}'); END"
    ),
    "device_no_unpublishing": (
        f"BEFORE UPDATE ON {_DEVICE} WHEN OLD.published_at IS NOT NULL AND NEW.published_at IS NULL "
        f"BEGIN SELECT RAISE(ABORT, '{_DEVICE_REFUSAL}'); END"
    ),
    "device_no_replacing_update": (
        f"BEFORE UPDATE ON {_DEVICE} WHEN EXISTS (SELECT 1 FROM {_DEVICE} WHERE published_at IS NOT NULL "  # noqa: S608
        "AND id <> OLD.id AND (id = NEW.id OR slug = NEW.slug OR (brand_id = NEW.brand_id AND model = NEW.model))) "
        f"BEGIN SELECT RAISE(ABORT, '{_DEVICE_REFUSAL}'); END"
    ),
    "device_no_replace": (
        f"BEFORE INSERT ON {_DEVICE} WHEN EXISTS (SELECT 1 FROM {_DEVICE} WHERE published_at IS NOT NULL "  # noqa: S608
        "AND (id = NEW.id OR slug = NEW.slug OR (brand_id = NEW.brand_id AND model = NEW.model))) "
        f"BEGIN SELECT RAISE(ABORT, '{_DEVICE_REFUSAL}'); END"
    ),
}
_POSTGRES = {
    "verification_no_change": (
        f"BEFORE UPDATE OR DELETE ON {_LOG} FOR EACH ROW EXECUTE FUNCTION catalog_refuse('{_LOG_REFUSAL}')"
    ),
    "verification_no_truncate": f"BEFORE TRUNCATE ON {_LOG} EXECUTE FUNCTION catalog_refuse('{_LOG_REFUSAL}')",
    "device_no_delete": (
        f"BEFORE DELETE ON {_DEVICE} FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) "
        f"EXECUTE FUNCTION catalog_refuse('{_DEVICE_REFUSAL}')"
    ),
    "device_no_unpublishing": (
        f"BEFORE UPDATE ON {_DEVICE} FOR EACH ROW WHEN (OLD.published_at IS NOT NULL AND NEW.published_at IS NULL) "
        f"EXECUTE FUNCTION catalog_refuse('{_DEVICE_REFUSAL}')"
    ),
    "device_no_truncate": f"BEFORE TRUNCATE ON {_DEVICE} EXECUTE FUNCTION catalog_refuse('{_DEVICE_REFUSAL}')",
}
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION catalog_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def _table(name):
    return _DEVICE if name.startswith("device") else _LOG


def make(connection):
    """Make every trigger anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for name, body in _wanted(connection).items():
            _drop(connection, cursor, name)
            cursor.execute(f"CREATE TRIGGER {name} {body}")


def lift(connection):
    """Take every trigger away: only for emptying a test database."""
    with connection.cursor() as cursor:
        for name in _wanted(connection):
            _drop(connection, cursor, name)


def missing(connection):
    """Return the names of the triggers that ought to be there and are not."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {row[0] for row in cursor.fetchall()}
    return sorted(_wanted(connection).keys() - present)


def _wanted(connection):
    return _POSTGRES if connection.vendor == "postgresql" else _SQLITE


def _drop(connection, cursor, name):
    on = f" ON {_table(name)}" if connection.vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
