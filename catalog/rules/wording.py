"""The sentences that a regulatory fact is shown in. Nothing here ever says more than the record does."""

from catalog.rules import freshness, statuses
from catalog.rules.dates import show_day

_REPORTED_WITHOUT_NUMBER = {
    statuses.EXEMPT.slug: "Reported: exempt, listed only",
    statuses.REGISTERED.slug: "Reported: registered only, which is not a review",
    statuses.NONE_FOUND.slug: "Reported: no record found",
}


def headline(status_slug, *, check, verified_on=None, records=()):
    """Return the one line that stands for a finding.

    `records` are (pathway label, number) of the records that the status rests on. Until an editor has looked, the
    line names the number and never the status: "Reported: 510(k) K181008, not yet checked by us".
    """
    if status_slug == statuses.NOT_CHECKED.slug:
        return statuses.NOT_CHECKED.label
    if check == freshness.UNVERIFIED:
        return f"{_reported(status_slug, records)}, not yet checked by us"
    if status_slug == statuses.NONE_FOUND.slug:
        return f"No record found on {show_day(verified_on)}"
    return statuses.STATUSES[status_slug].label


def _reported(status_slug, records):
    if not records:
        return _REPORTED_WITHOUT_NUMBER[status_slug]
    return "Reported: " + ", ".join(f"{pathway} {number}" for pathway, number in records)


def check_line(check, *, verified_on, today):
    """Return what is said of the last check: "Checked on 3 May 2026", with what is doubtful about it."""
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
