"""How often something was changed, and by whom last: what tells a page that it shows yesterday's text."""

from collections import Counter

from django.db.models import Count

_AT_MOST = 500


def versions_of(model, ids, rows=()):
    """Return {id: count}, a count that grows with every change of an object or of the rows that belong to it.

    `rows` are (model, column with the object's id). A model without history is one whose rows are only ever added.
    At most 500 ids are looked at; an object that has no versions is left out.
    """
    counts = Counter()
    ids = list(ids)[:_AT_MOST]
    for kind, column in [(model, model._meta.pk.attname), *rows]:
        log = kind.history if hasattr(kind, "history") else kind.objects
        grouped = log.filter(**{f"{column}__in": ids}).order_by().values_list(column)
        counts.update(dict(grouped.annotate(Count("pk"))))
    return dict(counts)


def last_change(model, pk, rows=()):
    """Return the newest record of history of an object and its rows, deletions included; None without one."""
    newest = [
        kind.history.filter(**{column: pk}).select_related("history_user").order_by("-history_date", "-pk").first()
        for kind, column in [(model, model._meta.pk.attname), *rows]
        if hasattr(kind, "history")
    ]
    return max(filter(None, newest), key=lambda record: record.history_date, default=None)
