"""A record of a register, and every device that it covers."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from catalog.models import Authorization
from catalog.queries.proposals import waiting_for_record
from catalog.queries.records import covered_devices
from catalog.rules.authorities import NumberError, parse_number
from catalog.views.caching import public


@public
def authorization_detail(request, number):
    """The record under a number, in any spelling; the canonical address is the only one that answers 200."""
    try:
        canonical = parse_number(number).canonical
    except NumberError as error:
        raise Http404(str(error)) from None
    record = Authorization.objects.public().prefetch_related("areas").filter(number=canonical).first()
    if record is None:
        raise Http404(f"We hold no record under {canonical}.")
    if number != canonical:
        return redirect(record, permanent=True)
    covered = covered_devices(record, timezone.localdate())
    context = {"record": record, "covered": covered, "under_review": waiting_for_record(record)}
    return render(request, "catalog/authorization_detail.html", context)
