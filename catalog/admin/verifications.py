"""The log of verifications: everybody on the staff may read it, nobody writes it here."""

from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html

from catalog.admin.base import ReadOnlyAdmin
from catalog.admin.links import out
from catalog.admin.site import site
from catalog.models import Verification
from catalog.rules import statuses


@admin.register(Verification, site=site)
class VerificationAdmin(ReadOnlyAdmin):
    list_display = ["sequence", "finding", "checked_on", "outcome", "status_words", "by", "register"]
    list_display_links = ["sequence"]
    list_filter = ["outcome", "confirms", "checked_on"]
    list_select_related = ["finding__device__brand", "by"]
    search_fields = ["finding__device__model", "finding__device__brand__name", "snapshot", "note"]
    ordering = ["-sequence"]
    fields = readonly_fields = [
        "sequence", "finding", "checked_on", "by", "by_role", "register", "page_seen", "outcome", "confirms",
        "status_words", "file", "no_evidence_reason", "note", "recorded_at", "snapshot", "snapshot_sha256",
        "previous_hash", "hash",
    ]  # fmt: skip

    def get_urls(self):
        page = self.admin_site.admin_view(self.evidence_view)
        return [path("<int:pk>/evidence/", page, name="catalog_verification_evidence"), *super().get_urls()]

    def evidence_view(self, request, pk):
        """Hand out the file behind a check, always as a download: it is what a stranger's page once was."""
        if not self.has_view_permission(request):
            raise PermissionDenied("Your role may not see the evidence.")
        entry = get_object_or_404(Verification, pk=pk)
        file = Path(settings.EVIDENCE_ROOT) / entry.evidence.name if entry.evidence else None
        if file is None or not file.is_file():
            raise Http404("There is no such file.")
        name = f"check-{entry.sequence}{file.suffix}"
        return FileResponse(
            file.open("rb"),
            as_attachment=True,
            filename=name,
            content_type="application/octet-stream",
            headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"},
        )

    @admin.display(description="status then")
    def status_words(self, entry):
        return statuses.STATUSES[entry.status].label

    @admin.display(description="page seen")
    def page_seen(self, entry):
        return out(entry.address, entry.address) or "not recorded"

    @admin.display(description="evidence")
    def file(self, entry):
        if not entry.evidence:
            return "none"
        return format_html('<a href="{}">Download</a>', reverse("admin:catalog_verification_evidence", args=[entry.pk]))
