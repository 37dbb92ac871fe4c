"""The public history in words: what happened, to what, from what to what, why, and where that was read."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from catalog import models
from catalog.models import Authorization, Brand, Device, ErrorReport, RegulatoryFinding, Source
from catalog.models.fields import SourceKind
from catalog.models.sources import SUPPORTABLE
from catalog.queries.history_diff import EMPTY, Change
from catalog.queries.history_rows import ROWS, SUBJECTS
from catalog.queries.timeline import ADDED, CHANGED, CHECKED, REMOVED, entry_of
from catalog.rules import reasons, reports

_MOST_AT_ONCE = 5  # facts of a new row that are read at a glance

LISTED, RELISTED, WITHDRAWN = "listed", "relisted", "withdrawn"

# Columns that no visitor ever saw: where a row lies, whose it is, and how the site itself handles it.
_NEVER_SHOWN = frozenset(("device", "slug", "position", "state", "published_at", "withdrawn_reason", "shown_alone"))
# What stands beside a row that comes or goes as its subject and its source.
_SAID_ALREADY = frozenset(("source_url", "source_kind", *SUBJECTS.values()))
_VERBS = {ADDED: "added", CHANGED: "changed", REMOVED: "taken out"}
_STATES = {
    LISTED: "Listed for the first time",
    RELISTED: "Listed again",
    WITHDRAWN: "Withdrawn from the list",
}
# What is ours to enter without being a check says so where it would read like a status.
_LABELS = {(RegulatoryFinding, "declared"): "Status without a number, as entered (this is no check)"}
_QUOTING = (models.MarketingClaim, models.DeviceContraindication, models.DeviceBenefit)  # in their column `wording`


@dataclass(frozen=True)
class Outcome:
    """That a visitor's report led to a change. Neither what they sent nor what they were answered is anybody else's."""

    received_at: datetime.datetime
    closed_at: datetime.datetime


@dataclass(frozen=True)
class PublicChange:
    """One change that visitors could see.

    `key` names it for good, such as price-12; `kind` is listed, relisted, withdrawn, added, changed, removed or
    checked. `device` is a Device with its brand, None where the change is of something that several share; then `page`
    is the address of its page, "" without one. `sources` are (words, address); `check` is a Verification.
    """

    key: str
    at: datetime.datetime
    kind: str
    what: str
    subject: str
    reason: str
    changes: tuple
    sources: tuple
    device: Any = None
    page: str = ""
    check: Any = None
    outcome: Outcome | None = None

    @property
    def is_long(self):
        """Whether it is the coming or going of something with many facts, and not one fact that became another."""
        return self.kind in (ADDED, REMOVED) and len(self.changes) > _MOST_AT_ONCE

    @property
    def day(self):
        return timezone.localdate(self.at)

    @property
    def address(self):
        return reverse("change_detail", args=self.key.split("-"))

    @property
    def device_page(self):
        """Where the device is read about: its page while it is listed, else its past."""
        is_listed = self.device.state == Device.State.PUBLISHED
        return self.device.get_absolute_url() if is_listed else reverse("device_history", args=[self.device.slug])


def tell(past, checks):
    """Return the PublicChanges of a PublicPast and of `checks` (a query for Verifications), newest first.

    A fixed number of queries, however many there are.
    """
    saves = [_Told(_public(first, last, past.names), last.model, last.row) for first, last in past.saves()]
    seen = [told for told in saves if told.change.changes or told.change.kind != CHANGED]
    looks = [_Told(_check(check), Device, check.finding.device) for check in _seen_checks(checks, past)]
    return sorted(_completed([*seen, *looks]), key=lambda change: (change.at, change.key), reverse=True)


@dataclass(frozen=True)
class _Told:
    """A PublicChange on its way, with the model and the row that it is about."""

    change: PublicChange
    model: Any
    row: Any

    @property
    def device_id(self):
        return self.row.id if self.model is Device else self.row.device_id if self.model in ROWS else None


def _public(first, last, names):
    entry = entry_of(first, last, names, {})
    kind = _kind(first, last, entry.kind)
    noun = f"{entry.noun[:1].upper()}{entry.noun[1:]}"
    return PublicChange(
        key=f"{entry.model_name}-{entry.version}",
        at=entry.at,
        kind=kind,
        what=_STATES.get(kind) or f"{noun} {_VERBS[kind]}",
        subject="" if last.model is Device else entry.subject,
        reason=_reason(entry, kind),
        changes=_changes(last, entry, kind),
        sources=_own_source(last.row),
    )


def _kind(first, last, kind):
    if last.model is not Device:
        return ADDED if first.before is None or first.before.is_removal else kind
    if first.before is None:
        return LISTED
    before, after = first.before.row.state, last.row.state
    return CHANGED if before == after else WITHDRAWN if after == Device.State.WITHDRAWN else RELISTED


def _reason(entry, kind):
    """Return the label of the reason that was kept; what is new says so by itself."""
    if entry.reason.label or kind not in (LISTED, ADDED):
        return entry.reason.label
    return reasons.LABELS[reasons.default_for(entry.model_name, is_new=True, was_public=False)]


def _changes(last, entry, kind):
    if kind == LISTED:
        return ()  # its page says it all, and nothing stood there before
    if kind == WITHDRAWN:
        return (Change("withdrawn_reason", "Our reason", None, last.row.withdrawn_reason),)
    left_out = _NEVER_SHOWN if kind in (CHANGED, RELISTED) else _NEVER_SHOWN | _SAID_ALREADY
    shown = (change for change in entry.changes if change.name not in left_out)
    return tuple(_in_words(last.model, change) for change in shown)


def _in_words(model, change):
    key = (model, change.name)
    sides = {side: getattr(change, side) for side in ("before", "after")}
    if model in _QUOTING and change.name == "wording":
        sides = {side: text if text in (None, EMPTY) else f"“{text}”" for side, text in sides.items()}
    return replace(change, label=_LABELS.get(key, change.label), **sides)


def _own_source(row):
    """Return the source that a row names itself; a row in the list of sources is one."""
    address = getattr(row, "source_url", "") or getattr(row, "address", "")
    kind = getattr(row, "source_kind", "") or getattr(row, "kind", "")
    return ((SourceKind(kind).label, address),) if address else ()


def _seen_checks(checks, past):
    """Return the looks into the register of listed devices: the log is public, but for what was logged out of sight."""
    rows = checks.filter(finding__device__published_at__isnull=False).select_related("finding__device")
    return [check for check in rows if any(span.is_open_after(check.recorded_at) for span in _spans(check, past))]


def _spans(check, past):
    return past.devices.get(check.finding.device_id, ())


def _check(check):
    return PublicChange(
        key=f"verification-{check.pk}",
        at=check.recorded_at,
        kind=CHECKED,
        what="Looked up in FDA’s database",
        subject="",
        reason=reasons.LABELS[reasons.RECHECKED] if check.confirms else "",
        changes=(),
        sources=(("the page consulted", check.address),) if check.address else (),
        check=check,
    )


def _completed(found):
    """Yield each change with its device or page, the sources that support it, and the report that led to it."""
    devices = Device.objects.select_related("brand").in_bulk({told.device_id for told in found} - {None})
    pages, supporting, outcomes = _pages(found), _supporting(found), _outcomes(found)
    for told in found:
        yield replace(
            told.change,
            device=devices.get(told.device_id),
            page=pages.get((told.model, told.row.id), ""),
            sources=told.change.sources or tuple(_sources_of(told, supporting)),
            outcome=outcomes.get(told.change.key),
        )


def _pages(found):
    """Return {(model, id): address} of what several devices share, where visitors can open it."""
    ids = {model: {told.row.id for told in found if told.model is model} for model in (Authorization, Brand)}
    rows = [
        *Authorization.objects.public().filter(pk__in=ids[Authorization]),
        *Brand.objects.with_published_devices().filter(pk__in=ids[Brand]),
    ]
    pages = {(type(row), row.pk): row.get_absolute_url() for row in rows}
    pages |= {
        (models.Contraindication, t.row.id): reverse("safety") for t in found if t.model is models.Contraindication
    }
    return pages | {(models.Benefit, t.row.id): reverse("guide") for t in found if t.model is models.Benefit}


def _supporting(found):
    """Return {device id: its Sources} for the changes of a device's own columns."""
    wanted = {told.device_id for told in found if told.model is Device and told.change.kind == CHANGED}
    by_device = {}
    for source in Source.objects.filter(device__in=wanted):
        by_device.setdefault(source.device_id, []).append(source)
    return by_device


def _sources_of(told, supporting):
    facts = {_fact(change.name) for change in told.change.changes}
    for source in supporting.get(told.device_id, ()) if told.model is Device else ():
        if facts & set(source.fields):
            yield source.get_kind_display(), source.address


def _fact(column):
    """Return the fact, as a source names it, that a column of a device belongs to: current for max_current_ua."""
    return column if column in SUPPORTABLE else next((fact for fact in SUPPORTABLE if fact in column), "")


def _outcomes(found):
    """Return {key: Outcome} of the changes that visitors' reports led to."""
    versions = [told.change.key.partition("-")[2] for told in found]
    reported = ErrorReport.objects.filter(state=reports.FIXED, fixed_history__in=versions).order_by("received_at")
    return {f"{r.fixed_model}-{r.fixed_history}": Outcome(r.received_at, r.closed_at) for r in reported}
