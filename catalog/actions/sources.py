"""Saying of a source that it states what no other source does."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from catalog.models import Device, Revision, Source
from catalog.queries.specification import unsourced_facts


class SourceRefused(ValueError):
    """A source that cannot be said to state anything here."""


@transaction.atomic
def support_the_rest(device, source_pk, *, by):
    """Tick for one source of `device` every fact that none is ticked for; return the labels of those facts.

    `source_pk` is text as a form sends it. Raises SourceRefused or PermissionDenied; then nothing is changed.
    """
    if not by.has_perm("catalog.change_source"):
        raise PermissionDenied("Your role may not edit sources.")
    Revision.lock()
    device = Device.objects.get(pk=device.pk)
    source = next((one for one in Source.objects.filter(device=device) if str(one.pk) == source_pk), None)
    if source is None:
        raise SourceRefused("This is no source of the device any more.")
    found = unsourced_facts(device)
    if found:
        source.fields = [*source.fields, *found]
        source._history_user = by
        source.save()
    return list(found.values())
