"""What is not known of a device: shown on its page, one click each for what its maker does not state.

The buttons belong to the device's own form, after its own: so whatever else was typed is saved with the click.
"""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from catalog.actions.gaps import GapRefused, mark_not_stated, unmark_not_stated
from catalog.actions.sources import SourceRefused, support_the_rest
from catalog.models import Device
from catalog.queries.quality import completeness, for_publication
from catalog.queries.specification import unsourced_facts

MARK, UNMARK, SUPPORT = "_not_stated", "_look_again", "_states_the_rest"
_STEPS = {MARK: mark_not_stated, UNMARK: unmark_not_stated}
_NAMED = 3


class GapsMixin:
    """Adds to the admin of devices the gaps on the form and a column of them in the list."""

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return for_publication(rows) if request.resolver_match.url_name.endswith("_changelist") else rows

    def render_change_form(self, request, context, *args, **options):
        device = context.get("original")
        if device and hasattr(device, "fda_check"):
            context["gaps"] = completeness(device)
            context["marks_gaps"] = self.has_change_permission(request, device)
            stored = Device.objects.get(pk=device.pk)  # a refused form leaves in `original` what was typed
            context["unsourced"] = list(unsourced_facts(stored).values())
            context["offers_sources"] = bool(context["unsourced"]) or request.method == "POST"
        return super().render_change_form(request, context, *args, **options)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for button, step in _STEPS.items():
            if name := request.POST.get(button):
                _take(request, step, form.instance, name)
        if source := request.POST.get(SUPPORT):
            _support(request, form.instance, source)

    def response_change(self, request, obj):
        if not any(button in request.POST for button in (*_STEPS, SUPPORT)):
            return super().response_change(request, obj)
        return HttpResponseRedirect(reverse("admin:catalog_device_change", args=[obj.pk]) + "#gaps")

    @admin.display(description="open gaps")
    def open_gaps(self, device):
        found = completeness(device).open
        if not found:
            return "none"
        named = ", ".join(gap.words for gap in found[:_NAMED])
        return f"{len(found)}: {named}{', …' if len(found) > _NAMED else ''}"


def _take(request, step, device, name):
    try:
        step(device, name, by=request.user)
    except GapRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Saved, and noted.")


def _support(request, device, source):
    try:
        facts = support_the_rest(device, source, by=request.user)
    except SourceRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Saved. Ticked under that source: {', '.join(facts).lower() or 'nothing more'}.")
