"""Loading the starter catalogue: real devices with their sources, nothing of it verified.

It is an import like any other, in nobody's name, of new rows only; what is new of it is then published: devices, and
the records that stand without one.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from catalog.actions.imports_write import Writer
from catalog.actions.publication import NotReady, publish_device
from catalog.models import Authorization, Device
from catalog.queries.columns import Scope
from catalog.queries.imports import Plan
from catalog.queries.imports_sheets import read_sheets
from catalog.rules import reasons
from catalog.rules.imports import ImportRefused, Problem
from catalog.rules.spreadsheets import DATA

FOLDER = Path(__file__).resolve().parent.parent / "data" / "starter"
_NAME = "starter catalogue"
REASON = reasons.compose(reasons.NEW, _NAME)


class StarterError(ValueError):
    """Files that cannot be loaded; `problems` are all reasons, those of a row naming file, row and column."""

    def __init__(self, problems):
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class LoadReport:
    """How many rows were made, by the name of the table."""

    created: dict

    def __str__(self):
        made = [f"{count} {name}" for name, count in self.created.items() if count]
        return ", ".join(made) or "nothing new"


@transaction.atomic
def load_starter(folder=None):
    """Make what the catalogue has never held, publish the new devices, return a LoadReport.

    A row is known by its key (a slug, or authority and number), which the history keeps: what editors have changed,
    renamed or deleted since stays as they left it, and so does all that describes a known device. Raises StarterError
    with every row that is broken; then nothing has changed.
    """
    try:
        return _load(Path(folder or FOLDER))
    except ImportRefused as refused:
        raise StarterError(refused.problems) from None


def _load(folder):
    plan = Plan(read_sheets(_files(folder)), Scope(timezone.localdate()))
    _refuse([row.problem(name, why) for row in plan.rows for name, why in row.unreadable().items()])
    planned = plan.narrowed(_never_held(plan.rows))
    _refuse([one.row.problem(name, why) for one in planned for name, why in one.wrong.items()])
    writer = Writer(by=None, code=reasons.NEW, text=_NAME)
    writer.write(planned)
    for one in planned:
        made = writer.made[one.table.name, one.row.key]
        if one.table.model is Device:
            _publish(one.row, made)
        elif one.table.model is Authorization:
            _publish_record(one, made)
    return LoadReport(Counter(one.table.name for one in planned))


def _files(folder):
    files = {path.name: (path.read_bytes(), DATA) for path in sorted(folder.glob("*.csv"))}
    if not files:
        raise ImportRefused([f"There is no CSV file in {folder}."])
    return files


def _refuse(problems: list[Problem]):
    if problems:
        raise ImportRefused(problems)


def _never_held(rows):
    """Return the rows whose key neither the catalogue nor its history knows, and all that describe a new device."""
    own = {row.table.name: row.table for row in rows if not _is_of_a_device(row.table)}
    held = {name: _held(table, [row for row in rows if row.table is table]) for name, table in own.items()}
    new = {id(row) for row in rows if row.table.name in own and row.key not in held[row.table.name]}
    devices = {row.key[0] for row in rows if row.table.model is Device and id(row) in new}
    return [row for row in rows if id(row) in new or _is_of_a_device(row.table) and row.texts["device"] in devices]


def _is_of_a_device(table):
    return "device" in table.key


def _held(table, rows):
    these = {f"{table.key[-1]}__in": [row.key[-1] for row in rows]}
    return {
        key
        for manager in (table.model.objects, table.model.history)
        for key in manager.filter(**these).values_list(*table.key)
    }


def _publish(row, device):
    try:
        publish_device(device, reason=REASON)
    except NotReady as lacking:
        raise ImportRefused([row.problem("", str(lacking))]) from None


def _publish_record(planned, record):
    """Show a record without a device where its file says so, which no import does."""
    column = planned.table.column("shown_alone")
    try:
        shown = column.parse(planned.row.texts.get(column.name, ""))
    except ValueError as error:
        raise ImportRefused([planned.row.problem(column.name, str(error))]) from None
    if shown:
        record = Authorization.objects.get(pk=record.pk)
        record.shown_alone, record._change_reason = True, REASON
        record.save()
