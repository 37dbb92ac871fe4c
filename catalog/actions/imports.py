"""Imports: taking files in, previewing them in steps, and doing exactly what was previewed, once and whole."""

import hashlib
import time
from collections import Counter

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from catalog.actions.imports_write import write_rows
from catalog.models import Import, ImportFile, ImportPart, Revision
from catalog.queries.columns import Scope
from catalog.queries.imports import WRONG, Plan
from catalog.queries.imports_kept import changed_since, kept_rows, refuse_lacking
from catalog.queries.imports_sheets import read_sheets
from catalog.rules import imports
from catalog.rules.imports import ImportRefused

STEP = 500  # rows that are looked up at once
STEP_SECONDS = 3  # each step reads the files anew, so few are quicker than many
PERMISSION = "catalog.import_catalogue"
LONGEST_NAME = ImportFile._meta.get_field("name").max_length


class RowsChanged(ImportRefused):
    """Rows that are no longer what the preview showed; `differences` are [(place, facts.Difference)]."""

    def __init__(self, differences):
        super().__init__(["Entries have changed since this was previewed. Look at the preview anew."])
        self.differences = differences


@transaction.atomic
def receive_import(files, *, by, flavour=""):
    """Keep {name: bytes} and return the Import, of which nothing is previewed yet.

    `flavour` is spreadsheet or data for all of them; "" goes by whether a file begins with a byte order mark. Raises
    PermissionDenied, or ImportRefused with what is wrong with each file that is no table of ours.
    """
    _refuse_role(by)
    if (size := sum(map(len, files.values()))) > imports.MOST_BYTES:
        raise ImportRefused([f"{size:,} bytes in all; at most {imports.MOST_BYTES:,} at a time."])
    flavoured = {
        name[:LONGEST_NAME]: (content, flavour or imports.flavour_of(content)) for name, content in files.items()
    }
    sheets = read_sheets(flavoured)
    Import.objects.expired().delete()
    made = Import.objects.create(by=by, total=sum(len(sheet.lines) for sheet in sheets))
    for name, (content, flavour_read) in flavoured.items():
        digest = hashlib.sha256(content).hexdigest()
        ImportFile.objects.create(of=made, name=name, flavour=flavour_read, content=content, sha256=digest)
    return made


def continue_preview(made, *, seconds=None):
    """Look at some more rows, for about so many seconds; returns the Import. Nothing of the catalogue is changed."""
    if made.is_previewed or made.committed_at:
        return made
    plan, until = plan_of(made), time.monotonic() + (STEP_SECONDS if seconds is None else seconds)
    while not made.is_previewed:
        rows = [planned.as_plain() for planned in plan.plan(plan.rows[made.done : made.done + STEP])]
        is_last = made.done + len(rows) == made.total
        # Whether a published device keeps what publishing asks for, only all rows together can tell.
        seen = [row["changes"] for row in [*kept_rows(made), *rows]] if is_last else []
        made = _keep(made, rows, plan.lacking(seen) if is_last else {})
        if time.monotonic() > until:
            break
    return made


def preview_again(made, *, by):
    """Begin the preview anew, of the same bytes. Raises PermissionDenied or ImportRefused."""
    with transaction.atomic():
        made = _own(made, by)
        made.parts.all().delete()
        made.done, made.at = 0, timezone.now()
        made.save()
    return made


def commit_import(made, *, by, code="", text="", confirmed_words=False):
    """Do what was previewed; returns the Import with its `counts`.

    Rows land as drafts, as changes of what is there, or as proposals where a published fact waits for a second person.
    `code` and `text` are the reason; `confirmed_words` lets texts stand that say more than the record. Raises
    PermissionDenied, RowsChanged, or ImportRefused for anything else; then nothing has changed.
    """
    with transaction.atomic():
        _ready(made, by)
    seen, plan = Revision.current().number, plan_of(made)
    planned = plan.whole()  # before the lock: while it is held other editors wait
    with transaction.atomic():
        Revision.lock()
        made = _ready(made, by)
        if Revision.current().number != seen:
            planned = plan.whole()
        if differences := changed_since(kept_rows(made), [one.as_plain() for one in planned]):
            raise RowsChanged(differences)
        _refuse_rows(planned, confirmed_words=confirmed_words)
        reason = f"import {made.pk}{'; ' if text else ''}{text}"
        waiting = write_rows(planned, by=by, code=code, text=reason, confirmed_words=confirmed_words)
        return _finish(made, planned, waiting)


def plan_of(made):
    """Return the Plan of the bytes that an Import holds. Raises ImportRefused if they are not those that were sent."""
    files = {}
    for file in made.files.all():
        content = bytes(file.content)
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise ImportRefused([f"{file.name} is not what was sent: send it again."])
        files[file.name] = (content, file.flavour)
    return Plan(read_sheets(files), Scope(timezone.localdate()))


def _refuse_role(by):
    if not by.has_perm(PERMISSION):
        raise PermissionDenied("Your role may not import.")


def _own(made, by):
    """Return the import anew, locked. Raises PermissionDenied, or ImportRefused when it was done before."""
    _refuse_role(by)
    made = Import.objects.select_for_update().filter(pk=made.pk).first()
    if made is None:
        raise ImportRefused(["This import is gone: send the files again."])
    if made.by_id != by.pk:
        raise PermissionDenied("Somebody else sent these files: only they may import them.")
    if made.committed_at:
        raise ImportRefused(["This import has been done already."])
    return made


def _ready(made, by):
    """Return an import that may be committed now, anew and locked. Raises PermissionDenied or ImportRefused."""
    made = _own(made, by)
    if not made.is_previewed:
        raise ImportRefused(["It has not been previewed to its end."])
    if made.is_expired:
        raise ImportRefused(["This preview is older than 30 minutes. Look at it anew."])
    return made


@transaction.atomic
def _keep(made, rows, lacking):
    """Keep what was found of the next rows, and of any row at last, unless a second window has been faster."""
    current = Import.objects.select_for_update().get(pk=made.pk)
    if current.done == made.done:
        ImportPart.objects.create(of=current, start=current.done, rows=rows)
        _refuse_parts(current, lacking)
        current.done += len(rows)
        current.save()
    return current


def _refuse_parts(made, wrong):
    for part in made.parts.all() if wrong else ():
        places = wrong.keys() & range(part.start, part.start + len(part.rows))
        refuse_lacking(part.rows, {place - part.start: wrong[place] for place in places})
        part.save()


def _refuse_rows(planned, *, confirmed_words):
    wrong = [one.row.problem(name, why) for one in planned if one.state == WRONG for name, why in one.wrong.items()]
    if wrong:
        raise ImportRefused(wrong)
    words = [one.row.problem("", words) for one in planned for words in one.words]
    if words and not confirmed_words:
        raise ImportRefused(words)


def _finish(made, planned, waiting):
    made.counts = Counter(one.state for one in planned) | {"waiting": waiting}
    made.committed_at = timezone.now()
    made.save()
    made.parts.all().delete()
    made.files.update(content=b"")
    return made
