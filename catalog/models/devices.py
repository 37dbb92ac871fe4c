"""The devices, their specification and their state."""

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, FilteredRelation, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils.text import slugify

from catalog.models.brands import Brand
from catalog.models.fields import Bytewise, FirstDayField, PartialDateField, history, one_of, show_partial
from catalog.models.finding_sql import with_finding_sql
from catalog.models.prices import Price
from catalog.rules import authorities, freshness, publication
from catalog.rules.text import fold


class State(models.TextChoices):
    DRAFT = publication.DRAFT, "Draft"
    IN_REVIEW = publication.IN_REVIEW, "In review"
    PUBLISHED = publication.PUBLISHED, "Published"
    WITHDRAWN = publication.WITHDRAWN, "Withdrawn"


class Medium(models.TextChoices):
    BRAND_GEL = "brand-gel", "The brand’s own gel"
    ANY_GEL = "any-gel", "Any conductive gel"
    GEL = "gel", "Conductive gel, which one not stated"
    SERUM = "serum", "Serum"
    WATER = "water", "Water or lotion"
    NONE = "none", "None needed"
    NOT_STATED = "not-stated", "Not stated"
    NOT_APPLICABLE = "not-applicable", "Not applicable"


class Power(models.TextChoices):
    RECHARGEABLE = "rechargeable", "Rechargeable"
    DISPOSABLE = "disposable", "Disposable battery"
    MAINS = "mains", "Mains"
    SOLAR = "solar", "Solar"
    NOT_STATED = "not-stated", "Not stated"
    NOT_APPLICABLE = "not-applicable", "Not applicable"


class App(models.TextChoices):
    NONE = "none", "No app"
    OPTIONAL = "optional", "Optional"
    REQUIRED = "required", "Required"
    AVAILABLE = "available", "App exists, need not stated"
    NOT_STATED = "not-stated", "Not stated"


class Availability(models.TextChoices):
    SOLD = "sold", "Sold"
    DISCONTINUED = "discontinued", "Discontinued"
    NOT_STATED = "not-stated", "Not stated"


def proposed_slug(brand_slug, model):
    """Return the address that a new device gets when nobody gives one: "nuface", "Trinity+" → nuface-trinity."""
    return slugify(f"{brand_slug} {model}")[:120]


# Facts that can be missing; an empty one is either not stated by the maker or not looked for yet.
FINDABLE = (
    "max_current_ua session_minutes_max intensity_levels waveform weight_g dimensions warranty medium power app "
    "availability launched_on model_number areas modalities prices"
).split()


def validate_looked_for(names):
    """Raise ValidationError unless `names` is a list of facts that can be missing."""
    if not isinstance(names, list) or any(name not in FINDABLE for name in names):
        raise ValidationError("Only the listed facts can be marked as not stated.")


class DeviceQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=State.PUBLISHED)

    def ever_listed(self):
        """Devices that visitors see or have seen: those withdrawn since keep their history."""
        return self.filter(published_at__isnull=False)

    def visible_to(self, user):
        """What `user` may see in the admin."""
        return self if user.has_perm("catalog.view_device") else self.published()

    def with_fda(self, today):
        """Annotate `fda_status`, `fda_verified_on` and `fda_check`, as the rules derive them."""
        related = self.annotate(fda=FilteredRelation("findings", condition=Q(findings__authority=authorities.FDA.slug)))
        return with_finding_sql(
            related,
            prefix="fda_",
            finding="fda__id",
            device="pk",
            authority=authorities.FDA.slug,
            columns="fda__",
            today=today,
        )

    def with_price(self, currency, today):
        """Annotate `price_now` (Decimal) and `price_seen_from`: the newest known price in `currency`, or NULL.

        `price_comparable` is the same where it is not too old to compare by, nor of an unknown day; else NULL.
        """
        newest = Price.objects.filter(device=OuterRef("pk"), currency=currency).newest_first()
        oldest = today - datetime.timedelta(days=freshness.PRICE.stale_after_days)
        return self.annotate(
            price_now=Subquery(newest.values("amount")[:1]),
            price_seen_from=Subquery(newest.values("seen_from")[:1]),
        ).annotate(price_comparable=Case(When(price_seen_from__gte=oldest, then=F("price_now"))))

    def for_cards(self):
        """Load what a list item shows: a fixed number of queries."""
        return self.select_related("brand").prefetch_related(
            "modalities", "areas", "features", "links__authorization", "prices", "findings", "claims", "photos"
        )


