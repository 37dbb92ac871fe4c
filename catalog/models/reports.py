"""Errors that visitors report."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.devices import Device
from catalog.models.fields import one_of


class ReportState(models.TextChoices):
    NEW = "new", "New"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    FIXED = "fixed", "Fixed"


def new_receipt():
    """Return the unguessable part of a receipt's address."""
    return secrets.token_urlsafe(18)


class ErrorReport(models.Model):
    """What a visitor says is wrong. `sender` is a keyed hash of the address, kept for the rate limit alone;

    `fixed_model` and `fixed_history` name the row of a history that mended it.
    """

    device = models.ForeignKey(Device, models.SET_NULL, null=True, blank=True, related_name="reports")
    field = models.CharField(max_length=60, blank=True)
    value = models.CharField("value shown", max_length=300, blank=True)
    text = models.TextField("what is wrong", max_length=2000)
    email = models.EmailField(blank=True, help_text="Private: never shown or exported.")
    state = models.CharField(max_length=20, choices=ReportState, default=ReportState.NEW)
    answer = models.TextField(blank=True)
    receipt = models.CharField(max_length=40, unique=True, default=new_receipt, editable=False)
    received_at = models.DateTimeField(auto_now_add=True)
    sender = models.CharField(max_length=64, editable=False, db_index=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="closed_reports"
    )
    fixed_model = models.CharField(max_length=60, blank=True, editable=False)
    fixed_history = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["received_at"]
        constraints = [
            one_of("state", ReportState),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_report_says_something",
                violation_error_message="Say what is wrong.",
            ),
        ]

    def __str__(self):
        return f"Report {self.pk} ({self.get_state_display().lower()})"
