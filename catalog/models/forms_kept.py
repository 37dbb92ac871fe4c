"""What keeps an editor's work from being lost or doubled: sent forms, and forms whose session had ended."""

from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """The one-time token of a form that has been carried out: sent again, it makes nothing new."""

    token = models.CharField(max_length=64, unique=True)
    result = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"Form sent at {self.at:%Y-%m-%d %H:%M}"


class KeptForm(models.Model):
    """What somebody had typed when their session ended; given back to them, and to nobody else, after login."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.CharField(max_length=500)
    values = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "address"],
                name="one_kept_form_of_an_address",
                violation_error_message="One form is kept for an address.",
            )
        ]

    def __str__(self):
        return f"Form of {self.at:%Y-%m-%d %H:%M}"
