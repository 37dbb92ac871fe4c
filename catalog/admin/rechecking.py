"""“Checked: unchanged” for several findings at once: each is shown, each is ticked by hand, all share day and proof."""

from dataclasses import dataclass, field

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from catalog.actions.verification import FactsChanged, confirm_unchanged, confirmed_before, needs_somebody_else
from catalog.admin.base import DayInput
from catalog.admin.links import official
from catalog.admin.selections import first_of
from catalog.admin.words import WeighedForm, log_confirmed
from catalog.models import RegulatoryFinding
from catalog.models.findings import today
from catalog.rules import statuses

_AT_MOST = 50


class RecheckForm(WeighedForm):
    weighed = ("register", "no_evidence_reason")

    checked_on = forms.DateField(label="Looked up on", widget=DayInput)
    register = forms.CharField(
        label="Register consulted",
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text="Empty: the one of each finding’s check before.",
    )
    no_evidence_reason = forms.CharField(
        label="Why there is no file", max_length=300, widget=forms.TextInput(attrs={"size": 60})
    )


@dataclass
class Shown:
    """One finding as the page shows it; `obstacle` says why it cannot be ticked, `refusal` why it was not logged."""

    finding: object
    snapshot: str
    before: object
    obstacle: str
    refusal: str = ""
    differences: list = field(default_factory=list)

    @property
    def status(self):
        return statuses.STATUSES[self.finding.status]

    @property
    def records(self):
        return [(link, official(link.authorization)) for link in self.finding.links()]


class RecheckingMixin:
    """Adds the page and the action of the list to the admin of findings."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.unchanged_view)
        return [path("unchanged/", page, name="catalog_regulatoryfinding_unchanged"), *super().get_urls()]

    @admin.action(description="Checked: unchanged, several at once…", permissions=["verify"])
    def unchanged_selected(self, request, queryset):
        chosen = "&".join(f"finding={finding.pk}" for finding in first_of(request, queryset, _AT_MOST))
        return redirect(f"{reverse('admin:catalog_regulatoryfinding_unchanged')}?{chosen}")

    def unchanged_view(self, request):
        """Show every chosen finding with its facts; on POST log a check of each that was ticked."""
        if not self.has_verify_permission(request):
            raise PermissionDenied("Your role may not verify.")
        shown = [_shown(finding, request.user) for finding in _chosen(request)]
        form = RecheckForm(request.POST or None, initial={"checked_on": today()})
        if request.method == "POST" and form.is_valid():
            shown = self._log_each(request, shown, form)
            if not shown:
                return redirect("admin:catalog_regulatoryfinding_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Checked: unchanged",
            "opts": self.opts,
            "shown": shown,
            "ticked": request.POST.getlist("unchanged"),
            "possible": any(not each.obstacle for each in shown),
            "form": form,
        }
        return TemplateResponse(request, "admin/catalog/regulatoryfinding/unchanged.html", context)

    def _log_each(self, request, shown, form):
        """Log what was ticked; return what stays on the page: refused ones, and those nobody ticked."""
        ticked = set(request.POST.getlist("unchanged"))
        for each in [each for each in shown if str(each.finding.pk) in ticked]:
            if entry := _log(request, each, form):
                log_confirmed(self, request, entry, form)
                shown.remove(each)
        if not ticked:
            messages.error(request, "Tick each finding that you looked up and found unchanged.")
        return shown


def _log(request, each, form):
    """Log one check; return its entry, None for a refusal, which then stands beside the finding."""
    facts_seen = request.POST.get(f"facts-{each.finding.pk}", "")
    try:
        entry = confirm_unchanged(each.finding, by=request.user, shown_facts=facts_seen, **form.cleaned_data)
    except FactsChanged as refusal:
        each.refusal, each.differences = str(refusal), refusal.differences
        return None
    except ValidationError as refusal:
        each.refusal = " ".join(refusal.messages)
        return None
    messages.success(request, f"Logged as check {entry.sequence}: {each.finding}. Unchanged.")
    return entry


def _chosen(request):
    ids = [text for text in request.GET.getlist("finding")[:_AT_MOST] if text.isascii() and text.isdigit()]
    chosen = RegulatoryFinding.objects.filter(pk__in=[int(text) for text in ids if len(text) < 19])
    findings = list(chosen.for_facts().with_check(today()).order_by("device"))
    if not findings:
        raise Http404("No finding was chosen.")
    return findings


def _shown(finding, user):
    snapshot = finding.snapshot()
    before = confirmed_before(finding, snapshot)
    never = "" if before else "It was never confirmed as it stands: look it up in full."
    return Shown(finding, snapshot, before, never or needs_somebody_else(finding, user, snapshot))
