"""What we say of each device under each authority: the list of what needs looking up."""

from django.contrib import admin
from django.db.models import F
from django.shortcuts import redirect
from django.utils.html import format_html

from catalog.admin.base import CatalogAdmin
from catalog.admin.filters import FindingCheckFilter, FindingStatusFilter, QueueFilter
from catalog.admin.inlines import SOURCE, Rows
from catalog.admin.links import official_list
from catalog.admin.proposing import ProposingMixin
from catalog.admin.rechecking import RecheckingMixin
from catalog.admin.selections import first_of
from catalog.admin.site import site
from catalog.admin.verifying import MOST_IN_A_ROW, VerifyingMixin, check_in_words, verify_address
from catalog.models import RegulatoryFinding, Verification
from catalog.models.findings import today
from catalog.rules import freshness, statuses
from catalog.rules.dates import show_day

_PACE = [("recheck_days", "recheck_source_url"), "recheck_reason"]
_OWN = ["declared", ("registration_number", "registration_year"), SOURCE, "note", *_PACE]


class Standing:
    """Columns that say how a finding annotated by `with_check` stands."""

    @admin.display(description="status", ordering="status")
    def status_words(self, finding):
        return statuses.STATUSES[finding.status].label if finding.pk else "Follows from the numbers above."

    @admin.display(description="check", ordering="verified_on")
    def check_words(self, finding):
        return check_in_words(finding) if finding.pk else freshness.CHECK_LABELS[freshness.UNVERIFIED]

    @admin.display(description="verified on", ordering="verified_on")
    def verified(self, finding):
        return show_day(finding.verified_on) if finding.verified_on else "never"

    @admin.display(description="next due")
    def next_due(self, finding):
        return show_day(finding.due_by()) if finding.verified_on else "now"


class FindingRow(Standing, Rows):
    """The FDA finding on the page of its device. A new device gets one by itself."""

    model = RegulatoryFinding
    verbose_name = "FDA finding"
    short_name = "FDA finding"
    max_num = 1
    first_rows = 1
    can_delete = False
    readonly_fields = ["status_words", "check_words"]
    fields = [("status_words", "check_words"), *_OWN]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("device__brand").with_check(today())


class CheckRows(admin.TabularInline):
    """The log entries of one finding, newest first, to be read only."""

    model = Verification
    verbose_name_plural = "checks so far"
    fields = readonly_fields = ["sequence", "checked_on", "outcome", "status", "by", "register", "note"]
    ordering = ["-sequence"]
    show_change_link = True
    extra = max_num = 0
    can_delete = False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(RegulatoryFinding, site=site)
class FindingAdmin(Standing, ProposingMixin, RecheckingMixin, VerifyingMixin, CatalogAdmin):
    change_form_template = "admin/catalog/regulatoryfinding/change_form.html"
    list_display = ["device", "numbers", "verify_link", "status_words", "check_words", "verified", "next_due"]
    list_filter = [QueueFilter, FindingStatusFilter, FindingCheckFilter, "device__state"]
    search_fields = ["device__model", "device__brand__name", "device__links__authorization__number"]
    readonly_fields = ["device", "authority", "status_words", "check_words", "numbers"]
    fields = ["device", "authority", ("status_words", "check_words"), "numbers", *_OWN]
    inlines = [CheckRows]
    actions = ["verify_selected", "unchanged_selected"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_facts().with_check(today())

    def get_ordering(self, request):
        usual = [F("verified_on").asc(nulls_first=True), "device__brand__name", "device__model"]
        return self.by_queue(request, usual)

    def get_list_display(self, request):
        return [name for name in self.list_display if name != "verify_link" or self.has_verify_permission(request)]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, *args, **options):
        if self.has_verify_permission(request):
            context["verify_address"] = verify_address(context["original"])
        return super().render_change_form(request, context, *args, **options)

    @admin.display(description="FDA’s page")
    def numbers(self, finding):
        return official_list(link.authorization for link in finding.links()) or "none"

    @admin.display(description="look it up")
    def verify_link(self, finding):
        return format_html('<a href="{}">Verify</a>', verify_address(finding))

    @admin.action(description="Verify, one after the other…", permissions=["verify"])
    def verify_selected(self, request, queryset):
        first, *others = first_of(request, queryset, MOST_IN_A_ROW + 1)
        return redirect(verify_address(first, [finding.pk for finding in others]))
