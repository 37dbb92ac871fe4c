"""The tables of prices, claims, cautions, benefits and notices: of what stands on labels and pages, word for word."""

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from catalog.models import (
    Benefit,
    Contraindication,
    DeviceBenefit,
    DeviceContraindication,
    MarketingClaim,
    Notice,
    Price,
)
from catalog.models.claims import EvidenceLevel, SaidBy
from catalog.models.fields import Bytewise, SourceKind
from catalog.models.prices import Currency, PriceKind
from catalog.models.safety import NoticeKind, Strength
from catalog.queries.claims import plain_verdict, with_status
from catalog.queries.columns import Located, Reference, Table, choice, derived, located, own, source_columns
from catalog.queries.tables_devices import OF_A_DEVICE, device_column, of_published
from catalog.rules import cells, claims


def _in_order(model, *names):
    """Return the rows of `model`, which have no key of their own, by device and then by the fields `names`.

    `occurrence` counts rows that agree in all of these, by age: 1, but where the same thing was entered twice.
    """
    occurrence = Window(RowNumber(), partition_by=[F("device"), *map(F, names)], order_by=F("pk").asc())
    numbered = model.objects.select_related("device").annotate(occurrence=occurrence)
    return numbered.order_by(Bytewise("device__slug"), *(_in_bytes(model, name) for name in names), "pk")


def _in_bytes(model, name):
    is_text = model._meta.get_field(name).get_internal_type() not in ("DecimalField", "DateField")
    return Bytewise(name) if is_text else F(name)


def _occurrence(*, of=lambda row: row):
    return derived(
        "occurrence",
        cells.INTEGER,
        "1; counted up where rows agree in all other columns of the key, the older first",
        lambda row: of(row).occurrence,
    )


_PRICE_KEY = ("kind", "retailer", "amount", "currency", "seen_on", "source_url")

PRICES = Table(
    name="prices",
    title="Prices",
    description="What devices were seen to cost. Each row is an observation; none is ever overwritten.",
    model=Price,
    columns=(
        derived("device", cells.TEXT, "The device, by its slug", lambda found: found.row.device.slug),
        choice("kind", PriceKind, "Of a shop, or of none in particular", of=located),
        own("retailer", cells.TEXT, "The shop", of=located),
        own("amount", cells.DECIMAL, "The price, in its currency", of=located),
        choice("currency", Currency, "Currency (ISO 4217)", of=located),
        own("seen_on", cells.PARTIAL_DATE, "When it was seen: a day, a month or a year", of=located),
        own("seen_approximate", cells.BOOLEAN, "Whether that is approximate", of=located),
        derived(
            "state",
            cells.TEXT,
            "How old it is, by our policy",
            lambda found: found.row.state(found.scope.today),
            values=("current", "old", "stale", "undated"),
        ),
        own("note", cells.TEXT, "Remark", of=located),
        *source_columns(of=located, choices=SourceKind),
        _occurrence(of=located),
    ),
    key=("device", *_PRICE_KEY, "occurrence"),
    every=lambda scope: _in_order(Price, *_PRICE_KEY),
    public=of_published,
    row=Located,
    references=(OF_A_DEVICE,),
    is_observed=True,
)

CLAIMS = Table(
    name="claims",
    title="Claims",
    description="What is said of a device’s standing with a regulator, word for word, held against its record.",
    model=MarketingClaim,
    columns=(
        device_column(),
        own("wording", cells.TEXT, "The claim, word for word; these are not our words"),
        choice("said_by", SaidBy, "Who makes it"),
        own("stated_on", cells.PARTIAL_DATE, "When it was made: a day, a month or a year"),
        derived(
            "verdict",
            cells.TEXT,
            "The claim against the record; as far as that is reported, where we have not checked it",
            lambda claim: plain_verdict(claim.wording, claim.status, claim.doubt),
            values=tuple(claims.VERDICT_LABELS),
        ),
        own("note", cells.TEXT, "Remark"),
        *source_columns(choices=SourceKind),
        _occurrence(),
    ),
    key=("device", "wording", "source_url", "occurrence"),
    every=lambda scope: with_status(_in_order(MarketingClaim, "wording", "source_url")),
    public=of_published,
    references=(OF_A_DEVICE,),
)

