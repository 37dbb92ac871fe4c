"""The page on which an editor compares a finding with the register and says what the register showed."""

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from catalog.actions.verification import (
    FactsChanged,
    confirm_unchanged,
    confirmed_before,
    needs_somebody_else,
    verify_finding,
)
from catalog.admin.base import AddressInput, DayInput
from catalog.admin.links import official
from catalog.admin.uploads import HeldFileField
from catalog.admin.words import WeighedForm, log_confirmed
from catalog.models import RegulatoryFinding
from catalog.models.fields import web_address
from catalog.models.findings import today
from catalog.models.verification import Outcome
from catalog.rules import authorities, freshness, statuses, wording

UNCHANGED = "unchanged"  # the button that logs “looked up again, nothing changed” in one step
MOST_IN_A_ROW = 99  # findings that wait behind the one that is shown
_FIELDSETS = [
    ("What the register shows", {"fields": ["checked_on", "register", "outcome", "address"]}),
    ("Proof", {"fields": ["evidence", "no_evidence_reason", "note"]}),
]


class VerifyForm(WeighedForm):
    weighed = ("register", "note", "no_evidence_reason")

    checked_on = forms.DateField(label="Looked up on", widget=DayInput)
    register = forms.CharField(label="Register consulted", max_length=160, widget=forms.TextInput(attrs={"size": 60}))
    outcome = forms.ChoiceField(
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        help_text="“Confirmed” is for what you compared and found alike. If FDA’s page states something that stands "
        "otherwise here, or not at all, such as the holder, a detail differs: say which. If the status or the number "
        "itself is not borne out, the register differs. Then correct the record, and verify again.",
    )
    address = forms.URLField(
        label="Address of the page you saw",
        max_length=600,
        required=False,
        assume_scheme="https",
        validators=[web_address],
        widget=AddressInput,
    )
    evidence = HeldFileField(
        required=False,
        help_text="The page as PDF or picture (JPEG, PNG, WebP), at most 20 MB. Editors alone can open it.",
    )
    no_evidence_reason = forms.CharField(
        label="Or: why there is no file", max_length=300, required=False, widget=forms.TextInput(attrs={"size": 60})
    )
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        help_text="What you want the next person to know. If the register differs: what it shows, and what you changed "
        "because of it. It stands in the public log and stays there.",
    )

    def add_refusal(self, refusal):
        """Put each error of a ValidationError beside its field; what has none stands above the form."""
        for name, sentences in refusal.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, sentences)


class VerifyingMixin:
    """Adds the page to the admin of findings. Several in a row are passed along in the parameter `then`."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.verify_view)
        return [path("<int:pk>/verify/", page, name="catalog_regulatoryfinding_verify"), *super().get_urls()]

    def has_verify_permission(self, request):
        return request.user.has_perm("catalog.verify_regulatoryfinding")

    def verify_view(self, request, pk):
        """Show facts, official pages and the last check; on POST write the log entry and go on."""
        if not self.has_verify_permission(request):
            raise PermissionDenied("Your role may not verify.")
        finding = RegulatoryFinding.objects.for_facts().with_check(today()).filter(pk=pk).first()
        if finding is None:
            raise Http404("There is no such finding.")
        one_step = request.POST.get("step") == UNCHANGED
        form = VerifyForm(None if one_step else request.POST or None, request.FILES or None, initial=_initial(finding))
        refused = None
        if request.method == "POST" and (one_step or form.is_valid()):
            refused = self._log(request, finding, form)
            if not refused:
                return redirect(_next_page(request, finding))
        context = self._context(request, finding, form) | {"refused": refused}
        return TemplateResponse(request, "admin/catalog/regulatoryfinding/verify.html", context)

    def _log(self, request, finding, form):
        """Log the check. Return None when that was done, else the exception; beside a field goes what is about one."""
        given = {"by": request.user, "shown_facts": request.POST.get("shown_facts", "")}
        try:
            if form.is_bound:
                entry = verify_finding(finding, **given, **form.cleaned_data)
                log_confirmed(self, request, entry, form)
            else:
                entry = confirm_unchanged(finding, **given)
        except FactsChanged as refusal:
            return refusal
        except ValidationError as refusal:
            if form.is_bound:
                form.add_refusal(refusal)
            return refusal
        messages.success(request, f"Logged as check {entry.sequence}: {finding}. {entry.get_outcome_display()}.")
        return None

    def _context(self, request, finding, form):
        snapshot = finding.snapshot()
        return {
            **self.admin_site.each_context(request),
            "title": f"Verify: {finding}",
            "opts": self.opts,
            "finding": finding,
            "status": statuses.STATUSES[finding.status],
            "check_words": check_in_words(finding),
            "records": [(link, official(link.authorization, "Open FDA’s page")) for link in finding.links()],
            "last": finding.verifications.newest_first().select_related("by").first(),
            "shown_facts": snapshot,
            "before": confirmed_before(finding, snapshot),
            "alone": needs_somebody_else(finding, request.user, snapshot),
            "form": form,
            "adminform": helpers.AdminForm(form, _FIELDSETS, {}),
            "media": self.media + form.media,
            "left": len(_waiting(request)),
            "next_page": _next_page(request, finding),
        }


def verify_address(finding, then=None):
    """Return the address of the page for `finding`; `then` are the ids of those to show after it, None for one."""
    address = reverse("admin:catalog_regulatoryfinding_verify", args=[finding.pk])
    return address if then is None else f"{address}?then={','.join(map(str, then))}"


def check_in_words(finding):
    """Return how the last check of a finding annotated by `with_check` stands; a look that disagreed comes first."""
    if finding.doubt:
        words = str(wording.Doubt(finding.doubt, finding.doubted_on))
        return words[:1].upper() + words[1:]
    return freshness.CHECK_LABELS[finding.check]


def _initial(finding):
    records = [link.authorization for link in finding.links()]
    return {
        "checked_on": today(),
        "register": authorities.AUTHORITIES[finding.authority].register,
        "address": records[0].official_address if len(records) == 1 else "",
    }


def _waiting(request):
    given = request.GET.get("then", "").split(",")[:MOST_IN_A_ROW]
    return [int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 19]


def _next_page(request, finding):
    """Return the next finding of a selection, after the last one the list; for one alone its device."""
    waiting = _waiting(request)
    following = RegulatoryFinding.objects.filter(pk=waiting[0]).first() if waiting else None
    if following:
        return verify_address(following, waiting[1:])
    if "then" in request.GET:
        return reverse("admin:catalog_regulatoryfinding_changelist")
    return reverse("admin:catalog_device_change", args=[finding.device_id])
