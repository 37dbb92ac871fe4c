"""Failed guesses at a password, so that a login can be slowed down without trusting any header."""

import datetime

from django.db import models
from django.utils import timezone

from catalog.rules.networks import network_of
from catalog.rules.verification_log import canonical, sha256

WINDOW = datetime.timedelta(minutes=5)
MOST_GUESSES = 10  # within WINDOW, for a name from one network
SIEGE_WINDOW = datetime.timedelta(hours=1)
SIEGE = 50  # within SIEGE_WINDOW, for a name from all networks together
MOST_IN_A_SIEGE = 3  # within SIEGE_WINDOW, for that name from one network
_HALF = 32  # characters of each half of a key


class LoginGuess(models.Model):
    """One wrong password for a user name from a network, both only as a hash; or one being judged.

    The first half of the key tells the name, the second the network, so that one row counts for both.
    """

    key = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"Guess at {self.at:%Y-%m-%d %H:%M}"

    @staticmethod
    def key_of(username, address):
        name, network = sha256(canonical([username.casefold()])), sha256(canonical([network_of(address)]))
        return name[:_HALF] + network[:_HALF]

    @classmethod
    def begin(cls, key):
        """Count a guess before it is judged, so that guesses at the same moment are all counted; returns its row."""
        cls.objects.filter(at__lte=timezone.now() - SIEGE_WINDOW).delete()
        return cls.objects.create(key=key)

    @classmethod
    def wait(cls, key):
        """Return how long this name has to wait at this network, the guess begun included; zero for not at all.

        A name that is guessed at from many networks at once is never shut: else a stranger with enough addresses
        could keep an editor out. Each network merely has fewer guesses at it, so whoever knows the password and comes
        from a network of their own still gets in, and a stranger has 3 an hour instead of 120.
        """
        now = timezone.now()
        from_here = cls.objects.filter(key=key)
        if from_here.filter(at__gt=now - WINDOW).count() > MOST_GUESSES:
            return WINDOW
        if from_here.filter(at__gt=now - SIEGE_WINDOW).count() > MOST_IN_A_SIEGE and cls._besieged(key, now):
            return SIEGE_WINDOW
        return datetime.timedelta(0)

    @classmethod
    def _besieged(cls, key, now):
        name = key[:_HALF]
        at_it = cls.objects.filter(key__range=(name, f"{name}g"), at__gt=now - SIEGE_WINDOW)  # g: after all hex digits
        return len(at_it.values_list("pk")[: SIEGE + 1]) > SIEGE
