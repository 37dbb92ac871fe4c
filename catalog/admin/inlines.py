"""What belongs to one device and is edited on its page."""

from django import forms
from django.contrib import admin

from catalog import models
from catalog.admin.base import PLAIN_INPUTS
from catalog.admin.links import official
from catalog.admin.presets import NoPresets, SourcedForm
from catalog.models.sources import SUPPORTABLE

SOURCE = ("source_url", "source_kind")


class OnceFormSet(forms.BaseInlineFormSet):
    """Refuses a new row that says exactly what a saved one says: the second click of a double click."""

    def clean(self):
        super().clean()
        for form in self.extra_forms:
            if form.has_changed() and form.is_valid() and self._is_there(form):
                form.add_error(None, "This row is already saved. Reload the page to see it.")

    def _is_there(self, form):
        columns = {f.name for f in self.model._meta.concrete_fields} & set(form.cleaned_data)
        wanted = {name: form.cleaned_data[name] for name in columns if name != self.model._meta.pk.name}
        return bool(self.instance.pk) and self.model.objects.filter(**wanted).exists()


class Rows(NoPresets, admin.StackedInline):
    """Rows of a device, each in full width; `first_rows` empty ones are open on a new device.

    `short_name` is what the line of links at the top of the page calls them.
    """

    form = SourcedForm
    formset = OnceFormSet
    formfield_overrides = PLAIN_INPUTS
    extra = 0
    first_rows = 0
    short_name = ""

    def get_extra(self, request, obj=None, **options):
        return 0 if obj else self.first_rows


_LINK_HELP = {
    "scope": "Which products the record means: just this one, or this one among others.",
    "covers": "What of this product it means: all of it, or one function such as the current or the light.",
    "basis": "What connects the number with the product you can buy. A likeness is no evidence.",
}


class LinkRows(Rows):
    model = models.DeviceAuthorization
    short_name = "Numbers"
    verbose_name, verbose_name_plural = "number", "numbers that cover this device"
    autocomplete_fields = ["authorization"]
    readonly_fields = ["register_page"]
    fields = [("authorization", "register_page"), ("scope", "covers", "basis"), "function", SOURCE, "note"]
    first_rows = 1

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("authorization")

    def formfield_for_choice_field(self, db_field, request, **options):
        if db_field.name in _LINK_HELP:
            options["help_text"] = _LINK_HELP[db_field.name]
        return super().formfield_for_choice_field(db_field, request, **options)

    def formfield_for_foreignkey(self, db_field, request, **options):
        if db_field.name == "authorization":
            options["help_text"] = "Search by number or holder. Not there yet? Add it with the green plus."
        return super().formfield_for_foreignkey(db_field, request, **options)

    @admin.display(description="FDA’s page")
    def register_page(self, link):
        return official(link.authorization) if link.pk else "Shown once the number is saved."


class SourceRows(Rows):
    model = models.Source
    short_name = "Sources"
    verbose_name, verbose_name_plural = "source", "sources: the pages where the facts were read"
    fields = ["address", ("kind", "title", "seen_on"), "fields", "note"]
    first_rows = 1

    def formfield_for_dbfield(self, db_field, request, **options):
        if db_field.name != "fields":
            return super().formfield_for_dbfield(db_field, request, **options)
        return forms.MultipleChoiceField(
            label=db_field.verbose_name.capitalize(),
            help_text=db_field.help_text,
            choices=[(name, name.replace("_", " ")) for name in SUPPORTABLE],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


class PriceRows(Rows):
    model = models.Price
    short_name = "Prices"
    verbose_name_plural = "prices: each one seen, none overwritten"
    fields = [("amount", "currency", "kind", "retailer"), ("seen_on", "seen_approximate"), SOURCE, "note"]


class ClaimRows(Rows):
    model = models.MarketingClaim
    short_name = "Claims"
    verbose_name, verbose_name_plural = "claim", "claims: what is said of its regulatory status"
    fields = ["wording", ("said_by", "stated_on"), SOURCE, "note"]


class ContraindicationRows(Rows):
    model = models.DeviceContraindication
    short_name = "Contraindications"
    verbose_name, verbose_name_plural = "contraindication", "contraindications on its label"
    autocomplete_fields = ["contraindication"]
    fields = [("contraindication", "strength"), "wording", SOURCE]


class BenefitRows(Rows):
    model = models.DeviceBenefit
    short_name = "Benefits"
    verbose_name, verbose_name_plural = "benefit", "benefits that its maker claims"
    autocomplete_fields = ["benefit"]
    fields = ["benefit", "wording", SOURCE]


class NoticeRows(Rows):
    model = models.Notice
    short_name = "Notices"
    verbose_name_plural = "notices: recalls, warning letters, adverse-event reports"
    fields = [("kind", "dated_on"), "title", SOURCE, "note"]
