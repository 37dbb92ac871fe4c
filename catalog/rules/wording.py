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
    "differs": "FDA’s database differs",
    DETAIL_DIFFERS: "a detail of our entry differs",
    "not-found": "not found in FDA’s database",
}


@dataclass(frozen=True)
class Doubt:
    """The newest look at a finding when it did not confirm it: its outcome (one of those above) and its day."""

    outcome: str
    day: datetime.date

    def __str__(self):
        return f"looked up on {show_day(self.day)}: {_SEEN_INSTEAD[self.outcome]}"


@dataclass(frozen=True)
class Headline:
    """The one line that stands for a finding: what is said of it and, while no check of ours holds, why not.

    Where a page sets the two apart, they still read as the one line.
    """

    said: str
    caveat: str = ""
    joint: str = ""

    def __str__(self):
        return self.said + self.joint + self.caveat


def headline(status_slug, *, check, verified_on=None, records=(), doubt=None):
    """Return the Headline of a finding.

    `records` are (pathway label, number) of the records that the status rests on. Only a confirming check of just
    these facts lets the line name the status; until then, and after a change or a look that did not confirm, it names
    the number and what is known of it: "Reported: 510(k) K181008, not yet checked by us". A check that has become too
    old names it with its day.
    """
    if status_slug == statuses.NOT_CHECKED.slug:
        return Headline(_without_status(check, doubt))
    if doubt:
        return Headline(_reported(status_slug, records), str(doubt), "; ")
    if check == freshness.UNVERIFIED:
        return Headline(_reported(status_slug, records), "not yet checked by us", ", ")
    if check == freshness.CHANGED:
        return Headline(_reported(status_slug, records), "changed since it was checked", ", ")
    found_nothing = status_slug == statuses.NONE_FOUND.slug
    said = f"No record found on {show_day(verified_on)}" if found_nothing else statuses.STATUSES[status_slug].label
    if check == freshness.STALE:
        return Headline(said, f"last checked on {show_day(verified_on)}: may have changed", "; ")
    return Headline(said)


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
    return status_slug != statuses.NOT_CHECKED.slug and check in freshness.EARNED
