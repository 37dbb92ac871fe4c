"""Under which address the site is known."""

from django.conf import settings
from django.http.request import split_domain_port

_USUAL = {"http": "80", "https": "443"}


def base_of(request):
    """Return what full addresses begin with, without a slash at its end: SITE_URL, else the host that was asked.

    Of the host the name counts, in small letters, and its port only where the server itself listens there: whoever
    asks can write any other into the request, and exports are kept for each address.
    """
    if settings.SITE_URL:
        return settings.SITE_URL
    name, port = split_domain_port(request.get_host())
    is_told = port == request.get_port() != _USUAL[request.scheme]
    return f"{request.scheme}://{name}:{port}" if is_told else f"{request.scheme}://{name}"
