"""The ground of the tests themselves: the database is emptied and armed again, strangers are unreachable."""

import socket

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from pytest_socket import SocketConnectBlockedError

from catalog.models import Verification, triggers
from config.checks import weaknesses
from tests.factories import make_verification


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_the_log_is_emptied_between_tests_and_refuses_changes_again(time):
    assert Verification.objects.count() == 0
    assert triggers.missing(connection) == []
    assert Group.objects.count() == 3
    make_verification()


def test_no_other_machine_can_be_reached():
    with socket.socket() as probe, pytest.raises(SocketConnectBlockedError), pytest.warns(UserWarning):
        probe.connect(("192.0.2.1", 80))


sqlite_only = pytest.mark.skipif(
    not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="SQLite keeps its options by connection"
)


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_sqlite_as_it_ships_keeps_its_word(monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")  # the tests alone run without
    assert list(weaknesses(connection)) == []


@sqlite_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("PRAGMA synchronous=NORMAL", "config.E002"),
        ("PRAGMA foreign_keys=OFF", "config.E003"),
        ("PRAGMA mmap_size=65536", "config.E004"),
    ],
)
def test_a_weaker_sqlite_is_reported(statement, expected):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(statement)
    try:
        assert [error.id for error in weaknesses(connection)] == [expected]
    finally:
        connection.close()  # the next one is opened with the options of the settings


@sqlite_only
@pytest.mark.django_db
def test_wal_is_reported_where_its_bug_is_not_mended(monkeypatch):
    monkeypatch.setattr("config.checks.pragma", lambda connection, name: {"journal_mode": "wal"}.get(name, 0) or 0)
    monkeypatch.setattr("config.checks.journal_mode", lambda: "DELETE")
    assert "config.E001" in {error.id for error in weaknesses(connection)}


@sqlite_only
@pytest.mark.django_db
def test_writers_that_would_fail_instead_of_queueing_are_reported(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    assert "config.E005" in {error.id for error in weaknesses(connection)}
