"""What the guide tells: counted from the catalogue, worded by the rules, each fact with the number of its source."""

from collections import Counter
from functools import cached_property

from django.db.models import Count, Max, Min

from catalog.models import Authorization, Benefit, Device, Modality
from catalog.models.claims import EvidenceLevel
from catalog.models.fields import Bytewise
from catalog.models.regulation import Supply
from catalog.queries.device_page import Footnotes, Noted
from catalog.rules import authorities, statuses

# What the texts of the guide rest on: its name in the template, the address, what it is.
_SOURCES = (
    (
        "tables",
        "https://github.com/bjoleary/fdadata",
        "FDA’s tables of PMA numbers and product codes, as collected by fdadata",
    ),
    ("openfda_510k", "https://open.fda.gov/apis/device/510k/", "FDA, open data on 510(k) and De Novo decisions"),
    ("openfda_pma", "https://open.fda.gov/apis/device/pma/", "FDA, open data on PMA decisions"),
    (
        "openfda_registration",
        "https://open.fda.gov/apis/device/registrationlisting/",
        "FDA, open data on registrations and listings",
    ),
    (
        "openfda_classification",
        "https://open.fda.gov/apis/device/classification/",
        "FDA, open data on kinds of devices and their codes",
    ),
    ("law_510k", authorities.regulation_address("807.97"), "Law or regulation, 21 CFR 807.97"),
    ("law_registration", authorities.regulation_address("807.39"), "Law or regulation, 21 CFR 807.39"),
)
# Which of them each status rests on.
_OF_STATUS = {
    statuses.APPROVED.slug: ("openfda_pma", "tables"),
    statuses.GRANTED.slug: ("openfda_510k",),
    statuses.CLEARED.slug: ("openfda_510k", "law_510k"),
    statuses.EXEMPT.slug: ("openfda_classification",),
    statuses.REGISTERED.slug: ("openfda_registration", "law_registration"),
}
# Kinds of current that are sold beside microcurrent, or under its name.
_CURRENTS = ("microcurrent", "nmes-ems", "galvanic", "electroporation")


class GuidePage:
    """The guide's figures and footnotes. Counts are of published devices and of records that visitors may see."""

    def __init__(self):
        self.notes = Footnotes()
        self.note = {name: self.notes.number(address, kind) for name, address, kind in _SOURCES}

    @cached_property
    def benefits(self):
        return [Noted(row, self.notes.of(row)) for row in Benefit.objects.all()]

    @property
    def studied(self):
        """The benefits about which something was found to read."""
        return [noted for noted in self.benefits if noted.row.evidence_level != EvidenceLevel.NONE_FOUND]

    @property
    def unstudied(self):
        """[(benefit for which no study was found, what is said of it beyond `silence`)]."""
        return [(noted, noted.row.evidence.removeprefix(self.silence).strip()) for noted in self._silent]

    @cached_property
    def silence(self):
        """What is said word for word of most benefits for which no study was found, "" when no two share it."""
        texts = Counter(noted.row.evidence for noted in self._silent)
        text, times = max(texts.items(), key=lambda item: item[1], default=("", 0))
        return text if times > 1 else ""

    @property
    def has_own_notes(self):
        return any(noted.row.is_own_note for noted in self.benefits)

    @cached_property
    def _silent(self):
        return [noted for noted in self.benefits if noted.row.evidence_level == EvidenceLevel.NONE_FOUND]

    @cached_property
    def outputs(self):
        """{"count", "least", "most"}: the largest current (µA) that the listed microcurrent devices state."""
        devices = Device.objects.published().filter(modalities__slug="microcurrent", max_current_ua__isnull=False)
        return devices.order_by().aggregate(count=Count("pk"), least=Min("max_current_ua"), most=Max("max_current_ua"))

    @cached_property
    def currents(self):
        """[(Modality, number of published devices)] of the kinds of current."""
        counts = Counter(Device.objects.published().order_by().values_list("modalities__slug", flat=True))
        return [(row, counts[row.slug]) for row in Modality.objects.filter(slug__in=_CURRENTS)]

    @cached_property
    def codes(self):
        """[(product code, number of records)], the most frequent first."""
        counts = Counter(record.product_code for record in self._records if record.product_code)
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    @cached_property
    def supplies(self):
        """[(how a record says that its device is supplied, in words, its records)], what is not stated last."""
        return [(supply.label, [r for r in self._records if r.supply == supply]) for supply in Supply]

    @cached_property
    def statuses(self):
        """[(Status, the Kinds of number that carry it, the numbers of its sources)]."""
        return [
            (
                status,
                authorities.kinds_under(slug) if status.rests_on_a_number else [],
                [self.note[name] for name in _OF_STATUS.get(slug, ())],
            )
            for slug, status in statuses.STATUSES.items()
        ]

    @property
    def exemptions(self):
        """The Kinds of number whose decision carries no status: humanitarian device exemptions."""
        return authorities.kinds_under("")

    @cached_property
    def lookups(self):
        """The Kinds of number that FDA has a page for and that have an example."""
        return [kind for _, kinds, _ in self.statuses for kind in kinds if kind.example]

    @property
    def sources(self):
        """[(number, address, kind)]; complete once every part of the page has been asked for."""
        self.benefits  # noqa: B018
        return self.notes.listed

    @cached_property
    def _records(self):
        return list(Authorization.objects.public().order_by(Bytewise("number")))
