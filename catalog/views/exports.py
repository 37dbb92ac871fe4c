"""Tables of data as CSV and JSON: the list with the list's own parameters, and the long tables whole."""

import functools

from django.utils import timezone

from catalog.models import Device
from catalog.queries import exports
from catalog.queries.columns import Scope
from catalog.queries.exports_kept import compressed, edition_now, loose
from catalog.queries.listing import list_devices
from catalog.queries.snapshots import one_snapshot
from catalog.queries.tables import TABLES
from catalog.views.problems import problem, wrong_parameters
from catalog.views.sending import open_data, send
from config.addresses import base_of


@open_data
def devices_csv(request):
    """Every device of the list as CSV (RFC 4180): `flavour=data` as it is, otherwise guarded and with a BOM.

    Wrong parameters are answered with 400 and a problem document that names them. The table is written to a file
    first: errors come before the first byte, and a slow reader holds no cursor.
    """
    flavour, errors = _flavour(request)
    listing = list_devices(request.GET, Device.objects.published())
    if errors := listing.errors | errors:
        return wrong_parameters(errors)
    if not listing.chosen:
        return _whole(request, "devices", "csv", flavour)
    with one_snapshot():
        edition = edition_now(base_of(request))
        written = loose(functools.partial(_write_listed, listing=listing, flavour=flavour, base=edition.base))
    return _send_csv(request, written, "devices", edition)


@open_data
def data_table(request, name, ending):
    """A whole table but that of the devices, as CSV in either flavour or as JSON."""
    if name not in TABLES or name == "devices":
        return problem(404, "There is no such table.", detail=f"Tables: {', '.join(TABLES)}.")
    flavour, errors = _flavour(request)
    return wrong_parameters(errors) if errors else _whole(request, name, ending, flavour)


def _flavour(request):
    """Return the flavour that is asked for, and what is wrong with it."""
    flavour = request.GET.get("flavour") or exports.SPREADSHEET
    known = flavour in exports.FLAVOURS
    return flavour, {} if known else {"flavour": [f"Choose {' or '.join(exports.FLAVOURS)}."]}


def _whole(request, name, ending, flavour):
    with one_snapshot():
        edition = edition_now(base_of(request))
        whole = exports.whole_table(edition, name, ending, flavour)
    packed = functools.partial(compressed, edition, exports.kept_name(name, ending, flavour))
    if ending == "csv":
        return _send_csv(request, whole, name, edition, packed=packed)
    described = described_by(edition.base)
    return send(request, whole, content_type=exports.JSON_TYPE, edition=edition, packed=packed, links=described)


def _send_csv(request, whole, name, edition, *, packed=None):
    return send(
        request,
        whole,
        content_type=exports.CSV_TYPE,
        filename=f"microcurrent-{name}-{timezone.localdate().isoformat()}.csv",
        edition=edition,
        packed=packed,
        links=described_by(edition.base),
    )


def described_by(base):
    """Return the links of an answer with data to what describes it."""
    return ((f"{base}/data/datapackage.json", "describedby"),)


def _write_listed(file, *, listing, flavour, base):
    table = TABLES["devices"]
    rows = table.rows_of(listing.devices.for_cards(), Scope(listing.today, base, listing.currency))
    return exports.write_csv(file, table, rows, flavour)
