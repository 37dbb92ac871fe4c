"""Imports: the files that somebody sent in, what they would do, and that it was done."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

VALID_FOR = datetime.timedelta(minutes=30)


class ImportQuerySet(models.QuerySet):
    def expired(self):
        """Imports that were never committed and cannot be any more."""
        return self.filter(committed_at=None, at__lt=timezone.now() - VALID_FOR)


class Import(models.Model):
    """One import of one person: first previewed in parts, then committed as a whole or not at all.

    `at` is when its preview began. Once committed the bytes and the preview are thrown away; who, when, how many rows
    and the hashes of the files stay.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="sent by")
    at = models.DateTimeField("previewed", default=timezone.now)
    total = models.PositiveIntegerField("rows", default=0)
    done = models.PositiveIntegerField("rows previewed", default=0)
    committed_at = models.DateTimeField("done", null=True, blank=True)
    counts = models.JSONField(default=dict)

    objects = ImportQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("import_catalogue", "Can import into the catalogue")]

    def __str__(self):
        return f"Import {self.pk}"

    @property
    def is_previewed(self):
        return self.done >= self.total

    @property
    def is_expired(self):
        return self.at < timezone.now() - VALID_FOR

    @property
    def expires_at(self):
        return self.at + VALID_FOR


class ImportFile(models.Model):
    """One file as it was sent, byte for byte; `flavour` says how its cells are read."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    flavour = models.CharField(max_length=20)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.name


class ImportPart(models.Model):
    """What was found of some rows of the files, `start` rows after the first: a list of plain values."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="parts")
    start = models.PositiveIntegerField()
    rows = models.JSONField()

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "start"],
                name="one_part_of_a_preview",
                violation_error_message="These rows have been looked at.",
            )
        ]

    def __str__(self):
        return f"Rows from {self.start + 1}"
