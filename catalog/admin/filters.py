"""The choices beside a list. Those that rest on derived facts work on what the queryset has annotated."""

from django.contrib import admin
from django.db.models import Count

from catalog.models.findings import today
from catalog.queries.claims import with_verdict
from catalog.queries.desk import queues_for
from catalog.queries.quality import FACT_WORDS, lacking
from catalog.rules import claims, freshness, statuses


class Derived(admin.SimpleListFilter):
    """A filter over one annotated column whose values and words come from the rules."""

    column = ""
    words = {}

    def lookups(self, request, model_admin):
        return list(self.words.items())

    def queryset(self, request, queryset):
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset

    def get_facet_queryset(self, changelist):
        """Count all values in one go: Django would work out anew for each value what the column is derived from."""
        rows = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters()).order_by()
        counted = dict(rows.values_list(self.column).annotate(Count("pk")))
        return {f"{place}__c": counted.get(value, 0) for place, (value, _) in enumerate(self.lookup_choices)}


class _Plain(admin.SimpleListFilter):
    """A filter that needs nothing of what the list has annotated, and so is counted without: that is far cheaper."""

    def get_facet_counts(self, pk_attname, filtered_qs):
        return super().get_facet_counts(pk_attname, filtered_qs.model.objects.order_by())


_STATUS_WORDS = {slug: status.label for slug, status in statuses.STATUSES.items()}


class StatusFilter(Derived):
    title, parameter_name, column, words = "FDA status", "status", "fda_status", _STATUS_WORDS


class CheckFilter(Derived):
    title, parameter_name, column, words = "check", "check", "fda_check", freshness.CHECK_LABELS


class FindingStatusFilter(Derived):
    title, parameter_name, column, words = "status", "status", "status", _STATUS_WORDS


class FindingCheckFilter(Derived):
    title, parameter_name, column, words = "check", "check", "check", freshness.CHECK_LABELS


# Slug → (words, the condition under which it is missing): what is no fact of the device, but its page needs.
_MATERIAL = {
    "number": ("FDA number", {"links": None}),
    "source": ("source", {"sources": None}),
    "alt": ("text of a photo", {"photos__alt": ""}),
    "credit": ("credit of a photo", {"photos__credit": ""}),
}


class GapFilter(_Plain):
    """Devices of which something is open; what the maker was found not to state is not open."""

    title, parameter_name = "what is missing", "missing"

    def lookups(self, request, model_admin):
        return [*FACT_WORDS.items(), *((slug, words) for slug, (words, _) in _MATERIAL.items())]

    def queryset(self, request, queryset):
        if self.value() == "check" and "fda_check" not in queryset.query.annotations:
            queryset = queryset.with_fda(today())  # for the count, which does without what the list has annotated
        if self.value() in FACT_WORDS:
            return lacking(queryset, self.value())
        if self.value() not in _MATERIAL:
            return queryset
        holders = queryset.model.objects.filter(**_MATERIAL[self.value()][1])
        return queryset.filter(pk__in=holders.values("pk"))


class VerdictFilter(admin.SimpleListFilter):
    title, parameter_name = "verdict", "verdict"

    def lookups(self, request, model_admin):
        return list(claims.VERDICT_LABELS.items())

    def queryset(self, request, queryset):
        return with_verdict(queryset, self.value()) if self.value() in claims.VERDICT_LABELS else queryset


class QueueFilter(_Plain):
    """The queues of the desk that this list can show: the same rows that the desk counts."""

    title, parameter_name = "queue of the desk", "queue"

    def lookups(self, request, model_admin):
        queues = [queue for queue in queues_for(request.user) if queue.model is model_admin.model]
        self.queues = {queue.slug: queue for queue in queues}
        return [(queue.slug, queue.title) for queue in queues]

    def queryset(self, request, queryset):
        queue = self.queues.get(self.value())
        return queryset.filter(pk__in=queue.rows(today()).order_by().values("pk")) if queue else queryset


class Queued:
    """For the admin of a model that has queues: a list that shows one is ordered as the queue is, the oldest first."""

    def get_ordering(self, request):
        return self.by_queue(request, super().get_ordering(request))

    def by_queue(self, request, usual):
        """Return `usual`, the order of this list, after that of the queue it shows."""
        chosen = request.GET.get(QueueFilter.parameter_name)
        queue = next((queue for queue in queues_for(request.user) if queue.slug == chosen), None)
        return [queue.order(), *usual] if queue and queue.model is self.model else usual
