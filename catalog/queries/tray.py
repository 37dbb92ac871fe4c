"""The tray: devices that a visitor has put aside to compare. The address of the list is all that remembers them."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

PARAMETER = "compare"
MOST = 4  # columns that still can be read side by side
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}")
# More than a tray can hold, so that a device that has gone leaves room for one that is listed.
_LOOKED_UP = 5 * MOST

FREE, CHOSEN, FULL = "free", "chosen", "full"


@dataclass(frozen=True)
class Choice:
    """What a visitor can do about one device: `state` is free, chosen or full; `query` does it ("" when full)."""

    state: str
    query: str


@dataclass(frozen=True)
class Tray:
    """The chosen devices in the order of choosing; `rest` are the other parameters of the list, as pairs."""

    devices: tuple
    rest: tuple = ()

    @property
    def slugs(self):
        return [device.slug for device in self.devices]

    @property
    def pairs(self):
        """The tray as parameters of the list."""
        return [(PARAMETER, slug) for slug in self.slugs]

    @property
    def is_full(self):
        return len(self.devices) >= MOST

    @property
    def comparison_query(self):
        """The query string of the page that compares what is chosen."""
        return urlencode([("device", slug) for slug in self.slugs])

    @property
    def removals(self):
        """[(device, query string of the list without it)]"""
        return [(device, self._without(device.slug)) for device in self.devices]

    def choice(self, device):
        """Return the Choice that the list offers for a device."""
        if device.slug in self.slugs:
            return Choice(CHOSEN, self._without(device.slug))
        return Choice(FULL, "") if self.is_full else Choice(FREE, self._with([*self.slugs, device.slug]))

    def _without(self, slug):
        return self._with([kept for kept in self.slugs if kept != slug])

    def _with(self, slugs):
        return urlencode([*self.rest, *((PARAMETER, slug) for slug in slugs)])


def fill_tray(slugs, devices, rest=()):
    """Return the Tray of the first devices that `slugs` name; what is no device of `devices` is passed over."""
    return Tray(tuple(named(distinct(slugs)[:_LOOKED_UP], devices).values())[:MOST], tuple(rest))


def distinct(slugs):
    """Return the slugs that could be one, each once, in order."""
    return list(dict.fromkeys(slug for slug in slugs if _SLUG.fullmatch(slug)))


def named(slugs, devices):
    """Return {slug: device with its brand} of those that are among `devices`, in the order of `slugs`."""
    wanted = devices.filter(slug__in=slugs).select_related("brand") if slugs else ()
    found = {device.slug: device for device in wanted}
    return {slug: found[slug] for slug in slugs if slug in found}
