"""What we hold of a number, a code, a claim or a name that somebody has pasted, whether or not it is listed."""

from dataclasses import dataclass
from functools import cached_property

from catalog.models import Authorization, Brand, Device
from catalog.models.fields import Bytewise
from catalog.queries.claims import verdict_on
from catalog.queries.records import covered_devices
from catalog.queries.search import MAX_WORDS, matching
from catalog.queries.signposts import cautions_in
from catalog.queries.standing import Standing, standing
from catalog.rules import authorities, claims, statuses
from catalog.rules.authorities import Kind, Number
from catalog.rules.text import fold

MOST_DEVICES = 12


@dataclass(frozen=True)
class Decision:
    """A pathway that a kind of number may stand under, and the Status of its decisions (None for an HDE)."""

    pathway: authorities.Pathway
    status: statuses.Status | None


@dataclass(frozen=True)
class FoundNumber:
    """A number with what it may mean, the record we hold of it (or None), the devices under that, and what is wrong.

    `doubts` are sentences on the number itself; `is_overstated` says that a pasted claim goes beyond any decision that
    such a number can stand for.
    """

    number: Number
    decisions: list
    record: Authorization | None
    covered: list
    doubts: list
    is_overstated: bool

    def is_linked_to(self, devices):
        """Whether, in what we hold, one of `devices` is under it."""
        return any(item.card.device in devices for item in self.covered)


@dataclass(frozen=True)
class FoundClaim:
    """A regulatory word: what it claims, its Status (None when no record carries it) and the numbers that carry it.

    `true_of` is one sentence that holds by itself, `said_of` says the same at length.
    """

    claimed: str
    status: statuses.Status | None
    true_of: str
    said_of: str
    kinds: list[Kind]


@dataclass(frozen=True)
class FoundDevice:
    """A device with its standing and, when a decision was spoken of, the verdict on it."""

    device: Device
    standing: Standing
    verdict: str
    verdict_words: str


class Answer:
    """Everything there is to say of a text and the `rules.check.Pasted` in it; each part is read when asked for."""

    def __init__(self, text, pasted, today):
        self.text, self.pasted, self.today = text, pasted, today

    @cached_property
    def numbers(self):
        return [self._number(number) for number in self.pasted.numbers]

    @cached_property
    def claims(self):
        by_rank = {status.rank: status for status in statuses.STATUSES.values()}
        return [self._claim(rank, by_rank.get(rank)) for rank in self.pasted.claimed]

    @cached_property
    def under_code(self):
        """Public records with the pasted product code or regulation."""
        if not (self.pasted.product_code or self.pasted.regulation):
            return []
        wanted = {"product_code": self.pasted.product_code, "regulation_number": self.pasted.regulation}
        records = Authorization.objects.public().filter(**{name: value for name, value in wanted.items() if value})
        return list(records.order_by(Bytewise("number")))

    @property
    def reading(self):
        """The text as it is read, where a word of a claim in it was misspelt; else ""."""
        read = claims.respelt(self.text)
        return read if read != self.text and self.pasted.speaks_of_a_decision else ""

    @property
    def regulation_address(self):
        """Where the text of the pasted regulation stands."""
        return authorities.regulation_address(self.pasted.regulation)

    @cached_property
    def registered(self):
        """Published devices whose finding names the pasted establishment number."""
        if not self.pasted.establishment:
            return []
        return self._found(Device.objects.published().filter(findings__registration_number=self.pasted.establishment))

    @cached_property
    def name(self):
        """What devices are looked for by: what is left of the text, or only the words of it that a brand is named by.

        An advertisement says more than a name ("the wonder of NuFACE"), and a search takes every word at its word.
        """
        if self._matching(self.pasted.name).exists():
            return self.pasted.name
        brands = Brand.objects.with_published_devices().values_list("name", "aliases")
        known = {word for names in brands for word in fold(" ".join(names).replace("|", " ")).split()}
        return " ".join(word for word in self.pasted.name.split() if fold(word) in known) or self.pasted.name

    @cached_property
    def _named(self):
        return self._matching(self.name)

    def _matching(self, name):
        """Published devices that a name finds; none by more words than a search takes."""
        if not name or len(name.split()) > MAX_WORDS:
            return Device.objects.none()
        return matching(Device.objects.published(), name)

    @cached_property
    def total(self):
        """How many devices the name finds."""
        return self._named.count()

    @cached_property
    def devices(self):
        """The first MOST_DEVICES of them."""
        return self._found(self._named)

    @cached_property
    def strays(self):
        """The numbers that we hold under none of the devices named beside them."""
        named = list(self._named) if self.pasted.numbers else []
        return [number for number in self.numbers if named and not number.is_linked_to(named)]

    @property
    def verdicts(self):
        """[(the verdict, in words)] on the devices shown, each once; one that all share in fewer words, unless good."""
        given = list(dict.fromkeys((found.verdict, found.verdict_words) for found in self.devices if found.verdict))
        slugs = {slug for slug, _ in given}
        if len(given) > 1 and len(slugs) == 1 and not slugs & {claims.MATCHES, claims.NOT_CHECKED}:
            return [(slug, claims.VERDICT_LABELS[slug]) for slug in slugs]
        return given

    @cached_property
    def cautions(self):
        """The reasons not to use microcurrent that a text without a device speaks of."""
        return [] if self.total else cautions_in(self.pasted.name)

    @cached_property
    def is_nothing(self):
        """Whether nothing at all can be said of it."""
        return self.pasted.is_nothing_known and not self.total

    def _found(self, devices):
        loaded = devices.with_fda(self.today).for_cards().order_by(Bytewise("slug"))
        return [self._device(device) for device in loaded[:MOST_DEVICES]]

    def _device(self, device):
        stands = standing(device, self.today)
        return FoundDevice(device, stands, *self._verdict(stands))

    def _verdict(self, stands):
        """Return (verdict, in words) on the text beside a Standing; a number of something else vouches for nothing."""
        if not self.pasted.speaks_of_a_decision:
            return "", ""
        verdict, words = verdict_on(self.text, stands)
        if verdict == claims.MATCHES and self.strays:
            return claims.NOT_CHECKED, "No verdict: the number beside it is not one that we hold for this device"
        return verdict, words

    def _number(self, number):
        record = Authorization.objects.public().filter(number=number.canonical).first()
        slugs = [record.pathway] if record else number.pathways
        pathways = [authorities.PATHWAYS[slug] for slug in slugs]
        decisions = [Decision(p, statuses.STATUSES.get(p.status)) for p in pathways]
        claimed = claims.claimed_rank(self.text)
        implausible = authorities.implausible_year(number, None, self.today)
        return FoundNumber(
            number,
            decisions,
            record,
            covered_devices(record, self.today) if record else [],
            [*number.warnings, *([implausible] if implausible else [])],
            is_overstated=all(d.status and d.status.rank < claimed for d in decisions),
        )

    def _claim(self, rank, status):
        kinds = authorities.kinds_under(status.slug) if status and status.rests_on_a_number else []
        return FoundClaim(claims.CLAIMED[rank], status, claims.TRUE_OF[rank], claims.SAID_OF[rank], kinds)
