"""Devices side by side: up to four columns, from the parameters of an address."""

import datetime
import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from urllib.parse import parse_qsl, urlencode

from catalog.models import Device, Proposal
from catalog.models.fields import Bytewise
from catalog.queries.comparison_rows import compared
from catalog.queries.comparison_since import changes_since
from catalog.queries.device_page import DevicePage, Footnotes, for_pages
from catalog.queries.filters import MAX_PARAMETERS
from catalog.queries.tray import MOST, PARAMETER, distinct, named
from catalog.rules.text import drop_hidden

DIFFERENCES = "differences"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_DAY = datetime.date(1900, 1, 1)
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Asked:
    """What an address asks for; `names` are what it calls devices, `errors` {parameter: sentence}, "" for all of it."""

    names: tuple
    only: str
    since: datetime.date | None
    errors: dict


@dataclass(frozen=True)
class Column:
    """A device of the table, and the query strings that move it; "" where it cannot move further."""

    device: object
    left: str
    right: str
    without: str


@dataclass(frozen=True)
class Missing:
    """What was asked for and is not listed: `device` is set when it was withdrawn."""

    name: str
    device: object = None


def read_address(params, today):
    """Return the Asked of a QueryDict. A parameter without a value is as good as not given."""
    lists = {name: [value for value in values if value] for name, values in params.lists()}
    errors = {}
    if sum(map(len, lists.values())) > MAX_PARAMETERS:
        errors[""] = f"The address holds more than {MAX_PARAMETERS} parameters."
    only, since = (_single(lists, name, errors) for name in ("only", "since"))
    if only not in ("", DIFFERENCES):
        errors.setdefault("only", "The only rows that can be asked for by themselves are “differences”.")
    day = _read_day(since, today)
    if since and day is None:
        errors.setdefault("since", f"Write the day as in {today.isoformat()}; it cannot lie in the future.")
    names = dict.fromkeys(drop_hidden(value).strip()[:_LONGEST_NAME] for value in lists.get("device", ()))
    names.pop("", None)
    return Asked(tuple(names), only, day, errors)


def _single(lists, name, errors):
    values = set(lists.get(name, ()))
    if len(values) > 1:
        errors[name] = "Give one value only."
    return min(values, default="").strip()


def _read_day(text, today):
    """Return the day that `text` is in ISO's form, or None for what is no day, or none that has begun."""
    if not _DAY.fullmatch(text):
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_DAY <= day <= today else None


