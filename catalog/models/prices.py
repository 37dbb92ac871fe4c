"""What a device was seen to cost: observations, each dated as far as its source states; none is overwritten."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from catalog.models.fields import FirstDayField, PartialDateField, Sourced, history, one_of, show_partial
from catalog.rules import freshness


class Currency(models.TextChoices):
    USD = "USD", "US dollar"
    EUR = "EUR", "Euro"
    GBP = "GBP", "Pound sterling"
    AUD = "AUD", "Australian dollar"
    CAD = "CAD", "Canadian dollar"
    JPY = "JPY", "Japanese yen"
    KRW = "KRW", "South Korean won"


class PriceKind(models.TextChoices):
    LIST = "list", "Stated price, of no particular shop"
    RETAIL = "retail", "Price at a retailer"


class PriceQuerySet(models.QuerySet):
    def newest_first(self):
        """The newest observation first; one without a date is older than any that has one."""
        return self.order_by(F("seen_from").desc(nulls_last=True), "-id")


class Price(Sourced):
    device = models.ForeignKey("catalog.Device", models.CASCADE, related_name="prices")
    kind = models.CharField(max_length=10, choices=PriceKind, default=PriceKind.LIST)
    retailer = models.CharField(max_length=120, blank=True)
    amount = models.DecimalField(max_digits=9, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))])
    currency = models.CharField(max_length=3, choices=Currency, default=Currency.USD)
    seen_on = PartialDateField(
        help_text="When it was seen: 2025-02-19, 2025-02 or 2025. Leave empty if the source does not say."
    )
    seen_from = FirstDayField(of="seen_on")
    seen_approximate = models.BooleanField("date is approximate", default=False)
    note = models.CharField(max_length=300, blank=True)

    objects = PriceQuerySet.as_manager()
    history = history()

    class Meta(Sourced.Meta):
        abstract = False
        constraints = [
            *Sourced.Meta.constraints,
            one_of("kind", PriceKind),
            one_of("currency", Currency),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="price_amount_is_positive",
                violation_error_message="A price is greater than zero.",
            ),
            models.CheckConstraint(
                condition=Q(seen_on="", seen_from=None) | ~Q(seen_on="") & Q(seen_from__isnull=False),
                name="price_date_has_its_first_day",
                violation_error_message="The date seen and its first day belong together.",
            ),
        ]

    def __str__(self):
        return f"{self.currency} {self.amount}"

    def clean(self):
        if self.kind == PriceKind.RETAIL and not self.retailer.strip():
            raise ValidationError({"retailer": "Say which shop asked it; otherwise choose “of no particular shop”."})

    @property
    def amount_words(self):
        """The price with its currency, without cents that are zero: USD 325, GBP 379.99."""
        return f"{self.currency} {self.amount:,.2f}".removesuffix(".00")

    @property
    def seen_words(self):
        return show_partial(self.seen_on, approximate=self.seen_approximate) or "date not stated"

    def state(self, today):
        """Return current, old, stale or undated."""
        return freshness.price_state(self.seen_from, today)

    def is_comparable(self, today):
        """Whether it is of a known day, and not too old to hold it against other prices."""
        return self.state(today) not in ("stale", "undated")
