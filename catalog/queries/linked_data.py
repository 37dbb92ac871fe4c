"""What pages say to machines, in the terms of schema.org: never more than they say to people.

A price that was seen is an offer of that one day, without a word on whether anybody sells the device now; one too old
to compare by is left out. A certification is named only for records whose status rests on a check that counts: what is
merely reported carries none, and its name is the right word (cleared, granted, approved) and no other.
"""

from catalog.queries.listing import newest_first
from catalog.rules import authorities, statuses
from catalog.rules.dates import parse_partial

CONTEXT = "https://schema.org"
_MARKET = {"@type": "Country", "name": "United States"}


def document(*nodes):
    """Return one JSON-LD document that holds the nodes."""
    return {"@context": CONTEXT, "@graph": list(nodes)}


def website(*, name, base, list_path):
    """Return the WebSite, with the search that its list answers; `base` is the site's address without a slash."""
    target = {"@type": "EntryPoint", "urlTemplate": f"{base}{list_path}?q={{words}}"}
    search = {"@type": "SearchAction", "target": target, "query-input": "required name=words"}
    return {"@type": "WebSite", "name": name, "url": f"{base}/", "inLanguage": "en-GB", "potentialAction": search}


def breadcrumbs(steps, *, base):
    """Return the BreadcrumbList of `steps`, (name, path) from the outermost."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": base + path}
        for position, (name, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def product(page, *, base):
    """Return the Product of a DevicePage; what is not stated is left out."""
    device = page.device
    aliases = [alias.strip() for alias in device.aliases.split("|") if alias.strip()]
    found = {
        "@type": "Product",
        "@id": f"{base}{device.get_absolute_url()}#product",
        "name": str(device),
        "url": base + device.get_absolute_url(),
        "brand": {"@type": "Brand", "name": device.brand.name, "url": base + device.brand.get_absolute_url()},
        "model": device.model,
        "alternateName": aliases,
        "mpn": device.model_number,
        "additionalProperty": _measures(device),
        "offers": _offers(page),
        "hasCertification": certifications(page.standing),
    }
    return {name: value for name, value in found.items() if value}


def certifications(standing):
    """Return a Certification for each record behind a status that was checked and still counts; else []."""
    if not standing.has_badge or standing.doubt:
        return []
    return [_certification(link.authorization) for link in standing.records]


def dataset(*, name, description, address, licence, modified, files):
    """Return the Dataset behind a page of data.

    `licence` is an address or "" while none is chosen; `modified` a moment; `files` are (name, address, media type).
    """
    found = {
        "@type": "Dataset",
        "name": name,
        "description": description,
        "url": address,
        "license": licence,
        "dateModified": modified.isoformat(),
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "name": title, "contentUrl": file, "encodingFormat": media_type}
            for title, file, media_type in files
        ],
    }
    return {key: value for key, value in found.items() if value}


def _certification(record):
    status = statuses.STATUSES[record.status]
    found = {
        "@type": "Certification",
        "name": f"{status.label}: {record.number}",
        "description": status.meaning,
        "certificationIdentification": record.number,
        "issuedBy": {"@type": "GovernmentOrganization", "name": authorities.AUTHORITIES[record.authority].name},
        "validIn": _MARKET,
        "url": record.official_address,
    }
    return {name: value for name, value in found.items() if value}


def _offers(page):
    """Return the newest price of each currency, as good for the day on which it was seen; none that is too old."""
    newest = {}
    for price in newest_first(page.device.prices.all()):
        newest.setdefault(price.currency, price)
    return [_offer(price) for price in newest.values() if _is_of_a_day(price) and price.state(page.today) != "stale"]


def _is_of_a_day(price):
    """Whether the source says on which day it was seen, and not only about when."""
    return bool(price.seen_on and parse_partial(price.seen_on).day) and not price.seen_approximate


def _offer(price):
    found = {
        "@type": "Offer",
        "price": f"{price.amount:f}",
        "priceCurrency": price.currency,
        "validFrom": price.seen_on,
        "validThrough": price.seen_on,
        "url": price.source_url,
        "seller": {"@type": "Organization", "name": price.retailer} if price.retailer else None,
    }
    return {name: value for name, value in found.items() if value}


def _measures(device):
    """Return what is stated of the output: the currents in µA."""
    stated = (("Smallest current", device.min_current_ua), ("Largest current", device.max_current_ua))
    return [
        {"@type": "PropertyValue", "name": name, "value": value, "unitText": "µA"}
        for name, value in stated
        if value is not None
    ]
