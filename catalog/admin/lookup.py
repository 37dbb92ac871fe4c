"""Looking a number up at openFDA from the form of its record: compared, taken by choice, never saved by itself."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin

from catalog.queries.openfda import LookupFailed, look_up
from catalog.rules.authorities import NumberError
from catalog.rules.openfda import FIELDS, differences, shown

_FOUND = "found_"  # what the service said of a field travels with the form under this prefix


@dataclass(frozen=True)
class Row:
    """One field of the comparison; `theirs` as it would be stored, `differs` only where the service states another."""

    field: str
    label: str
    entered: str
    theirs: str
    differs: bool

    @property
    def name(self):
        """The name under which `theirs` travels with the form."""
        return f"{_FOUND}{self.field}"

    @property
    def entered_words(self):
        return shown(self.field, self.entered)

    @property
    def their_words(self):
        return shown(self.field, self.theirs)


class LookupMixin:
    """Two more buttons on the form of a record: `_lookup` compares, `_take` fills in what was ticked.

    Both show the form again with everything that was typed. Such a form never counts as valid, so nothing is saved.
    """

    change_form_template = "admin/catalog/authorization/change_form.html"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        may_edit = self.has_change_permission(request) or self.has_add_permission(request)
        context = {"offers_lookup": settings.OPENFDA_LOOKUP and may_edit} | (extra_context or {})
        asked = request.method == "POST" and {"_lookup", "_take"}.intersection(request.POST)
        if not (asked and may_edit):
            return super().changeform_view(request, object_id, form_url, context)
        request.shown_again = request.POST.copy()
        # Before any transaction: nobody waits for a lock while a stranger's server takes its time.
        context |= self._take(request) if "_take" in request.POST else self._look_up(request)
        # Past whatever guards a save, since this is none: the form goes on resting on what it showed when opened.
        return ModelAdmin.changeform_view(self, request, object_id, form_url, context)

    def get_form(self, request, obj=None, change=False, **options):
        form = super().get_form(request, obj, change=change, **options)
        return _never_valid(form, request.shown_again) if hasattr(request, "shown_again") else form

    def _look_up(self, request):
        try:
            record = look_up(request.POST.get("number", ""))
        except (NumberError, LookupFailed) as refusal:
            return {"lookup_refusal": str(refusal)}
        entered = {name: request.POST.get(name, "") for name in FIELDS}
        return {"looked_up": record.number, "lookup_rows": _compared(record, entered)}

    def _take(self, request):
        taken = [name for name in request.POST.getlist("take") if name in FIELDS]
        for name in taken:
            request.shown_again[name] = request.POST.get(f"{_FOUND}{name}", "")
        if taken:
            labels = ", ".join(FIELDS[name] for name in taken)
            messages.warning(request, f"Filled in: {labels}. Nothing is saved yet: look it over, then save.")
        else:
            messages.warning(request, "Nothing was ticked, so nothing was filled in.")
        return {}


def _compared(record, entered):
    """Return a Row for each of FIELDS."""
    different = {difference.field for difference in differences(record, entered)}
    return [Row(name, label, entered[name], record.values[name], name in different) for name, label in FIELDS.items()]


def _never_valid(form, data):
    """Return the form class bound to `data` whatever it is given: it shows what was typed and judges nothing."""

    class ShownAgain(form):
        def __init__(self, given=None, files=None, **options):
            super().__init__(data, files, **options)

        def is_valid(self):
            return False

        @property
        def errors(self):
            return {}

    return ShownAgain
