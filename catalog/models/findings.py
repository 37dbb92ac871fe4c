"""What we say of one device under one authority, and how long ago an editor looked it up."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone

from catalog.models.fields import Sourced, history, one_of, web_address
from catalog.models.regulation import AuthorityChoice, DeclaredStatus, DeviceAuthorization
from catalog.models.verification import Verification
from catalog.rules import authorities, freshness, statuses, verification_log

_TEXT = models.CharField()
_CARRYING = sorted(
    (p for p in authorities.PATHWAYS.values() if p.status), key=lambda p: -statuses.STATUSES[p.status].rank
)
_ON_REGISTRATION = [statuses.EXEMPT.slug, statuses.REGISTERED.slug]


class RecheckDays(models.IntegerChoices):
    WEEK = 7, "7 days"
    FORTNIGHT = 14, "14 days"
    MONTH = 30, "30 days"
    TWO_MONTHS = 60, "60 days"
    HALF_YEAR = 180, "180 days"


def status_sql(*, device, authority, declared):
    """Return the SQL of `statuses.derive`: `device` and `declared` name columns, `authority` is a slug or OuterRef.

    A NULL in `declared` (no finding at all) reads not-checked.
    """
    links = DeviceAuthorization.objects.deriving().filter(device=OuterRef(device), authorization__authority=authority)
    carried = [When(Exists(links.filter(authorization__pathway=p.slug)), then=Value(p.status)) for p in _CARRYING]
    return Case(*carried, default=Coalesce(F(declared), Value(statuses.NOT_CHECKED.slug)), output_field=_TEXT)


def carries_number_sql(*, device, authority):
    """Return the SQL of whether a status rests on a premarket number."""
    links = DeviceAuthorization.objects.deriving()
    return Exists(links.filter(device=OuterRef(device), authorization__authority=authority))


def verified_on_sql(*, finding):
    """Return the SQL of the day of a finding's newest confirming check; `finding` names the column with its id."""
    log = Verification.objects.confirming().filter(finding=OuterRef(finding))
    return Subquery(log.newest_first().values("checked_on")[:1])


def confirmed_facts_sql(*, finding):
    """Return the SQL of the hash that the newest telling check confirmed: "" when it contradicted the finding."""
    log = Verification.objects.telling().filter(finding=OuterRef(finding))
    confirmed = Case(When(confirms=True, then=F("snapshot_sha256")), default=Value(""), output_field=_TEXT)
    return Subquery(log.newest_first().annotate(confirmed=confirmed).values("confirmed")[:1])


def doubt_sql(*, finding, column):
    """Return the SQL of one column of the newest telling check if that did not confirm; else NULL."""
    log = Verification.objects.telling().filter(finding=OuterRef(finding))
    unconfirmed = Case(When(confirms=False, then=F(column)))
    return Subquery(log.newest_first().annotate(unconfirmed=unconfirmed).values("unconfirmed")[:1])


def check_sql(today, *, verified_on, confirmed_facts, carries_number, columns):
    """Return the SQL of `freshness.check_state`.

    `verified_on` names an annotation, the next two are expressions, `columns` is the path to the finding's columns.
    """

    def before(days, registration, paces):
        """SQL of the day before which a check is too old: `days` by kind of status; an own pace goes first."""
        own = [When(**{f"{columns}recheck_days": pace}, then=_day(today, pace * paces)) for pace in RecheckDays.values]
        return Case(
            *own,
            When(carries_number, then=_day(today, days["number"])),
            When(Q(**{f"{columns}declared__in": _ON_REGISTRATION}), then=registration),
            default=_day(today, days["nothing"]),
            output_field=models.DateField(),
        )

    stale = before(
        {"number": freshness.NUMBER.stale_after_days, "nothing": freshness.NOTHING_FOUND.stale_after_days},
        _registration_sql(today, f"{columns}registration_year"),
        paces=2,
    )
    due = before(
        {"number": freshness.NUMBER.current_days, "nothing": freshness.NOTHING_FOUND.current_days},
        Value(datetime.date.min),
        paces=1,
    )
    return Case(
        When(**{f"{verified_on}__isnull": True}, then=Value(freshness.UNVERIFIED)),
        When(~Q(Exact(confirmed_facts, F(f"{columns}facts_sha256"))), then=Value(freshness.CHANGED)),
        When(**{f"{verified_on}__lt": stale}, then=Value(freshness.STALE)),
        When(**{f"{verified_on}__lt": due}, then=Value(freshness.DUE)),
        default=Value(freshness.CURRENT),
        output_field=_TEXT,
    )


def _day(today, days):
    return Value(today - datetime.timedelta(days=days))


def _registration_sql(today, year):
    """Return the SQL of the day before which a look at a registration is stale: it ends with its year."""
    oldest = today - datetime.timedelta(days=freshness.REGISTRATION.stale_after_days)
    new_year = datetime.date(today.year, 1, 1)
    return Case(
        When(**{f"{year}__lt": today.year}, then=Value(datetime.date.max)),
        When(**{f"{year}__isnull": True}, then=Value(max(oldest, new_year))),
        default=Value(oldest),
        output_field=models.DateField(),
    )


def with_finding_sql(queryset, *, prefix, finding, device, authority, columns, today):
    """Annotate `queryset` with <prefix>status, <prefix>verified_on and <prefix>check.

    <prefix>doubt and <prefix>doubted_on hold outcome and day of a newest look that did not confirm; else NULL.
    `finding` and `device` name the columns with their ids; `columns` is the path to the finding's own columns ("" on
    findings themselves).
    """
    verified_on = f"{prefix}verified_on"
    return queryset.annotate(
        **{f"{prefix}status": status_sql(device=device, authority=authority, declared=f"{columns}declared")},
        **{verified_on: verified_on_sql(finding=finding)},
        **{f"{prefix}doubt": doubt_sql(finding=finding, column="outcome")},
        **{f"{prefix}doubted_on": doubt_sql(finding=finding, column="checked_on")},
    ).annotate(
        **{
            f"{prefix}check": check_sql(
                today,
                verified_on=verified_on,
                confirmed_facts=confirmed_facts_sql(finding=finding),
                carries_number=carries_number_sql(device=device, authority=authority),
                columns=columns,
            )
        }
    )


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
        ordering = ["authority"]
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
                condition=Q(registration_number="", registration_year=None) | Q(declared__in=_ON_REGISTRATION),
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


def today():
    """The day in the site's one time zone."""
    return timezone.localdate()
