"""Guesses at a password: what counts together, and for how long."""

import pytest
from django.utils import timezone

from catalog.models import LoginGuess
from catalog.models.login import MOST_GUESSES, MOST_IN_A_SIEGE, SIEGE, SIEGE_WINDOW, WINDOW

pytestmark = pytest.mark.django_db


def test_guesses_are_counted_by_name_and_address_for_five_minutes():
    key = LoginGuess.key_of("Ana", "192.0.2.1")
    assert key == LoginGuess.key_of("ana", "192.0.2.1") != LoginGuess.key_of("ana", "192.0.2.2")
    for _ in range(MOST_GUESSES):
        LoginGuess.begin(key)
        assert not LoginGuess.wait(key)
    LoginGuess.begin(key)
    assert LoginGuess.wait(key)
    assert not LoginGuess.wait(LoginGuess.key_of("ana", "192.0.2.2"))
    LoginGuess.objects.update(at=timezone.now() - WINDOW)
    assert not LoginGuess.wait(key)


def test_guesses_that_no_longer_count_are_forgotten():
    LoginGuess.objects.create(key="old", at=timezone.now() - SIEGE_WINDOW)
    LoginGuess.begin("new")
    assert [guess.key for guess in LoginGuess.objects.all()] == ["new"]


def test_a_guess_names_neither_user_nor_address():
    LoginGuess.begin(LoginGuess.key_of("ana", "192.0.2.1"))
    guess = LoginGuess.objects.get()
    assert "ana" not in f"{guess.key}{guess}"
    assert "192" not in str(guess)


@pytest.mark.parametrize("address", ["2001:db8::{}", "::ffff:192.0.2.1", "::FFFF:c000:201"])
def test_one_customers_addresses_are_counted_together(address):
    for n in range(MOST_GUESSES):
        LoginGuess.begin(LoginGuess.key_of("ana", address.format(n)))
    one = "192.0.2.1" if "ffff" in address.lower() else "2001:db8::ff:1"
    key = LoginGuess.key_of("ana", one)
    LoginGuess.begin(key)
    assert LoginGuess.wait(key) == WINDOW
    assert not LoginGuess.wait(LoginGuess.key_of("ana", "2001:db8:0:1::1"))


def guess_from_everywhere(name, times):
    LoginGuess.objects.bulk_create(
        LoginGuess(key=LoginGuess.key_of(name, f"10.0.{n // 250}.{n % 250}")) for n in range(times)
    )


def test_a_name_that_is_guessed_at_from_everywhere_has_fewer_guesses_from_each_network():
    guess_from_everywhere("ana", SIEGE)
    mine, other = LoginGuess.key_of("ana", "192.0.2.1"), LoginGuess.key_of("bob", "192.0.2.1")
    for _ in range(MOST_IN_A_SIEGE):
        LoginGuess.begin(mine)
        LoginGuess.begin(other)
        assert not LoginGuess.wait(mine)
    for key in (mine, other):
        LoginGuess.begin(key)
    assert LoginGuess.wait(mine) == SIEGE_WINDOW
    assert not LoginGuess.wait(other)
    LoginGuess.objects.update(at=timezone.now() - SIEGE_WINDOW)
    assert not LoginGuess.wait(mine)
