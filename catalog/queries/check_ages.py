"""How long ago the findings were last confirmed: the numbers behind a chart."""

from dataclasses import dataclass
from statistics import median

from catalog.models import RegulatoryFinding
from catalog.models.devices import State
from catalog.rules.charts import ENOUGH

# (upper end in days, words); the last has no end. The borders are those of the freshness policy.
_BUCKETS = ((30, "up to 30 days"), (90, "31 to 90"), (180, "91 to 180"), (365, "181 to 365"), (None, "over a year"))


@dataclass(frozen=True)
class Bucket:
    words: str
    count: int


@dataclass(frozen=True)
class CheckAges:
    """Findings by the age of their newest confirming check, in days; `unchecked` have none."""

    buckets: tuple
    checked: int
    unchecked: int
    median_days: int | None
    oldest_days: int | None

    @property
    def has_chart(self):
        """Whether there is enough to draw: below five one sentence says it all."""
        return self.checked >= ENOUGH


def check_ages(today, findings=None):
    """Return the CheckAges of some findings, or of all but those of withdrawn devices: one query."""
    if findings is None:
        findings = RegulatoryFinding.objects.exclude(device__state=State.WITHDRAWN)
    days = list(findings.with_check(today).order_by().values_list("verified_on", flat=True))
    ages = sorted((today - day).days for day in days if day)
    return CheckAges(
        buckets=_buckets(ages),
        checked=len(ages),
        unchecked=len(days) - len(ages),
        median_days=round(median(ages)) if ages else None,
        oldest_days=ages[-1] if ages else None,
    )


def _buckets(ages):
    counted, below = [], 0
    for end, words in _BUCKETS:
        up_to_here = len([age for age in ages if end is None or age <= end])
        counted.append(Bucket(words, up_to_here - below))
        below = up_to_here
    return tuple(counted)
