"""The start: what is read from where, and that a wrong value stops it with one clear line."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.database import database_from, journal_mode
from config.env import SERVER_VARIABLES, Environment, WrongSetting, load_environment, refuse_unknown_names
from config.settings import env as asked_by_settings

PROJECT = Path(__file__).resolve().parent.parent
GOOD_KEY = "k" * 50


@pytest.mark.parametrize("text", ["true", "TRUE", "1", "yes", "On"])
def test_words_for_true_are_true(text):
    assert Environment({"HTTPS": text}).boolean("HTTPS", False) is True


@pytest.mark.parametrize("text", ["false", "False", "0", "no", "off"])
def test_words_for_false_are_false(text):
    assert Environment({"HTTPS": text}).boolean("HTTPS", True) is False


@pytest.mark.parametrize("text", ["maybe", "2", "tru", "y", "n", "-", "true false"])
def test_any_other_word_for_a_boolean_stops_the_start(text):
    with pytest.raises(WrongSetting, match=r"^HTTPS: expected true or false, not "):
        Environment({"HTTPS": text}).boolean("HTTPS", True)


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_value_counts_as_not_set(text):
    assert Environment({"HTTPS": text}).boolean("HTTPS", True) is True


@pytest.mark.parametrize("text", ["0", "101", "ten", "1.5", "1e3", "٣", "9" * 40])
def test_a_number_outside_its_range_stops_the_start(text):
    with pytest.raises(WrongSetting, match="^DATABASE_POOL: expected a whole number from 1 to 100"):
        Environment({"DATABASE_POOL": text}).integer("DATABASE_POOL", 10, at_least=1, at_most=100)


def test_a_number_within_its_range_is_taken():
    assert Environment({"PORT": " 8080 "}).integer("PORT", 8000, at_least=1, at_most=65535) == 8080


def test_names_lose_blanks_and_empty_parts():
    assert Environment({"ALLOWED_HOSTS": "a.example, b.example,,"}).host_names("ALLOWED_HOSTS", []) == [
        "a.example",
        "b.example",
    ]


@pytest.mark.parametrize("text", ["Mars/Olympus", "../etc/passwd", "Europe"])
def test_an_unknown_time_zone_stops_the_start(text):
    with pytest.raises(WrongSetting, match="^TIME_ZONE: expected a time zone"):
        Environment({"TIME_ZONE": text}).time_zone("TIME_ZONE", "UTC")


@pytest.mark.parametrize("text", ["example.org", "ftp://example.org", "https://", "https://a b", "https://a/?q"])
def test_a_site_address_that_is_none_stops_the_start(text):
    with pytest.raises(WrongSetting, match="^SITE_URL: expected an address"):
        Environment({"SITE_URL": text}).web_address("SITE_URL")


def test_a_site_address_loses_the_slash_at_its_end():
    assert Environment({"SITE_URL": "https://a.example/"}).web_address("SITE_URL") == "https://a.example"


@pytest.mark.parametrize(("values", "words"), [({}, "is not set"), ({"SECRET_KEY": "short"}, "too short")])
def test_a_missing_or_short_secret_stops_the_start_and_names_the_cure(values, words):
    with pytest.raises(WrongSetting, match=f"^SECRET_KEY: .*{words}.* Make one.$") as stopped:
        Environment(values).secret("SECRET_KEY", "Make one.")
    assert "short'" not in str(stopped.value)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_the_real_environment_wins_over_the_file_of_the_data_folder(tmp_path):
    write(tmp_path / "var/.env", "HTTPS=false\nSITE_NAME='From the file'\n# SITE_URL=https://no.example\n\n")
    environment, folder = load_environment(tmp_path, {"HTTPS": "true"})
    assert folder == tmp_path / "var"
    assert environment.boolean("HTTPS", False) is True
    assert environment.text("SITE_NAME") == "From the file"
    assert environment.text("SITE_URL") == ""


def test_the_pointer_in_the_project_says_where_the_data_lie(tmp_path):
    write(tmp_path / ".env", "VAR_DIR=elsewhere\n")
    write(tmp_path / "elsewhere/.env", "SITE_NAME=Elsewhere\n")
    environment, folder = load_environment(tmp_path, {})
    assert folder == tmp_path / "elsewhere"
    assert environment.text("SITE_NAME") == "Elsewhere"


def test_a_real_var_dir_wins_over_the_pointer(tmp_path):
    write(tmp_path / ".env", "VAR_DIR=elsewhere\n")
    assert load_environment(tmp_path, {"VAR_DIR": "/srv/data"})[1] == Path("/srv/data")


def test_the_pointer_may_hold_nothing_but_var_dir(tmp_path):
    write(tmp_path / ".env", "VAR_DIR=x\nDEBUG=true\n")
    with pytest.raises(WrongSetting, match="only VAR_DIR belongs here, not DEBUG"):
        load_environment(tmp_path, {})


def test_a_line_that_is_no_assignment_is_named_by_file_and_line(tmp_path):
    write(tmp_path / "var/.env", "HTTPS=false\nDEBUG\n")
    with pytest.raises(WrongSetting, match=r"var/\.env, line 2: expected NAME=value"):
        load_environment(tmp_path, {})


def test_a_misspelt_name_in_the_file_stops_the_start(tmp_path):
    write(tmp_path / "var/.env", "HTPS=false\n")
    environment, folder = load_environment(tmp_path, {})
    environment.boolean("HTTPS", True)
    with pytest.raises(WrongSetting, match="HTPS is not a setting of this site"):
        refuse_unknown_names(environment, folder)


def test_a_postgres_address_is_percent_decoded():
    database = database_from("postgres://us%40er:p%2Fw%3A@db.example:5433/the%20name?sslmode=require", PROJECT)
    assert database["USER"] == "us@er"
    assert database["PASSWORD"] == "p/w:"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", "5433", "the name")
    assert database["OPTIONS"]["sslmode"] == "require"


def test_nobody_waits_without_end_for_a_lock_of_postgres():
    options = database_from("postgres://u:p@host/name", PROJECT)["OPTIONS"]["options"]
    assert "-c lock_timeout=10000" in options
    assert "-c idle_in_transaction_session_timeout=60000" in options


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("postgres://%2Fvar%2FRun%2Fpg/name", "/var/Run/pg", ""),
        ("postgresql://u:p@[::1]:5432/name", "::1", "5432"),
        ("postgres:///name", "", ""),
    ],
)
def test_a_postgres_host_may_be_a_socket_or_ipv6_or_left_out(address, host, port):
    database = database_from(address, PROJECT)
    assert (database["HOST"], database["PORT"]) == (host, port)


def test_a_sqlite_path_counts_from_the_project_unless_absolute():
    assert database_from("sqlite:///some%20where/db", PROJECT)["NAME"] == PROJECT / "some where/db"
    assert database_from("sqlite:////srv/db", PROJECT)["NAME"] == Path("/srv/db")


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:///",
        "sqlite:///folder/",
        "sqlite://relative",
        "mysql://u:geheim@host/name",
        "postgres://u:geheim@host",
        "postgres://u:geheim@host/a/b",
        "postgres://u:geheim@host:port/name",
        "postgres://u:geheim@host/name?sslmod=require",
        "db.sqlite3",
    ],
)
def test_an_address_of_no_database_stops_the_start_without_showing_the_password(address):
    with pytest.raises(WrongSetting, match="^DATABASE_URL: ") as stopped:
        database_from(address, PROJECT)
    assert "geheim" not in str(stopped.value)


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 0), "DELETE"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_wal_is_used_only_where_its_bug_is_mended(version, mode):
    assert journal_mode(version) == mode


def start(**values):
    """Run a command that loads the settings, with nothing of this test run's environment."""
    environ = {"PATH": os.environ["PATH"], "SECRET_KEY": GOOD_KEY, "VAR_DIR": "/nonexistent", **values}
    command = [sys.executable, "manage.py", "diffsettings", "--all"]
    return subprocess.run(command, cwd=PROJECT, env=environ, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    "name", ["DEBUG", "HTTPS", "BEHIND_PROXY", "SECOND_PERSON", "DATABASE_URL", "EMAIL_URL", "TIME_ZONE"]
)
def test_a_start_with_a_wrong_value_ends_with_one_line_that_names_it(name):
    finished = start(**{name: "perhaps"})
    assert finished.returncode == 1
    assert re.fullmatch(rf"{name}: .+\n", finished.stderr)


