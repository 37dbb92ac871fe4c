"""The staff entrance: it opens for the right password, and slows down for guesses."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import LoginGuess
from tests.admin.pages import text_of
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def enter(client, name, password, **headers):
    return client.post(reverse("admin:login"), {"username": name, "password": password}, **headers)


def guess(client, name, times, **headers):
    for _ in range(times):
        answer = enter(client, name, "wrong", **headers)
    return answer


def test_staff_get_in_and_others_do_not(client):
    make_user("grace", role="editor")
    make_user("visitor")
    assert enter(client, "visitor", PASSWORD).status_code == 200
    assert enter(client, "grace", PASSWORD).status_code == 302


def test_the_eleventh_guess_waits_even_with_the_right_password(client):
    make_user("grace", role="editor")
    assert "Too many" not in text_of(guess(client, "grace", 10))
    assert "Too many wrong guesses" in text_of(enter(client, "grace", PASSWORD))


def test_nine_guesses_do_not_keep_the_right_password_out(client):
    make_user("grace", role="editor")
    guess(client, "grace", 9)
    assert enter(client, "grace", PASSWORD).status_code == 302


def test_the_door_opens_again_after_five_minutes(client):
    make_user("grace", role="editor")
    guess(client, "grace", 10)
    LoginGuess.objects.update(at=timezone.now() - datetime.timedelta(minutes=5, seconds=1))
    assert enter(client, "grace", PASSWORD).status_code == 302


def errors_of(response):
    return [str(error) for error in response.context["form"].non_field_errors()]


def test_known_and_unknown_names_hear_the_same(client):
    make_user("grace", role="editor")
    make_user("left", role="editor", is_active=False)
    names = ("grace", "nobody", "left")
    assert len({tuple(errors_of(guess(client, name, 1))) for name in names}) == 1
    assert len({tuple(errors_of(guess(client, name, 10))) for name in names}) == 1


def test_a_forged_forwarding_header_changes_nothing(client):
    make_user("grace", role="editor")
    for place in range(10):
        enter(client, "grace", "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{place}", HTTP_X_REAL_IP=f"10.0.0.{place}")
    answer = enter(client, "grace", PASSWORD, HTTP_X_FORWARDED_FOR="10.9.9.9", HTTP_FORWARDED="for=10.9.9.9")
    assert "Too many wrong guesses" in text_of(answer)


def test_another_address_and_another_name_are_counted_apart(client):
    make_user("grace", role="editor")
    make_user("ada", role="editor")
    guess(client, "grace", 10)
    assert enter(client, "ada", PASSWORD).status_code == 302
    assert enter(client, "grace", PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_the_spelling_of_a_name_gives_no_further_guesses(client):
    guess(client, "grace", 5)
    guess(client, "GRACE", 5)
    assert "Too many" in text_of(enter(client, "Grace", "wrong"))


def test_an_empty_form_is_refused_without_a_guess(client):
    assert "required" in text_of(enter(client, "", ""))


def test_guesses_from_many_addresses_of_one_customer_wait(client):
    make_user("grace", role="editor")
    for place in range(10):
        enter(client, "grace", "wrong", REMOTE_ADDR=f"2001:db8::{place}")
    answer = enter(client, "grace", PASSWORD, REMOTE_ADDR="2001:db8::cafe")
    assert "Too many wrong guesses. Wait 5 minutes" in text_of(answer)


def test_a_name_under_siege_is_slowed_everywhere_and_shut_nowhere(client, monkeypatch):
    monkeypatch.setattr("catalog.models.login.SIEGE", 5)
    make_user("grace", role="editor")
    for place in range(6):
        enter(client, "grace", "wrong", REMOTE_ADDR=f"198.51.100.{place}")
    guess(client, "grace", 3, REMOTE_ADDR="203.0.113.1")
    assert "Wait 60 minutes" in text_of(enter(client, "grace", PASSWORD, REMOTE_ADDR="203.0.113.1"))
    assert enter(client, "grace", PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302
