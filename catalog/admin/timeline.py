"""The history of every noun as one line of time, and the page that brings an old version back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from simple_history.admin import SimpleHistoryAdmin

from catalog.actions.history import bring_back
from catalog.admin.reasons import ReasonForm
from catalog.models import Device
from catalog.queries.history_revert import RevertRefused, lost_words, revert_of, why_not
from catalog.queries.reports import reports_behind
from catalog.queries.timeline import REMOVED, row_timeline, timeline
from catalog.rules import reasons

_PER_PAGE = 50


class TimelineMixin(SimpleHistoryAdmin):
    """Puts our own history into the place of the one that comes with the package."""

    def get_urls(self):
        """Leave out the package's form for an old version: it would bring back an old state as well."""
        page = self.admin_site.admin_view(self.revert_view)
        own = path("<int:pk>/history/<int:version>/", page, name=f"catalog_{self.opts.model_name}_revert")
        return [own, *super(SimpleHistoryAdmin, self).get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        """Show what became of a row, newest first; of one that is gone as well."""
        pk = int(object_id) if object_id.isascii() and object_id.isdigit() and len(object_id) < 19 else 0
        row = self.get_queryset(request).filter(pk=pk).first()
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied("Your role may not see this.")
        entries = timeline(self.model(pk=pk)) if self.model is Device else row_timeline(self.model, pk)
        if not entries:
            raise Http404("Nothing is known of this.")
        context = self._history_context(request, row, entries)
        return TemplateResponse(request, "admin/catalog/history.html", context | (extra_context or {}))

    def _history_context(self, request, row, entries):
        own = [entry for entry in entries if entry.model_name == self.opts.model_name]
        may_revert = row is not None and self.has_change_permission(request, row)
        refusal = why_not(row) if may_revert else ""
        page = Paginator(entries, _PER_PAGE).get_page(request.GET.get("p"))
        offered = own[1:] if may_revert and not refusal else []
        mended = reports_behind(page)
        return {
            **self.admin_site.each_context(request),
            "title": f"History: {row or own[0].subject}",
            "opts": self.opts,
            "object": row,
            "page": page,
            "rows": [
                (entry, _address(self, entry), entry in offered and entry.kind != REMOVED, mended.get(_key(entry), ()))
                for entry in page
            ],
            "refusal": refusal,
        }

    def revert_view(self, request, pk, version):
        """Show what an old version would bring back and what not; on POST bring it back."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied("Your role may not change this.")
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and self._bring_back(request, row, version, form.cleaned_data):
            return redirect(reverse(f"admin:catalog_{self.opts.model_name}_change", args=[pk]))
        return self._show_revert(request, row, version, form)

    def _bring_back(self, request, row, version, answer):
        """Return whether the version was brought back; else the refusal stands above the page."""
        shown = request.POST.get("shown", "")
        try:
            bring_back(
                row,
                version,
                by=request.user,
                shown=int(shown) if shown.isascii() and shown.isdigit() else 0,
                code=answer["reason_code"] or reasons.CORRECTED,
                text=answer["reason_text"],
            )
        except RevertRefused as refusal:
            messages.error(request, str(refusal))
            return False
        messages.success(request, f"Brought back, as a new version: {row}.")
        return True

    def _show_revert(self, request, row, version, form):
        context = {
            **self.admin_site.each_context(request),
            "title": f"Bring back an old version: {row}",
            "opts": self.opts,
            "object": row,
            "form": form,
        }
        try:
            plan = revert_of(row, version)
        except RevertRefused as refusal:
            context["refusal"] = str(refusal)
        else:
            context |= {"plan": plan, "lost": lost_words(plan.version)}
        return TemplateResponse(request, "admin/catalog/revert.html", context)


def _key(entry):
    return entry.model_name, entry.version


def _address(page, entry):
    """Return where the page of what an entry is about is: "" if it has none of its own, is gone, or is `page`."""
    names = {model._meta.model_name for model in page.admin_site._registry} - {page.opts.model_name}
    has_page = entry.model_name in names and entry.kind != REMOVED
    return reverse(f"admin:catalog_{entry.model_name}_change", args=[entry.pk]) if has_page else ""
