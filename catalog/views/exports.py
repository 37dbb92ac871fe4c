"""The list as a table, with the list's own parameters."""

import csv
import hashlib
import io
import tempfile

from django.conf import settings
from django.http import FileResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from catalog.models import Device
from catalog.queries.columns import Scope
from catalog.queries.listing import list_devices
from catalog.queries.snapshots import one_snapshot
from catalog.queries.tables import TABLES
from catalog.views.caching import public

SPREADSHEET, DATA = "spreadsheet", "data"


@public
def devices_csv(request):
    """Every device of the list as CSV (RFC 4180): `flavour=data` as it is, otherwise guarded and with a BOM.

    Wrong parameters are answered with 400 and a problem document that names them. The table is written to a file
    first: errors come before the first byte, and a slow reader holds no cursor.
    """
    flavour = request.GET.get("flavour", SPREADSHEET)
    listing = list_devices(request.GET, Device.objects.published())
    errors = dict(listing.errors)
    if flavour not in (SPREADSHEET, DATA):
        errors["flavour"] = [f"Choose {SPREADSHEET} or {DATA}."]
    if errors:
        return _problem(errors)
    file = _written(listing, flavour, base=settings.SITE_URL or f"{request.scheme}://{request.get_host()}")
    tag = _tag(file)
    known = get_conditional_response(request, etag=tag)
    if known is not None:
        file.close()
        known.headers["ETag"] = tag
        return known
    name = f"microcurrent-devices-{timezone.localdate().isoformat()}.csv"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
    response.headers["ETag"] = tag
    return response


def _tag(file):
    """Return the ETag of a file's content, its position at the start again."""
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return f'"{digest[:32]}"'


def _problem(errors):
    document = {
        "type": "about:blank",
        "title": "Some parameters of the address are wrong.",
        "status": 400,
        "errors": [{"parameter": name, "detail": text} for name, texts in errors.items() for text in texts],
    }
    return JsonResponse(document, status=400, content_type="application/problem+json")


@one_snapshot()
def _written(listing, flavour, *, base):
    """Return a temporary file with the whole table, its position at the start."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if flavour == SPREADSHEET else "utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    table = TABLES["devices"]
    writer.writerow(table.header)
    written = table.guarded_cells if flavour == SPREADSHEET else table.cells
    for row in table.rows_of(listing.devices.for_cards(), Scope(listing.today, base, listing.currency)):
        writer.writerow(written(row))
    text.flush()
    text.detach()
    file.seek(0)
    return file
