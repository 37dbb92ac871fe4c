"""The choices beside a list. Those that rest on derived facts work on what the queryset has annotated."""

from django.contrib import admin

from catalog.rules import freshness, statuses


class Derived(admin.SimpleListFilter):
    """A filter over one annotated column whose values and words come from the rules."""

    column = ""
    words = {}

    def lookups(self, request, model_admin):
        return list(self.words.items())

    def queryset(self, request, queryset):
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


_STATUS_WORDS = {slug: status.label for slug, status in statuses.STATUSES.items()}


class StatusFilter(Derived):
    title, parameter_name, column, words = "FDA status", "status", "fda_status", _STATUS_WORDS


class CheckFilter(Derived):
    title, parameter_name, column, words = "check", "check", "fda_check", freshness.CHECK_LABELS


class FindingStatusFilter(Derived):
    title, parameter_name, column, words = "status", "status", "status", _STATUS_WORDS


class FindingCheckFilter(Derived):
    title, parameter_name, column, words = "check", "check", "check", freshness.CHECK_LABELS


# Slug → (words, the condition under which the fact is missing), in the order of what visitors filter on.
_GAPS = {
    "number": ("no number", {"links": None}),
    "source": ("no source", {"sources": None}),
    "price": ("no price", {"prices": None}),
    "modality": ("no modality", {"modalities": None}),
    "area": ("no area", {"areas": None}),
    "current": ("no current", {"max_current_ua": None}),
    "minutes": ("no session time", {"session_minutes_max": None}),
    "medium": ("no medium", {"medium": "not-stated"}),
    "power": ("no power", {"power": "not-stated"}),
    "app": ("no app", {"app": "not-stated"}),
    "photo": ("no photo", {"photos": None}),
    "alt": ("photo without text", {"photos__alt": ""}),
    "credit": ("photo without credit", {"photos__credit": ""}),
}


class GapFilter(admin.SimpleListFilter):
    title, parameter_name = "what is missing", "missing"

    def lookups(self, request, model_admin):
        return [(slug, words) for slug, (words, _) in _GAPS.items()]

    def queryset(self, request, queryset):
        if self.value() not in _GAPS:
            return queryset
        holders = queryset.model.objects.filter(**_GAPS[self.value()][1])
        return queryset.filter(pk__in=holders.values("pk"))
