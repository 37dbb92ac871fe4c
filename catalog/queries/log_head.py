"""The newest entry of the log of verifications: whoever noted it can tell later that the past was rewritten."""

import datetime
from dataclasses import dataclass

from catalog.models import Verification
from catalog.rules.verification_log import GENESIS


@dataclass(frozen=True)
class LogHead:
    """How many entries there are, the hash of the newest, and the day on which that was so.

    The day is that of the reading, not of the entry: it may be of a device that nobody has seen yet.
    """

    sequence: int
    hash: str
    day: datetime.date


def log_head(today):
    newest = Verification.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return LogHead(*(newest or (0, GENESIS)), today)
