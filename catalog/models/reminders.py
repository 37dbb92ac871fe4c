"""That a verifier has been reminded on a day, so that nobody is written to twice."""

from django.conf import settings
from django.db import models


class Reminder(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sent_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "sent_on"],
                name="one_reminder_a_day",
                violation_error_message="This person has been reminded today.",
            )
        ]

    def __str__(self):
        return f"Reminder of {self.sent_on}"
