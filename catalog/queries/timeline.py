"""The history as one line of time: what changed, from what to what, when, by whom and why; newest first."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from catalog import models
from catalog.queries.history_diff import Change, Names, changes, subject
from catalog.queries.history_rows import DeviceVersions, versions
from catalog.rules import reasons

ADDED, CHANGED, REMOVED, CHECKED = "added", "changed", "removed", "checked"

# One save writes several rows of history: the object, then each of its sets of words. They are one change.
_ONE_SAVE = datetime.timedelta(seconds=2)

_NOUNS = {
    models.DeviceAuthorization: "link to a number",
    models.RegulatoryFinding: "finding",
    models.MarketingClaim: "claim",
    models.DeviceContraindication: "contraindication",
    models.DeviceBenefit: "benefit",
    models.Authorization: "record",
    models.Contraindication: "contraindication, for all devices",
    models.Benefit: "benefit, for all devices",
}


@dataclass(frozen=True)
class Entry:
    """One change: `at` a moment, `by` a user name ("" for the site itself), `reason` a Reason, `changes` Changes.

    `model_name`, `pk` and `version` say of which row, and which id in its history it ended with (None for a check).
    """

    at: datetime.datetime
    by: str
    reason: reasons.Reason
    kind: str
    noun: str
    subject: str
    changes: tuple
    model_name: str
    pk: int
    version: Any


def timeline(device):
    """Return the Entries of a device: its own, of its rows, of the records it leans on meanwhile, and every check.

    A fixed number of queries. A save that changed nothing is left out.
    """
    held = DeviceVersions(device.pk)
    found = [*held.own_versions(), *held.shared_versions()]
    return _newest_first([*_entries(found, Names(held.shared)), *_checks(held.rows[models.RegulatoryFinding])])


def row_timeline(model, pk):
    """Return the Entries of a single row of any noun with a history."""
    line = versions(model, [pk]).get(pk, [])
    return _newest_first(_entries(line, names_for(model, line)))


def names_for(model, line):
    """Return the Names of what the versions of one row pointed to."""
    pointed = {}
    for field in model.history.model.tracked_fields:
        if field.is_relation:
            pointed[field.related_model] = {getattr(version.row, field.attname) for version in line}
    for field in model._meta.many_to_many:
        wanted = pointed.setdefault(field.related_model, set())
        wanted.update(*(version.words[field.name] for version in line))
    return Names({target: versions(target, ids) for target, ids in pointed.items()})


def _newest_first(entries):
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _entries(found, names):
    people = _user_names({version.row.history_user_id for version in found})
    entries = (entry_of(first, last, names, people) for first, last in saves(found))
    return [entry for entry in entries if entry.changes or entry.kind != CHANGED]


def saves(found):
    """Yield the (first, last) version of each save, newest save first; `found` lists each row's versions in order."""
    open_saves = {}
    for version in found:
        key = version.model, version.row.id
        first, last = open_saves.get(key, (None, None))
        if last and not _is_one_save(last, version):
            yield first, last
            first = None
        open_saves[key] = first or version, version
    yield from open_saves.values()


def _is_one_save(earlier, later):
    same = ("history_user_id", "history_change_reason")
    return (
        later.row.history_type == "~"
        and not earlier.is_removal
        and later.before is earlier
        and later.at - earlier.at <= _ONE_SAVE
        and all(getattr(earlier.row, name) == getattr(later.row, name) for name in same)
    )


def entry_of(first, last, names, people):
    """Return the Entry of a save, from its first to its last Version; `people` are {user id: user name}."""
    return Entry(
        at=last.at,
        by=people.get(last.row.history_user_id, ""),
        reason=reasons.parse(last.row.history_change_reason),
        kind={"+": ADDED, "~": CHANGED, "-": REMOVED}[first.row.history_type],
        noun=_NOUNS.get(last.model, str(last.model._meta.verbose_name)),
        subject=subject(last, names),
        changes=changes(first.before, last, names),
        model_name=last.model._meta.model_name,
        pk=last.row.id,
        version=last.row.history_id,
    )


def _user_names(ids):
    people = get_user_model().objects.filter(pk__in=ids - {None})
    return dict(people.values_list("pk", "username"))


def _checks(findings):
    """Return an Entry for each look into a register."""
    log = models.Verification.objects.filter(finding__in=list(findings)).select_related("by")
    return [_check_entry(check) for check in log]


def _check_entry(check):
    code = reasons.RECHECKED if check.confirms else ""
    return Entry(
        at=check.recorded_at,
        by=check.by.get_username(),
        reason=reasons.Reason(code, check.note),
        kind=CHECKED,
        noun="finding",
        subject=f"{check.register}, check {check.sequence}",
        changes=(Change("outcome", "Outcome", None, check.get_outcome_display()),),
        model_name="verification",
        pk=check.pk,
        version=None,
    )
