"""No edit is lost: a save, a removal or an action that rests on an older text than what stands is refused and shown.

Why and how: docs/decisions, "No lost edits".
"""

from django.contrib import messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core import signing
from django.db import transaction
from django.http import QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from catalog.actions import forms_kept
from catalog.admin import guarding_pages, marks
from catalog.admin.guarding_merge import CHOICE, Conflict, news_since
from catalog.admin.guarding_state import (
    BASE,
    MERGING,
    REFILL,
    SHOWN,
    WAS,
    Sheet,
    read_base,
    same,
    sheet_of,
    sign,
)
from catalog.models import Revision
from catalog.queries.versions import versions_of

_SALT = "catalog.versions"


class GuardedMixin:
    """Stands between the forms of an admin and Django's saving; `keeps_text` is off where a form holds passwords."""

    keeps_text = True

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            show = self._give_back if getattr(request, "kept_words", "") else super().changeform_view
            return show(request, object_id, form_url, extra_context)

        def save():
            answer = self._refuse(request, object_id)
            return answer or super(GuardedMixin, self).changeform_view(request, object_id, form_url, extra_context)

        return marks.carry_out_once(request, save)

    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, extra_context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return super().change_view(request, object_id, form_url, extra_context)

    # The site need not see to it that these are carried out once: what only looks something up holds no lock.
    add_view.once_inside = change_view.once_inside = True

    def _refuse(self, request, object_id):
        """Return the page that refuses a save, None when it may go on; then the choices made are in request.POST."""
        if object_id is None:
            self._refuse_second_object(request)
            return None
        obj = self._locked(request, object_id)
        if not self.has_change_permission(request, obj):
            return None
        return self._settle(request, obj) if obj else guarding_pages.gone(self, request, object_id)

    def _refuse_second_object(self, request):
        """A form for a new object that was carried out, then changed and sent again, makes no second one unasked."""
        if REFILL in request.POST:
            request.refused = "Nothing is saved yet. Look through what you wrote, then save it as new."
        elif (led := forms_kept.result_of(request.sent.form)) is not None:
            request.token_is_used = True
            request.refused = format_html(
                'Not saved: this form was sent before, and <a href="{}">what it made</a> stands. If you want a second '
                "one beside it, save again.",
                led,
            )

    def _settle(self, request, obj):
        """Compare what the form rests on with what stands; return the page of a conflict, or None."""
        sheet, merging = sheet_of(self, request, obj), MERGING in request.POST
        base = read_base(request.POST, obj)
        fresh = base is not None and same(base, sheet.state)
        if fresh and not merging:
            return None
        conflict = Conflict.of(sheet, read_base(request.POST, obj, WAS) if merging else base, request.POST)
        choices = conflict.choices(request.POST)
        if conflict.is_idle or (fresh and all(choices.values())):
            self._adopt(request, conflict.merged(choices), sign(sheet.state, obj))
            return None
        return guarding_pages.conflict(self, request, obj, conflict, choices, undecided=fresh and merging)

    def _adopt(self, request, data, base):
        for name in [name for name in data if name in (MERGING, WAS) or name.startswith(CHOICE)]:
            del data[name]
        data[BASE] = base
        request.POST = data

    def _give_back(self, request, object_id, form_url, extra_context):
        """Show the form with what was kept of it. Whatever happens on the way is undone: this is no save."""
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if not (self.has_change_permission(request, obj) if object_id else self.has_add_permission(request)):
            return super().changeform_view(request, object_id, form_url, extra_context)
        request.refused = "Look through what is back, then save."
        if object_id and obj is None:
            return guarding_pages.gone(self, request, object_id)
        request.method = "POST"
        try:
            with transaction.atomic():
                answer = super().changeform_view(request, object_id, form_url, extra_context)
                transaction.set_rollback(True)
        finally:
            request.method = "GET"
        answer.context_data["errors"] = []  # nobody has sent it yet: what is wrong with a field stands beside it
        return answer

    def _locked(self, request, object_id):
        """Return the object, held for us to the end of the transaction; None when it is gone."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.model._base_manager.select_for_update().filter(pk=obj.pk):
            return None
        return self.get_object(request, unquote(object_id))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if self.has_change_permission(request, obj) if change else self.has_add_permission(request):
            base = request.POST.get(WAS if MERGING in request.POST else BASE, "")
            if change and request.method == "GET":
                base = sign(_shown_in(context).state, obj)
            context["marks"] = marks.marks_of(request, keeps_text=self.keeps_text) | {"base": base}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        request.led_to = self._in_popup(obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        request.led_to = self._in_popup(obj)
        return super().response_change(request, obj)

    def delete_view(self, request, object_id, extra_context=None):
        """Delete only what the page has shown; else say what changed, and ask again."""
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with transaction.atomic():
            Revision.lock()
            obj = self._locked(request, object_id)
            if obj and self.has_delete_permission(request, obj):
                was, sheet = read_base(request.POST, obj), sheet_of(self, request, obj)
                if was is None or not same(was, sheet.state):
                    news = news_since(was, sheet) if was else []
                    extra_context = (extra_context or {}) | {"was_changed": True, "news": news}
                    request.method, request.POST = "GET", QueryDict()
            return super().delete_view(request, object_id, extra_context)

    def render_delete_form(self, request, context):
        obj = context["object"]
        context["base"] = sign(sheet_of(self, request, obj).state, obj)
        return super().render_delete_form(request, context)

    def changelist_view(self, request, extra_context=None):
        answer = super().changelist_view(request, extra_context)
        if isinstance(answer, TemplateResponse) and "cl" in answer.context_data:
            answer.context_data["shown"] = self.stamp([row.pk for row in answer.context_data["cl"].result_list])
        return answer

    def response_action(self, request, queryset, **place):
        """Refuse an action on anything that was changed since the list was shown. (Django 6 names the `place`.)"""
        chosen = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        changed = self.changed_since_shown(request)
        rows = self.model._base_manager.filter(pk__in=[pk for pk in changed if pk in chosen])
        for row in rows:
            messages.error(request, guarding_pages.changed_meanwhile(self, row))
        return None if rows else super().response_action(request, queryset, **place)

    def stamp(self, pks):
        """Return, signed, how often each object had been changed when a page showed it."""
        return signing.dumps([[str(pk) for pk in pks], self._versions(pks)], salt=_SALT, compress=True)

    def changed_since_shown(self, request):
        """Return the ids (text) of the objects that changed, or went, since the page of this form showed them."""
        try:
            shown, before = signing.loads(request.POST.get(SHOWN, ""), salt=_SALT)
        except signing.BadSignature:
            return []
        now = self._versions(shown)
        return [pk for pk in shown if before.get(pk) != now.get(pk)]

    def _versions(self, pks):
        found = versions_of(self.model, pks, guarding_pages.row_models(self))
        return {str(pk): count for pk, count in found.items()}

    def _in_popup(self, obj):
        """Return where a form leads that is sent again after it closed its window: to what it saved."""
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        return f"{page}?_popup=1"


def _shown_in(context):
    """Return the Sheet that a change form is about to show."""
    rows = [one.formset for one in context["inline_admin_formsets"] if one.has_change_permission]
    return Sheet(context["adminform"].form, rows)
