"""What the page about the data says: how far it can be trusted, and where each table lies."""

from collections import Counter
from dataclasses import dataclass

from catalog.models import ErrorReport, RegulatoryFinding
from catalog.models.devices import State
from catalog.models.reports import ReportState
from catalog.queries import exports
from catalog.queries.check_ages import CheckAges, check_ages
from catalog.queries.datapackage import open_tables
from catalog.queries.log_head import LogHead, log_head
from catalog.queries.tables import TABLES
from catalog.rules import freshness
from catalog.rules.charts import bar_chart

_ROLES = {"fact": "entered", "reference": "names a row", "derived": "worked out"}
_OPEN = (ReportState.NEW, ReportState.ACCEPTED)


@dataclass(frozen=True)
class Health:
    """The findings of published devices by the state of our check, and the reports that are still open."""

    states: tuple
    total: int
    earned: int
    open_reports: int
    ages: CheckAges
    head: LogHead

    @property
    def percent(self):
        """The share that was confirmed and is not too old, rounded down: 100 only when it is all of them."""
        return 100 * self.earned // self.total if self.total else 0

    @property
    def overdue(self):
        return sum(count for slug, _, count in self.states if slug in (freshness.DUE, freshness.STALE))

    @property
    def chart(self):
        return bar_chart(self.ages.buckets) if self.ages.has_chart else None


@dataclass(frozen=True)
class Download:
    """A table with the size of its file, where it lies, and its columns as they are documented."""

    table: object
    rows: int
    size: int
    csv: str
    json: str

    @property
    def columns(self):
        """[(column, what an import does with it)]."""
        return [(column, _ROLES[self.table.role(column)]) for column in self.table.columns]


def health(today):
    """Return the Health of the public data."""
    findings = RegulatoryFinding.objects.filter(device__state=State.PUBLISHED)
    counted = Counter(findings.with_check(today).order_by().values_list("check", flat=True))
    return Health(
        states=tuple((slug, label, counted[slug]) for slug, label in freshness.CHECK_LABELS.items()),
        total=counted.total(),
        earned=counted[freshness.CURRENT] + counted[freshness.DUE],
        open_reports=ErrorReport.objects.filter(state__in=_OPEN).count(),
        ages=check_ages(today, findings),
        head=log_head(today),
    )


def downloads(edition):
    """Return the Download of every table, that of the devices first. Call it inside the snapshot."""
    with open_tables(edition) as tables:
        return [
            Download(TABLES[name], whole.rows, whole.size, exports.path_of(name, "csv"), exports.path_of(name, "json"))
            for name, whole in sorted(tables.items(), key=lambda pair: pair[0] != "devices")
        ]
