"""The tables of what devices are: devices, brands, the words that describe them, and where their facts were read."""

from dataclasses import dataclass
from functools import cached_property

from catalog.models import Area, Brand, Device, Feature, Modality, Source
from catalog.models.devices import App, Availability, Medium, Power
from catalog.models.fields import Bytewise, SourceKind
from catalog.queries.claims import plain_verdict
from catalog.queries.columns import Reference, Table, choice, derived, own, pieces, slugs, source_columns
from catalog.queries.listing import shown_price
from catalog.queries.standing import standing
from catalog.rules import cells, claims, coverage, freshness, statuses


@dataclass(frozen=True)
class DeviceRow:
    """A device that `with_fda` and `for_cards` have loaded, with what its columns are read from."""

    device: Device
    scope: object

    @cached_property
    def standing(self):
        return standing(self.device, self.scope.today)

    @cached_property
    def price(self):
        return shown_price(self.device.prices.all(), self.scope.currency)

    @cached_property
    def claim(self):
        """The newest regulatory claim that was recorded, or None."""
        return next(iter(self.device.claims.all()), None)

    @cached_property
    def records(self):
        return [link.authorization for link in self.standing.records]


def _device(row):
    return row.device


def _fact(name, kind, description, **options):
    return own(name, kind, description, of=_device, **options)


def _of_price(name):
    return lambda row: row.price and getattr(row.price, name)


def _of_claim(name):
    return lambda row: row.claim and getattr(row.claim, name)


def _of_records(name):
    return lambda row: [getattr(record, name) for record in row.records]


def _holders(row):
    """The holders, one a number; a bar in a firm's name would read as two (the record itself keeps it)."""
    return [record.holder.replace(cells.SEPARATOR, "/") for record in row.records]


def _decision_dates(row):
    return [record.decision_date and record.decision_date.isoformat() for record in row.records]


def _covered(row):
    """What each record covers; a gap stays empty in its place."""
    return [None if link.covers == coverage.NOT_STATED else link.covers for link in row.standing.records]


def _verdict(row):
    return row.claim and plain_verdict(row.claim.wording, row.standing.status, row.standing.doubt)


# Columns are only ever added, at the end.
DEVICE_COLUMNS = (
    _fact("slug", cells.TEXT, "Stable public name of the device"),
    derived("brand", cells.TEXT, "Brand", lambda row: row.device.brand.name),
    _fact("model", cells.TEXT, "Model, without the brand"),
    _fact("model_number", cells.TEXT, "Model number, if stated"),
    pieces("aliases", "Other names, joined by |", of=_device),
    derived(
        "url",
        cells.ADDRESS,
        "Page of the device",
        lambda row: row.scope.base + row.device.get_absolute_url(),
        is_asked=True,
    ),
    slugs("modalities", "What it does: slugs joined by |", of=_device),
    slugs("areas", "Where it is meant to be used: slugs joined by |", of=_device),
    slugs("features", "Other features: slugs joined by |", of=_device),
    derived(
        "price",
        cells.DECIMAL,
        "Newest known price, in the currency asked for if there is one",
        _of_price("amount"),
        is_asked=True,
    ),
    derived("price_currency", cells.TEXT, "Currency of the price (ISO 4217)", _of_price("currency"), is_asked=True),
    derived(
        "price_seen_on",
        cells.PARTIAL_DATE,
        "When it was seen: a day, a month or a year",
        _of_price("seen_on"),
        is_asked=True,
    ),
    _fact("min_current_ua", cells.INTEGER, "Smallest current in microampere", unit="µA"),
    _fact("max_current_ua", cells.INTEGER, "Largest current in microampere", unit="µA"),
    _fact("intensity_levels", cells.INTEGER, "Number of intensity steps, where it is a count"),
    _fact("session_minutes_min", cells.DECIMAL, "Shortest session in minutes", unit="min"),
    _fact("session_minutes_max", cells.DECIMAL, "Longest session in minutes", unit="min"),
    choice("medium", Medium, "Conductive medium", of=_device),
    choice("power", Power, "Power supply", of=_device),
    choice("app", App, "Whether an app is needed", of=_device),
    _fact("weight_g", cells.DECIMAL, "Weight in grams", unit="g"),
    _fact("dimensions", cells.TEXT, "Dimensions as stated, with the unit"),
    _fact("warranty", cells.TEXT, "Warranty as stated"),
    choice("availability", Availability, "Whether it is sold", of=_device),
    _fact("launched_on", cells.PARTIAL_DATE, "Launched: a day, a month or a year"),
    derived(
        "fda_status",
        cells.TEXT,
        "Status under FDA, derived; it is no more than reported unless fda_check says current or due",
        lambda row: row.standing.status,
        values=tuple(statuses.STATUSES),
    ),
    derived("fda_numbers", cells.LIST, "Numbers it rests on, joined by |", _of_records("number")),
    derived("fda_holder", cells.LIST, "Holders, in the order of the numbers", _holders),
    derived("fda_decision_date", cells.LIST, "Decision dates, in the order of the numbers", _decision_dates),
    derived(
        "fda_check",
        cells.TEXT,
        "State of our check",
        lambda row: row.standing.check,
        values=tuple(freshness.CHECK_LABELS),
    ),
    derived("fda_verified_on", cells.DATE, "Day of the newest confirming check", lambda row: row.standing.verified_on),
    derived("fda_next_due", cells.DATE, "Day by which the next check is due", lambda row: row.standing.next_due),
    derived("fda_source_url", cells.ADDRESS, "Where we read it", lambda row: row.standing.source_url),
    derived(
        "fda_official_urls", cells.LIST, "FDA’s pages for the numbers, joined by |", _of_records("official_address")
    ),
    derived("claim_wording", cells.TEXT, "Newest regulatory claim, word for word", _of_claim("wording")),
    derived("claim_said_by", cells.TEXT, "Who makes the claim", _of_claim("said_by")),
    derived(
        "claim_verdict",
        cells.TEXT,
        "The claim against the record; as far as that is reported, where we have not checked it",
        _verdict,
        values=tuple(claims.VERDICT_LABELS),
    ),
    derived("brand_slug", cells.TEXT, "Stable public name of the brand", lambda row: row.device.brand.slug),
    derived("fda_words", cells.TEXT, "The status in the words in which we show it", lambda row: row.standing.headline),
    _fact("current_note", cells.TEXT, "Remark on the current"),
    _fact("intensity_note", cells.TEXT, "Remark on the intensity"),
    _fact("waveform", cells.TEXT, "Waveform as stated"),
    _fact("session_note", cells.TEXT, "Remark on the session"),
    _fact("medium_note", cells.TEXT, "Remark on the medium"),
    _fact("power_note", cells.TEXT, "Remark on the power supply"),
    _fact("app_note", cells.TEXT, "Remark on the app"),
    _fact("attachments", cells.TEXT, "Attachments as stated"),
    _fact("note", cells.TEXT, "Remark on the device"),
    _fact("looked_for", cells.LIST, "Facts that we looked for and the maker does not state, joined by |"),
    derived(
        "fda_covers",
        cells.LIST,
        "What each record covers, whole or microcurrent, in the order of the numbers; empty where it is not stated",
        _covered,
    ),
)


