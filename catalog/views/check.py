"""The page on which a number, a claim or a name is looked at, whether or not it is listed here."""

from django.shortcuts import render
from django.utils import timezone

from catalog.queries.check import MOST_DEVICES, Answer
from catalog.rules import claims, statuses
from catalog.rules.check import MAX_CHARACTERS, read_pasted, refuse_text
from catalog.views.caching import public

# One of each kind that the page understands; none is a promise that such a record exists.
_EXAMPLES = ("K181008", "DEN150005", "FDA approved", "FDA registered NuFACE", "NFO", "882.5890")


@public
def check(request):
    """What a pasted text means. Text that is too long or holds hidden characters is 400, and stays in the field."""
    texts = list(dict.fromkeys(filter(None, request.GET.getlist("q"))))
    text = texts[0] if texts else ""
    refusal = "Give one text only." if len(texts) > 1 else refuse_text(text)
    context = {
        "text": text,
        "refusal": refusal,
        "examples": _EXAMPLES,
        "most_characters": MAX_CHARACTERS,
        "most_devices": MOST_DEVICES,
        "rule": claims.RULE,
        "registered": statuses.REGISTERED,
        "is_indexed": not request.GET,
    }
    if text.strip() and not refusal:
        context["answer"] = Answer(text, read_pasted(text), timezone.localdate())
    return render(request, "catalog/check.html", context, status=400 if refusal else 200)
