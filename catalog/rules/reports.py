"""What becomes of an error that a visitor reports, how much may be reported, and what the reporter is told."""

import datetime

NEW, ACCEPTED, DECLINED, FIXED = "new", "accepted", "declined", "fixed"

# State → the states that may follow.
TRANSITIONS = {NEW: (ACCEPTED, DECLINED), ACCEPTED: (FIXED, DECLINED), DECLINED: (ACCEPTED,), FIXED: ()}

# What the receipt says.
OUTCOMES = {
    NEW: "Received. No editor has read it yet.",
    ACCEPTED: "An editor has read it and agrees that something is wrong. It is not corrected yet.",
    DECLINED: "An editor has read it and changed nothing.",
    FIXED: "Corrected.",
}

MAX_TEXT = 2000  # characters

# (how long, how many) reports one sender may send.
LIMITS = ((datetime.timedelta(hours=1), 5), (datetime.timedelta(days=1), 20))
LONGEST_LIMIT = max(span for span, _ in LIMITS)
MOST_COUNTED = max(most for _, most in LIMITS)


def refusal_of_move(old, new):
    """Return why a report cannot go from one state to another, "" when it can."""
    return "" if new in TRANSITIONS[old] else f"A report that is {old} cannot become {new}."


def wait(times, now):
    """Return how long whoever sent reports at `times` (newest first) has to wait; a zero timedelta for not at all."""
    waits = [times[most - 1] + span - now for span, most in LIMITS if len(times) >= most]
    return max([datetime.timedelta(0), *waits])
