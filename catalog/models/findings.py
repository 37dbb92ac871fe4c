"""What we say of one device under one authority, and how long ago an editor looked it up."""

from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone

from catalog.models.fields import Bytewise, Sourced, history, one_of, web_address
from catalog.models.finding_sql import ON_REGISTRATION, RecheckDays, with_finding_sql
from catalog.models.regulation import AuthorityChoice, DeclaredStatus
from catalog.rules import authorities, freshness, statuses, verification_log

_AT_ONCE = 500  # findings that are in memory while many are refreshed


class RegulatoryFindingQuerySet(models.QuerySet):
    def with_check(self, today):
        """Annotate `status`, `verified_on` and `check`, each as its rule says."""
        return with_finding_sql(
            self,
            prefix="",
            finding="pk",
            device="device",
            authority=OuterRef("authority"),
            columns="",
            today=today,
        )

    def for_facts(self):
        """Load what `facts` reads."""
        return self.select_related("device__brand").prefetch_related("device__links__authorization__areas")


class RegulatoryFinding(Sourced):
    """One device under one authority. Its status is derived from linked records; without any, it is declared."""

    device = models.ForeignKey("catalog.Device", models.CASCADE, related_name="findings")
    authority = models.CharField(max_length=20, choices=AuthorityChoice, default="fda")
    declared = models.CharField(
        "status without a number",
        max_length=20,
        choices=DeclaredStatus,
        default=statuses.NOT_CHECKED.slug,
        help_text="Only used while no linked record carries a status. “No record found” means that somebody searched; "
        "otherwise leave “Not checked”.",
    )
    registration_number = models.CharField(
        max_length=10, blank=True, help_text="Establishment number: 7 or 10 digits. It belongs to the firm."
    )
    registration_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The year it is valid for, if stated."
    )
    recheck_days = models.PositiveSmallIntegerField(
        "check again after",
        null=True,
        blank=True,
        choices=RecheckDays,
        help_text="Only where the general policy does not fit. Stale after twice as long. Needs a reason and a source.",
    )
    recheck_reason = models.CharField(
        "because", max_length=300, blank=True, help_text="Shown to visitors, as the end of a sentence: because …"
    )
    recheck_source_url = models.URLField("source of the reason", max_length=600, blank=True, validators=[web_address])
    note = models.TextField(blank=True, help_text="Shown to visitors.")
    facts_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = RegulatoryFindingQuerySet.as_manager()
    history = history(excluded_fields=["facts_sha256"])

    class Meta(Sourced.Meta):
        abstract = False
        ordering = [Bytewise("authority")]
        permissions = [("verify_regulatoryfinding", "Can verify a finding")]
        constraints = [
            *Sourced.Meta.constraints,
            one_of("authority", AuthorityChoice),
            one_of("declared", DeclaredStatus),
            models.UniqueConstraint(
                fields=["device", "authority"],
                name="one_finding_under_an_authority",
                violation_error_message="There is one finding for a device under an authority.",
            ),
            models.CheckConstraint(
                condition=Q(registration_number="", registration_year=None) | Q(declared__in=ON_REGISTRATION),
                name="a_registration_is_declared",
                violation_error_message="A registration number or year needs the status “registered” or “exempt”.",
            ),
            models.CheckConstraint(
                condition=Q(recheck_days=None, recheck_reason="", recheck_source_url="")
                # NULL in a list is neither true nor false, and a check lets that pass.
                | Q(recheck_days__isnull=False, recheck_days__in=RecheckDays.values)
                & ~Q(recheck_reason="")
                & ~Q(recheck_source_url=""),
                name="an_own_pace_has_reason_and_source",
                violation_error_message="Another pace of checks needs days, a reason and a source.",
            ),
            models.CheckConstraint(
                # Its last day is reckoned with, so it must be a year of the calendar; FDA has no older record.
                condition=Q(registration_year=None) | Q(registration_year__range=(1976, 2100)),
                name="a_registration_has_a_possible_year",
                violation_error_message="The year of a registration lies between 1976 and 2100.",
            ),
        ]

    def __str__(self):
        return f"{self.device}: {authorities.AUTHORITIES[self.authority].short}"

    def clean(self):
        if self.registration_number and not authorities.ESTABLISHMENT.fullmatch(self.registration_number):
            raise ValidationError({"registration_number": "An establishment number has 7 or 10 digits."})

    def links(self):
        """The links under this authority, by number; uses what `for_facts` loaded."""
        own = [x for x in self.device.links.all() if x.authorization.authority == self.authority]
        return sorted(own, key=lambda link: link.authorization.number)

    def derive_status(self):
        """Return the status slug, from the links as they are loaded (the SQL of it is `status_sql`)."""
        return statuses.derive([x.authorization.status for x in self.links() if x.derives_status], self.declared)

    def due_by(self):
        """Return the day by which the next check is due, None before the first; on a row of `with_check`."""
        return self.next_due(self.status, self.verified_on)

    def next_due(self, status, verified_on):
        """Return the last day on which a check of `verified_on` (a day or None) is current, at this finding's pace."""
        if verified_on is None:
            return None
        return freshness.last_current_day(status, verified_on, year=self.registration_year, own_pace=self.recheck_days)

    def facts(self):
        """Return everything that a check confirms, as plain values for `verification_log.canonical`."""
        own = {name: getattr(self, name) for name in ("authority", "declared", "registration_number")}
        return own | {
            "device": self.device.slug,
            "brand": self.device.brand.name,
            "model": self.device.model,
            "status": self.derive_status(),
            "registration_year": self.registration_year,
            "records": [_record_facts(link) for link in self.links()],
        }

    def snapshot(self):
        """Return the facts as canonical JSON."""
        return verification_log.canonical(self.facts())


