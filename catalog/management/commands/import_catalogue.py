"""Import CSV files into the catalogue, in the name of one user."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from catalog.actions.imports import commit_import, continue_preview, receive_import
from catalog.models import Import
from catalog.queries.imports_kept import counted, kept_rows, telling_rows
from catalog.rules.imports import WHOLE_ROW, ImportRefused, Problem
from catalog.rules.spreadsheets import DATA, SPREADSHEET


class Command(BaseCommand):
    help = "Import tables of the catalogue from the CSV that this site exports: all rows, or none if one is wrong."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, help="CSV files; the header or the name says which table.")
        parser.add_argument("--user", required=True, help="Who answers for it; their role decides what they may do.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen and change nothing.")
        parser.add_argument("--flavour", choices=[SPREADSHEET, DATA], default="", help="Default: by byte order mark.")
        parser.add_argument("--reason", default="", help="Kept with each row of history.")
        parser.add_argument("--words-stand", action="store_true", help="Let words stand that say more than the record.")

    def handle(self, *, files, user, dry_run, flavour, reason, words_stand, **options):
        by = get_user_model().objects.filter(username=user).first()
        if by is None:
            raise CommandError(f"There is no user {user}.")
        try:
            made = receive_import(read(files), by=by, flavour=flavour)
            try:
                made = self.preview(made)
                if dry_run:
                    self.stdout.write("Dry run: nothing was changed.")
                    return
                made = commit_import(made, by=by, text=reason, confirmed_words=words_stand)
            finally:
                Import.objects.filter(pk=made.pk, committed_at=None).delete()
        except (ImportRefused, PermissionDenied) as refused:
            raise CommandError(f"Nothing was imported.\n{refused}") from None
        self.stdout.write(f"{made} is done. {made.counts['waiting']} rows wait for a second person.")

    def preview(self, made):
        """Print what the files would do; returns the Import. Raises ImportRefused with every row that is wrong."""
        while not made.is_previewed:
            made = continue_preview(made)
            self.stderr.write(f"{made.done} of {made.total} rows looked at")
        rows = kept_rows(made)
        self.stdout.write("\n".join(lines_of(rows)))
        if wrong := list(problems_of(rows)):
            raise ImportRefused(wrong)
        return made


def read(files):
    """Return {name: bytes}. Raises CommandError for a file that is not there."""
    try:
        contents = {path.name: path.read_bytes() for path in files}
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}.") from None
    if len(contents) < len(files):
        raise CommandError("Two files have the same name.")
    return contents


def lines_of(rows):
    """Yield what a preview says: how many rows of each file, then each row that changes or has to be confirmed."""
    for title, file, counts in counted(rows):
        numbers = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
        yield f"{title} ({file}): {numbers}"
    for row in telling_rows(rows):
        place = f"{row['file']}, row {row['row']}"
        if row["state"] == "changed":
            told = "; ".join(f"{name}: “{old}” → “{new}”" for name, (old, new) in row["changes"].items())
            yield f"{place}: {told}"
        yield from (f"{place}: visitors would read at once: {words} (--words-stand)" for words in row["words"])


def problems_of(rows):
    """Yield every Problem that a preview tells."""
    for row in rows:
        for name, why in row["wrong"].items():
            yield Problem(row["file"], row["row"], name or WHOLE_ROW, why)
