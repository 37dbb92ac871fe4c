"""The pages that say that somebody else was first: two versions side by side, or a text whose object is gone."""

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from catalog.admin.guarding_merge import CHOICE, MINE, THEIRS
from catalog.admin.guarding_state import BASE, MERGING, REFILL, WAS, guarded, sign, typed
from catalog.admin.guarding_words import in_words
from catalog.admin.marks import ONCE, TAG, marks_of
from catalog.admin.uploads import hold_files
from catalog.queries.versions import last_change

_OWN = (BASE, WAS, "csrfmiddlewaretoken", MERGING, REFILL, TAG, ONCE)
_BUTTONS = ("_save", "_continue", "_addanother")


def conflict(model_admin, request, obj, found, choices, *, undecided):
    """Return the page with both versions; `undecided` says that it was sent before with a choice left open."""
    held, lost = hold_files(request.FILES, request.user.pk)
    context = _context(model_admin, request, f"Saved meanwhile: {obj}") | {
        "original": obj,
        "entries": [
            {
                "one": one,
                "name": CHOICE + one.key,
                "choice": choices[one.key],
                "open": undecided and not choices[one.key],
            }
            for one in found.differences
        ],
        "news": found.news,
        "known": found.was is not None,
        "undecided": undecided,
        "last": last_change(model_admin.model, obj.pk, row_models(model_admin)),
        "sent": [*_sent(request), *held.items()],
        "button": next((name for name in _BUTTONS if name in request.POST), "_save"),
        "base": sign(found.sheet.state, obj),
        "was": sign(found.was, obj) if found.was is not None else "",
        "theirs": THEIRS,
        "mine": MINE,
        "files": lost,
    }
    return TemplateResponse(request, "admin/catalog/conflict.html", context)


def gone(model_admin, request, object_id):
    """Return the page that says that the object was deleted, with all that its form held."""
    pk = unquote(object_id)
    form = model_admin.get_form(request, None, fields=flatten_fieldsets(model_admin.get_fieldsets(request)))()
    fields = guarded(form.fields)
    own = [
        (field.label or name, in_words(field, value)) for name, field, value in _typed(fields, request.POST) if value
    ]
    context = _context(model_admin, request, "Deleted meanwhile") | {
        "last": last_change(model_admin.model, pk, row_models(model_admin)),
        "own": own,
        "sent": _as_new(request, model_admin),
        "may_add": model_admin.has_add_permission(request),
    }
    return TemplateResponse(request, "admin/catalog/conflict_gone.html", context)


def changed_meanwhile(model_admin, row):
    """Return the sentence that refuses an action on `row`, with the way to what changed."""
    page = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    return format_html(
        '“{}” was changed after this page was shown, so nothing was done. Look at <a href="{}">what changed</a>, then '
        "choose again.",
        row,
        reverse(f"{page}_history", args=[row.pk]),
    )


def row_models(model_admin):
    """Return (model, column with the object's id) of the rows that are edited with an object."""
    return [(inline.model, _column(model_admin, inline)) for inline in model_admin.inlines]


def _column(model_admin, inline):
    relations = (field for field in inline.model._meta.concrete_fields if field.related_model is model_admin.model)
    return inline.fk_name or next(relations).attname


def _typed(fields, data):
    values = typed(fields, data)
    return [(name, field, values[name]) for name, field in fields.items()]


def _sent(request):
    """Return (name, text) of all that was sent, for hidden fields; the page's own marks are made anew."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (*_OWN, *_BUTTONS) and not name.startswith(CHOICE)
        for value in values
    ]


def _as_new(request, model_admin):
    """Return what was sent so that it fills the form for a new object: no row of it was saved before."""
    keys = [f"-{inline.model._meta.pk.name}" for inline in model_admin.inlines]
    sent = [(name, value) for name, value in _sent(request) if not any(name.endswith(key) for key in keys)]
    return [(name, "0" if name.endswith("-INITIAL_FORMS") else value) for name, value in sent]


def _context(model_admin, request, title):
    return {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "media": model_admin.media,
        "marks": marks_of(request, keeps_text=model_admin.keeps_text),
        "is_popup": "_popup" in request.POST,
    }
