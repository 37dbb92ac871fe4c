"""Devices like another one, by a rule that stands on the page: unpaid, and no word on whether they do the same.

Like it is what shares a function and an area of use. Nearest comes first: by largest current, then by price, then by
name. What is not stated comes last, and so does a price that is too old to compare by.
"""

from catalog.models.prices import Currency
from catalog.queries.listing import card, shown_price
from catalog.rules.text import fold

MOST = 4

_COLUMNS = ("pk", "max_current_ua", "price_comparable", "brand__name", "model", "slug")


def similar_devices(device, devices, today, *, apart_from=()):
    """Return the Cards of up to MOST of `devices` (those that may be seen), nearest first; none of `apart_from`.

    Prices are compared in one currency only: that of the price which the device's own card shows.
    """
    price = shown_price(device.prices.all(), Currency.USD)
    currency = price.currency if price else Currency.USD.value
    alike = (
        devices.filter(modalities__in=device.modalities.all())
        .filter(areas__in=device.areas.all())
        .exclude(pk__in=[device.pk, *(other.pk for other in apart_from)])
        .with_price(currency, today)
    )
    rows = set(alike.order_by().values_list(*_COLUMNS))
    amount = price.amount if price and price.is_comparable(today) else None
    nearest = sorted(rows, key=lambda row: _distance(device.max_current_ua, amount, row))[:MOST]
    place = {row[0]: position for position, row in enumerate(nearest)}
    loaded = devices.filter(pk__in=place).with_fda(today).for_cards() if place else []
    return sorted((card(one, currency, today) for one in loaded), key=lambda one: place[one.device.pk])


def _distance(current, amount, row):
    _, other_current, other_amount, brand, model, slug = row
    return (*_apart(current, other_current), *_apart(amount, other_amount), fold(f"{brand} {model}"), slug)


def _apart(one, other):
    """Return what sorts two values by their distance, an unknown one last."""
    return (1, 0) if one is None or other is None else (0, abs(one - other))
