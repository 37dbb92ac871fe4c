"""Reminding verifiers: once a day, with what waits, and without any harm where there is no mail."""

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from catalog.models import Reminder
from tests.factories import days_ago, make_device, make_user, make_verification

pytestmark = pytest.mark.django_db


def remind(capsys, *options):
    call_command("remind_verifications", *options)
    return capsys.readouterr().out


def something_waits():
    make_verification(make_device(number="K181008").findings.get(), checked_on=days_ago(200))
    make_device(number="K181008")


def verifier(name="vera", **columns):
    return make_user(name, role="verifier", **{"email": f"{name}@example.org"} | columns)


def test_each_verifier_is_written_to_once_a_day(capsys):
    something_waits()
    verifier("vera")
    verifier("victor")
    printed = remind(capsys)
    assert "vera: sent\n" in printed
    assert "victor: sent\n" in printed
    assert {message.to[0] for message in mail.outbox} == {"vera@example.org", "victor@example.org"}
    assert "vera: reminded today already" in remind(capsys)
    assert len(mail.outbox) == 2


def test_the_next_day_they_are_written_to_again(capsys):
    something_waits()
    Reminder.objects.create(user=verifier(), sent_on=days_ago(1))
    remind(capsys)
    assert len(mail.outbox) == 1


def test_the_mail_says_what_waits_and_where_to_work_it(capsys, settings):
    settings.SITE_URL = "https://register.example"
    something_waits()
    verifier()
    remind(capsys)
    text = mail.outbox[0].body
    assert "    1  Overdue (oldest: last check" in text
    assert "    1  Never checked" in text
    assert "Drafts" not in text
    assert "https://register.example/admin/" in text
    assert mail.outbox[0].from_email == "register@example.org"


def test_only_active_verifiers_with_an_address_are_written_to(capsys):
    something_waits()
    verifier("gone", is_active=False)
    verifier("silent", email="")
    make_user("edith", role="editor", email="edith@example.org")
    assert "silent: no address" in remind(capsys)
    assert not mail.outbox
    assert not Reminder.objects.exists()


def test_a_dry_run_prints_and_sends_nothing(capsys, settings):
    settings.SENDS_MAIL = False
    something_waits()
    verifier()
    printed = remind(capsys, "--dry-run")
    assert "Never checked" in printed
    assert "vera: would be sent" in printed
    assert not mail.outbox
    assert not Reminder.objects.exists()


def test_without_a_mail_server_it_says_so_and_ends_well(capsys, settings):
    settings.SENDS_MAIL = False
    something_waits()
    verifier()
    assert remind(capsys) == "No mail server is named (EMAIL_URL): nothing was sent.\n"
    assert not Reminder.objects.exists()


def test_nobody_is_written_to_when_nothing_waits(capsys):
    verifier()
    assert "nothing was sent" in remind(capsys)
    assert not mail.outbox


def test_a_mail_that_fails_is_tried_again_by_the_next_run(capsys, monkeypatch):
    something_waits()
    verifier()
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", lambda *_: (_ for _ in ()).throw(OSError("no route")))
        with pytest.raises(CommandError, match="tries them again"):
            remind(capsys)
    assert "vera: not sent (no route)" in capsys.readouterr().out
    assert "vera: sent" in remind(capsys)


def test_the_database_keeps_a_second_reminder_of_a_day_out():
    user = verifier()
    Reminder.objects.create(user=user, sent_on=days_ago(0))
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(user=user, sent_on=days_ago(0))
