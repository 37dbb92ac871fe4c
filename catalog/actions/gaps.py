"""Noting that a maker does not state a fact: somebody looked for it, which is more than an empty field says."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from catalog.models import Device, Revision
from catalog.models.devices import FINDABLE
from catalog.queries.quality import FACT_WORDS, has_fact
from catalog.rules import reasons


class GapRefused(ValueError):
    """A fact that cannot be marked as not stated."""


@transaction.atomic
def mark_not_stated(device, name, *, by):
    """Note that `name` was looked for in vain. Raises GapRefused, PermissionDenied; then nothing is changed."""
    device = _locked(device, name, by)
    if has_fact(device, name):
        raise GapRefused(f"There is an entry already: {FACT_WORDS[name]}.")
    return _keep(device, {*device.looked_for, name}, by, f"Looked for, not stated by the maker: {FACT_WORDS[name]}")


@transaction.atomic
def unmark_not_stated(device, name, *, by):
    """Take such a note back. Raises GapRefused, PermissionDenied; then nothing is changed."""
    device = _locked(device, name, by)
    return _keep(device, {*device.looked_for} - {name}, by, f"To be looked for again: {FACT_WORDS[name]}")


def _locked(device, name, by):
    if not by.has_perm("catalog.change_device"):
        raise PermissionDenied("Your role may not edit devices.")
    if name not in FINDABLE:
        raise GapRefused("Only the listed facts can be marked as not stated.")
    Revision.lock()
    return Device.objects.select_for_update().get(pk=device.pk)


def _keep(device, names, by, words):
    device.looked_for = [name for name in FINDABLE if name in names]
    device._change_reason = reasons.compose(reasons.default_for("device", is_new=False, was_public=False), words)
    device._history_user = by
    device.save()
    return device
