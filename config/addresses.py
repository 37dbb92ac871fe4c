"""Under which address the site is known."""

from django.conf import settings


def base_of(request):
    """Return what full addresses begin with, without a slash at its end: SITE_URL, else the host that was asked."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