class Comparison:
    """The table of the devices that an address names, over `devices` (already restricted to what may be seen).

    Nothing is compared while `errors` holds something.
    """

    def __init__(self, asked, devices, today):
        self.asked, self.all_devices, self.today = asked, devices, today
        self.notes = Footnotes()

    @cached_property
    def errors(self):
        """{parameter: sentence}"""
        if len(self.found) <= MOST:
            return self.asked.errors
        refusal = f"At most {MOST} devices can stand side by side; this address names {len(self.found)}."
        return {"device": refusal, **self.asked.errors}

    @cached_property
    def found(self):
        """{slug: device} of the listed devices, in the order of the address."""
        return named(distinct(self.asked.names), self.all_devices)

    @cached_property
    def missing(self):
        """What is named and not listed. A draft is as unknown as what never was."""
        names = [name for name in self.asked.names if name not in self.found]
        withdrawn = named(distinct(names), Device.objects.filter(state=Device.State.WITHDRAWN))
        return [Missing(name, withdrawn.get(name)) for name in names]

    @cached_property
    def pages(self):
        """The DevicePages of the columns, in order; they share their footnotes."""
        if self.errors or not self.found:
            return []
        wanted = for_pages(self.all_devices.filter(slug__in=list(self.found)), self.today)
        loaded = {device.slug: device for device in wanted}
        return [DevicePage(loaded[slug], self.today, self.notes) for slug in self.found if slug in loaded]

    @property
    def devices(self):
        return [page.device for page in self.pages]

    @cached_property
    def columns(self):
        return [self._column(place, page.device) for place, page in enumerate(self.pages)]

    def _column(self, place, device):
        slugs = list(self.found)
        others = [slug for slug in slugs if slug != device.slug]
        left = self.query([*others[: place - 1], device.slug, *others[place - 1 :]]) if place else ""
        right = self.query([*others[: place + 1], device.slug, *others[place + 1 :]]) if slugs[place + 1 :] else ""
        return Column(device, left, right, self.query(others))

    @cached_property
    def _rows(self):
        waiting = Proposal.objects.waiting().filter(devices__in=self.devices) if self.pages else Proposal.objects.none()
        return compared(self.pages, frozenset(waiting.values_list("devices", flat=True)))

    @cached_property
    def same(self):
        """How many rows “only differences” leaves out."""
        return sum(row.may_be_left_out for group in self._rows for row in group.rows)

    @cached_property
    def _shown(self):
        """The groups without the rows that are left out."""
        if self.asked.only != DIFFERENCES:
            return self._rows
        kept = ((group, tuple(row for row in group.rows if not row.may_be_left_out)) for group in self._rows)
        return [replace(group, rows=rows) for group, rows in kept if rows]

    @cached_property
    def _numbers(self):
        """{number of an address among all: number of its footnote}, from 1 in the order of reading."""
        cited = (note for group in self._shown for row in group.rows for note in row.notes)
        return {note: place for place, note in enumerate(dict.fromkeys(cited), start=1)}

    @cached_property
    def groups(self):
        """The groups of rows as shown, with the numbers of their footnotes."""
        return [
            replace(group, rows=tuple(row.renumbered(self._numbers) for row in group.rows)) for group in self._shown
        ]

    @property
    def sources(self):
        """[(number, address, kind)] of the footnotes of what is shown."""
        listed = {number: (address, kind) for number, address, kind in self.notes.listed}
        return [(place, *listed[number]) for number, place in self._numbers.items()]

    @property
    def sources_read(self):
        """The sources of all devices, one for each address: they know titles and the day of reading."""
        return list({source.address: source for device in self.devices for source in device.sources.all()}.values())

    @property
    def official_pages(self):
        """[(record, address)] of the records behind what is compared, each once."""
        records = {noted.row.authorization for page in self.pages for noted in (*page.records, *page.other_links)}
        by_number = sorted(records, key=lambda record: record.number)
        return [(record, record.official_address) for record in by_number if record.official_address]

    @cached_property
    def since(self):
        """[DeviceSince] of what changed after the day that the address carries; [] without one."""
        return changes_since(self.pages, self.asked.since) if self.asked.since else []

    @cached_property
    def choices(self):
        """[(brand name, [(slug, model)])] of the devices that can still be added."""
        rows = self.all_devices.order_by(Bytewise("brand__slug"), Bytewise("slug"))
        columns = rows.exclude(slug__in=list(self.found)).values_list("brand__name", "slug", "model")
        return [(brand, [row[1:] for row in own]) for brand, own in groupby(columns, key=lambda row: row[0])]

    @property
    def places(self):
        """The fields in which devices can be added: two for an empty table, so that there is something to compare."""
        return range(min(2 if not self.found else 1, MOST - len(self.found)))

    @property
    def fixed(self):
        """What a form that adds devices sends along, as pairs."""
        return parse_qsl(self.query(self.found))

    @property
    def all_rows_query(self):
        return self.query(self.found, only="")

    @property
    def differences_query(self):
        return self.query(self.found, only=DIFFERENCES)

    @property
    def dated_query(self):
        """The query string that carries today, so that the page can tell later what has changed."""
        return self.query(self.found, since=self.today)

    @property
    def first_query(self):
        """The query string of the first devices that fit."""
        return self.query(list(self.found)[:MOST])

    @property
    def plain_query(self):
        """The query string of the devices alone."""
        return self.query(self.found, only="", since="")

    @property
    def removals(self):
        """[(device, query string without it)]"""
        return [
            (device, self.query([kept for kept in self.found if kept != slug])) for slug, device in self.found.items()
        ]

    @property
    def tray_query(self):
        """The query string of the list with these devices in its tray."""
        return urlencode([(PARAMETER, slug) for slug in self.found])

    def query(self, slugs, **more):
        """Return the query string of this page for other devices, or with other words for `only` and `since`."""
        said = {"only": self.asked.only, "since": self.asked.since} | more
        pairs = [("device", slug) for slug in slugs]
        return urlencode([*pairs, *((name, str(value)) for name, value in said.items() if value)])


def compare(params, devices, today):
    """Return the Comparison that the QueryDict `params` asks for over `devices`."""
    return Comparison(read_address(params, today), devices, today)
