"""The records that visitors may see, and the devices that each covers."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F

from catalog.models import Authorization, Device
from catalog.models.fields import Bytewise
from catalog.queries.listing import Card, card
from catalog.queries.standing import Standing, standing

_BY_NUMBER = Bytewise("number")
# Value of `sort` → its words and its order; the number is the tiebreak.
SORTS = {
    "number": ("Number", ()),
    "newest": ("Newest decision first", (F("decision_date").desc(nulls_last=True),)),
    "oldest": ("Oldest decision first", (F("decision_date").asc(nulls_last=True),)),
}


@dataclass(frozen=True)
class Covered:
    """A published device under a record: its link (how far, how we know) and its card."""

    link: object
    card: Card


@dataclass(frozen=True)
class RecordLine:
    """A record with [(published device, its Standing)]."""

    record: Authorization
    devices: list


def covered_devices(record, today):
    """Return the published devices that `record` is linked to, by name."""
    links = {link.device_id: link for link in record.links.all()}
    devices = Device.objects.published().filter(pk__in=links).with_fda(today).for_cards().order_by(Bytewise("slug"))
    return [Covered(links[device.pk], card(device, "USD", today)) for device in devices]


def list_records(*, pathway="", sort="number"):
    """Return the public records in the order of one of SORTS; `pathway` (a slug) narrows them."""
    records = Authorization.objects.public()
    if pathway:
        records = records.filter(pathway=pathway)
    return records.order_by(*SORTS[sort][1], _BY_NUMBER, "authority")


def record_lines(records, today):
    """Return the RecordLine of each of `records` (one page of them): a fixed number of queries."""
    numbers = [record.pk for record in records]
    devices = Device.objects.published().filter(links__authorization__in=numbers).distinct()
    covered = defaultdict(list)
    for device in devices.with_fda(today).for_cards().order_by(Bytewise("slug")):
        line: tuple[Device, Standing] = (device, standing(device, today))
        for link in device.links.all():
            covered[link.authorization_id].append(line)
    return [RecordLine(record, covered[record.pk]) for record in records]
