"""Who should not use a device, as labels say it, and what regulators have announced."""

from django.db import models
from django.db.models import Exists, OuterRef, Subquery

from catalog.models.devices import Device
from catalog.models.fields import Bytewise, FirstDayField, PartialDateField, Sourced, history, one_of, show_partial
from catalog.models.verification import Verification


class Strength(models.TextChoices):
    DO_NOT_USE = "do-not-use", "Do not use"
    ASK_FIRST = "ask-first", "Ask a clinician first"
    WAIT = "wait", "Wait"


class Contraindication(Sourced):
    """A reason not to use microcurrent, or to ask first. The general ones are shown for every device."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    strength = models.CharField(max_length=20, choices=Strength)
    explanation = models.TextField(blank=True)
    general = models.BooleanField(
        default=False,
        help_text="On the general list that is shown for every device; otherwise only on some labels.",
    )
    position = models.PositiveSmallIntegerField(default=100)

    history = history()

    class Meta(Sourced.Meta):
        abstract = False
        ordering = ["position", Bytewise("name")]
        constraints = [*Sourced.Meta.constraints, one_of("strength", Strength)]

    def __str__(self):
        return self.name


class DeviceContraindication(Sourced):
    """What one device's own label or manual says."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="contraindications")
    contraindication = models.ForeignKey(Contraindication, models.PROTECT, related_name="device_rows")
    strength = models.CharField(max_length=20, choices=Strength)
    wording = models.CharField("as the label says", max_length=300, blank=True)

    history = history()

    class Meta(Sourced.Meta):
        abstract = False
        ordering = ["contraindication__position", Bytewise("contraindication__name")]
        constraints = [
            *Sourced.Meta.constraints,
            one_of("strength", Strength),
            models.UniqueConstraint(
                fields=["device", "contraindication"],
                name="one_row_for_a_contraindication",
                violation_error_message="This device already has a row for this contraindication.",
            ),
        ]

    def __str__(self):
        return f"{self.get_strength_display()}: {self.contraindication}"


class NoticeKind(models.TextChoices):
    RECALL = "recall", "Recall"
    WARNING_LETTER = "warning-letter", "Warning letter"
    ADVERSE_EVENT = "adverse-event", "Adverse-event reports"


class NoticeQuerySet(models.QuerySet):
    def with_known(self):
        """Annotate `known_at`: the moment at which it was first saved as what it is, a recall for instance."""
        past = Notice.history.filter(id=OuterRef("pk"), kind=OuterRef("kind")).order_by("history_date", "history_id")
        return self.annotate(known_at=Subquery(past.values("history_date")[:1]))

    def unconsidered_recalls(self, finding):
        """Recalls that no look took into account, as `rules.safety` says it; `finding` is an id or an OuterRef."""
        looks = Verification.objects.telling().filter(
            finding=finding, recorded_at__gt=OuterRef("known_at"), checked_on__gte=OuterRef("dated_from")
        )
        return self.filter(kind=NoticeKind.RECALL).with_known().exclude(Exists(looks))


class Notice(Sourced):
    """Something a regulator has published about a device, entered by hand."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    title = models.CharField(max_length=200)
    dated_on = PartialDateField("date")
    dated_from = FirstDayField(of="dated_on")
    note = models.TextField(blank=True)

    objects = NoticeQuerySet.as_manager()
    history = history()

    class Meta(Sourced.Meta):
        abstract = False
        ordering = ["-dated_from", "id"]
        constraints = [
            *Sourced.Meta.constraints,
            one_of("kind", NoticeKind),
            models.CheckConstraint(
                condition=~models.Q(source_url="") & ~models.Q(dated_on=""),
                name="a_notice_has_date_and_source",
                violation_error_message="A notice needs its date and its source.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def dated_words(self):
        return show_partial(self.dated_on)
