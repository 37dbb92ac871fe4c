"""The charts of the whole catalogue, or of as much of it as filters leave."""

from django.shortcuts import render

from catalog.models import Device
from catalog.queries.charts import PriceAgainstCurrent, ages_of_checks
from catalog.queries.listing import list_devices
from catalog.views.caching import public


@public
def charts(request):
    """Price against current, and the age of checks. It takes the parameters of the list; wrong ones answer 400."""
    listing = list_devices(request.GET, Device.objects.published())
    if listing.errors:
        return render(request, "catalog/charts.html", {"listing": listing}, status=400)
    ages, ages_chart = ages_of_checks(listing)
    context = {
        "listing": listing,
        "scatter": PriceAgainstCurrent(listing),
        "ages": ages,
        "ages_chart": ages_chart,
        "is_indexed": not request.GET,
    }
    return render(request, "catalog/charts.html", context)
