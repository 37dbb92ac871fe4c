"""The page an editor starts from: what waits, the oldest drafts, the gaps, and how old the checks are."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from catalog.models.findings import today
from catalog.queries.check_ages import check_ages
from catalog.queries.desk import oldest_drafts, published_gaps, waiting
from catalog.rules.charts import bar_chart


@dataclass(frozen=True)
class Line:
    """One queue as the desk shows it."""

    count: int
    title: str
    hint: str
    address: str
    since: str
    oldest: object


def desk(user):
    """Return what the desk of `user` shows, as context of its template: a fixed number of queries."""
    day = today()
    edits = user.has_perm("catalog.change_device")
    ages = check_ages(day)
    queues = waiting(user, day)
    return {
        "has_queues": bool(queues),
        "lines": [_line(one) for one in queues if one.count],
        "quiet": [one.queue.title for one in queues if not one.count],
        "drafts": oldest_drafts() if edits else [],
        "gaps": [(gap, _gap_address(gap)) for gap in published_gaps(day)] if edits else [],
        "ages": ages,
        "chart": bar_chart(ages.buckets) if ages.has_chart else None,
        "second_person": settings.SECOND_PERSON,
    }


def _line(one):
    queue = one.queue
    return Line(
        count=one.count,
        title=queue.title,
        hint=queue.hint,
        address=f"{_list_of(queue.model)}?queue={queue.slug}",
        since=queue.since_words,
        oldest=one.oldest,
    )


def _gap_address(gap):
    return f"{_list_of_devices()}?state__exact=published&missing={gap.name}"


def _list_of(model):
    return reverse(f"admin:catalog_{model._meta.model_name}_changelist")


def _list_of_devices():
    return reverse("admin:catalog_device_changelist")