def test_debug_is_off_and_https_on_when_nobody_says_otherwise():
    printed = start().stdout
    assert re.search(r"^(### )?DEBUG = False", printed, re.MULTILINE)
    assert re.search(r"^SECURE_SSL_REDIRECT = True", printed, re.MULTILINE)
    assert re.search(r"^SECURE_HSTS_SECONDS = 63072000", printed, re.MULTILINE)


def readme_settings():
    """The variables of the table below the heading "Settings" of the README."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    section = re.search(r"^#+ Settings\n(.*?)(?=^#|\Z)", readme, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"^\|\s*`([A-Z_]+)`\s*\|", section[1], re.MULTILINE)) if section else set()


def test_the_readme_lists_every_setting_and_no_other():
    assert readme_settings() == {*asked_by_settings.asked, *SERVER_VARIABLES}


@pytest.mark.parametrize("wrong", ["*", "https://a.example", "a.example/", "a b", "a.example:8000", ".", "ä.example"])
def test_what_is_no_plain_host_name_stops_the_start(wrong):
    with pytest.raises(WrongSetting, match="ALLOWED_HOSTS"):
        Environment({"ALLOWED_HOSTS": f"good.example,{wrong}"}).host_names("ALLOWED_HOSTS", [])


@pytest.mark.parametrize("right", ["register.example", ".register.example", "localhost", "127.0.0.1", "[::1]"])
def test_a_host_name_is_taken_as_it_is(right):
    assert Environment({"ALLOWED_HOSTS": right}).host_names("ALLOWED_HOSTS", []) == [right]
