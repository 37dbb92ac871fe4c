"""A device as it stood at the end of a day, made from the history as the page of today is made from the tables."""

import datetime
from functools import cached_property

from django.utils import timezone

from catalog import models
from catalog.models.verification import Outcome
from catalog.queries.device_page import DevicePage
from catalog.queries.history_rows import SUBJECTS, DeviceVersions, Histories
from catalog.rules import authorities, freshness, statuses, verification_log

# Set of words → its model; row of a device → the name under which a device holds it.
_WORDS = {"modalities": models.Modality, "areas": models.Area, "features": models.Feature}


class PastDevicePage(DevicePage):
    """The page of a device as it stood; what was not kept of that day is left out."""

    @cached_property
    def siblings(self):
        """Which others stood under the same number is not asked: it would take the history of all of them."""
        return []

    changed_at = None  # the history itself is where the day was chosen

    @cached_property
    def similar(self):
        """Neither is what others were like on that day."""
        return []

    @cached_property
    def general_cautions(self):
        end = end_of(self.today)
        standing = models.Contraindication.history.filter(history_date__lt=end).order_by("history_date", "history_id")
        newest = {row.id: row for row in standing}
        kept = [row.history_object for row in newest.values() if row.history_type != "-" and row.general]
        return sorted(kept, key=lambda caution: (caution.position, caution.name))


def end_of(day):
    """Return the moment at which `day` ends, in the site's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time()))


def device_as_of(slug, day):
    """Return the PastDevicePage of the device that is, or was, called `slug`, as it stood at the end of `day`.

    Its columns, words, rows, records, status, check and numbers are those of then. Raises Device.DoesNotExist when
    there was no such device then.
    """
    pk = _pk_of(slug)
    pages = devices_as_of([pk], day)
    if pk not in pages:
        raise models.Device.DoesNotExist(f"There was no such device on {day}.")
    return pages[pk]


def devices_as_of(pks, day):
    """Return {id: PastDevicePage} of those devices among `pks` that there were at the end of `day`.

    A fixed number of queries, however many.
    """
    histories = Histories(pks, until=end_of(day))
    there = {pk: line for pk, line in histories.devices.items() if not line[-1].is_removal}
    devices = {pk: _device(DeviceVersions(pk, among=histories)) for pk in there}
    findings = {f.pk: f for device in devices.values() for f in device.findings.all()}
    _load_checks(findings, day)
    for device in devices.values():
        _derive(device, day)
    return {pk: PastDevicePage(device, day) for pk, device in devices.items()}


def _pk_of(slug):
    """Return the id of the device of today's address `slug`, else of the last that had it."""
    now = models.Device.objects.filter(slug=slug).values_list("pk", flat=True).first()
    known = models.Device.history.filter(slug=slug).order_by("-history_date", "-history_id")
    pk = now or known.values_list("id", flat=True).first()
    if pk is None:
        raise models.Device.DoesNotExist(f"No device was ever called {slug}.")
    return pk


def _device(held):
    """Return an unsaved Device that holds everything its page reads, loaded as if by prefetching."""
    newest = held.device[-1]
    device = newest.row.history_object
    device.brand = _standing(held, models.Brand)[device.brand_id]
    loaded = {name: _words(held, model, newest.words[name]) for name, model in _WORDS.items()}
    for model in held.rows:
        relation = model._meta.get_field("device").remote_field.related_name
        loaded[relation] = _rows(held, model, device)
    device._prefetched_objects_cache = loaded
    return device


def _standing(held, model):
    """Return {id: instance} of the shared objects that were there."""
    return {pk: line[-1].row.history_object for pk, line in held.shared[model].items() if not line[-1].is_removal}


def _words(held, model, ids):
    """Return the words of these ids in their own order."""
    standing = _standing(held, model)
    found = [standing[pk] for pk in ids if pk in standing]
    return sorted(found, key=lambda word: (word.position, word.name))


