"""Everything that a device's own page says, each fact with the numbers of its sources."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch

from catalog.models import Contraindication, Device, Notice
from catalog.models.fields import Bytewise, SourceKind
from catalog.models.safety import NoticeKind, Strength
from catalog.models.verification import Outcome
from catalog.queries.changes import entry_changed_at
from catalog.queries.charts import price_histories
from catalog.queries.claims import verdict_on
from catalog.queries.listing import newest_first
from catalog.queries.proposals import waiting_facts
from catalog.queries.similar import similar_devices
from catalog.queries.specification import specification
from catalog.queries.standing import standing
from catalog.rules import safety

_STRENGTH_HEADINGS = {
    Strength.DO_NOT_USE: "Do not use it if one of these applies",
    Strength.ASK_FIRST: "Ask a clinician first if one of these applies",
    Strength.WAIT: "Wait if one of these applies",
}


@dataclass
class Footnotes:
    """Addresses in the order in which they are first named; a fact carries their numbers."""

    addresses: list = field(default_factory=list)
    kinds: dict = field(default_factory=dict)

    def number(self, address, kind):
        """Return the number of an address, from 1; None for a row without one."""
        if not address:
            return None
        if address not in self.kinds:
            self.addresses.append(address)
            self.kinds[address] = kind
        return self.addresses.index(address) + 1

    def of(self, row):
        """Return the number of a row's own source."""
        return self.number(row.source_url, row.source_kind_words)

    @property
    def listed(self):
        """[(number, address, kind)] of every address that has been named so far."""
        return [(n, address, self.kinds[address]) for n, address in enumerate(self.addresses, start=1)]


@dataclass(frozen=True)
class Noted:
    """A row with the number of its source and, for a claim, the verdict on it."""

    row: object
    note: int | None
    verdict: str = ""
    verdict_words: str = ""
    state: str = ""


