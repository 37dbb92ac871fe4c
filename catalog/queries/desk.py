"""The editors' desk: what waits for somebody, the most urgent first. Each queue is a query over one model."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery
from django.utils import timezone

from catalog import models
from catalog.models.devices import Availability, State
from catalog.models.reports import ReportState
from catalog.queries.claims import beyond_the_record
from catalog.queries.quality import FACT_WORDS, for_publication, lacking, missing_for_publication
from catalog.queries.words import overstating_devices, overstating_records
from catalog.rules import freshness, roles

SOON = datetime.timedelta(days=14)
_SHOWN_DRAFTS = 5
_VERIFY, _PUBLISH, _EDIT = "catalog.verify_regulatoryfinding", "catalog.publish_device", "catalog.change_device"


@dataclass(frozen=True)
class Queue:
    """One kind of work: whose permission it asks for, its rows on a day, and since when each has waited.

    `since` is the SQL of a day, a moment or NULL on the rows; `since_words` says what that day is of.
    """

    slug: str
    title: str
    hint: str
    model: type
    permission: str
    rows: Callable
    since: Any
    since_words: str

    def order(self):
        return self.since.asc(nulls_first=True)


@dataclass(frozen=True)
class Waiting:
    """A queue with the number of its rows and the day that the oldest goes back to (None when nobody knows)."""

    queue: Queue
    count: int
    oldest: object


@dataclass(frozen=True)
class Draft:
    device: object
    lacks: list


@dataclass(frozen=True)
class DeskGap:
    """How many published devices lack a fact; `name` is a key of FACT_WORDS."""

    name: str
    words: str
    count: int


def entered(model):
    """Return the SQL of the moment at which a row of `model` was first saved."""
    past = model.history.filter(id=OuterRef("pk")).order_by("history_date", "history_id")
    return Subquery(past.values("history_date")[:1])


def _last_saved(model):
    past = model.history.filter(id=OuterRef("pk")).order_by("-history_date", "-history_id")
    return Subquery(past.values("history_date")[:1])


def _findings(today, *checks):
    found = models.RegulatoryFinding.objects.exclude(device__state=State.WITHDRAWN).with_check(today)
    return found.filter(check__in=checks) if checks else found


def _looked(today, *, found):
    """Findings that nobody has confirmed: those that a look into the register contradicts, or those without one."""
    looks = models.Verification.objects.telling().filter(finding=OuterRef("pk"))
    return _findings(today, freshness.UNVERIFIED).filter(Exists(looks) if found else ~Exists(looks))


def _never_checked(today):
    return _looked(today, found=False)


def _changed(today):
    doubted = _looked(today, found=True).values("pk")
    changed = _findings(today, freshness.CHANGED).values("pk")
    return _findings(today).filter(Q(pk__in=changed) | Q(pk__in=doubted))


def _due_soon(today):
    """Current today, no longer so within two weeks: the same rule, asked for a later day."""
    later = _findings(today + SOON, freshness.DUE, freshness.STALE).values("pk")
    return _findings(today, freshness.CURRENT).filter(pk__in=later)


def _checked_alone(today):
    """Findings whose only confirmations come from somebody who also entered what they confirm."""
    log = models.Verification.objects.confirming().filter(finding=OuterRef("pk"))
    person = OuterRef("checked_by")
    shared = models.DeviceAuthorization.objects.filter(device=OuterRef(OuterRef("device")))
    records = models.Authorization.history.filter(id__in=shared.values("authorization"), history_user=person)
    return (
        _findings(today)
        .annotate(checked_by=Subquery(log.newest_first().values("by")[:1]))
        .filter(checked_by__isnull=False)
        .exclude(Exists(log.exclude(by=person)))
        .filter(
            Exists(models.RegulatoryFinding.history.filter(id=OuterRef("pk"), history_user=person))
            | Exists(models.DeviceAuthorization.history.filter(device_id=OuterRef("device"), history_user=person))
            | Exists(records)
        )
    )


def _recalled(today):
    """Findings of devices with a recall that no look into the register has taken into account."""
    recalls = models.Notice.objects.unconsidered_recalls(OuterRef(OuterRef("pk"))).filter(device=OuterRef("device"))
    return _findings(today).filter(Exists(recalls))


def _devices(state):
    return lambda today: models.Device.objects.filter(state=state)


def _old_prices(today):
    """The newest price of each device and currency where that is not current; a discontinued device needs none."""
    same = models.Price.objects.filter(device=OuterRef("device"), currency=OuterRef("currency"))
    newest = models.Price.objects.filter(pk=Subquery(same.newest_first().values("pk")[:1]))
    last_good = today - datetime.timedelta(days=freshness.PRICE.current_days)
    return (
        newest.filter(Q(seen_from=None) | Q(seen_from__lt=last_good))
        .exclude(device__state=State.WITHDRAWN)
        .exclude(device__availability=Availability.DISCONTINUED)
    )


def _strong_claims(today):
    return beyond_the_record(models.MarketingClaim.objects.exclude(device__state=State.WITHDRAWN))


def _under_several_brands(today):
    brands = models.Authorization.objects.annotate(brands=Count("links__device__brand", distinct=True))
    return models.Authorization.objects.filter(pk__in=brands.filter(brands__gt=1).values("pk"))


def _open_reports(today):
    return models.ErrorReport.objects.filter(state__in=[ReportState.NEW, ReportState.ACCEPTED])


_FINDING, _DEVICE, _CHECKED = models.RegulatoryFinding, models.Device, F("verified_on")

# In the order of urgency.
QUEUES = (
    Queue(
        "recalled", "Recalled: check again", "A recall was entered, or dated, after the last look into the register.",
        _FINDING, _VERIFY, _recalled, _CHECKED, "last check",
    ),
    Queue(
        "changed", "Changed since checked, or a check disagrees",
        "Our entry is no longer what was checked, or the last look did not bear it out.",
        _FINDING, _VERIFY, _changed, _CHECKED, "last check",
    ),
    Queue(
        "overdue", "Overdue", "The day of the next check is past.",
        _FINDING, _VERIFY, lambda today: _findings(today, freshness.DUE, freshness.STALE), _CHECKED, "last check",
    ),
    Queue(
        "due-soon", "Due soon", "Current, but no longer in two weeks.",
        _FINDING, _VERIFY, _due_soon, _CHECKED, "last check",
    ),
    Queue(
        "never-checked", "Never checked", "Nobody here has compared them with the register.",
        _FINDING, _VERIFY, _never_checked, entered(_FINDING), "entered",
    ),
    Queue(
        "proposals", "Changes that wait for a second person", "Until somebody accepts, the page keeps the old fact.",
        models.Proposal, "catalog.change_proposal", lambda today: models.Proposal.objects.waiting(), F("at"),
        "proposed",
    ),
    Queue(
        "in-review", "Devices that wait for a second person", "Submitted: somebody else looks at them and publishes.",
        _DEVICE, _PUBLISH, _devices(State.IN_REVIEW), _last_saved(_DEVICE), "last saved",
    ),
    Queue(
        "checked-alone", "Checked only by who entered them", "The same person entered and confirmed the facts.",
        _FINDING, _VERIFY, _checked_alone, _CHECKED, "checked",
    ),
    Queue(
        "reports", "Open error reports", "What visitors say is wrong.",
        models.ErrorReport, "catalog.change_errorreport", _open_reports, F("received_at"), "received",
    ),
    Queue(
        "drafts", "Drafts", "Not yet shown to anybody.",
        _DEVICE, _EDIT, _devices(State.DRAFT), entered(_DEVICE), "entered",
    ),
    Queue(
        "old-prices", "Prices past their date", "The newest we have is older than 30 days, or bears no date.",
        models.Price, _EDIT, _old_prices, F("seen_from"), "seen no earlier than",
    ),
    Queue(
        "claims", "Claims that go beyond the record", "Look whether they still stand there; record what stands now.",
        models.MarketingClaim, _EDIT, _strong_claims, F("stated_from"), "stated no earlier than",
    ),
    Queue(
        "our-words", "Our words that go beyond the record", "What a published device says in our own voice.",
        _DEVICE, _EDIT, lambda today: overstating_devices(_DEVICE.objects.published()), _last_saved(_DEVICE),
        "last saved",
    ),
    Queue(
        "record-notes", "Notes on records that go beyond them", "What a published record says in our own voice.",
        models.Authorization, _EDIT, lambda today: overstating_records(models.Authorization.objects.public()),
        _last_saved(models.Authorization), "last saved",
    ),
    Queue(
        "several-brands", "Numbers used under several brands", "Right for a rebadged product, otherwise a slip.",
        models.Authorization, _EDIT, _under_several_brands, F("decision_date"), "decided",
    ),
)  # fmt: skip


def queues_for(user):
    """Return the queues that `user` may work."""
    return [queue for queue in QUEUES if user.has_perm(queue.permission)]


def waiting(user, today):
    """Return a Waiting for each queue of `user`, one query each (claims cost one more)."""
    return [_count(queue, today) for queue in queues_for(user)]


def waiting_for_verifiers(today):
    """Return a Waiting for each queue that only a verifier can work."""
    own = {f"catalog.{name}" for name in roles.VERIFIER - roles.EDITOR}
    return [_count(queue, today) for queue in QUEUES if queue.permission in own]


def _count(queue, today):
    rows = queue.rows(today).order_by().annotate(queue_since=queue.since)
    found = rows.aggregate(count=Count("pk"), oldest=Min("queue_since"))
    oldest = found["oldest"]
    if isinstance(oldest, datetime.datetime):
        oldest = timezone.localdate(oldest)
    return Waiting(queue, found["count"], oldest)


def oldest_drafts():
    """Return the drafts that have lain longest, each with what it lacks."""
    drafts = for_publication(models.Device.objects.filter(state=State.DRAFT)).order_by(
        entered(models.Device).asc(), "pk"
    )
    return [Draft(device, missing_for_publication(device)) for device in drafts[:_SHOWN_DRAFTS]]


def published_gaps(today):
    """Return a DeskGap for every fact that a published device lacks, in the order of what visitors filter on."""
    shown = _DEVICE.objects.published().with_fda(today).order_by()
    counts = shown.aggregate(
        **{f"n_{name}": Count("pk", filter=Q(pk__in=lacking(shown, name).values("pk"))) for name in FACT_WORDS}
    )
    return [DeskGap(name, words, n) for name, words in FACT_WORDS.items() if (n := counts[f"n_{name}"])]