def _rows(held, model, device):
    """Return the rows of one kind that the device had, each with what it points to."""
    newest = [line[-1] for line in held.rows[model].values()]
    rows = [v.row.history_object for v in newest if not v.is_removal and v.row.device_id == device.pk]
    for row in rows:
        row.device = device
    if model in SUBJECTS:
        _point(held, model, rows)
    if model is models.Notice:
        _know(held, rows)
    return sorted(rows, key=_place)


def _point(held, model, rows):
    name = SUBJECTS[model]
    target = model._meta.get_field(name).related_model
    standing = _standing(held, target)
    for row in rows:
        setattr(row, name, standing[getattr(row, f"{name}_id")])
        if target is models.Authorization:
            areas = held.shared[target][row.authorization_id][-1].words["areas"]
            row.authorization._prefetched_objects_cache = {"areas": _words(held, models.Area, areas)}


def _know(held, notices):
    """Set since when each notice was known as what it then was."""
    for notice in notices:
        line = held.rows[models.Notice][notice.pk]
        notice.known_at = next(version.at for version in line if version.row.kind == notice.kind)


def _place(row):
    """Return where a row stands among its kind, as the models order them."""
    match row:
        case models.DeviceAuthorization():
            return (row.authorization.number,)
        case models.DeviceContraindication():
            return row.contraindication.position, row.contraindication.name
        case models.DeviceBenefit():
            return (row.benefit.position,)
        case models.Photo():
            return row.position, row.pk
        case models.MarketingClaim():
            return _newest_first(row.stated_from, row.pk)
        case models.Notice():
            return _newest_first(row.dated_from, row.pk)
    return (row.pk,)


def _newest_first(day, pk):
    return -(day or datetime.date.min).toordinal(), pk


def _load_checks(findings, day):
    """Give each of the findings ({id: finding}) the checks that were in the log at the end of `day`."""
    for finding in findings.values():
        finding._prefetched_objects_cache = {"verifications": []}
    log = models.Verification.objects.filter(finding__in=list(findings), recorded_at__lt=end_of(day))
    for entry in log.select_related("by"):
        findings[entry.finding_id].verifications.all().append(entry)


def _derive(device, day):
    """Set, as the rules have it, what `with_fda` annotates: status, check, day of the last check, and any doubt."""
    finding = next((f for f in device.findings.all() if f.authority == authorities.FDA.slug), None)
    device.fda_status = finding.derive_status() if finding else _status_without(device)
    told = _told(finding)
    confirming = [entry for entry in told if entry.confirms]
    device.fda_verified_on = confirming[-1].checked_on if confirming else None
    device.fda_check = _check(finding, told[-1], device, day) if confirming else freshness.UNVERIFIED
    doubt = told[-1] if told and not told[-1].confirms else None
    device.fda_doubt, device.fda_doubted_on = doubt and doubt.outcome, doubt and doubt.checked_on


def _status_without(device):
    """Return the status of a device that had no finding yet: its numbers alone speak."""
    links = [x for x in device.links.all() if x.authorization.authority == authorities.FDA.slug]
    return statuses.derive([x.authorization.status for x in links if x.derives_status], statuses.NOT_CHECKED.slug)


def _told(finding):
    """Return the checks that reached the register, oldest first."""
    entries = finding.verifications.all() if finding else []
    reached = [entry for entry in entries if entry.outcome != Outcome.UNREACHABLE]
    return sorted(reached, key=lambda entry: (entry.checked_on, entry.sequence))


def _check(finding, newest, device, day):
    """Return current, due, stale or changed, for a finding that was confirmed at least once."""
    is_the_same = newest.confirms and newest.snapshot_sha256 == verification_log.sha256(finding.snapshot())
    return freshness.check_state(
        device.fda_status, device.fda_verified_on, day,
        changed=not is_the_same, year=finding.registration_year, own_pace=finding.recheck_days,
    )  # fmt: skip