CONTRAINDICATIONS = Table(
    name="contraindications",
    title="Contraindications",
    description="Reasons not to use microcurrent, or to ask first: those for every device, and those on some labels.",
    model=Contraindication,
    columns=(
        own("slug", cells.TEXT, "Stable public name"),
        own("name", cells.TEXT, "Name"),
        choice("strength", Strength, "How strong it is"),
        own("general", cells.BOOLEAN, "Whether it is shown for every device; false: named by some labels only"),
        own("explanation", cells.TEXT, "In a sentence or two"),
        own("position", cells.INTEGER, "Place in lists; smaller comes first"),
        *source_columns(choices=SourceKind),
    ),
    key=("slug",),
    every=lambda scope: Contraindication.objects.order_by(Bytewise("slug")),
    public=lambda rows: rows.all(),
)

DEVICE_CONTRAINDICATIONS = Table(
    name="device-contraindications",
    title="Devices and their contraindications",
    description="What the label or manual of one device says. No row means that none was entered, not that it is safe.",
    model=DeviceContraindication,
    columns=(
        device_column(),
        derived("contraindication", cells.TEXT, "By its slug", lambda row: row.contraindication.slug),
        choice("strength", Strength, "How strong it is, by this label"),
        own("wording", cells.TEXT, "As the label says"),
        *source_columns(choices=SourceKind),
    ),
    key=("device", "contraindication"),
    every=lambda scope: DeviceContraindication.objects.select_related("device", "contraindication").order_by(
        Bytewise("device__slug"), Bytewise("contraindication__slug")
    ),
    public=of_published,
    references=(
        OF_A_DEVICE,
        Reference("contraindication", ("contraindication",), "contraindications", ("slug",)),
    ),
)

BENEFITS = Table(
    name="benefits",
    title="Benefits",
    description="What microcurrent is said to do, and how well that is supported: claims, not findings of ours.",
    model=Benefit,
    columns=(
        own("slug", cells.TEXT, "Stable public name"),
        own("name", cells.TEXT, "Name"),
        own("statement", cells.TEXT, "What is claimed"),
        choice("evidence_level", EvidenceLevel, "How well it is supported"),
        own("evidence", cells.TEXT, "What was found, with its limits"),
        own("position", cells.INTEGER, "Place in lists; smaller comes first"),
        *source_columns(choices=SourceKind),
    ),
    key=("slug",),
    every=lambda scope: Benefit.objects.order_by(Bytewise("slug")),
    public=lambda rows: rows.all(),
)

DEVICE_BENEFITS = Table(
    name="device-benefits",
    title="Devices and claimed benefits",
    description="Which benefit the maker of a device claims.",
    model=DeviceBenefit,
    columns=(
        device_column(),
        derived("benefit", cells.TEXT, "By its slug", lambda row: row.benefit.slug),
        own("wording", cells.TEXT, "As the maker says"),
        *source_columns(choices=SourceKind),
    ),
    key=("device", "benefit"),
    every=lambda scope: DeviceBenefit.objects.select_related("device", "benefit").order_by(
        Bytewise("device__slug"), Bytewise("benefit__slug")
    ),
    public=of_published,
    references=(OF_A_DEVICE, Reference("benefit", ("benefit",), "benefits", ("slug",))),
)

NOTICES = Table(
    name="notices",
    title="Notices",
    description="Recalls, warning letters and adverse-event reports. No row means none entered, not that it is safe.",
    model=Notice,
    columns=(
        device_column(),
        choice("kind", NoticeKind, "Kind of notice"),
        own("title", cells.TEXT, "Title"),
        own("dated_on", cells.PARTIAL_DATE, "Its date: a day, a month or a year"),
        own("note", cells.TEXT, "Remark"),
        *source_columns(choices=SourceKind),
        _occurrence(),
    ),
    key=("device", "kind", "title", "dated_on", "occurrence"),
    every=lambda scope: _in_order(Notice, "kind", "title", "dated_on"),
    public=of_published,
    references=(OF_A_DEVICE,),
)
