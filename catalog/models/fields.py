"""Columns that several models share: partial dates, choices held by the database, sources, history."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from catalog.rules.dates import PartialDate, parse_partial

web_address = URLValidator(schemes=["http", "https"])


class SourceKind(models.TextChoices):
    REGISTER = "register", "Official register"
    REGISTER_COPY = "register-copy", "Third-party copy of an official record"
    LAW = "law", "Law or regulation"
    MAKER = "maker", "Maker"
    MANUAL = "manual", "Manual or label"
    RETAILER = "retailer", "Retailer"
    MAGAZINE = "magazine", "Magazine or newspaper"
    STUDY = "study", "Study"
    BLOG = "blog", "Blog or shop text"
    PROJECT = "project", "This project’s own notes, no published source"
    OTHER = "other", "Other"


def one_of(name, choices):
    """Return the constraint that the column `name` holds one of `choices`; the database refuses anything else."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}__in": choices.values}),
        name=f"%(class)s_{name}_is_known",
        violation_error_message=f"{name.replace('_', ' ').capitalize()}: choose one of the listed values.",
    )


def history(**options):
    """Return the history of a model: who changed what, when, and why at any length."""
    return HistoricalRecords(history_change_reason_field=models.TextField(null=True), **options)


def validate_partial(text):
    """Raise ValidationError unless `text` is a year, a month or a day that has begun."""
    try:
        date = parse_partial(text)
    except ValueError as error:
        raise ValidationError(str(error)) from None
    if date.first_day > timezone.localdate():
        raise ValidationError(f"{date.show()} lies in the future.")


class PartialDateField(models.CharField):
    """A date as far as it is stated: "2020", "2020-05" or "2020-05-17"; "" when it is not stated."""

    def __init__(self, *args, **options):
        options |= {"max_length": 10, "blank": True, "default": ""}
        super().__init__(*args, **options)
        self.validators = [*self.validators, validate_partial]

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        for fixed in ("max_length", "blank", "default"):
            options.pop(fixed, None)
        return name, path, args, options


class FirstDayField(models.DateField):
    """The earliest day that the partial date in the column `of` may mean, kept beside it so that it can be sorted."""

    empty_values = ()  # so that `clean` is asked even before there is a value

    def __init__(self, *args, of, **options):
        self.of = of
        super().__init__(*args, **options | {"null": True, "blank": True, "editable": False})

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        for fixed in ("null", "blank", "editable"):
            options.pop(fixed, None)
        return name, path, args, options | {"of": self.of}

    def clean(self, value, instance):
        """Follow the partial date; one that cannot be read is reported at its own column."""
        try:
            return self._first_day(instance)
        except ValueError:
            return None

    def pre_save(self, instance, add):
        first = self._first_day(instance)
        setattr(instance, self.attname, first)
        return first

    def _first_day(self, instance):
        text = getattr(instance, self.of)
        return parse_partial(text).first_day if text else None


class Bytewise(models.Func):
    """Order a text by its bytes, so that both engines sort alike whatever their collation."""

    def as_sqlite(self, compiler, connection):
        return self.as_sql(compiler, connection, template="%(expressions)s COLLATE BINARY")

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template='%(expressions)s COLLATE "C"')


def show_partial(text, *, approximate=False):
    """Return the partial date `text` in words, "" when it is not stated."""
    date = parse_partial(text) if text else None
    return date.show(approximate=approximate) if isinstance(date, PartialDate) else ""


class Sourced(models.Model):
    """A row that says where it comes from."""

    source_url = models.URLField(
        "source address",
        max_length=600,
        blank=True,
        validators=[web_address],
        help_text="The page that states it. Open it before you save.",
    )
    source_kind = models.CharField("kind of source", max_length=20, choices=SourceKind, default=SourceKind.OTHER)

    class Meta:
        abstract = True
        constraints = [one_of("source_kind", SourceKind)]

    @property
    def source_kind_words(self):
        return SourceKind(self.source_kind).label if self.source_kind else ""

    @property
    def is_own_note(self):
        """Whether it comes from this project's own notes, with no source that could be read."""
        return self.source_kind == SourceKind.PROJECT and not self.source_url
