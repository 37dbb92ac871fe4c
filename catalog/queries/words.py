"""Where our own public texts say more of a regulator than any record does.

Quotations are left out: a maker's claim, the words of a label, what a record calls a device, the title of a page.
"""

from dataclasses import dataclass

from catalog import models
from catalog.rules import statuses
from catalog.rules.claims import says_too_much

# Model → the columns that visitors read as our own voice.
OUR_TEXTS = {
    models.Device: (
        "aliases current_note intensity_note waveform session_note medium_note power_note app_note dimensions "
        "attachments warranty note withdrawn_reason"
    ).split(),
    models.DeviceAuthorization: ["note"],
    models.RegulatoryFinding: ["note", "recheck_reason"],
    models.Authorization: ["note"],
    models.Brand: ["note"],
    models.Price: ["note"],
    models.MarketingClaim: ["note"],
    models.Source: ["note"],
    models.Notice: ["title", "note"],
    models.Photo: ["alt", "credit"],
    models.Area: ["explanation"],
    models.Modality: ["explanation"],
    models.Feature: ["explanation"],
    models.Contraindication: ["explanation"],
    models.Benefit: ["evidence"],
    models.ErrorReport: ["answer"],
}
_ROWS = "links findings prices claims sources notices photos".split()


@dataclass(frozen=True)
class Overstatement:
    """A phrase of ours that no record bears out: in which row, in which of its texts."""

    row: object
    text: str
    phrase: str

    @property
    def words(self):
        return f"{self.row._meta.verbose_name.capitalize()}, {self.text}: “{self.phrase}”"


def overstatements(row):
    """Return every Overstatement in one row's own texts."""
    return [
        Overstatement(row, row._meta.get_field(name).verbose_name, phrase)
        for name in OUR_TEXTS.get(type(row), ())
        for phrase in _phrases(row, getattr(row, name))
    ]


def overstatements_of_device(device):
    """Return every Overstatement on a device's page: in its own texts, its rows', its records' and its brand's."""
    rows = [device, device.brand]
    for name in _ROWS:
        rows += getattr(device, name).all()
    rows += [link.authorization for link in device.links.select_related("authorization")]
    return [found for row in rows for found in overstatements(row)]


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
    links = device.links.select_related("authorization") if device and device.pk else ()
    return any(link.derives_status and link.authorization.status == statuses.APPROVED.slug for link in links)
