"""Pictures of devices. Only decoded and re-encoded renditions are ever public."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from catalog.models.devices import Device
from catalog.models.fields import Sourced, history
from catalog.rules import renditions
from catalog.rules.publication import PUBLISHED


class PhotoQuerySet(models.QuerySet):
    def public(self):
        """Photos of published devices that have their text and their credit."""
        return self.filter(device__state=PUBLISHED).exclude(alt="").exclude(credit="")


class Photo(Sourced):
    device = models.ForeignKey(Device, models.CASCADE, related_name="photos")
    digest = models.CharField(max_length=64, editable=False, validators=[RegexValidator(r"^[0-9a-f]{64}\Z")])
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(
        "text alternative", max_length=200, blank=True, help_text="What the picture shows. Needed to publish."
    )
    credit = models.CharField(
        max_length=200, blank=True, help_text="Who made it and why we may show it. Needed to publish."
    )
    position = models.PositiveSmallIntegerField(default=100)

    objects = PhotoQuerySet.as_manager()
    history = history()

    class Meta(Sourced.Meta):
        abstract = False
        ordering = ["position", "id"]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["device", "digest"],
                name="one_photo_of_a_content",
                violation_error_message="This device already has this picture.",
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0),
                name="a_photo_has_a_size",
                violation_error_message="A picture has a width and a height.",
            ),
        ]

    def __str__(self):
        return self.alt or f"Picture {self.position}"

    @property
    def is_shown(self):
        """Whether visitors see it with its device: never without its text and its credit."""
        return bool(self.alt and self.credit)

    def clean(self):
        others = Photo.objects.filter(device=self.device_id).exclude(pk=self.pk).count()
        if self._state.adding and others >= renditions.MAX_PER_DEVICE:
            raise ValidationError(f"A device has at most {renditions.MAX_PER_DEVICE} pictures.")

    def file_names(self):
        """Return (width, format, file name) of every rendition, best format and smallest width first."""
        return [
            (width, image_format, renditions.file_name(self.digest, width, image_format))
            for image_format in renditions.FORMATS
            for width in renditions.widths(self.width)
        ]