class DevicePage:
    """The device with its standing, facts, safety, claims, prices and sources.

    Its footnotes are its own, every source of the device among them, unless it shares the `notes` of a larger page.
    """

    def __init__(self, device, today, notes=None):
        self.device, self.today = device, today
        self.notes = Footnotes() if notes is None else notes
        for source in device.sources.all() if notes is None else ():
            self.notes.number(source.address, source.get_kind_display())
        self.standing = standing(device, today)
        self.groups = specification(device, self.notes)

    @property
    def unread(self):
        """How many facts of the specification nothing we read states; the groups name them."""
        return sum(len(group.unread) for group in self.groups)

    @property
    def silent(self):
        """How many of them the maker does not state, though somebody looked."""
        return sum(len(group.silent) for group in self.groups)

    @cached_property
    def last_check(self):
        """The newest confirming verification, or None."""
        finding = self.standing.finding
        entries = finding.verifications.all() if finding else []
        confirming = [entry for entry in entries if entry.confirms]
        return max(confirming, key=lambda entry: (entry.checked_on, entry.sequence), default=None)

    @cached_property
    def changed_at(self):
        """When the entry last changed in sight of visitors, which is another day than that of a check; or None."""
        return entry_changed_at(self.device)

    @cached_property
    def doubting_check(self):
        """The newest look that reached the register, where it did not confirm what stands; else None."""
        entries = self.standing.finding.verifications.all() if self.standing.doubt else []
        told = [entry for entry in entries if entry.outcome != Outcome.UNREACHABLE]
        return max(told, key=lambda entry: (entry.checked_on, entry.sequence), default=None)

    @cached_property
    def under_review(self):
        """[(words for the fact, moment)] of changes that wait for a second person."""
        return waiting_facts(self.device)

    @cached_property
    def records(self):
        return [self._noted_link(link) for link in self.standing.records]

    @property
    def numbers(self):
        """The numbers that the status rests on, as one line."""
        return ", ".join(noted.row.authorization.number for noted in self.records)

    @cached_property
    def other_links(self):
        return [self._noted_link(link) for link in self.standing.other_links]

    @cached_property
    def status_note(self):
        finding = self.standing.finding
        return self.notes.of(finding) if finding else None

    @cached_property
    def pace_note(self):
        """The number of the source that gives the reason for a pace of its own, or None."""
        finding = self.standing.finding
        return self.notes.number(finding.recheck_source_url, "Reason for the pace of checks") if finding else None

    @cached_property
    def claims(self):
        return [self._noted_claim(claim) for claim in self.device.claims.all()]

    @cached_property
    def prices(self):
        rows = newest_first(self.device.prices.all())
        return [Noted(row, self.notes.of(row), state=row.state(self.today)) for row in rows]

    @cached_property
    def price_histories(self):
        return price_histories([noted.row for noted in self.prices])

    @property
    def draws_prices(self):
        return any(history.has_chart for history in self.price_histories)

    @cached_property
    def contraindications(self):
        return [Noted(row, self.notes.of(row)) for row in self.device.contraindications.all()]

    @property
    def cautions_by_strength(self):
        """[(strength, heading, cautions of the device's own label)]: what forbids comes first."""
        groups = [
            (strength.value, words, [noted for noted in self.contraindications if noted.row.strength == strength])
            for strength, words in _STRENGTH_HEADINGS.items()
        ]
        return [group for group in groups if group[2]]

    @property
    def has_read_a_label(self):
        """Whether a source of the device is its label or manual, whatever was entered from it."""
        return any(source.kind == SourceKind.MANUAL for source in self.device.sources.all())

    @cached_property
    def notices(self):
        """Every notice; `state` is "unseen" for a recall that no look of ours has taken into account."""
        return [Noted(row, self.notes.of(row), state=self._state_of(row)) for row in self.device.notices.all()]

    @cached_property
    def benefits(self):
        return [Noted(row, self.notes.of(row)) for row in self.device.benefits.all()]

    @cached_property
    def general_cautions(self):
        return list(Contraindication.objects.filter(general=True))

    @cached_property
    def siblings(self):
        """Other published devices under one of the same numbers."""
        numbers = [link.authorization_id for link in self.device.links.all()]
        others = Device.objects.published().filter(links__authorization__in=numbers).exclude(pk=self.device.pk)
        return list(others.select_related("brand").order_by(Bytewise("slug")).distinct())

    @cached_property
    def similar(self):
        """Cards of published devices like this one; those under the same number stand in a list of their own."""
        return similar_devices(self.device, Device.objects.published(), self.today, apart_from=self.siblings)

    @property
    def sources(self):
        """[(number, address, kind)]; complete once every part of the page has been asked for."""
        for part in (
            "records",
            "other_links",
            "status_note",
            "pace_note",
            "claims",
            "prices",
            "contraindications",
            "notices",
            "benefits",
        ):
            getattr(self, part)
        return self.notes.listed

    def _state_of(self, notice):
        if notice.kind != NoticeKind.RECALL:
            return ""
        finding = self.standing.finding
        entries = finding.verifications.all() if finding else []
        looks = [(e.checked_on, e.recorded_at) for e in entries if e.outcome != Outcome.UNREACHABLE]
        considered = safety.is_considered(looks, known_at=notice.known_at, dated_from=notice.dated_from)
        return "" if considered else "unseen"

    def _noted_link(self, link):
        source = link if link.source_url else link.authorization
        return Noted(link, self.notes.of(source))

    def _noted_claim(self, claim):
        return Noted(claim, self.notes.of(claim), *verdict_on(claim.wording, self.standing))


def device_page(devices, slug, today):
    """Return the DevicePage of one of `devices`. Raises Device.DoesNotExist."""
    return DevicePage(for_pages(devices, today).get(slug=slug), today)


def for_pages(devices, today):
    """Load what a DevicePage reads of each device: a fixed number of queries."""
    return (
        devices.with_fda(today)
        .for_cards()
        .prefetch_related(
            "sources", "contraindications__contraindication", "benefits__benefit", "photos", "findings__verifications",
            "links__authorization__areas", Prefetch("notices", Notice.objects.with_known()),
        )
    )  # fmt: skip
