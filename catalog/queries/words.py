"""Where our own public texts say more of a regulator than any record does.

Quotations are left out: a maker's claim, the words of a label, what a record calls a device, the title of a page.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from catalog import models
from catalog.rules import statuses
from catalog.rules.claims import STEMS, says_too_much

# Model → the columns that visitors read as our own voice.
OUR_TEXTS = {
    models.Device: (
        "aliases current_note intensity_note waveform session_note medium_note power_note app_note dimensions "
        "attachments warranty note withdrawn_reason"
    ).split(),
    models.DeviceAuthorization: ["note"],
    models.RegulatoryFinding: ["note", "recheck_reason"],
    models.Authorization: ["note"],
    models.Brand: ["aliases", "note"],
    models.Price: ["note"],
    models.MarketingClaim: ["note"],
    models.Source: ["note"],
    models.Notice: ["title", "note"],
    models.Photo: ["alt", "credit"],
    models.Area: ["name", "explanation"],
    models.Modality: ["name", "explanation"],
    models.Feature: ["name", "explanation"],
    models.Contraindication: ["name", "explanation"],
    models.Benefit: ["name", "statement", "evidence"],
    models.ErrorReport: ["answer"],
}
# Name under which a device holds its rows → their model.
_ROWS = {
    "links": models.DeviceAuthorization,
    "findings": models.RegulatoryFinding,
    "prices": models.Price,
    "claims": models.MarketingClaim,
    "sources": models.Source,
    "notices": models.Notice,
    "photos": models.Photo,
}


@dataclass(frozen=True)
class Overstatement:
    """A phrase of ours that no record bears out: in which row, in which column of it."""

    row: object
    column: str
    phrase: str

    @property
    def words(self):
        text = self.row._meta.get_field(self.column).verbose_name
        return f"{self.row._meta.verbose_name.capitalize()}, {text}: “{self.phrase}”"


def overstatements(row):
    """Return every Overstatement in one row's own texts."""
    return [
        Overstatement(row, name, phrase)
        for name in OUR_TEXTS.get(type(row), ())
        for phrase in _phrases(row, getattr(row, name))
    ]


def overstatements_of_device(device):
    """Return every Overstatement on a device's page: in its own texts, its rows', its records' and its brand's."""
    records = [link.authorization for link in _links(device)]
    return [*_own_overstatements(device), *(found for record in records for found in overstatements(record))]


def overstating_devices(devices):
    """Narrow `devices` to those with an Overstatement of their own or their brand's: a fixed number of queries."""
    says = _mentions(models.Device) | _mentions(models.Brand, "brand__")
    for model in _ROWS.values():
        says |= Exists(model.objects.filter(_mentions(model), device=OuterRef("pk")))
    read = devices.filter(says).select_related("brand").prefetch_related(*_ROWS, "links__authorization")
    return devices.filter(pk__in=[device.pk for device in read if _own_overstatements(device)])


def overstating_records(records):
    """Narrow `records` to those with an Overstatement in a note of ours: one query to read them."""
    read = records.filter(_mentions(models.Authorization))
    return records.filter(pk__in=[record.pk for record in read if overstatements(record)])


def _own_overstatements(device):
    rows = [device, device.brand, *(row for name in _ROWS for row in getattr(device, name).all())]
    return [found for row in rows for found in overstatements(row)]


def _mentions(model, path=""):
    """Return the condition that a text of ours may be one to look at: only Python can tell."""
    columns = [f"{path}{name}__icontains" for name in OUR_TEXTS[model]]
    return reduce(or_, (Q(**{column: stem}) for column in columns for stem in STEMS))


def _phrases(row, text):
    """Only a text that would say too much without an approval makes us look whether there is one."""
    if not says_too_much(text, approved=False):
        return []
    return says_too_much(text, approved=_is_approved(row))


def _is_approved(row):
    """Whether an approved record stands behind what a row is about."""
    if isinstance(row, models.Authorization):
        return row.status == statuses.APPROVED.slug
    device = row if isinstance(row, models.Device) else getattr(row, "device", None)
    links = _links(device) if device and device.pk else ()
    return any(link.derives_status and link.authorization.status == statuses.APPROVED.slug for link in links)


def _links(device):
    """Return the links with their records, as they were loaded, or from one query."""
    loaded = "links" in getattr(device, "_prefetched_objects_cache", {})
    return device.links.all() if loaded else device.links.select_related("authorization")
