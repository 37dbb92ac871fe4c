"""What tests of imports share: the tables as files, and an import from them."""

import io

from django.apps import apps
from django.utils import timezone

from catalog.actions.imports import commit_import, continue_preview, receive_import
from catalog.queries import exports
from catalog.queries.columns import Scope
from catalog.queries.imports_kept import kept_rows
from catalog.queries.tables import TABLES
from catalog.rules.spreadsheets import DATA
from tests.factories import make_user


def exported(flavour=DATA, *, drafts=False, names=()):
    """Return {file name: bytes} of every table that can be imported, or of those named."""
    scope = Scope(timezone.localdate(), "https://register.example")
    files = {}
    for table in TABLES.values():
        if table.is_imported and (not names or table.name in names):
            file = io.BytesIO()
            rows = table.rows_of(table.every(scope), scope) if drafts else table.rows(scope)
            exports.write_csv(file, table, rows, flavour)
            files[f"{table.name}.csv"] = file.getvalue()
    return files


def csv_of(*lines):
    """Return lines, each a text of cells with commas, as the bytes of a file."""
    return "".join(f"{line}\r\n" for line in lines).encode()


def previewed(files, *, by=None, flavour=DATA):
    return continue_preview(receive_import(files, by=by or make_user(role="editor"), flavour=flavour), seconds=600)


def rows_of(files, **options):
    """Preview files and return what became of each row, as plain values."""
    return kept_rows(previewed(files, **options))


def imported(files, *, by=None, **options):
    """Preview files and import them; returns the Import."""
    by = by or make_user(role="editor")
    return commit_import(previewed(files, by=by), by=by, **options)


def everything():
    """Return every row of the catalogue as it is stored, but for the imports themselves."""
    models = [m for m in apps.get_app_config("catalog").get_models() if not m.__name__.startswith("Import")]
    return {model: list(model.objects.order_by("pk").values()) for model in models}
