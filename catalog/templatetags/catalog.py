"""What the public pages need to show a value: nothing here decides anything."""

from django import template
from django.urls import reverse

from catalog.queries.filters import FACETS
from catalog.rules import authorities, dates, renditions, statuses
from config.addresses import base_of

register = template.Library()


@register.simple_tag(takes_context=True)
def absolute(context, path):
    """Return the full address of a path here: under SITE_URL, else under the host that was asked."""
    return base_of(context["request"]) + path


@register.filter
def day(value):
    """Return a date in words, such as 3 May 2026."""
    return dates.show_day(value)


@register.filter
def money(price):
    """Return a price with its currency, without cents that are zero: USD 325, GBP 379.99."""
    return price.amount_words


@register.filter
def status_of(slug):
    """Return the Status of a slug, None for a record that carries none."""
    return statuses.STATUSES.get(slug)


@register.filter
def product_code_address(code):
    return authorities.product_code_address(code)


@register.filter
def pieces(text):
    """Return the pieces of a text that holds several, joined by |."""
    return [piece.strip() for piece in text.split("|") if piece.strip()]


@register.filter
def but_search(chips):
    """Return the chips of the filters; the search is one of its own."""
    return [chip for chip in chips if chip.name != "q"]


@register.filter
def is_facet(name):
    """Whether a parameter is a facet, whose error is shown at its group and not at one field."""
    return name in FACETS


@register.filter
def any_selected(values):
    return any(value.is_selected for value in values)


@register.filter
def renditions_of(photo):
    """Return [(content type, srcset)] of a photo, the best format first."""
    sets = {}
    for width, image_format, _ in photo.file_names():
        ending, content_type = renditions.FORMATS[image_format]
        sets.setdefault(content_type, []).append(f"{_photo_address(photo, width, ending)} {width}w")
    return [(content_type, ", ".join(addresses)) for content_type, addresses in sets.items()]


@register.filter
def fallback_address(photo):
    """Return the address of the smallest JPEG of a photo, for browsers that choose nothing themselves."""
    return _photo_address(photo, renditions.widths(photo.width)[0], renditions.FORMATS["JPEG"][0])


def _photo_address(photo, width, ending):
    return reverse("photo", args=[photo.digest, width, ending])


@register.filter
def field_of(form, name):
    """Return the bound field of a form whose name is only known while the page is made."""
    return form[name]
