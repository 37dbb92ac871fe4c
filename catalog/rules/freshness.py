"""How old a check may be: a pure function of dates and today.

The policy is this site's own. FDA renews its public files monthly, so a number that was looked up is good for a
quarter, a search that found nothing for a month, and a registration never past the end of its year.
"""

import datetime
from dataclasses import dataclass, replace

from catalog.rules import statuses

CURRENT, DUE, STALE, CHANGED, UNVERIFIED = "current", "due", "stale", "changed", "unverified"
# The states in which a check of ours counts: it earns the badge.
EARNED = (CURRENT, DUE)

CHECK_LABELS = {
    CURRENT: "Checked and current",
    DUE: "Checked, next check due",
    STALE: "Last check too old",
    CHANGED: "Changed since it was checked",
    UNVERIFIED: "Not yet verified by us",
}


@dataclass(frozen=True)
class Policy:
    """Days for which a check is current, days after which it is stale, and whether it ends with the year."""

    current_days: int
    stale_after_days: int
    ends_with_year: bool = False


NUMBER = Policy(90, 180)
NOTHING_FOUND = Policy(30, 60)
REGISTRATION = Policy(90, 90, ends_with_year=True)
PRICE = Policy(30, 90)


def policy_for(status_slug, own_pace=None):
    """Return the policy that a status stands under; `own_pace` (days) replaces its days: stale after twice as long."""
    if statuses.STATUSES[status_slug].rests_on_a_number:
        policy = NUMBER
    elif status_slug in (statuses.EXEMPT.slug, statuses.REGISTERED.slug):
        policy = REGISTRATION
    else:
        policy = NOTHING_FOUND
    return replace(policy, current_days=own_pace, stale_after_days=2 * own_pace) if own_pace else policy


def last_current_day(status_slug, checked_on, *, year=None, own_pace=None):
    """Return the last day on which a check made on `checked_on` is current: the day the next one is due by.

    `year` is the year a registration is valid for; without it, the year of the check.
    """
    policy = policy_for(status_slug, own_pace)
    return _within_year(policy, checked_on, policy.current_days, year)


def first_stale_day(status_slug, checked_on, *, year=None, own_pace=None):
    """Return the first day on which a check made on `checked_on` is stale."""
    policy = policy_for(status_slug, own_pace)
    return _within_year(policy, checked_on, policy.stale_after_days, year) + datetime.timedelta(days=1)


def _within_year(policy, checked_on, days, year):
    last = checked_on + datetime.timedelta(days=days)
    return min(last, datetime.date(year or checked_on.year, 12, 31)) if policy.ends_with_year else last


def check_state(status_slug, checked_on, today, *, changed=False, year=None, own_pace=None):
    """Return current, due, stale, changed or unverified.

    `checked_on` is the day of the newest confirming check, or None; `changed` says that the facts are no longer
    those that were checked.
    """
    if checked_on is None:
        return UNVERIFIED
    if changed:
        return CHANGED
    if today >= first_stale_day(status_slug, checked_on, year=year, own_pace=own_pace):
        return STALE
    return CURRENT if today <= last_current_day(status_slug, checked_on, year=year, own_pace=own_pace) else DUE


def price_state(seen_from, today):
    """Return current, old, stale or undated for a price first possibly seen on `seen_from` (a date or None)."""
    if seen_from is None:
        return "undated"
    age = (today - seen_from).days
    if age <= PRICE.current_days:
        return "current"
    return "old" if age <= PRICE.stale_after_days else "stale"


def age_in_words(then, today):
    """Return how long ago `then` was, roughly: "today", "12 days ago", "14 months ago"."""
    days = (today - then).days
    if days < 1:
        return "today"
    if days < 61:  # 61 days are the first that round to two months
        return f"{days} day{'s' if days > 1 else ''} ago"
    if days < 730:
        return f"{days * 12 // 365} months ago"
    return f"{days // 365} years ago"
