"""Failed guesses at a password, so that a login can be slowed down without trusting any header."""

import datetime

from django.db import models
from django.utils import timezone

from catalog.rules.verification_log import canonical, sha256

WINDOW = datetime.timedelta(minutes=5)
MOST_GUESSES = 10


class LoginGuess(models.Model):
    """One wrong password for a user name from an address, both only as a hash; or one being judged."""

    key = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"Guess at {self.at:%Y-%m-%d %H:%M}"

    @staticmethod
    def key_of(username, address):
        return sha256(canonical([username.casefold(), address]))

    @classmethod
    def begin(cls, key):
        """Count a guess before it is judged, so that guesses at the same moment are all counted; returns its row."""
        cls.objects.filter(at__lte=timezone.now() - WINDOW).delete()
        return cls.objects.create(key=key)

    @classmethod
    def too_many(cls, key):
        """Whether this user name and address have gone beyond their guesses, the one begun included."""
        return cls.objects.filter(key=key, at__gt=timezone.now() - WINDOW).count() > MOST_GUESSES
