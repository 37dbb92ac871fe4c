"""Pages of text: safety, the guide, method, about."""

from django.conf import settings
from django.shortcuts import render

from catalog.models.claims import EvidenceLevel
from catalog.models.safety import Strength
from catalog.queries.cautions import safety_guide
from catalog.queries.guide import GuidePage
from catalog.rules import claims, freshness, statuses
from catalog.views.caching import public

_STRENGTHS = {
    Strength.DO_NOT_USE: "The source says not to use such a device at all, or not there.",
    Strength.ASK_FIRST: "The source leaves it to somebody who knows your case.",
    Strength.WAIT: "The source asks for some time to pass first. Labels often disagree about how much.",
}
_LEVELS = {
    EvidenceLevel.CONTROLLED: "People who got the treatment were compared with people who did not.",
    EvidenceLevel.UNCONTROLLED: (
        "People were looked at before and after. That cannot tell the treatment’s effect from chance, care or hope."
    ),
    EvidenceLevel.LABORATORY: "Cells, tissue or animals. It says little of a face that is treated at home.",
    EvidenceLevel.INCONCLUSIVE: "Somebody gathered the studies there are and could not conclude either way.",
    EvidenceLevel.NONE_FOUND: "Among what we read there was none. That does not mean that there is none.",
}


@public
def safety(request):
    """The cautions with their sources, and what labels say of those that a visitor picked with `applies`.

    What somebody picks is about their health, and it stands in the address: such an answer is kept by nobody, and no
    page that is opened from it learns its address (see docs/decisions/0017).
    """
    picked = request.GET.getlist("applies")
    guide = safety_guide(picked)
    strengths = [(strength, strength.label, words) for strength, words in _STRENGTHS.items()]
    context = {"guide": guide, "strengths": strengths, "is_indexed": not request.GET}
    response = render(request, "catalog/safety.html", context, status=400 if guide.unknown else 200)
    if picked:
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


@public
def guide(request):
    """What microcurrent is said to do, how well that is supported, and how to read what FDA says of a device."""
    return render(request, "catalog/guide.html", {"guide": GuidePage()})


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
        "verdicts": {slug.replace("-", "_"): label for slug, label in claims.VERDICT_LABELS.items()},
        "levels": [(level.label, words) for level, words in _LEVELS.items()],
    }
    return render(request, "catalog/method.html", context)


@public
def about(request):
    """Who runs the site, as far as they have said so; what is not said yet is named once."""
    told = {
        "who they are": settings.SITE_OPERATOR,
        "how it is paid": settings.SITE_FUNDING,
        "a contact": settings.SITE_CONTACT,
    }
    unsaid = [words for words, value in told.items() if value == settings.UNSAID]
    return render(request, "catalog/about.html", {"UNSAID": settings.UNSAID, "unsaid": unsaid})
