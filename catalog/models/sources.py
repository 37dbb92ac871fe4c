"""Where the facts of a device were read."""

from django.core.exceptions import ValidationError
from django.db import models

from catalog.models.devices import Device
from catalog.models.fields import (
    FirstDayField,
    PartialDateField,
    SourceKind,
    history,
    one_of,
    show_partial,
    web_address,
)

# The facts of a device that a source can support, as its columns are called.
SUPPORTABLE = (
    "model model_number aliases modalities areas features current intensity waveform session medium power app weight "
    "dimensions attachments warranty availability launched regulation prices claims contraindications"
).split()


def validate_fields(names):
    """Raise ValidationError unless `names` is a list of facts that a source can support."""
    if not isinstance(names, list) or (unknown := [name for name in names if name not in SUPPORTABLE]):
        raise ValidationError(f"Unknown facts: {', '.join(map(str, unknown)) if isinstance(names, list) else names}.")


class Source(models.Model):
    device = models.ForeignKey(Device, models.CASCADE, related_name="sources")
    address = models.URLField(max_length=600, validators=[web_address])
    kind = models.CharField(max_length=20, choices=SourceKind, default=SourceKind.OTHER)
    title = models.CharField(max_length=200, blank=True)
    fields = models.JSONField(
        "facts it supports",
        default=list,
        blank=True,
        validators=[validate_fields],
        help_text="Tick what it states.",
    )
    seen_on = PartialDateField("read on", help_text="The day you read it. Empty means: not recorded.")
    seen_from = FirstDayField(of="seen_on")
    note = models.CharField(max_length=300, blank=True)

    history = history()

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("kind", SourceKind),
            models.UniqueConstraint(
                fields=["device", "address"],
                name="one_source_of_an_address",
                violation_error_message="This address is already a source of this device.",
            ),
        ]

    def __str__(self):
        return self.title or self.address

    @property
    def seen_words(self):
        return show_partial(self.seen_on)
