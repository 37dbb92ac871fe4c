"""The words that devices are described with: what they do, where on the body, what else they have."""

from django.db import models

from catalog.models.fields import Bytewise, history


class Term(models.Model):
    """One word of a vocabulary, with the line that explains it to a visitor."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True, help_text="Part of filter addresses; it never changes.")
    explanation = models.CharField(max_length=240, blank=True, help_text="One plain line for visitors.")
    position = models.PositiveSmallIntegerField(default=100, help_text="Smaller comes first.")

    class Meta:
        abstract = True
        ordering = ["position", Bytewise("name")]

    def __str__(self):
        return self.name


class Modality(Term):
    history = history()

    class Meta(Term.Meta):
        verbose_name_plural = "modalities"


class Area(Term):
    history = history()


class Feature(Term):
    history = history()
