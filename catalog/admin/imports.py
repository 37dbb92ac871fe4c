"""Importing CSV files: sent in, previewed row by row, and done by whoever sent them, once and whole."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from catalog.actions import imports as actions
from catalog.admin.base import ReadOnlyAdmin
from catalog.admin.reasons import ReasonForm
from catalog.admin.site import site
from catalog.admin.words import CONFIRMED
from catalog.models import Import
from catalog.queries import exports
from catalog.queries.imports import CHANGED, NEW, UNCHANGED, WRONG
from catalog.queries.imports_kept import counted, kept_rows, telling_rows
from catalog.queries.imports_sheets import required
from catalog.queries.tables import TABLES
from catalog.rules import imports
from catalog.rules.imports import ImportRefused
from catalog.rules.spreadsheets import DATA, SPREADSHEET
from catalog.rules.text import drop_hidden

ROWS_PER_PAGE = 50
MANY = 1000  # rows that take seconds to write, while other editors' saves wait
_STATES = (NEW, CHANGED, UNCHANGED, WRONG)


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files under one name; cleans to {name: bytes}."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None):
        uploads = [super(SeveralFilesField, self).clean(one, initial) for one in data or [None]]
        if sum(upload.size for upload in uploads) > imports.MOST_BYTES:
            raise forms.ValidationError(f"At most {imports.MOST_BYTES // 1024 // 1024} MB in all.")
        files = {drop_hidden(upload.name): upload.read() for upload in uploads}
        if len(files) < len(uploads):
            raise forms.ValidationError("Two files have the same name.")
        return files


class UploadForm(forms.Form):
    files = SeveralFilesField(
        label="CSV files",
        allow_empty_file=True,  # said in our words, with the name of the file
        help_text="One or several tables as this site exports them. At most 10 MB and 10,000 rows in all.",
    )
    flavour = forms.ChoiceField(
        label="How they are written",
        required=False,
        choices=[
            ("", "Let each file tell"),
            (SPREADSHEET, "All of them for spreadsheets"),
            (DATA, "All of them as data"),
        ],
        help_text="A file for spreadsheets begins with a byte order mark (“CSV UTF-8”), and one apostrophe stands "
        "before text that looks like a formula: it is taken away. In a file of data every cell is taken as it is.",
    )


@admin.register(Import, site=site)
class ImportAdmin(ReadOnlyAdmin):
    """The imports of the person who looks; nobody sees those of another."""

    list_display = ["__str__", "at", "outcome", "total", "names"]
    ordering = ["-at"]
    show_facets = admin.ShowFacets.NEVER

    class Media:
        css = {"all": ["catalog/import.css"]}

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(actions.PERMISSION)

    has_add_permission = has_module_permission = has_view_permission

    def get_queryset(self, request):
        return super().get_queryset(request).filter(by=request.user).prefetch_related("files")

    def get_urls(self):
        """An import is neither changed nor taken out, so it has no history and no page to delete it."""
        left_out = ("catalog_import_history", "catalog_import_delete")
        return [pattern for pattern in super().get_urls() if pattern.name not in left_out]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, (extra_context or {}) | {"title": "Your imports"})

    def add_view(self, request, form_url="", extra_context=None):
        """Take files in; whatever is wrong with them as files is said at once."""
        if not self.has_add_permission(request):
            raise PermissionDenied("Your role may not import.")
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST":
            form = UploadForm(request.POST, request.FILES)
            if form.is_valid() and (made := _receive(request, form)):
                return redirect(_address(made))
        context = {"title": "Import CSV files", "form": form, "add": True, "tables": _tables()}
        return self._page(request, "import_add", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show how far the preview is, then the preview; on POST do it, or look again."""
        if not self.has_view_permission(request):
            raise PermissionDenied("Your role may not import.")
        made = self.get_object(request, object_id)
        if made is None:
            raise Http404("There is no such import of yours.")
        refusal = _step(request, made) if request.method == "POST" else None
        if request.method == "POST" and refusal is None:
            return redirect(_address(made))
        made = actions.continue_preview(made)
        if made.committed_at:
            return self._page(request, "import_done", {"title": str(made), "made": made})
        if not made.is_previewed:
            return self._waiting_page(request, made)
        return self._page(request, "import_preview", _preview(request, made) | {"refusal": refusal})

    def _waiting_page(self, request, made):
        """The page asks for itself again until all rows are looked at: no script is needed."""
        answer = self._page(request, "import_progress", {"title": f"{made}: looking at the rows", "made": made})
        answer.headers["Refresh"] = f"0; url={_address(made)}"
        return answer

    def _page(self, request, name, context):
        shared = self.admin_site.each_context(request) | {"opts": self.opts}
        return TemplateResponse(request, f"admin/catalog/{name}.html", shared | context)

    @admin.display(description="files")
    def names(self, made):
        first, *others = [file.name for file in made.files.all()]
        return f"{first} and {len(others)} more" if others else first

    @admin.display(description="outcome")
    def outcome(self, made):
        if made.committed_at:
            return f"Done: {made.counts.get(NEW, 0)} new, {made.counts.get(CHANGED, 0)} changed"
        return "Expired" if made.is_expired else "Not done"


def _tables():
    """Return [(Table, names of the columns that name a row, address of its export)] of what can be imported."""
    imported = [table for table in TABLES.values() if table.is_imported]
    return [(table, required(table), exports.path_of(table.name, "csv")) for table in imported]


def _receive(request, form):
    try:
        return actions.receive_import(
            form.cleaned_data["files"], by=request.user, flavour=form.cleaned_data["flavour"]
        )  # fmt: skip
    except ImportRefused as refused:
        form.add_error("files", [str(problem) for problem in refused.problems])
        return None


def _step(request, made):
    """Do what the pressed button says; return the ImportRefused, None when it was done."""
    answer = ReasonForm(request.POST)
    try:
        if request.POST.get("step") == "again":
            actions.preview_again(made, by=request.user)
        elif request.POST.get("step") != "commit":
            raise BadRequest("Import, or look again.")
        elif not answer.is_valid():
            return ImportRefused([sentence for sentences in answer.errors.values() for sentence in sentences])
        else:
            done = actions.commit_import(
                made,
                by=request.user,
                code=answer.cleaned_data["reason_code"],
                text=answer.cleaned_data["reason_text"],
                confirmed_words=CONFIRMED in request.POST,
            )
            messages.success(request, f"{done} is done.")
    except ImportRefused as refused:
        return refused
    return None


def _preview(request, made):
    rows = kept_rows(made)
    telling = telling_rows(rows)
    page = Paginator(telling, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row["name"] = " · ".join(filter(None, row["key"]))
    totals = {state: sum(row["state"] == state for row in rows) for state in _STATES}
    return {
        "title": f"{made}: preview",
        "made": made,
        "tables": [(title, file, [count.get(state, 0) for state in _STATES]) for title, file, count in counted(rows)],
        "totals": totals,
        "waiting": sum(bool(row["waits"]) for row in rows),
        "to_do": totals[NEW] + totals[CHANGED],
        "takes_long": totals[NEW] + totals[CHANGED] >= MANY,
        "words": [(row, sentence) for row in rows for sentence in row["words"]],
        "words_name": CONFIRMED,
        "page": page,
        "reason_form": ReasonForm(request.POST or None),
    }


def _address(made):
    return reverse("admin:catalog_import_change", args=[made.pk])
