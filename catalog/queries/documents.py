"""One device, or one record of a register, with the rows of every table that belong to it, as JSON holds them."""

from catalog.models import Device
from catalog.queries.tables import TABLES

# Tables whose rows hang on a device → the path from a row to it.
DEVICE_PARTS = {
    table.name: "device" for table in TABLES.values() if any(r.field == "device" for r in table.references)
} | {"verifications": "finding__device", "authorizations": "links__device"}


def key_of(name):
    """Return the name under which the rows of a table stand in a document."""
    return name.replace("-", "_")


def device_document(slug, scope):
    """Return a published device with its rows. Raises Device.DoesNotExist."""
    devices = TABLES["devices"]
    device = devices.public(devices.every(scope)).get(slug=slug)
    document = {"device": devices.json_row(devices.row(device, scope))}
    for name, path in DEVICE_PARTS.items():
        document[key_of(name)] = _rows(name, scope, **{path: device.pk})
    return document


def record_document(number, scope):
    """Return a record with the published devices that it is linked to. Raises Authorization.DoesNotExist.

    One that was public once stays at its address, as its page does; the table of records leaves it out.
    """
    records = TABLES["authorizations"]
    record = records.every(scope).ever_public().get(number=number)
    return {
        "authorization": records.json_row(records.row(record, scope)),
        "device_authorizations": _rows("device-authorizations", scope, authorization=record.pk),
        "devices": _rows("devices", scope, pk__in=record.links.values("device")),
    }


def _rows(name, scope, **condition):
    table = TABLES[name]
    found = table.public(table.every(scope)).filter(**condition)
    return [table.json_row(row) for row in table.rows_of(found, scope)]


def withdrawn(slug):
    """Return the withdrawn device of that slug, or None."""
    return Device.objects.filter(slug=slug, state=Device.State.WITHDRAWN).first()
