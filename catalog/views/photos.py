"""Handing out the renditions of published photos."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from catalog.models import Photo
from catalog.rules import renditions


@require_safe
def photo(request, digest, width, ending):
    """One rendition of a published device's photo. The picture of a draft does not exist here."""
    path = Path(settings.MEDIA_ROOT) / "photos" / f"{digest}-{width}.{ending}"
    if ending not in renditions.CONTENT_TYPES or not Photo.objects.public().filter(digest=digest).exists():
        raise Http404("There is no such picture.")
    if not path.is_file():
        raise Http404("There is no such picture.")
    response = FileResponse(path.open("rb"), content_type=renditions.CONTENT_TYPES[ending])
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
