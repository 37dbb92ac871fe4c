"""The sentences that a regulatory fact is shown in. Nothing here ever says more than the record does."""

import datetime
from dataclasses import dataclass

from catalog.rules import freshness, statuses
from catalog.rules.dates import show_day

_REPORTED_WITHOUT_NUMBER = {
    statuses.EXEMPT.slug: "Reported: exempt, listed only",
    statuses.REGISTERED.slug: "Reported: registered only, which is not a review",
    statuses.NONE_FOUND.slug: "Reported: no record found",
}


DETAIL_DIFFERS = "detail-differs"
_SEEN_INSTEAD = {
    "differs": "the register differs",
    DETAIL_DIFFERS: "a detail of our entry differs",
    "not-found": "not found in the register",
}


@dataclass(frozen=True)
class Doubt:
    """The newest look at a finding when it did not confirm it: its outcome (one of those above) and its day."""

    outcome: str
    day: datetime.date

    def __str__(self):
        return f"looked up on {show_day(self.day)}: {_SEEN_INSTEAD[self.outcome]}"


def headline(status_slug, *, check, verified_on=None, records=(), doubt=None):
    """Return the one line that stands for a finding.

    `records` are (pathway label, number) of the records that the status rests on. Only a confirming check of just
    these facts lets the line name the status; until then, and after a change or a look that did not confirm, it names
    the number and what is known of it: "Reported: 510(k) K181008, not yet checked by us".
    """
    if status_slug == statuses.NOT_CHECKED.slug:
        return _without_status(check, doubt)
    if doubt:
        return f"{_reported(status_slug, records)}; {doubt}"
    if check == freshness.UNVERIFIED:
        return f"{_reported(status_slug, records)}, not yet checked by us"
    if check == freshness.CHANGED:
        return f"{_reported(status_slug, records)}, changed since it was checked"
    if status_slug == statuses.NONE_FOUND.slug:
        return f"No record found on {show_day(verified_on)}"
    return statuses.STATUSES[status_slug].label


def _without_status(check, doubt):
    if doubt:
        return _capital(str(doubt))
    if check == freshness.UNVERIFIED:
        return statuses.NOT_CHECKED.label
    return "No status now: our entry changed since it was checked"


def _capital(sentence):
    return sentence[0].upper() + sentence[1:]


def _reported(status_slug, records):
    if not records:
        return _REPORTED_WITHOUT_NUMBER[status_slug]
    return "Reported: " + ", ".join(f"{pathway} {number}" for pathway, number in records)


def check_line(check, *, verified_on, today, doubt=None):
    """Return what is said of the last check: "Checked on 3 May 2026", with what is doubtful about it."""
    if doubt:
        return _capital(str(doubt))
    if check == freshness.UNVERIFIED:
        return "Not yet checked by us"
    if check == freshness.CHANGED:
        return f"Changed since it was checked on {show_day(verified_on)}"
    if check == freshness.STALE:
        return f"Last checked {freshness.age_in_words(verified_on, today)}: may have changed"
    return f"Checked on {show_day(verified_on)}"


def earns_badge(status_slug, check):
    """Whether the fact may be shown as verified: a check that is neither stale nor overtaken by a change."""
    return status_slug != statuses.NOT_CHECKED.slug and check in (freshness.CURRENT, freshness.DUE)
