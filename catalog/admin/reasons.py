"""Every form of the catalogue asks why; the answer is kept with the row, its rows and its sets of words alike."""

from django import forms
from django.dispatch import receiver
from django.http import QueryDict
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from catalog.queries.history import fills_gaps
from catalog.rules import reasons

_ALONE = "It stands in the history beside your name."
_USUAL = {reasons.CORRECTED: "Our error corrected, or new where nothing stood"}
_WITH_ROWS = (
    f"{_ALONE} The first choice also calls each row that you add new, and a price observed; any other is kept for "
    "everything that you save now."
)


class ReasonForm(forms.Form):
    """The question below a form. Nothing chosen means: whatever is usual, row by row."""

    reason_code = forms.ChoiceField(label="Why", required=False, help_text=_ALONE)
    reason_text = forms.CharField(
        label="In your words",
        max_length=reasons.MAX_TEXT,
        required=False,
        widget=forms.TextInput(attrs={"size": 60, "class": "vTextField"}),
    )

    def __init__(self, data=None, *, usual=reasons.CORRECTED, has_rows=False):
        super().__init__(data)
        if has_rows:
            self.fields["reason_code"].help_text = _WITH_ROWS
        first = ("", f"{_USUAL.get(usual, reasons.LABELS[usual])} (as usual)")
        self.fields["reason_code"].choices = [first, *reasons.LABELS.items()]


class ReasonsMixin:
    """Puts the question below every form of an admin, and refuses an answer that cannot be kept."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        answer = ReasonForm(request.POST)
        if request.method == "POST" and not answer.is_valid():
            refusals = [sentence for sentences in answer.errors.values() for sentence in sentences]
            request.refused = f"Say why in another way: {' '.join(refusals)}"
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if self.has_change_permission(request, obj) if change else self.has_add_permission(request):
            usual = _usual(obj or self.model(), is_new=add)
            given = request.POST if request.method == "POST" else None
            has_rows = bool(context["inline_admin_formsets"])
            context["reason_form"] = ReasonForm(given, usual=usual, has_rows=has_rows)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def delete_view(self, request, object_id, extra_context=None):
        """Ask why here too; an answer that cannot be kept brings the question back."""
        answer = ReasonForm(request.POST if request.method == "POST" else None)
        if answer.is_bound and not answer.is_valid():
            request.method, request.POST = "GET", QueryDict()
        return super().delete_view(request, object_id, (extra_context or {}) | {"reason_form": answer})


def reason_of(request, row=None, *, is_new=False, fills_gap=False):
    """Return the reason that a form of the admin gave, as it is kept; for `row`, what is usual when none was chosen.

    An answer that cannot be kept counts as none: the form has been refused by then.
    """
    answer = ReasonForm(request.POST)
    answer.is_valid()
    code = answer.cleaned_data.get("reason_code") or _usual(row, is_new=is_new, fills_gap=fills_gap)
    return reasons.compose(code, answer.cleaned_data.get("reason_text", ""))


@receiver(pre_create_historical_record)
def keep_reason(history_instance, instance, **event):
    """Give every row of history that is written while a form is saved the reason which that form gave."""
    request = getattr(HistoricalRecords.context, "request", None)
    if request is not None and not history_instance.history_change_reason:
        kind = history_instance.history_type
        row = None if kind == "-" else instance  # what is taken out is never new, not even of a draft
        fills_gap = kind == "~" and fills_gaps(history_instance)
        history_instance.history_change_reason = reason_of(request, row, is_new=kind == "+", fills_gap=fills_gap)


def _usual(row, *, is_new, fills_gap=False):
    if row is None:
        return reasons.NEW if is_new else reasons.CORRECTED
    return reasons.default_for(row._meta.model_name, is_new=is_new, was_public=_was_public(row), fills_gap=fills_gap)


def _was_public(row):
    """Whether visitors may have seen a row: one of a device since its publication, a shared one always."""
    device = row if row._meta.model_name == "device" else getattr(row, "device", None)
    return device is None or device.published_at is not None
