"""Finding devices by name and by number, the same on both engines: folded and compared here, not by the database.

What a word finds exactly comes before what it resembles: a similar spelling counts only where nothing at all is spelt
like the word. Numbers are never guessed. Wildcards have no meaning. See docs/decisions/0014.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from catalog.models import DeviceAuthorization
from catalog.rules.spelling import nearest, slips_forgiven
from catalog.rules.text import fold, squeeze

MAX_CHARACTERS, MAX_WORDS = 100, 8
MOST_SUGGESTIONS = 3


@dataclass(frozen=True)
class Entry:
    """What one device is found by; texts are folded, what is shown to a reader is kept beside them."""

    plain: str  # brand and model: whoever is found by these needs no reason
    others: tuple  # (folded, shown) of each other name
    numbers: dict  # squeezed → the reason
    spellings: dict  # folded word → the word as it is written

    def reason(self, words, key):
        """Return why `words`, squeezed to `key`, find this device; () by its plain name, None not at all."""
        if all(word in self.plain for word in words):
            return ()
        if key in self.numbers:
            return self.numbers[key]
        for folded, shown in self.others:
            if all(word in f"{self.plain} {folded}" for word in words):
                return ("Found by another name", shown)
        return None


@dataclass(frozen=True)
class Index:
    """All that can be found: {device id: Entry}."""

    entries: dict

    @cached_property
    def numbers(self):
        return {number for entry in self.entries.values() for number in entry.numbers}

    @cached_property
    def spellings(self):
        return {word: shown for entry in self.entries.values() for word, shown in entry.spellings.items()}


@dataclass(frozen=True)
class Search:
    """What `text` finds in an index, and why."""

    index: Index
    text: str

    @cached_property
    def units(self):
        """The words of the text, those that make up one known number together taken as one, each as a list of words."""
        words = [word for word in (part.strip(",;") for part in fold(self.text).split()) if word]
        units = []
        while words:
            size = next((n for n in range(len(words), 1, -1) if squeeze("".join(words[:n])) in self.index.numbers), 1)
            units.append(words[:size])
            words = words[size:]
        return units

    @cached_property
    def _hits(self):
        """For each unit {device id: why}."""
        return [self._exact(unit) or self._similar(unit) for unit in self.units]

    def _exact(self, unit):
        key = squeeze("".join(unit))
        reasons = {pk: entry.reason(unit, key) for pk, entry in self.index.entries.items()}
        return {pk: reason for pk, reason in reasons.items() if reason is not None}

    def _similar(self, unit):
        near = set(self._nearest(unit, slips_forgiven(unit[0])))
        alike = {pk: near & entry.spellings.keys() for pk, entry in self.index.entries.items()}
        return {
            pk: ("Similar spelling", *sorted(self.index.entries[pk].spellings[word] for word in words))
            for pk, words in alike.items()
            if words
        }

    def _nearest(self, unit, slips):
        return nearest(unit[0], self.index.spellings, most=slips) if slips else []

    @cached_property
    def found(self):
        """{device id: [why, where its plain name is not enough]} of the devices that every word finds."""
        if not self.units:
            return {}
        return {pk: _in_words(hits[pk] for hits in self._hits) for pk in set.intersection(*map(set, self._hits))}

    @property
    def respelt(self):
        """[(word, the words taken for it)] for each word that nothing is spelt like."""
        pairs = [
            (unit[0], self._nearest(unit, slips_forgiven(unit[0]))) for unit in self.units if not self._exact(unit)
        ]
        return [(word, [self.index.spellings[other] for other in near]) for word, near in pairs if near]

    @property
    def has_number(self):
        return any(map(str.isdigit, self.text))

    def suggestions(self):
        """Return other texts that do find something: every word mended, or else one word left out."""
        mended = [word for word in map(self._mended, self.units) if word]
        shorter = [mended[:place] + mended[place + 1 :] for place in range(len(mended))]
        return self._finding([mended]) or self._finding(shorter)[:MOST_SUGGESTIONS]

    def _finding(self, choices):
        texts = dict.fromkeys(map(" ".join, choices))
        return [text for text in texts if fold(text) != fold(self.text) and Search(self.index, text).found]

    def _mended(self, unit):
        """Return the unit as it is where something is spelt so, else the nearest word within one slip more, else ""."""
        if self._exact(unit):
            return " ".join(unit)
        near = self._nearest(unit, slips_forgiven(unit[0]) + 1) if unit[0].isalpha() else []
        return self.index.spellings[near[0]] if near else ""


def search(devices, text):
    """Return the Search of `text` among `devices`: two queries, whatever their number."""
    numbers = _authorization_numbers(devices)
    rows = devices.order_by().values_list("pk", "brand__name", "brand__aliases", "model", "aliases", "model_number")
    return Search(Index({pk: _entry(*names, numbers.get(pk, {})) for pk, *names in rows}), text)


def matching(devices, text):
    """Return the `devices` that `text` finds."""
    return devices.filter(pk__in=search(devices, text).found)


def _in_words(reasons):
    """Return one sentence for each kind of reason, with all the words that it names."""
    by_kind = {}
    for kind, *words in filter(None, reasons):
        by_kind.setdefault(kind, {}).update(dict.fromkeys(words))
    return [f"{kind}: {', '.join(words)}" for kind, words in by_kind.items()]


def _entry(brand, brand_aliases, model, aliases, model_number, numbers):
    others = [name.strip() for name in f"{brand_aliases}|{aliases}|{model_number}".split("|") if name.strip()]
    written = unicodedata.normalize("NFC", " ".join([*others, brand, model]))
    if any(map(str.isdigit, model_number)):
        numbers = {squeeze(model_number): ("Found by model number", model_number)} | numbers
    return Entry(
        plain=fold(f"{brand} {model}"),
        others=tuple((fold(name), name) for name in others),
        numbers=numbers,
        spellings={fold(word): word for word in re.findall(r"\w+", written)},
    )


def _authorization_numbers(devices):
    """Return {device id: {number, squeezed, with and without the letters in front: the reason}}."""
    links = DeviceAuthorization.objects.filter(device__in=devices.order_by().values("pk"))
    numbers = {}
    for pk, number in links.values_list("device", "authorization__number"):
        whole, reason = squeeze(number), ("Found by number", number)
        own = numbers.setdefault(pk, {})
        own[whole] = own[whole.lstrip("abcdefghijklmnopqrstuvwxyz")] = reason
    return numbers
