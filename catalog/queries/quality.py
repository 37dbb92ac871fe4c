"""What the catalogue still lacks: before a device may be published, and of what visitors filter on."""

from dataclasses import dataclass

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from catalog.models.devices import FINDABLE
from catalog.queries.specification import unsourced_facts
from catalog.rules import authorities, freshness, statuses


class Lack(str):
    """A sentence that says what is missing; `place` is the part of the device's form where it is entered.

    `row` is the one row that lacks its source address, None where it is not about one.
    """

    def __new__(cls, place, words, row=None):
        lack = super().__new__(cls, words)
        lack.place, lack.row = place, row
        return lack


def for_publication(devices):
    """Load what `missing_for_publication` and `completeness` read: a fixed number of queries."""
    return devices.select_related("brand").prefetch_related(
        "sources", "findings", "links__authorization", "prices", "contraindications__contraindication", "photos",
        "areas", "modalities", "features",
    )  # fmt: skip


def missing_for_publication(device):
    """Return, as Lacks for the editor, what keeps `device` from being published; [] when nothing does."""
    return [
        *(Lack("sources-group", words) for words in _missing_of_sources(device)),
        *(Lack("findings-group", words) for words in _missing_of_finding(device)),
        *_missing_of_rows(device),
        *(Lack("photos-group", words) for words in _missing_of_photos(device)),
    ]


def _missing_of_sources(device):
    if not device.sources.all():
        yield "Add at least one source: the page where the facts of this device were read."
    elif unsourced := unsourced_facts(device):
        named = ", ".join(label.lower() for label in unsourced.values())
        yield f"No source is ticked for: {named}. Tick each fact under the source that states it."


def _missing_of_finding(device):
    fda = next((f for f in device.findings.all() if f.authority == authorities.FDA.slug), None)
    if fda is None:
        yield "Add the FDA finding. If nobody has looked yet, leave it at “Not checked”."
        return
    status = fda.derive_status()
    says_something = status != statuses.NOT_CHECKED.slug
    if says_something and not fda.source_url and not any(map(_has_source, fda.links())):
        label = statuses.STATUSES[status].label
        yield f"The FDA finding says “{label}”: give the address of the page that states it."


def _missing_of_rows(device):
    for price in device.prices.all():
        if not price.source_url:
            yield Lack("prices-group", f"The price {price} has no source address.", price)
    for row in device.contraindications.all():
        if not row.source_url:
            sentence = f"The contraindication “{row.contraindication}” has no source address."
            yield Lack("contraindications-group", sentence, row)
    for link in device.links.all():
        if not link.authorization.source_url:
            sentence = f"The record {link.authorization.number} has no source address."
            yield Lack("links-group", sentence, link.authorization)
        if link.basis in _STATED_ELSEWHERE and not link.source_url:
            number = link.authorization.number
            yield Lack("links-group", f"The link to {number} rests on a page of its own: give its address.", link)


# How a link is known, where that is a page of its own and not the record itself.
_STATED_ELSEWHERE = ("label", "manual", "udi", "listing", "letter")


def _missing_of_photos(device):
    for photo in device.photos.all():
        if not photo.alt or not photo.credit:
            yield f"The picture “{photo}” needs a text alternative and a credit."


def _has_source(link):
    return bool(link.source_url or link.authorization.source_url)


# What counts as empty, by kind of column: the value itself and the condition in SQL.
_NUMBER, _TEXT, _CHOICE, _ROWS = None, "", "not-stated", "rows"

# (column, words, kind), in the order of what visitors filter on, then of what they read.
_FACTS = (
    ("prices", "price", _ROWS),
    ("areas", "area of use", _ROWS),
    ("modalities", "what it does", _ROWS),
    ("max_current_ua", "current", _NUMBER),
    ("medium", "conductive medium", _CHOICE),
    ("power", "power", _CHOICE),
    ("app", "app", _CHOICE),
    ("availability", "availability", _CHOICE),
    ("session_minutes_max", "session time", _NUMBER),
    ("photos", "photo", _ROWS),
    ("contraindications", "what its label warns of", _ROWS),
    ("intensity_levels", "intensity levels", _NUMBER),
    ("waveform", "waveform", _TEXT),
    ("weight_g", "weight", _NUMBER),
    ("dimensions", "dimensions", _TEXT),
    ("warranty", "warranty", _TEXT),
    ("model_number", "model number", _TEXT),
    ("launched_on", "launch", _TEXT),
)
_KINDS = {name: kind for name, _, kind in _FACTS}
FACT_WORDS = {"check": "a current check of its status"} | {name: words for name, words, _ in _FACTS}


@dataclass(frozen=True)
class Gap:
    """A fact that is not stated; `looked_for` says that somebody searched the maker's pages for it in vain."""

    name: str
    words: str
    looked_for: bool

    @property
    def findable(self):
        """Whether the maker's silence can be an answer."""
        return self.name in FINDABLE


@dataclass(frozen=True)
class Completeness:
    """How much is known of a device: `open` gaps are to be worked, `silent` ones the maker does not state."""

    open: tuple
    silent: tuple

    @property
    def total(self):
        return len(FACT_WORDS)

    @property
    def known(self):
        return self.total - len(self.open)


def completeness(device):
    """Return the Completeness of a device that `with_fda` has annotated; `for_publication` loads it for many."""
    unchecked = [] if device.fda_check in freshness.EARNED else [Gap("check", FACT_WORDS["check"], False)]
    gaps = [
        Gap(name, words, name in device.looked_for) for name, words, kind in _FACTS if _is_empty(device, name, kind)
    ]
    silent = tuple(gap for gap in gaps if gap.looked_for)
    return Completeness((*unchecked, *(gap for gap in gaps if not gap.looked_for)), silent)


def _is_empty(device, name, kind):
    value = getattr(device, name)
    return not value.all() if kind is _ROWS else value == kind


def has_fact(device, name):
    """Whether something is entered for `name`, a column of the table above."""
    return not _is_empty(device, name, _KINDS[name])


def lacking(devices, name):
    """Narrow `devices` (annotated by `with_fda`) to those with the open gap `name`, a key of FACT_WORDS."""
    if name == "check":
        return devices.exclude(fda_check__in=freshness.EARNED)
    kind = _KINDS[name]
    empty = Q(**{f"{name}__isnull": True}) if kind in (_ROWS, _NUMBER) else Q(**{name: kind})
    holders = devices.model.objects.filter(empty).annotate(looked=Cast("looked_for", TextField()))
    return devices.filter(pk__in=holders.exclude(looked__contains=f'"{name}"').values("pk"))
