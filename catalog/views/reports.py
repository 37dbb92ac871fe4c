"""Telling the editors that something is wrong: the one form of the public pages, and the receipt that it leaves.

Both are kept by nobody: the form carries a token against forgery, the receipt is for the reporter alone.
"""

import logging
import math
import re
import secrets

from django import forms
from django.db import OperationalError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from catalog.actions.reports import TooMany, receive_report
from catalog.models import Device, ErrorReport
from catalog.queries.changes import change_of
from catalog.queries.reports import mending_change
from catalog.rules import reports
from catalog.rules.text import drop_hidden

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
_PRIVATE = "no-store, private"

log = logging.getLogger(__name__)


class PlainText(forms.CharField):
    """Text without characters that cannot be seen; a line break counts once, as it does for who types it."""

    def to_python(self, value):
        value = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        return drop_hidden(value, allow="\n\t").strip()


class PlainLine(PlainText):
    def to_python(self, value):
        return " ".join(super().to_python(value).split())


class ReportForm(forms.Form):
    device = forms.ModelChoiceField(
        Device.objects.published().select_related("brand"),
        label="Which device",
        to_field_name="slug",
        required=False,
        empty_label="No single device, or this site itself",
        error_messages={"invalid_choice": "This device is not listed. Choose one, or leave it open."},
    )
    field = PlainLine(
        label="Which fact",
        max_length=60,
        required=False,
        help_text="Such as the weight, the largest current or a price.",
    )
    value = PlainLine(label="What the page says now", max_length=300, required=False)
    text = PlainText(
        label="What is wrong",
        max_length=reports.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="Best with the address of a page that shows it. At most 2,000 characters.",
        error_messages={"required": "Say what is wrong."},
    )
    email = forms.EmailField(
        label="Your e-mail address (optional)",
        max_length=254,
        required=False,
        help_text="Only for a question back. It is never shown or exported.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    homepage = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_homepage(self):
        if self.cleaned_data["homepage"]:
            self.data = self.data.copy()
            self.data["homepage"] = ""
            raise forms.ValidationError(
                "A field that people do not see was filled in, as programs do. If you are a person, send it once more."
            )
        return ""

    def clean_token(self):
        token = self.cleaned_data["token"]
        return token if _TOKEN.fullmatch(token) else ""

    @property
    def asked(self):
        """The fields that people see, in order."""
        return [field for field in self.visible_fields() if field.name != "homepage"]


@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    """Show the form, filled from ?device=&field=&value=; take a report and lead to its receipt.

    400 when something is missing, 429 when this address has sent too many, 503 when the database is away or too busy;
    the text is kept each time.
    """
    if request.method != "POST":
        return _show(request, ReportForm(initial=_given(request.GET)))
    try:
        return _take(request)
    except OperationalError as problem:
        log.error("A report could not be taken: %s", problem)
        return _not_now(request)


def _take(request):
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=400)
    said = {name: form.cleaned_data[name] for name in ("device", "field", "value", "text", "email", "token")}
    try:
        received = receive_report(address=request.META["REMOTE_ADDR"], **said)
    except TooMany as refusal:
        form.add_error(None, str(refusal))
        response = _show(request, form, status=429)
        response.headers["Retry-After"] = str(math.ceil(refusal.wait.total_seconds()))
        return response
    return redirect("report_receipt", receipt=received.receipt)


@require_safe
def report_receipt(request, receipt):
    """What became of a report, for whoever holds its address; 404 for any other address."""
    found = get_object_or_404(ErrorReport.objects.select_related("device__brand"), receipt=receipt)
    context = {
        "report": found,
        "outcome": reports.OUTCOMES[found.state],
        "change": mending_change(found),
        "told": change_of(found.fixed_model, found.fixed_history) if found.fixed_model else None,
        "is_listed": bool(found.device and found.device.state == Device.State.PUBLISHED),
    }
    response = render(request, "catalog/report_receipt.html", context)
    response.headers["Cache-Control"] = _PRIVATE
    return response


def _not_now(request):
    """Give the form back without asking the database: it may be away altogether."""
    response = render(request, "catalog/report_later.html", status=503)
    response.headers["Cache-Control"] = _PRIVATE
    response.headers["Retry-After"] = "30"
    return response


def _show(request, form, status=200):
    response = render(request, "catalog/report.html", {"form": form}, status=status)
    response.headers["Cache-Control"] = _PRIVATE
    return response


def _given(query):
    """Return what a link fills in, cut to what fits; a device that is not listed is left out by the form itself."""
    line = PlainLine(required=False)
    cut = {name: line.clean(query.get(name, "")[:1000]) for name in ("device", "field", "value")}
    return cut | {"field": cut["field"][:60], "value": cut["value"][:300], "token": secrets.token_urlsafe(16)}