def _record_facts(link):
    record = link.authorization
    columns = (
        "number pathway holder trade_name decision_code decision_basis product_code regulation_number supply".split()
    )
    facts = {name: getattr(record, name) for name in columns}
    facts |= {name: getattr(link, name) for name in ("scope", "covers", "function", "basis")}
    return facts | {
        "decision_date": record.decision_date.isoformat() if record.decision_date else "",
        "areas": sorted(area.slug for area in record.areas.all()),
    }


def refresh_facts(findings):
    """Bring the stored hash of each finding up to date. Returns how many had changed.

    It says whether a finding is still what was checked, so it belongs into the transaction of every change to a
    device's name, its links, their records or the finding itself.
    """
    changed = 0
    for finding in findings.for_facts():
        digest = verification_log.sha256(finding.snapshot())
        if digest != finding.facts_sha256:
            RegulatoryFinding.objects.filter(pk=finding.pk).update(facts_sha256=digest)
            changed += 1
    return changed


_due = ContextVar("due", default=None)  # {path: keys}, while refreshing waits for the last of many saves


def refresh_facts_behind(path, keys):
    """Refresh the findings that rest on the rows `keys`; `path` leads from a finding to them."""
    if (due := _due.get()) is not None:
        due[path].update(keys)
        return
    behind = RegulatoryFinding.objects.filter(**{f"{path}__in": keys})
    refresh_facts(RegulatoryFinding.objects.filter(pk__in=behind.values("pk")))


@contextmanager
def facts_refreshed_once():
    """Refresh the findings behind all that is saved inside at its end, each once."""
    token = _due.set(defaultdict(set))
    try:
        yield
        due = _due.get()
    finally:
        _due.reset(token)
    found = [RegulatoryFinding.objects.filter(**{f"{path}__in": keys}).values("pk") for path, keys in due.items()]
    pks = sorted({row["pk"] for rows in found for row in rows})
    for start in range(0, len(pks), _AT_ONCE):
        refresh_facts(RegulatoryFinding.objects.filter(pk__in=pks[start : start + _AT_ONCE]))


def today():
    """The day in the site's one time zone."""
    return timezone.localdate()
