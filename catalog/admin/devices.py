"""A device on one page, in the order in which an editor comes to know it."""

from django.contrib import admin, messages
from django.forms import CheckboxSelectMultiple

from catalog.actions.publication import keep_publishable, open_finding
from catalog.admin import moves
from catalog.admin.base import CatalogAdmin, RefusableForm
from catalog.admin.filters import CheckFilter, GapFilter, QueueFilter, StatusFilter
from catalog.admin.findings import FindingRow
from catalog.admin.gaps import GapsMixin
from catalog.admin.inlines import (
    BenefitRows,
    ClaimRows,
    ContraindicationRows,
    LinkRows,
    NoticeRows,
    PriceRows,
    SourceRows,
)
from catalog.admin.links import official_list
from catalog.admin.photos import PhotoRows
from catalog.admin.previews import PreviewsMixin
from catalog.admin.proposing import ProposingRowsMixin
from catalog.admin.site import site
from catalog.admin.verifying import verify_address
from catalog.models import Device
from catalog.models.devices import proposed_slug
from catalog.models.findings import today
from catalog.queries.quality import missing_for_publication
from catalog.queries.search import MAX_CHARACTERS, matching
from catalog.rules import authorities, freshness, publication, statuses

_REGULATION = (
    "Regulatory facts stand further down: the numbers that cover this device, and the FDA finding, which follows from "
    "them. Nobody types a status. A number that is not in the catalogue yet is added from there."
)


class DeviceForm(RefusableForm):
    """Proposes the address from brand and model when none is given."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "Leave empty: it is made from brand and model. Once published it stays."

    def clean(self):
        cleaned = super().clean()
        if "slug" in self.fields and not cleaned.get("slug") and cleaned.get("brand") and cleaned.get("model"):
            cleaned["slug"] = proposed_slug(cleaned["brand"].slug, cleaned["model"])
        return cleaned


@admin.register(Device, site=site)
class DeviceAdmin(GapsMixin, ProposingRowsMixin, moves.MovesMixin, PreviewsMixin, CatalogAdmin):
    form = DeviceForm
    change_form_template = "admin/catalog/device/change_form.html"
    list_display = ["model", "brand", "state", "fda_status", "fda_check", "numbers", "open_gaps"]
    list_filter = [
        QueueFilter,
        "state",
        StatusFilter,
        CheckFilter,
        GapFilter,
        "availability",
        ("modalities", admin.RelatedOnlyFieldListFilter),
        ("brand", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["brand"]
    search_fields = ["model"]
    search_help_text = "Brand, model, other names, model number, or an FDA number in any spelling."
    autocomplete_fields = ["brand"]
    readonly_fields = ["state", "regulation"]

    class Media:
        # In this order, on lists too.
        js = ["admin/js/jquery.init.js", "admin/js/autocomplete.js", "catalog/select2-names.js"]

    inlines = [
        LinkRows, FindingRow, SourceRows, PriceRows, PhotoRows, ClaimRows, ContraindicationRows, BenefitRows, NoticeRows
    ]  # fmt: skip
    fieldsets = [
        ("Which device", {"fields": ["brand", "model", "slug", "model_number", "aliases", "state"]}),
        ("Regulation", {"fields": ["regulation"], "description": _REGULATION}),
        ("What it does", {"fields": ["modalities", "areas", "features"]}),
        (
            "Output",
            {
                "fields": [
                    ("min_current_ua", "max_current_ua"),
                    "current_note",
                    "intensity_levels",
                    "intensity_note",
                    "waveform",
                ],
                "description": "An empty number means that it is not known yet; it never counts as zero. If you "
                "looked for it and the maker does not state it, say so below the form.",
            },
        ),
        (
            "Using it",
            {"fields": [("session_minutes_min", "session_minutes_max"), "session_note", "medium", "medium_note"]},
        ),
        ("Power and app", {"fields": ["power", "power_note", "app", "app_note"]}),
        ("The thing itself", {"fields": [("weight_g", "dimensions"), "attachments", "warranty"]}),
        ("On the market", {"fields": [("availability", "launched_on")]}),
        ("Anything else", {"fields": ["note"]}),
    ]

    def get_queryset(self, request):
        visible = super().get_queryset(request).visible_to(request.user)
        return visible.with_fda(today()).prefetch_related("links__authorization")

    def get_search_results(self, request, queryset, search_term):
        term = search_term.replace("\0", " ")[:MAX_CHARACTERS].strip()
        return (matching(queryset, term) if term else queryset), False

    def get_readonly_fields(self, request, obj=None):
        own = super().get_readonly_fields(request, obj)
        return [*own, "slug"] if obj and obj.published_at else own

    def formfield_for_manytomany(self, db_field, request, **options):
        """The words are few: boxes to tick, which work without scripts and are read out by their names."""
        return super().formfield_for_manytomany(db_field, request, **options | {"widget": CheckboxSelectMultiple})

    def view_on_site(self, device):
        """Return the public address of a published device; the others have none."""
        return device.get_absolute_url() if device.state == publication.PUBLISHED else None

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        gone = obj and not publication.may_be_deleted(obj.state, was_published=bool(obj.published_at))
        return allowed and not gone

    def get_deleted_objects(self, objs, request):
        """The rows of a draft go with it, whatever their own pages allow; a verified finding is held by the log."""
        listed, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        return listed, counts, perms_needed - {rows.model._meta.verbose_name for rows in self.inlines}, protected

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        open_finding(form.instance)
        keep_publishable(form.instance)
        self._tell_what_is_missing(request, form.instance)

    def _tell_what_is_missing(self, request, device):
        """A draft may be saved with anything left out; what it needs before visitors see it is said at once."""
        if device.state in (publication.DRAFT, publication.IN_REVIEW):
            missing = missing_for_publication(Device.objects.get(pk=device.pk))
            if missing:
                messages.warning(request, f"Before it can be published: {' '.join(missing)}")

    def render_change_form(self, request, context, *args, **options):
        device = context.get("original")
        finding = device and device.findings.filter(authority=authorities.FDA.slug).first()
        if finding and request.user.has_perm("catalog.verify_regulatoryfinding"):
            context["verify_address"] = verify_address(finding)
        return super().render_change_form(request, context, *args, **options)

    @admin.display(description="FDA status", ordering="fda_status")
    def fda_status(self, device):
        return statuses.STATUSES[device.fda_status].label

    @admin.display(description="Check", ordering="fda_verified_on")
    def fda_check(self, device):
        return freshness.CHECK_LABELS[device.fda_check]

    @admin.display(description="FDA’s page")
    def numbers(self, device):
        return official_list(link.authorization for link in device.links.all()) or "none"

    @admin.display(description="As it stands")
    def regulation(self, device):
        if device.pk is None:
            return "Nothing yet: save the device with its number."
        return f"{self.fda_status(device)} · {self.fda_check(device)}"
