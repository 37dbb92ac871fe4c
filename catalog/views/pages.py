"""Pages of text: safety, method, about."""

from django.shortcuts import render

from catalog.models import Benefit, Contraindication
from catalog.models.claims import EvidenceLevel
from catalog.rules import freshness, statuses
from catalog.views.caching import public


@public
def safety(request):
    """The general cautions and what is on labels, each with its source."""
    rows = list(Contraindication.objects.all())
    context = {
        "general": [row for row in rows if row.general],
        "on_labels": [row for row in rows if not row.general],
    }
    return render(request, "catalog/safety.html", context)


@public
def method(request):
    context = {
        "statuses": list(statuses.STATUSES.values()),
        "policies": [
            ("A premarket number", freshness.NUMBER),
            ("“No record found”", freshness.NOTHING_FOUND),
            ("A registration or listing", freshness.REGISTRATION),
            ("A price", freshness.PRICE),
        ],
        "benefits": list(Benefit.objects.all()),
        "levels": EvidenceLevel.choices,
    }
    return render(request, "catalog/method.html", context)


@public
def about(request):
    return render(request, "catalog/about.html")
