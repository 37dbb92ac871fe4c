"""The mail server: what its address may be, and what Django is told of it."""

import subprocess
import sys

import pytest

from config.env import WrongSetting
from config.mail import mail_from, sender_from
from tests.test_environment import GOOD_KEY, PROJECT, start


def test_without_an_address_there_is_no_mail():
    assert mail_from("") == {}
    assert sender_from("", needed=False) == ""


@pytest.mark.parametrize(
    ("address", "port", "use_ssl", "use_tls"),
    [
        ("smtps://u:p%40ss@mail.example", 465, True, False),
        ("smtp+starttls://u:p%40ss@mail.example", 587, False, True),
        ("smtps://u:p%40ss@mail.example:2465/", 2465, True, False),
    ],
)
def test_the_scheme_says_how_mail_is_encrypted(address, port, use_ssl, use_tls):
    found = mail_from(address)
    assert (found["host"], found["port"], found["use_ssl"], found["use_tls"]) == (
        "mail.example", port, use_ssl, use_tls
    )  # fmt: skip
    assert (found["username"], found["password"]) == ("u", "p@ss")


def test_a_relay_that_asks_for_no_password_needs_no_encryption():
    assert mail_from("smtp://localhost")["port"] == 25


@pytest.mark.parametrize(
    "address",
    [
        "mail.example", "http://u:geheim@mail.example", "smtps://", "smtps://u:geheim@mail.example:port",
        "smtps://u:geheim@mail.example/box", "smtps://u:geheim@mail.example?tls=no", "smtp://u:geheim@mail.example",
    ],
)  # fmt: skip
def test_a_wrong_address_stops_the_start_without_showing_the_password(address):
    with pytest.raises(WrongSetting, match="^EMAIL_URL: ") as stopped:
        mail_from(address)
    assert "geheim" not in str(stopped.value)


@pytest.mark.parametrize("address", ["nobody", "a@b@c", "Name <a@example.org>", "a b@example.org"])
def test_a_sender_that_is_no_address_stops_the_start(address):
    with pytest.raises(WrongSetting, match="^EMAIL_FROM: expected an address"):
        sender_from(address, needed=True)


def test_a_server_without_a_sender_stops_the_start():
    assert start(EMAIL_URL="smtp://localhost").stderr.startswith("EMAIL_FROM: is not set, but EMAIL_URL is")


def test_django_is_told_of_the_server_in_the_way_that_it_knows():
    code = (
        "import django; from django.conf import settings as s; from django.core import mail\n"
        "django.setup()\n"
        "box = mail.mailers['default'] if django.VERSION >= (6, 1) else mail.get_connection()\n"
        "print(box.host, box.port, box.username, box.use_ssl, box.use_tls, s.DEFAULT_FROM_EMAIL)"
    )
    environ = {
        "SECRET_KEY": GOOD_KEY, "VAR_DIR": "/nonexistent", "EMAIL_URL": "smtps://u:p@mail.example",
        "EMAIL_FROM": "register@example.org", "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=PROJECT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.stdout == "mail.example 465 u True False register@example.org\n", finished.stderr