def every_device(scope):
    """Return every device with what its row reads, in the list's own order: by brand, then by device."""
    return Device.objects.with_fda(scope.today).for_cards().order_by(Bytewise("brand__slug"), Bytewise("slug"))


DEVICES = Table(
    name="devices",
    title="Devices",
    description="One row a device: its specification, and its standing with FDA as we hold it.",
    model=Device,
    columns=DEVICE_COLUMNS,
    key=("slug",),
    every=every_device,
    public=lambda devices: devices.published(),
    row=DeviceRow,
    references=(Reference("brand", ("brand_slug",), "brands", ("slug",)),),
)

BRANDS = Table(
    name="brands",
    title="Brands",
    description="Who puts the listed devices on the market under its name.",
    model=Brand,
    columns=(
        own("slug", cells.TEXT, "Stable public name of the brand"),
        own("name", cells.TEXT, "Name"),
        pieces("aliases", "Other spellings, joined by |"),
        own("website", cells.ADDRESS, "The brand’s own site"),
        own("note", cells.TEXT, "Remark"),
        *source_columns(choices=SourceKind),
    ),
    key=("slug",),
    every=lambda scope: Brand.objects.order_by(Bytewise("slug")),
    public=lambda brands: brands.with_published_devices(),
)


def _vocabulary(model, name, description):
    return Table(
        name=name,
        title=name.capitalize(),
        description=description,
        model=model,
        columns=(
            own("slug", cells.TEXT, "Stable public name of the word"),
            own("name", cells.TEXT, "The word as it is shown"),
            own("explanation", cells.TEXT, "What it means, in one line"),
            own("position", cells.INTEGER, "Place in lists; smaller comes first"),
        ),
        key=("slug",),
        every=lambda scope: model.objects.order_by(Bytewise("slug")),
        public=lambda words: words.all(),
    )


MODALITIES = _vocabulary(Modality, "modalities", "What devices do: the words of the column modalities.")
AREAS = _vocabulary(Area, "areas", "Where devices are meant to be used: the words of the columns areas.")
FEATURES = _vocabulary(Feature, "features", "What else devices have: the words of the column features.")

OF_A_DEVICE = Reference("device", ("device",), "devices", ("slug",))


def device_column():
    return derived("device", cells.TEXT, "The device, by its slug", lambda row: row.device.slug)


def of_published(rows):
    """Narrow rows that hang on a device to those of published ones."""
    return rows.filter(device__state=Device.State.PUBLISHED)


SOURCES = Table(
    name="sources",
    title="Sources",
    description="Where the facts of a device were read.",
    model=Source,
    columns=(
        device_column(),
        own("address", cells.ADDRESS, "The page that was read"),
        choice("kind", SourceKind, "Kind of source"),
        own("title", cells.TEXT, "Title of the page"),
        own("fields", cells.LIST, "The facts that it supports, joined by |"),
        own("seen_on", cells.PARTIAL_DATE, "When we read it: a day, a month or a year"),
        own("note", cells.TEXT, "Remark"),
    ),
    key=("device", "address"),
    every=lambda scope: Source.objects.select_related("device").order_by(Bytewise("device__slug"), Bytewise("address")),
    public=of_published,
    references=(OF_A_DEVICE,),
)
