"""Whether the site lives, and whether it can answer."""

from django.db import OperationalError
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from catalog.models import Revision


@require_safe
def live(request):
    return JsonResponse({"live": True})


@require_safe
def ready(request):
    """200 when the database answers, else 503."""
    try:
        revision = Revision.current()
    except OperationalError:
        return JsonResponse({"ready": False, "database": "away"}, status=503)
    return JsonResponse({"ready": True, "revision": revision.number})
