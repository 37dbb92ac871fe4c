"""What every page of the admin shares: plain input widgets, refusals in words."""

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models
from django.utils.html import format_html

from catalog.actions.proposals import AlreadyWaiting
from catalog.actions.publication import NotReady
from catalog.admin.filters import Queued
from catalog.admin.guarding import GuardedMixin
from catalog.admin.links import out
from catalog.admin.presets import NoPresets, SourcedForm
from catalog.admin.reasons import ReasonsMixin
from catalog.admin.timeline import TimelineMixin
from catalog.admin.words import WordsMixin, WordsUnconfirmed
from catalog.models.fields import web_address

_RACE = (
    "Not saved: somebody may have saved the same at the same moment. Open the list and compare before you try again."
)


class DayInput(forms.DateInput):
    """The browser's own day picker: works on phones, by keyboard and without our scripts."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class AddressInput(forms.URLInput):
    """An address with a link that opens it in a new tab, once it is one."""

    def __init__(self, attrs=None):
        super().__init__({"class": "vURLField", "size": 60} | (attrs or {}))

    def render(self, name, value, attrs=None, renderer=None):
        control = super().render(name, value, attrs, renderer)
        try:
            web_address(value or "")
        except ValidationError:
            return control
        return format_html("{} {}", control, out(value, "Open"))


PLAIN_INPUTS = {
    models.DateField: {"widget": DayInput},
    models.URLField: {"widget": AddressInput, "assume_scheme": "https"},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 80})},
}


class RefusableForm(SourcedForm):
    """A form that can carry a refusal which only the database knew of (`refused`)."""

    refused = ""

    def clean(self):
        cleaned = super().clean()
        if self.refused:
            raise ValidationError(self.refused)
        return cleaned


class CatalogAdmin(NoPresets, Queued, WordsMixin, ReasonsMixin, GuardedMixin, TimelineMixin):
    """A page for one noun. What the database refuses comes back as the filled form with the reason in words."""

    form = RefusableForm
    formfield_overrides = PLAIN_INPUTS
    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS

    class Media:
        js = ["catalog/unsaved.js"]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (IntegrityError, AlreadyWaiting, NotReady, WordsUnconfirmed) as error:
            request.refused = refusal(error)
        for upload in request.FILES.values():
            upload.seek(0)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **options):
        form = super().get_form(request, obj, change=change, **options)
        form.refused = getattr(request, "refused", "")
        return form

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError as error:
            self.message_user(request, refusal(error), messages.ERROR)
            return self.response_post_save_change(request, None)


class SluggedAdmin(CatalogAdmin):
    """A noun whose slug is proposed from its name and then stays, since it is part of addresses."""

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]


class ReadOnlyAdmin(Queued, admin.ModelAdmin):
    """A noun that is looked at here and written elsewhere."""

    formfield_overrides = PLAIN_INPUTS
    show_facets = admin.ShowFacets.ALWAYS

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def refusal(error):
    """Return, in words, why the database refused: the constraint's own sentence, the trigger's, or a general one."""
    text = str(error)
    for model in apps.get_app_config("catalog").get_models():
        for constraint in model._meta.constraints:
            if _names(text, model, constraint):
                return str(constraint.get_violation_error_message())
    first = text.splitlines()[0] if text else ""
    return first if first.endswith(".") else _RACE  # a trigger speaks in sentences, an engine does not


def _names(text, model, constraint):
    """Whether an engine's message is about `constraint`: by its name, or, for a unique one on SQLite, by columns."""
    if constraint.name in text:
        return True
    if connection.vendor != "sqlite" or not isinstance(constraint, models.UniqueConstraint):
        return False
    columns = [f"{model._meta.db_table}.{model._meta.get_field(name).column}" for name in constraint.fields]
    return text.endswith(f"failed: {', '.join(columns)}")
