"""What visitors could see of the past: the versions that a row had while a page of ours showed it.

What was entered before a device was listed first, or while it was withdrawn, is told only by what it led to: the next
version that was seen is set beside the last one that was.
"""

import datetime
from dataclasses import dataclass, replace
from itertools import pairwise

from django.db.models import Q

from catalog import models
from catalog.models import Authorization, Brand, Device, DeviceAuthorization
from catalog.queries.history_diff import Names
from catalog.queries.history_rows import ROWS, SUBJECTS, versions
from catalog.queries.timeline import saves

# Words and cautions that pages show whether or not a device uses them.
WORDS = (models.Contraindication, models.Benefit, models.Modality, models.Area, models.Feature)


@dataclass(frozen=True)
class Span:
    """A time in which something was public: from a moment up to, and without, another; None means still."""

    since: datetime.datetime
    until: datetime.datetime | None

    def shared_with(self, other):
        """Return the Span that both have in common, None when there is none."""
        since = max(self.since, other.since)
        until = min((end for end in (self.until, other.until) if end), default=None)
        return Span(since, until) if until is None or since < until else None

    def is_open_after(self, moment):
        return self.until is None or moment < self.until

    def holds(self, moment):
        return self.since <= moment and self.is_open_after(moment)


def force(line):
    """Yield each version of a row with the Span in which it was the newest."""
    for version, following in pairwise([*line, None]):
        yield version, Span(version.at, following and following.at)


def seen(line, spans):
    """Return the versions of `line` that were in force in one of `spans`; `before` is the one seen before.

    The end of a row is seen if the row was.
    """
    kept = []
    for version, in_force in force(line):
        before = kept[-1] if kept else None
        ends_nothing = version.is_removal and (before is None or before.is_removal)
        if not ends_nothing and any(in_force.shared_with(span) for span in spans):
            kept.append(replace(version, before=before))
    return kept


def seen_of_device(line):
    """Return the versions of a device that visitors saw, and each that took it off the list."""
    kept = []
    for version, before in zip(line, [None, *line], strict=False):
        if version.row.state == Device.State.PUBLISHED or _withdraws(version, before):
            kept.append(replace(version, before=kept[-1] if kept else None))
    return kept


def _withdraws(version, before):
    return version.row.state == Device.State.WITHDRAWN and before and before.row.state == Device.State.PUBLISHED


class PublicPast:
    """The saves of chosen rows that visitors could see, and what is needed to tell them.

    `wanted` is {model: ids, or a query for them}; `only` restricts what counts as showing a record or a brand to the
    pages of these devices; `also` are further devices to know the times of. The number of queries depends on the
    models wanted alone.
    """

    def __init__(self, wanted, *, only=None, also=(), words_since=None):
        self.words_since, self._also = words_since, set(also)
        self._lines = {model: versions(model, ids) for model, ids in wanted.items()}
        self._links = self._links_to_records(only)
        self.devices, self._brands = _device_spans(self._device_condition(only))
        self._records = self._record_spans(only)
        self._seen = {
            model: [self._seen_line(model, line) for line in lines.values()] for model, lines in self._lines.items()
        }
        self.names = Names({model: versions(model, ids) for model, ids in self._pointed_to().items()})

    def saves(self):
        """Yield the (first, last) Version of every save that changed what was seen, or brought something into view."""
        for model, lines in self._seen.items():
            for line in lines:
                for first, last in saves(line):
                    if first.before or any(span.holds(first.at) for span in self._spans(model, first.row)):
                        yield first, last

    def _links_to_records(self, only):
        records = list(self._lines.get(Authorization, ()))
        links = DeviceAuthorization.history.filter(authorization_id__in=records)
        links = links if only is None else links.filter(device_id__in=only)
        return list(versions(DeviceAuthorization, list(links.values_list("id", flat=True))).values()) if records else []

    def _device_condition(self, only):
        """Which devices decide what was public."""
        if only is not None:
            return Q(id__in=only)
        owners = {v.row.device_id for model in ROWS for line in self._lines.get(model, {}).values() for v in line}
        owners |= {version.row.device_id for line in self._links for version in line}
        brands = list(self._lines.get(Brand, ()))
        owners |= set(Device.history.filter(brand_id__in=brands).values_list("id", flat=True)) if brands else set()
        return Q(id__in=owners | self._also | set(self._lines.get(Device, ())))

    def _record_spans(self, only):
        """Return {record id: [Span]}: while a listed device was linked to it, or it was said to be shown alone."""
        found = {}
        for line in self._links:
            for version, in_force in force(line):
                if not version.is_removal:
                    shared = map(in_force.shared_with, self.devices.get(version.row.device_id, ()))
                    found.setdefault(version.row.authorization_id, []).extend(filter(None, shared))
        for pk, line in self._lines.get(Authorization, {}).items() if only is None else ():
            alone = [span for version, span in force(line) if _stands_alone(version)]
            found.setdefault(pk, []).extend(alone)
        return found

    def _spans(self, model, row):
        if model in ROWS:
            return self.devices.get(row.device_id, ())
        if model in WORDS:
            return [Span(self.words_since, None)] if self.words_since else []
        return {Device: self.devices, Authorization: self._records, Brand: self._brands}[model].get(row.id, ())

    def _seen_line(self, model, line):
        if model is Device:
            return seen_of_device(line)
        if model not in ROWS:
            return seen(line, self._spans(model, line[-1].row))
        pairs = [(span, own) for version, span in force(line) for own in self._spans(model, version.row)]
        return seen(line, list(filter(None, (span.shared_with(own) for span, own in pairs))))

    def _pointed_to(self):
        """Return {model: ids} of whatever the versions that were seen point to."""
        wanted = {}
        for model, lines in self._seen.items():
            for field in _pointing_fields(model):
                ids = wanted.setdefault(field.related_model, set())
                ids.update(pk for line in lines for version in line for pk in version.pointed_to(field.name))
                ids.update(getattr(line[-1].row, f"{field.name}_id") for line in lines if line and field.many_to_one)
        return wanted


def _stands_alone(version):
    return not version.is_removal and version.row.shown_alone and bool(version.row.source_url)


def _pointing_fields(model):
    """What is called by a name of its own: the brand, the subject of a row, the sets of words."""
    names = ["brand"] if model is Device else [SUBJECTS[model]] if model in SUBJECTS else []
    return [*map(model._meta.get_field, names), *model._meta.many_to_many]


def _device_spans(condition):
    """Return ({device id: [Span]}, {brand id: [Span]}) of the times in which devices were listed. One query."""
    rows = Device.history.filter(condition).order_by("id", "history_date", "history_id")
    columns = ("id", "brand_id", "state", "history_date")
    by_device, by_brand = {}, {}
    for row, following in pairwise([*rows.values_list(*columns), None]):
        pk, brand, state, since = row
        if state == Device.State.PUBLISHED:
            span = Span(since, following[3] if following and following[0] == pk else None)
            by_device.setdefault(pk, []).append(span)
            by_brand.setdefault(brand, []).append(span)
    return by_device, by_brand
