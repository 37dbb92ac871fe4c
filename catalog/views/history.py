"""What changed: of the whole catalogue, of one device, and each change at an address of its own."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from catalog.models import Device
from catalog.queries.changes import change_of, page_of_changes, page_of_device
from catalog.queries.changes_by_day import by_day
from catalog.queries.pages import PageError, PageMissing
from catalog.views.caching import public


@public
def history(request):
    """Every public change, the newest first. 400 for a page that is no number, 404 past the end."""
    return _show(request, "catalog/history.html", page_of_changes, {})


@public
def device_history(request, slug):
    """The changes of a device that is listed, or was: what we once said of it stays to be read."""
    device = get_object_or_404(Device.objects.ever_listed().select_related("brand"), slug=slug)
    is_listed = device.state == Device.State.PUBLISHED
    context = {"device": device, "is_listed": is_listed}
    return _show(request, "catalog/device_history.html", lambda text: page_of_device(device, text), context)


@public
def change_detail(request, name, number):
    """One change, at the address that feeds and reporters are given."""
    change = change_of(name, int(number))
    if change is None:
        raise Http404("The public history holds no such change.")
    return render(request, "catalog/change_detail.html", {"change": change})


def _show(request, template, page_of, context):
    try:
        page, changes = page_of(request.GET.get("page", "").strip())
    except PageError as error:
        return render(request, template, context | {"error": str(error)}, status=400)
    except PageMissing as error:
        raise Http404(str(error)) from None
    is_indexed = context.get("is_listed", True) and not request.GET
    return render(request, template, context | {"page": page, "days": by_day(changes), "is_indexed": is_indexed})
