"""What the catalogue still lacks."""

from catalog.rules import authorities, statuses


def missing_for_publication(device):
    """Return, as sentences for the editor, what keeps `device` from being published; [] when nothing does."""
    return [
        *_missing_of_sources(device),
        *_missing_of_finding(device),
        *_missing_of_rows(device),
        *_missing_of_photos(device),
    ]


def _missing_of_sources(device):
    if not device.sources.exists():
        yield "Add at least one source: the page where the facts of this device were read."


def _missing_of_finding(device):
    fda = device.findings.filter(authority=authorities.FDA.slug).first()
    if fda is None:
        yield "Add the FDA finding. If nobody has looked yet, leave it at “Not checked”."
        return
    status = fda.derive_status()
    says_something = status != statuses.NOT_CHECKED.slug
    if says_something and not fda.source_url and not any(map(_has_source, fda.links())):
        label = statuses.STATUSES[status].label
        yield f"The FDA finding says “{label}”: give the address of the page that states it."


def _missing_of_rows(device):
    for price in device.prices.filter(source_url=""):
        yield f"The price {price} has no source address."
    for row in device.contraindications.filter(source_url="").select_related("contraindication"):
        yield f"The contraindication “{row.contraindication}” has no source address."
    for link in device.links.filter(authorization__source_url="").select_related("authorization"):
        yield f"The record {link.authorization.number} has no source address."


def _missing_of_photos(device):
    for photo in device.photos.all():
        if not photo.alt or not photo.credit:
            yield f"The picture “{photo}” needs a text alternative and a credit."


def _has_source(link):
    return bool(link.source_url or link.authorization.source_url)
