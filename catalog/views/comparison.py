"""Devices side by side."""

from django.shortcuts import render
from django.utils import timezone

from catalog.models import Device
from catalog.queries.comparison import compare
from catalog.views.caching import public


@public
def comparison(request):
    """The table, or the way to one. Wrong input is answered with 400 and what is wrong with it; nothing is compared."""
    found = compare(request.GET, Device.objects.published(), timezone.localdate())
    context = {"comparison": found, "is_indexed": not request.GET}
    return render(request, "catalog/comparison.html", context, status=400 if found.errors else 200)
