"""The front page, the list and a device's own page."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from catalog.models import Device
from catalog.queries.device_page import device_page
from catalog.queries.front_page import front_page
from catalog.queries.linked_data import breadcrumbs, document, product, website
from catalog.queries.listing import list_devices
from catalog.queries.pages import PageError, PageMissing
from catalog.queries.signposts import signpost
from catalog.views.caching import public
from config.addresses import base_of


@public
def home(request):
    site = website(name=settings.SITE_NAME, base=base_of(request), list_path=reverse("device_list"))
    context = {"front": front_page(timezone.localdate()), "linked_data": document(site)}
    return render(request, "catalog/home.html", context)


@public
def device_list(request):
    """The list. Wrong input is answered with 400 and the same form, its message beside the field; nothing listed."""
    listing = list_devices(request.GET, Device.objects.published())
    if listing.errors:
        return render(request, "catalog/device_list.html", {"listing": listing}, status=400)
    try:
        listing.page  # noqa: B018  (read here, so that its errors come before the first byte)
    except PageError as error:
        listing.form.add_error(None, str(error))
        del listing.errors
        return render(request, "catalog/device_list.html", {"listing": listing}, status=400)
    except PageMissing as error:
        raise Http404(str(error)) from None
    context = {"listing": listing, "signpost": signpost(listing.found), "is_indexed": not request.GET}
    return render(request, "catalog/device_list.html", context)


@public
def device_detail(request, slug):
    """A published device; a withdrawn one answers 410 and says why; a draft does not exist."""
    withdrawn = Device.objects.filter(slug=slug, state=Device.State.WITHDRAWN).select_related("brand").first()
    if withdrawn:
        return render(request, "catalog/device_withdrawn.html", {"device": withdrawn}, status=410)
    try:
        page = device_page(Device.objects.published(), slug, timezone.localdate())
    except Device.DoesNotExist:
        raise Http404("No device of this name is listed.") from None
    context = {"page": page, "device": page.device, "linked_data": _linked_data(page, base_of(request))}
    return render(request, "catalog/device_detail.html", context)


def _linked_data(page, base):
    device = page.device
    trail = [
        ("Devices", reverse("device_list")),
        (device.brand.name, device.brand.get_absolute_url()),
        (device.model, device.get_absolute_url()),
    ]
    return document(product(page, base=base), breadcrumbs(trail, base=base))