class Device(models.Model):
    """One retail or factory model. NULL in a number means that it is not known.

    That the maker does not state it is known only of what `looked_for` names; choices carry *not stated* apart.
    """

    State, Medium, Power, App, Availability = State, Medium, Power, App, Availability

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="devices")
    model = models.CharField(max_length=120, help_text="As sold, without the brand.")
    slug = models.SlugField(max_length=120, unique=True, help_text="Part of the public address; it never changes.")
    model_number = models.CharField(max_length=80, blank=True)
    aliases = models.CharField(max_length=300, blank=True, help_text="Other names people search for, joined by |.")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT, editable=False)
    withdrawn_reason = models.CharField(max_length=300, blank=True, editable=False)
    published_at = models.DateTimeField("first published", null=True, blank=True, editable=False)

    modalities = models.ManyToManyField(
        "catalog.Modality",
        blank=True,
        related_name="devices",
        help_text="What it does, as a source states it.",
    )
    areas = models.ManyToManyField(
        "catalog.Area", blank=True, related_name="devices", help_text="Where it is meant to be used."
    )
    features = models.ManyToManyField("catalog.Feature", blank=True, related_name="devices")
    min_current_ua = models.PositiveIntegerField(
        "smallest current (µA)", null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    max_current_ua = models.PositiveIntegerField(
        "largest current (µA)",
        null=True,
        blank=True,
        validators=[MaxValueValidator(100_000)],
        help_text="In microampere. Empty means that it is not known yet.",
    )
    current_note = models.CharField(max_length=300, blank=True)
    intensity_levels = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="Only a true count of steps.",
    )
    intensity_note = models.CharField(max_length=300, blank=True, help_text="Such as: continuous wheel.")
    waveform = models.CharField(max_length=200, blank=True)
    session_minutes_min = models.DecimalField(
        "shortest session (minutes)", max_digits=5, decimal_places=1, null=True, blank=True
    )
    session_minutes_max = models.DecimalField(
        "longest session (minutes)", max_digits=5, decimal_places=1, null=True, blank=True
    )
    session_note = models.CharField(max_length=300, blank=True)
    medium = models.CharField("conductive medium", max_length=20, choices=Medium, default=Medium.NOT_STATED)
    medium_note = models.CharField(max_length=300, blank=True)
    power = models.CharField(max_length=20, choices=Power, default=Power.NOT_STATED)
    power_note = models.CharField(max_length=300, blank=True)
    app = models.CharField(max_length=20, choices=App, default=App.NOT_STATED)
    app_note = models.CharField(max_length=300, blank=True)
    weight_g = models.DecimalField("weight (g)", max_digits=7, decimal_places=1, null=True, blank=True)
    dimensions = models.CharField(max_length=120, blank=True, help_text="As stated, with the unit.")
    attachments = models.CharField(max_length=300, blank=True)
    warranty = models.CharField(max_length=200, blank=True)
    availability = models.CharField(max_length=20, choices=Availability, default=Availability.NOT_STATED)
    launched_on = PartialDateField("launched", help_text="As far as stated: 2020, 2020-05 or 2020-05-17.")
    launched_from = FirstDayField(of="launched_on")
    note = models.TextField(blank=True, help_text="Shown to visitors.")
    looked_for = models.JSONField(
        "looked for and not stated",
        default=list,
        blank=True,
        validators=[validate_looked_for],
        help_text="Facts that somebody looked for in the maker’s own pages and did not find stated.",
    )

    objects = DeviceQuerySet.as_manager()
    history = history(m2m_fields=["modalities", "areas", "features"])

    class Meta:
        ordering = [Bytewise("brand__name"), Bytewise("model"), Bytewise("slug")]
        permissions = [("publish_device", "Can publish and withdraw a device")]
        constraints = [
            one_of("state", State),
            one_of("medium", Medium),
            one_of("power", Power),
            one_of("app", App),
            one_of("availability", Availability),
            models.UniqueConstraint(
                fields=["brand", "model"],
                name="one_device_of_a_name",
                violation_error_message="This brand already has a device of this name.",
            ),
            models.CheckConstraint(
                condition=Q(min_current_ua__lte=F("max_current_ua")) | Q(min_current_ua=None) | Q(max_current_ua=None),
                name="smallest_current_is_not_above_largest",
                violation_error_message="The smallest current is not above the largest.",
            ),
            models.CheckConstraint(
                condition=Q(session_minutes_min__lte=F("session_minutes_max"))
                | Q(session_minutes_min=None)
                | Q(session_minutes_max=None),
                name="shortest_session_is_not_above_longest",
                violation_error_message="The shortest session is not above the longest.",
            ),
            models.CheckConstraint(
                condition=(Q(session_minutes_min=None) | Q(session_minutes_min__gt=0))
                & (Q(session_minutes_max=None) | Q(session_minutes_max__gt=0))
                & (Q(weight_g=None) | Q(weight_g__gt=0))
                & (Q(intensity_levels=None) | Q(intensity_levels__gte=1)),
                name="measures_are_positive",
                violation_error_message="Minutes, weight and levels are greater than zero; leave unknown ones empty.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PUBLISHED, State.WITHDRAWN]) | Q(published_at__isnull=False),
                name="what_was_published_has_its_day",
                violation_error_message="A published device has the day of its first publication.",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN) & ~Q(withdrawn_reason="")
                | ~Q(state=State.WITHDRAWN) & Q(withdrawn_reason=""),
                name="a_withdrawal_has_a_reason",
                violation_error_message="A withdrawn device, and only it, has the reason.",
            ),
        ]

    def __str__(self):
        return f"{self.brand_apart} {self.model}".strip()

    def get_absolute_url(self):
        return reverse("device_detail", args=[self.slug])

    def clean(self):
        """Refuse a new address for a device that visitors have seen under its old one."""
        if self.pk and self.published_at and Device.objects.filter(pk=self.pk).exclude(slug=self.slug).exists():
            raise ValidationError({"slug": "The address of a published device never changes."})

    @property
    def brand_apart(self):
        """The brand, to stand before the model; "" where the model begins with it: never "ZIIP ZIIP+"."""
        brand, model = fold(self.brand.name), fold(self.model)
        return "" if model.startswith(brand) and not model[len(brand) :][:1].isalnum() else self.brand.name

    @property
    def shown_photos(self):
        """The photos that visitors see, in order; uses what `for_cards` loaded."""
        return [photo for photo in self.photos.all() if photo.is_shown]

    @property
    def launched_words(self):
        return show_partial(self.launched_on)
