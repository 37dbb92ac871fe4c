"""What was changed last in the published catalogue, for everybody to see: no names of people, no drafts."""

import datetime
from dataclasses import dataclass

from catalog import models
from catalog.models import Device, Verification
from catalog.models.verification import Outcome
from catalog.rules import reasons

# Model → what it is called in a sentence. Each has a device.
_NOUNS = {
    models.DeviceAuthorization: "Link to a record",
    models.Price: "Price",
    models.MarketingClaim: "Claim",
    models.DeviceContraindication: "Line of the label",
    models.Notice: "Notice",
    models.RegulatoryFinding: "FDA finding",
}
_VERBS = {"+": "entered", "~": "changed", "-": "taken out"}


@dataclass(frozen=True)
class PublicChange:
    """One change of a published device: a moment, the device, what happened, and why ("" when nobody said)."""

    at: datetime.datetime
    device: Device
    what: str
    why: str


def newest_changes(most):
    """Return the newest PublicChange of each of the `most` devices that changed last, newest first.

    A fixed number of queries, one a kind of row.
    """
    found = sorted(_candidates(4 * most), key=lambda change: change[0], reverse=True)
    newest = {}
    for at, device_id, what, why in found:
        newest.setdefault(device_id, (at, what, why))
    devices = Device.objects.published().select_related("brand").in_bulk(list(newest))
    shown = [(at, devices[pk], what, why) for pk, (at, what, why) in newest.items() if pk in devices]
    return [PublicChange(*change) for change in shown[:most]]


def _candidates(most):
    published = Device.objects.published().values("pk")
    versions = Device.history.filter(id__in=published, state=Device.State.PUBLISHED)
    yield from _rows(versions, "id", "Device", most)
    for model, noun in _NOUNS.items():
        yield from _rows(model.history.filter(device_id__in=published), "device_id", noun, most)
    checks = Verification.objects.filter(finding__device__in=published).order_by("-sequence")
    for at, device_id, outcome in checks.values_list("recorded_at", "finding__device", "outcome")[:most]:
        yield at, device_id, f"Looked up: {Outcome(outcome).label.lower()}", ""


def _rows(versions, device, noun, most):
    newest = versions.order_by("-history_date", "-history_id")
    columns = ("history_date", device, "history_type", "history_change_reason")
    for at, device_id, kind, reason in newest.values_list(*columns)[:most]:
        why = reasons.parse(reason)
        if kind == "~" and why.code == reasons.NEW:  # still part of entering it, such as its publication
            kind = "+"
        yield at, device_id, f"{noun} {_VERBS[kind]}", "" if why.code == reasons.NEW else why.label
