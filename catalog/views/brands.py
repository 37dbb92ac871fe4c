"""The brands, and each with its devices."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from catalog.models import Brand
from catalog.models.fields import Bytewise
from catalog.queries.brands import list_brands
from catalog.queries.listing import card
from catalog.views.caching import public


@public
def brand_list(request):
    lines = list_brands(timezone.localdate())
    context = {"lines": lines, "devices": sum(line.devices for line in lines), "is_indexed": not request.GET}
    return render(request, "catalog/brand_list.html", context)


@public
def brand_detail(request, slug):
    brand = get_object_or_404(Brand.objects.with_published_devices(), slug=slug)
    today = timezone.localdate()
    devices = brand.devices.published().with_fda(today).for_cards().order_by(Bytewise("slug"))
    cards = [card(device, "USD", today) for device in devices]
    return render(request, "catalog/brand_detail.html", {"brand": brand, "cards": cards})
