"""Records of the registers: each number once, with everything it covers."""

from django.conf import settings
from django.contrib import admin, messages
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.html import format_html_join

from catalog.admin.base import CatalogAdmin
from catalog.admin.filters import QueueFilter
from catalog.admin.inlines import SOURCE
from catalog.admin.links import official, out
from catalog.admin.lookup import LookupMixin
from catalog.admin.proposing import ProposingMixin
from catalog.admin.site import site
from catalog.models import Authorization, Device
from catalog.rules.authorities import NumberError, normalise, product_code_address
from catalog.rules.publication import PUBLISH

_NUMBER_HELP = (
    "As on FDA’s page: K and six digits (510(k)), DEN and six digits (De Novo), P and six digits (PMA). Capitals, "
    "spaces and hyphens do not matter. Type it by hand: a copied one may carry look-alike letters."
)


@admin.register(Authorization, site=site)
class AuthorizationAdmin(ProposingMixin, LookupMixin, CatalogAdmin):
    list_display = ["number", "register_page", "pathway", "trade_name", "holder", "decision_date", "devices"]
    list_filter = [QueueFilter, "pathway", "decision_basis", "supply", "product_code"]
    search_fields = ["number", "holder", "trade_name"]
    search_help_text = "A number in any spelling, a firm or a trade name."
    readonly_fields = ["register_page", "code_page", "devices"]
    fieldsets = [
        ("The number", {"fields": [("number", "register_page"), ("authority", "pathway")]}),
        (
            "The decision",
            {
                "fields": ["decision_basis", ("decision_date", "decision_code")],
                "description": "A number is given out when a file arrives. Only a decision makes it a clearance: "
                "choose “Only the number is known” unless you saw one.",
            },
        ),
        (
            "What the record says",
            {
                "fields": [
                    "holder", "trade_name", ("product_code", "regulation_number", "code_page"), "supply", "areas"
                ],
                "description": "Word for word, even where it looks odd; doubts go into the note.",
            },
        ),
        ("Where you read it", {"fields": [SOURCE, "note", "shown_alone"]}),
        ("Devices that it covers", {"fields": ["devices"], "description": "Linked on the page of each device."}),
    ]  # fmt: skip
    help_texts = {
        "number": _NUMBER_HELP,
        "areas": "The areas that the decision names, whatever the maker says.",
        "supply": "Only if the record says so.",
        "shown_alone": "Otherwise visitors see the record once a device that it covers is published. Whoever may "
        "publish decides on it, and with two people not on what they alone entered.",
    }

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("links__device__brand")

    def get_readonly_fields(self, request, obj=None):
        """Showing a record without a device publishes it: not for every role, nor for one person in one step."""
        decides = request.user.has_perm(f"catalog.{PUBLISH}") and (obj or not settings.SECOND_PERSON)
        return [*super().get_readonly_fields(request, obj), *([] if decides else ["shown_alone"])]

    def has_delete_permission(self, request, obj=None):
        """A number that visitors have seen names its record for good."""
        was_seen = obj and Authorization.objects.ever_public().filter(pk=obj.pk).exists()
        return super().has_delete_permission(request, obj) and not was_seen

    def formfield_for_manytomany(self, db_field, request, **options):
        """The areas are few: boxes to tick, which work without scripts and are read out by their names."""
        return super().formfield_for_manytomany(db_field, request, **options | {"widget": CheckboxSelectMultiple})

    def get_search_results(self, request, queryset, search_term):
        try:
            term = normalise(search_term)
        except NumberError:
            term = ""
        found, doubled = super().get_search_results(request, queryset, search_term.replace("\0", " "))
        return (found | queryset.filter(number__contains=term)) if term else found, doubled

    def get_form(self, request, obj=None, change=False, **options):
        return super().get_form(request, obj, change=change, help_texts=self.help_texts, **options)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not obj.source_url:
            messages.warning(request, f"{obj.number} has no source yet: no device with it can be published.")
        for warning in obj.parsed.warnings:
            messages.warning(request, f"{obj.number}: {warning}")

    def view_on_site(self, record):
        """Return the public address of a record that covers something published, or is shown alone."""
        alone = record.shown_alone and record.source_url
        shown = alone or any(link.device.state == Device.State.PUBLISHED for link in record.links.all())
        return record.get_absolute_url() if shown else None

    @admin.display(description="FDA’s page")
    def register_page(self, record):
        return official(record, "Open") if record.pk else "Made from the number once it is saved."

    @admin.display(description="What the code means")
    def code_page(self, record):
        return out(product_code_address(record.product_code), "Open") if record.product_code else "–"

    @admin.display(description="devices")
    def devices(self, record):
        links = record.links.all() if record.pk else ()
        rows = ((reverse("admin:catalog_device_change", args=[x.device_id]), x.device) for x in links)
        return format_html_join(", ", '<a href="{}">{}</a>', rows) or "none yet"
