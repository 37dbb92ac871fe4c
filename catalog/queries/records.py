"""The devices that a record covers."""

from dataclasses import dataclass

from catalog.models import Device
from catalog.models.fields import Bytewise
from catalog.queries.listing import Card, card


@dataclass(frozen=True)
class Covered:
    """A published device under a record: its link (how far, how we know) and its card."""

    link: object
    card: Card


def covered_devices(record, today):
    """Return the published devices that `record` is linked to, by name."""
    links = {link.device_id: link for link in record.links.all()}
    devices = Device.objects.published().filter(pk__in=links).with_fda(today).for_cards().order_by(Bytewise("slug"))
    return [Covered(links[device.pk], card(device, "USD", today)) for device in devices]
