"""What programs look for at addresses that are known beforehand: whom to tell of a hole, icons, a manifest."""

import datetime

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from catalog.views.caching import public
from config.addresses import base_of

_VALID_FOR = datetime.timedelta(days=180)  # RFC 9116 asks for less than a year
_PAPER, _ACCENT = "#fdfcfd", "#5f2468"
_ICONS = (192, 512)


@public
def security_txt(request):
    """Whom to tell of a weakness (RFC 9116); 404 while the operator names nobody.

    Whoever reads it asks again by the date in it, which moves on with the first of each month.
    """
    if not settings.SECURITY_CONTACT:
        raise Http404("The operator has not said whom to tell of a weakness.")
    expires = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0) + _VALID_FOR
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": expires.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": "en",
        "Canonical": base_of(request) + reverse("security_txt"),
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@public
def manifest(request):
    """Name, colours and icons, for whoever puts the site on a home screen."""
    document = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME if len(settings.SITE_NAME) <= 12 else "Microcurrent",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "browser",
        "background_color": _PAPER,
        "theme_color": _ACCENT,
        "icons": [
            {"src": static(f"catalog/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in _ICONS
        ],
    }
    return JsonResponse(document, content_type="application/manifest+json")


@public
def favicon(request):
    """The icon under the name that programs ask for unasked."""
    return redirect(static("catalog/favicon.ico"))


@public
def styles(request):
    """The page of all components is for staff, so it lies among their pages; here is only the way to it."""
    return redirect("admin:styles")
