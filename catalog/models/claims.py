"""What is claimed: of a device's regulatory status, and of what microcurrent does."""

from django.db import models

from catalog.models.devices import Device
from catalog.models.fields import Bytewise, FirstDayField, PartialDateField, Sourced, history, one_of, show_partial


class SaidBy(models.TextChoices):
    MAKER = "maker", "The maker"
    RETAILER = "retailer", "A retailer"
    PRESS = "press", "The press"


class MarketingClaim(Sourced):
    """A regulatory claim word for word. Whether the record bears it out is derived (see the rule `claims`)."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="claims")
    wording = models.CharField(max_length=300, help_text="Word for word, without comment.")
    said_by = models.CharField(max_length=20, choices=SaidBy, default=SaidBy.MAKER)
    stated_on = PartialDateField("stated on")
    stated_from = FirstDayField(of="stated_on")
    note = models.CharField(max_length=300, blank=True)

    history = history()

    class Meta(Sourced.Meta):
        abstract = False
        ordering = [models.F("stated_from").desc(nulls_last=True), "id"]
        constraints = [
            *Sourced.Meta.constraints,
            one_of("said_by", SaidBy),
            models.CheckConstraint(
                condition=~models.Q(source_url=""),
                name="a_claim_has_a_source",
                violation_error_message="Give the address where the claim stands.",
            ),
        ]

    def __str__(self):
        return f"“{self.wording}”"

    @property
    def stated_words(self):
        return show_partial(self.stated_on)


class EvidenceLevel(models.TextChoices):
    CONTROLLED = "controlled", "Controlled trials"
    UNCONTROLLED = "uncontrolled", "Studies without a control group"
    LABORATORY = "laboratory", "Laboratory or animal studies only"
    INCONCLUSIVE = "inconclusive", "Reviewed: inconclusive"
    NONE_FOUND = "none-found", "No study found"


class Benefit(Sourced):
    """Something that microcurrent is said to do, and how well it is supported."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    statement = models.CharField("what is claimed", max_length=300)
    evidence_level = models.CharField(max_length=20, choices=EvidenceLevel)
    evidence = models.TextField(blank=True, help_text="What was found, with its limits.")
    position = models.PositiveSmallIntegerField(default=100)

    history = history()

    class Meta(Sourced.Meta):
        abstract = False
        ordering = ["position", Bytewise("name")]
        constraints = [*Sourced.Meta.constraints, one_of("evidence_level", EvidenceLevel)]

    def __str__(self):
        return self.name


class DeviceBenefit(Sourced):
    """That the maker of one device claims a benefit."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="benefits")
    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="device_rows")
    wording = models.CharField("as the maker says", max_length=300, blank=True)

    history = history()

    class Meta(Sourced.Meta):
        abstract = False
        ordering = ["benefit__position", Bytewise("benefit__name")]
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["device", "benefit"],
                name="one_row_for_a_benefit",
                violation_error_message="This device already has a row for this benefit.",
            ),
        ]

    def __str__(self):
        return str(self.benefit)
