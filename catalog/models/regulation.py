"""What regulators' registers hold, which devices a record covers, and what we say of a device."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone

from catalog.models.fields import Bytewise, Sourced, history, one_of
from catalog.rules import authorities, statuses
from catalog.rules.publication import PUBLISHED

AuthorityChoice = models.TextChoices(
    "AuthorityChoice", [(a.slug.upper(), (a.slug, a.short)) for a in authorities.AUTHORITIES.values()]
)
PathwayChoice = models.TextChoices(
    "PathwayChoice",
    [(f"P_{p.slug.upper().replace('-', '_')}", (p.slug, p.label)) for p in authorities.PATHWAYS.values()],
)
DeclaredStatus = models.TextChoices(
    "DeclaredStatus",
    [(s.slug.upper().replace("-", "_"), (s.slug, s.label)) for s in reversed(statuses.DECLARABLE)],
)


class DecisionBasis(models.TextChoices):
    LISTED = "listed", "A decision is listed in the register or in a copy of it"
    SUMMARY = "summary", "A summary of the decision is published"
    NUMBER_ONLY = "number-only", "Only the number is known (derives no status)"


class Supply(models.TextChoices):
    OTC = "otc", "Over the counter"
    PRESCRIPTION = "prescription", "Prescription"
    BOTH = "both", "Over the counter and prescription"
    NOT_STATED = "not-stated", "Not stated"


class AuthorizationQuerySet(models.QuerySet):
    def public(self):
        """Records that a visitor may see: those of published devices, and those said to be shown without one."""
        return self.filter(self._is_shown())

    def ever_public(self):
        """Those, and the records that were public once: a number that somebody noted is not denied.

        What was linked to a device only before it was listed, or after it had been withdrawn, was never seen.
        """
        alone = Authorization.history.filter(id=OuterRef("pk"), shown_alone=True).exclude(source_url="")
        once = DeviceAuthorization.objects.versions_seen().filter(authorization_id=OuterRef("pk"))
        return self.filter(self._is_shown() | Exists(alone) | Exists(once))

    def with_page(self):
        """Those, and the ones that have a page as soon as they have a source: somebody has decided to show them."""
        return self.ever_public() | self.filter(shown_alone=True)

    @staticmethod
    def _is_shown():
        shown = DeviceAuthorization.objects.filter(device__state=PUBLISHED, authorization=OuterRef("pk"))
        return Exists(shown) | Q(shown_alone=True) & ~Q(source_url="")


class Authorization(Sourced):
    """One record of one register. Its status comes from its pathway, its official address from its number."""

    authority = models.CharField(max_length=20, choices=AuthorityChoice, default="fda")
    pathway = models.CharField(max_length=20, choices=PathwayChoice, default="510k")
    number = models.CharField(
        max_length=20,
        help_text="As on the register’s page: K and six digits, DEN and six digits, or P and six digits.",
    )
    holder = models.CharField(
        max_length=160, blank=True, help_text="The firm that the record names; often not the brand."
    )
    trade_name = models.CharField(max_length=200, blank=True, help_text="The device name exactly as on the record.")
    decision_date = models.DateField(null=True, blank=True, help_text="Empty means: not stated in what was read.")
    decision_code = models.CharField(max_length=8, blank=True, help_text="Such as SESE or DENG.")
    decision_basis = models.CharField(
        max_length=20,
        choices=DecisionBasis,
        default=DecisionBasis.LISTED,
        help_text="A number is given when a file arrives; only a decision makes it a clearance.",
    )
    product_code = models.CharField(max_length=3, blank=True, help_text="Three letters, such as NFO.")
    regulation_number = models.CharField(max_length=8, blank=True, help_text="Such as 882.5890, zeros kept.")
    supply = models.CharField(max_length=20, choices=Supply, default=Supply.NOT_STATED)
    areas = models.ManyToManyField("catalog.Area", blank=True, related_name="authorizations")
    note = models.TextField(blank=True, help_text="Shown to visitors.")
    shown_alone = models.BooleanField(
        "show without a device",
        default=False,
        help_text="Otherwise visitors see the record once a device that it covers is published.",
    )

    objects = AuthorizationQuerySet.as_manager()
    history = history(m2m_fields=["areas"])

    class Meta(Sourced.Meta):
        abstract = False
        ordering = [Bytewise("authority"), Bytewise("number")]
        constraints = [
            *Sourced.Meta.constraints,
            one_of("authority", AuthorityChoice),
            one_of("pathway", PathwayChoice),
            one_of("decision_basis", DecisionBasis),
            one_of("supply", Supply),
            models.UniqueConstraint(
                fields=["authority", "number"],
                name="one_record_for_a_number",
                violation_error_message="This number is already in the catalogue: link that record instead.",
            ),
            models.CheckConstraint(
                condition=Q(number=Upper("number")) & ~Q(number__contains=" ") & ~Q(number=""),
                name="number_is_canonical",
                violation_error_message="The number is stored in capitals and without spaces.",
            ),
            models.CheckConstraint(
                condition=Q(decision_date=None) | ~Q(decision_basis=DecisionBasis.NUMBER_ONLY),
                name="a_dated_decision_is_a_decision",
                violation_error_message="A decision date means that a decision is listed: choose that as the basis.",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.trade_name}".strip()

    def get_absolute_url(self):
        return reverse("authorization_detail", args=[self.number])

    def save(self, **options):
        """Store the canonical number. Raises NumberError for a number that no register could have given."""
        self.number = self.parsed.canonical
        super().save(**options)

    def clean(self):
        errors = {}
        self._clean_number(errors)
        self.product_code = self.product_code.strip().upper()
        if self.product_code and not authorities.PRODUCT_CODE.fullmatch(self.product_code):
            errors["product_code"] = "A product code is three letters A to Z, such as NFO."
        if self.regulation_number and not authorities.REGULATION.fullmatch(self.regulation_number):
            errors["regulation_number"] = "A regulation is three digits, a dot and four digits, such as 882.5890."
        if errors:
            raise ValidationError(errors)

    def _clean_number(self, errors):
        try:
            number = self.parsed
        except authorities.NumberError as error:
            errors["number"] = str(error)
            return
        self.number = number.canonical
        if self.pk and Authorization.objects.ever_public().filter(pk=self.pk).exclude(number=self.number).exists():
            errors["number"] = (
                "Visitors know this record by its number: enter the right one anew and link that instead."
            )
        if self.pathway not in number.pathways:
            usual = authorities.PATHWAYS[number.pathways[0]].label
            errors["pathway"] = f"{number} is a {number.kind.name} number: choose {usual}."
        if why := authorities.implausible_year(number, self.decision_date, timezone.localdate()):
            errors["decision_date" if self.decision_date else "number"] = why

    @property
    def parsed(self):
        """The number as a rule value. Raises NumberError."""
        return authorities.parse_number(self.number)

    @property
    def official_address(self):
        return self.parsed.official_address

    @property
    def status(self):
        """The status that this record carries by itself, "" when no decision is known."""
        decided = self.decision_basis != DecisionBasis.NUMBER_ONLY
        return authorities.PATHWAYS[self.pathway].status if decided else ""

    @property
    def pathway_label(self):
        return authorities.PATHWAYS[self.pathway].label


class DeviceAuthorizationQuerySet(models.QuerySet):
    def deriving(self):
        """Links that carry a status: evidenced ones, to a decided record, for more than another function."""
        return (
            self.exclude(scope=DeviceAuthorization.Scope.INFERRED)
            .exclude(covers=DeviceAuthorization.Covers.OTHER)
            .exclude(authorization__decision_basis=DecisionBasis.NUMBER_ONLY)
            .filter(authorization__pathway__in=[p.slug for p in authorities.PATHWAYS.values() if p.status])
        )

    def versions_seen(self):
        """Return the versions of links, in their history, that were in force at a moment when the device was listed."""
        versions, devices = self.model.history, self.model._meta.get_field("device").related_model.history
        same_moment = Q(history_date=OuterRef("history_date"), history_id__gt=OuterRef("history_id"))
        following = versions.filter(Q(history_date__gt=OuterRef("history_date")) | same_moment, id=OuterRef("id"))
        ended = Subquery(following.order_by("history_date", "history_id").values("history_date")[:1])
        own = devices.filter(id=OuterRef("device_id"))
        before = own.filter(history_date__lte=OuterRef("history_date")).order_by("-history_date", "-history_id")
        listed_since = own.filter(history_date__gte=OuterRef("history_date"), state=PUBLISHED)
        return (
            versions.exclude(history_type="-")
            .annotate(ended=ended, state_then=Subquery(before.values("state")[:1]))
            .filter(Q(ended=None) | Q(ended__gt=F("history_date")))
            .filter(
                Q(state_then=PUBLISHED)
                | Q(Exists(listed_since), ended=None)
                | Exists(listed_since.filter(history_date__lt=OuterRef("ended")))
            )
        )


class Scope(models.TextChoices):
    EXACT = "exact", "This exact model"
    FAMILY = "family", "A family that this model belongs to"
    REBADGED = "rebadged", "Another firm’s product sold under this name"
    INFERRED = "inferred", "Only likely: derives no status"


class Covers(models.TextChoices):
    WHOLE = "whole", "The whole device"
    MICROCURRENT = "microcurrent", "Its microcurrent function"
    OTHER = "other", "Another function only (derives no status)"
    NOT_STATED = "not-stated", "Not stated"


class LinkBasis(models.TextChoices):
    LABEL = "label", "The number is on the label"
    MANUAL = "manual", "The manual states it"
    UDI = "udi", "A UDI record states it"
    LISTING = "listing", "A device listing states it"
    LETTER = "letter", "The decision letter names the model"
    NAME_ON_RECORD = "name-on-record", "The record names the model, or its family"
    NONE = "none", "No evidence (inferred only)"


class DeviceAuthorization(Sourced):
    """That a record covers a device: how far, for which function, and how we know."""

    Scope, Covers, Basis = Scope, Covers, LinkBasis

    device = models.ForeignKey("catalog.Device", models.CASCADE, related_name="links")
    authorization = models.ForeignKey(Authorization, models.PROTECT, related_name="links")
    scope = models.CharField(max_length=20, choices=Scope)
    covers = models.CharField(max_length=20, choices=Covers, default=Covers.NOT_STATED)
    function = models.CharField(max_length=120, blank=True, help_text="The function covered, in the record’s words.")
    basis = models.CharField("how we know", max_length=20, choices=LinkBasis)
    note = models.TextField(blank=True, help_text="Shown to visitors.")

    objects = DeviceAuthorizationQuerySet.as_manager()
    history = history()

    class Meta(Sourced.Meta):
        abstract = False
        ordering = [Bytewise("authorization__number")]
        constraints = [
            *Sourced.Meta.constraints,
            one_of("scope", Scope),
            one_of("covers", Covers),
            one_of("basis", LinkBasis),
            models.UniqueConstraint(
                fields=["device", "authorization"],
                name="one_link_of_a_device_to_a_record",
                violation_error_message="This device is already linked to this record.",
            ),
            models.CheckConstraint(
                condition=Q(scope=Scope.INFERRED) | ~Q(basis=LinkBasis.NONE),
                name="a_link_without_evidence_is_inferred",
                violation_error_message="Without evidence a link is “only likely”: choose that, or say how we know.",
            ),
        ]

    def __str__(self):
        return f"{self.authorization.number} ({self.get_scope_display()})"

    @property
    def derives_status(self):
        """Whether the device’s status may rest on this link."""
        evidenced = self.scope != Scope.INFERRED and self.covers != Covers.OTHER
        return bool(evidenced and self.authorization.status)
