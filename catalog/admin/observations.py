"""Prices and claims across all devices: read here, added on the page of their device. None is overwritten."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from catalog.admin.base import ReadOnlyAdmin
from catalog.admin.filters import QueueFilter, VerdictFilter
from catalog.admin.links import out
from catalog.admin.site import site
from catalog.models import MarketingClaim, Price
from catalog.models.findings import today
from catalog.queries.claims import with_status
from catalog.rules import claims


class Observations(ReadOnlyAdmin):
    """A list of what was seen somewhere, with the way to where it was seen and to the device."""

    list_select_related = ["device__brand"]
    list_per_page = 50
    group = ""

    @admin.display(description="device", ordering="device__brand__name")
    def of_device(self, row):
        return format_html(
            '<a href="{}#{}-group">{}</a>',
            reverse("admin:catalog_device_change", args=[row.device_id]),
            self.group,
            row.device,
        )

    @admin.display(description="what it says now")
    def enter(self, row):
        address = reverse("admin:catalog_device_change", args=[row.device_id])
        return format_html('<a href="{}#{}-group">Enter it</a>', address, self.group)

    @admin.display(description="seen at")
    def page(self, row):
        return out(row.source_url, "Open the page") if row.source_url else "no address"


@admin.register(Price, site=site)
class PriceAdmin(Observations):
    group = "prices"
    list_display = ["amount", "currency", "of_device", "kind", "retailer", "seen", "age", "page", "enter"]
    list_filter = [QueueFilter, "currency", "kind", "device__state"]
    search_fields = ["device__model", "device__brand__name", "retailer"]

    @admin.display(description="seen", ordering="seen_from")
    def seen(self, price):
        return price.seen_words

    @admin.display(description="age")
    def age(self, price):
        return price.state(today())


@admin.register(MarketingClaim, site=site)
class ClaimAdmin(Observations):
    group = "claims"
    list_display = ["wording", "of_device", "said_by", "stated", "verdict", "page", "enter"]
    list_filter = [QueueFilter, VerdictFilter, "said_by", "device__state"]
    search_fields = ["wording", "device__model", "device__brand__name"]

    def get_queryset(self, request):
        return with_status(super().get_queryset(request))

    @admin.display(description="stated", ordering="stated_from")
    def stated(self, claim):
        return claim.stated_words or "date not stated"

    @admin.display(description="against the record")
    def verdict(self, claim):
        return claims.VERDICT_LABELS[claims.verdict(claim.wording, claim.status)]
