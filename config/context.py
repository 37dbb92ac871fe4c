"""What every template may say about the site itself."""

from django.conf import settings

NAMES = (
    "SITE_NAME",
    "SITE_URL",
    "SITE_OPERATOR",
    "SITE_FUNDING",
    "SITE_CONTACT",
    "SITE_PRIVACY",
    "DATA_LICENCE",
)


def site(request):
    """Template context: the settings of NAMES, each under its own name."""
    return {name: getattr(settings, name) for name in NAMES}
