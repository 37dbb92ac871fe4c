"""Reading several tables as they stood at one moment, without keeping anybody from writing."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_snapshot():
    """Read everything inside from one snapshot of the database.

    Inside a transaction that is already open, that one serves. On SQLite a transaction of Django's begins IMMEDIATE and
    takes the one writer's place, so a reading one is begun by hand; on PostgreSQL it is REPEATABLE READ.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _deferred():
            yield
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _deferred():
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
