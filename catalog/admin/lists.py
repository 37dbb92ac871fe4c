"""Brands and the words that devices are described with."""

from django.contrib import admin
from django.db.models import Count

from catalog import models
from catalog.admin.base import SluggedAdmin
from catalog.admin.inlines import SOURCE
from catalog.admin.site import site


class CountsDevices(SluggedAdmin):
    """A list that says how many devices stand behind each row."""

    def get_queryset(self, request):
        # Grouping drops the model's own order, so it is said again: lists and autocompletes page by it.
        rows = super().get_queryset(request).annotate(device_count=Count("devices"))
        return rows.order_by(*self.model._meta.ordering)

    @admin.display(description="devices", ordering="device_count")
    def devices(self, row):
        return row.device_count


@admin.register(models.Brand, site=site)
class BrandAdmin(CountsDevices):
    list_display = ["name", "devices", "website"]
    search_fields = ["name", "aliases"]
    fields = ["name", "slug", "aliases", "website", SOURCE, "note"]
    view_on_site = False

    def has_delete_permission(self, request, obj=None):
        """A brand that visitors have seen keeps its address, even once its devices stand under another."""
        was_seen = obj and models.Brand.objects.ever_listed().filter(pk=obj.pk).exists()
        return super().has_delete_permission(request, obj) and not was_seen


@admin.register(models.Modality, models.Area, models.Feature, site=site)
class TermAdmin(CountsDevices):
    list_display = ["name", "explanation", "position", "devices"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "explanation", "position"]


@admin.register(models.Contraindication, site=site)
class ContraindicationAdmin(SluggedAdmin):
    list_display = ["name", "strength", "general", "position"]
    list_filter = ["strength", "general"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "strength", "general", "explanation", SOURCE, "position"]


@admin.register(models.Benefit, site=site)
class BenefitAdmin(SluggedAdmin):
    list_display = ["name", "evidence_level", "position"]
    list_filter = ["evidence_level"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug", "statement", "evidence_level", "evidence", SOURCE, "position"]
