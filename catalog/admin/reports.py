"""Errors that visitors have reported: read, answered, and linked to the change that mended them."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import Truncator

from catalog.actions.reports import ReportRefused, accept_report, decline_report, fix_report
from catalog.admin.base import ReadOnlyAdmin
from catalog.admin.filters import QueueFilter
from catalog.admin.site import site
from catalog.admin.words import WeighedForm, log_confirmed
from catalog.models import ErrorReport
from catalog.queries.reports import changes_since, mending_change
from catalog.rules import reports
from catalog.rules.dates import show_day

_VERBS = {
    reports.ACCEPTED: "Accept: something is wrong, it will be corrected",
    reports.DECLINED: "Decline: nothing is changed",
    reports.FIXED: "Fixed: it has been corrected",
}


_NEEDED_TO_DECLINE = "Whoever reported it reads this on the receipt. Needed to decline."


class AnswerForm(WeighedForm):
    """What becomes of a report; offers only the steps that lead on from where it stands."""

    weighed = ("answer",)

    step = forms.ChoiceField(label="What becomes of it", widget=forms.RadioSelect)
    change = forms.ChoiceField(
        label="The change that corrected it",
        required=False,
        help_text="Only for “Fixed”: the change that mended just this. The receipt then tells its day.",
    )
    answer = forms.CharField(
        label="Answer",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
        help_text=f"{_NEEDED_TO_DECLINE} Also needed for “Fixed” if no change is chosen above.",
    )

    def __init__(self, report, data=None):
        self.changes = {f"{entry.model_name}-{entry.version}": entry for entry in changes_since(report)}
        super().__init__(data, initial={"answer": report.answer, "change": ""})
        self.fields["step"].choices = [(state, _VERBS[state]) for state in reports.TRANSITIONS[report.state]]
        self.fields["change"].choices = [
            ("", "None of these: the answer says what was done"),
            *((key, _change_words(entry)) for key, entry in self.changes.items()),
        ]
        if reports.FIXED not in reports.TRANSITIONS[report.state]:
            del self.fields["change"]
            self.fields["answer"].help_text = _NEEDED_TO_DECLINE

    @property
    def chosen_change(self):
        """(model name, id in its history), None when no change was chosen."""
        entry = self.changes.get(self.cleaned_data.get("change"))
        return entry and (entry.model_name, entry.version)


@admin.register(ErrorReport, site=site)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ["received_at", "device", "field", "beginning", "state"]
    list_filter = [QueueFilter, "state"]
    list_select_related = ["device__brand"]
    list_per_page = 50
    search_fields = ["text", "device__model", "device__brand__name"]
    show_facets = admin.ShowFacets.ALWAYS

    @admin.display(description="what is wrong")
    def beginning(self, report):
        return Truncator(report.text).chars(120)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show a report and, to whoever may answer it, the steps that lead on."""
        report = self.get_object(request, object_id)
        if report is None:
            raise Http404("There is no such report.")
        if not self.has_view_permission(request, report):
            raise PermissionDenied("Your role may not read reports.")
        may_answer = request.user.has_perm("catalog.change_errorreport")
        if request.method == "POST" and not may_answer:
            raise PermissionDenied("Your role may not answer reports.")
        form = AnswerForm(report, request.POST or None) if may_answer and reports.TRANSITIONS[report.state] else None
        if request.method == "POST" and form is None:
            messages.error(request, "This report is closed: somebody has answered it meanwhile.")
        elif request.method == "POST" and form.is_valid() and self._answer(request, report, form):
            return redirect(request.path)
        return self._show(request, report, form, may_answer=may_answer)

    def _answer(self, request, report, form):
        """Take the step that was chosen; return whether that was done. A refusal stands in the form."""
        step, answer = form.cleaned_data["step"], form.cleaned_data["answer"]
        try:
            if step == reports.FIXED:
                moved = fix_report(report, by=request.user, answer=answer, change=form.chosen_change)
            else:
                take = accept_report if step == reports.ACCEPTED else decline_report
                moved = take(report, by=request.user, answer=answer)
        except ReportRefused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            self.log_change(request, moved, f"Answered: {moved.get_state_display().lower()}.")
            log_confirmed(self, request, moved, form)
            messages.success(request, f"{moved}. The receipt says so from now on.")
            return True
        return False

    def _show(self, request, report, form, *, may_answer):
        context = {
            **self.admin_site.each_context(request),
            "title": str(report),
            "opts": self.opts,
            "report": report,
            "change": mending_change(report),
            "form": form,
            "may_answer": may_answer,
        }
        return TemplateResponse(request, "admin/catalog/errorreport/change_form.html", context)


def _change_words(entry):
    what = ", ".join(change.label for change in entry.changes) or entry.kind
    at = timezone.localtime(entry.at)
    who = entry.by or "the site itself"
    return f"{show_day(at.date())}, {at:%H:%M}: {entry.noun} {entry.subject} ({what}), by {who}"
