"""Errors that visitors have reported, to be read."""

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from catalog.admin.site import site
from catalog.models import ErrorReport


@admin.register(ErrorReport, site=site)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ["received_at", "device", "field", "text", "state"]
    list_filter = ["state"]
    list_select_related = ["device__brand"]
    search_fields = ["text", "device__model", "device__brand__name"]
    fields = readonly_fields = ["received_at", "device", "field", "value", "text", "email", "state", "answer"]
