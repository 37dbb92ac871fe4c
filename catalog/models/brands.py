"""Who puts a device on the market under its name."""

from unicodedata import normalize

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse

from catalog.models.fields import Bytewise, Sourced, history, web_address
from catalog.rules.publication import PUBLISHED


class BrandQuerySet(models.QuerySet):
    def with_published_devices(self):
        """Brands of which a visitor can see at least one device."""
        return self.filter(devices__state=PUBLISHED).distinct()

    def ever_listed(self):
        """Those, and the brands under which a device was listed once."""
        devices = self.model._meta.get_field("devices").related_model.history
        return self.filter(Exists(devices.filter(brand_id=OuterRef("pk"), state=PUBLISHED)))


class Brand(Sourced):
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True, help_text="Part of the public address; it never changes.")
    aliases = models.CharField(
        max_length=200, blank=True, help_text="Other spellings that people search for, joined by |."
    )
    website = models.URLField(max_length=300, blank=True, validators=[web_address])
    note = models.TextField(blank=True, help_text="Shown to visitors.")

    objects = BrandQuerySet.as_manager()
    history = history()

    class Meta(Sourced.Meta):
        abstract = False
        ordering = [Bytewise("name")]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse letters that only look like others: the brand would stand beside itself."""
        if normalize("NFKC", self.name) != normalize("NFC", self.name):
            raise ValidationError({"name": "The name holds letters of an unusual form: type it by hand."})

    def get_absolute_url(self):
        return reverse("brand_detail", args=[self.slug])
