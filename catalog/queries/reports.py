"""What the catalogue knows of a report besides the report itself: the change that mended it."""

from django.apps import apps

from catalog.models import ErrorReport
from catalog.queries.timeline import timeline
from catalog.rules import reports

_MOST_CHANGES = 30


def changes_since(report):
    """Return the Entries of the device's past since the report came in, newest first; [] without a device."""
    if report.device is None:
        return []
    entries = [entry for entry in timeline(report.device) if entry.version and entry.at >= report.received_at]
    return entries[:_MOST_CHANGES]


def mending_change(report):
    """Return the row of history that a fixed report is linked to, or None."""
    if not report.fixed_model:
        return None
    history = apps.get_model("catalog", report.fixed_model).history
    return history.filter(history_id=report.fixed_history).first()


def reports_behind(entries):
    """Return {(model name, id in its history): [ErrorReport]} of the Entries that mended what visitors reported."""
    versions = [entry.version for entry in entries if entry.version]
    found = {}
    for report in ErrorReport.objects.filter(state=reports.FIXED, fixed_history__in=versions):
        found.setdefault((report.fixed_model, report.fixed_history), []).append(report)
    return found
