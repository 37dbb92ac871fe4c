"""The SQL of what the rules `statuses.derive` and `freshness.check_state` say of a finding."""

import datetime
from operator import attrgetter

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import Exact

from catalog.models.regulation import DeviceAuthorization
from catalog.models.verification import Verification
from catalog.rules import authorities, freshness, statuses

_TEXT = models.CharField()
_CARRYING = sorted(
    (p for p in authorities.PATHWAYS.values() if p.status), key=lambda p: -statuses.STATUSES[p.status].rank
)
ON_REGISTRATION = [statuses.EXEMPT.slug, statuses.REGISTERED.slug]


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

    on_registration = ~carries_number & Q(**{f"{columns}declared__in": ON_REGISTRATION})

    def before(days, paces):
        """SQL of the day before which a check is too old: `days` of each Policy; an own pace goes first."""
        own = [When(**{f"{columns}recheck_days": pace}, then=_day(today, pace * paces)) for pace in RecheckDays.values]
        return Case(
            *own,
            When(carries_number, then=_day(today, days(freshness.NUMBER))),
            When(on_registration, then=_day(today, days(freshness.REGISTRATION))),
            default=_day(today, days(freshness.NOTHING_FOUND)),
            output_field=models.DateField(),
        )

    stale = Greatest(
        before(attrgetter("stale_after_days"), paces=2),
        _year_sql(today, f"{columns}registration_year", on_registration),
    )
    due = before(attrgetter("current_days"), paces=1)
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


def _year_sql(today, year, on_registration):
    """Return the SQL of the day before which a look at a registration is stale in any case: it ends with its year."""
    return Case(
        When(on_registration & Q(**{f"{year}__lt": today.year}), then=Value(datetime.date.max)),
        When(on_registration & Q(**{f"{year}__isnull": True}), then=Value(datetime.date(today.year, 1, 1))),
        default=Value(datetime.date.min),
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
