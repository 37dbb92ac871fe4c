"""What a program is told when its request cannot be answered: a problem document (RFC 9457)."""

from django.http import JsonResponse


def problem(status, title, *, detail="", errors=None):
    """Return an answer of type application/problem+json; `errors` are {parameter: sentences}."""
    document = {"type": "about:blank", "title": title, "status": status}
    if detail:
        document["detail"] = detail
    if errors:
        document["errors"] = [{"parameter": name, "detail": text} for name, texts in errors.items() for text in texts]
    return JsonResponse(document, status=status, content_type="application/problem+json")


def wrong_parameters(errors):
    """Return the answer 400 that names each parameter that is wrong, with a sentence for each."""
    return problem(400, "Some parameters of the address are wrong.", errors=errors)
