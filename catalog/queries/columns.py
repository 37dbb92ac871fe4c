"""The one table of columns that the device export is made from: CSV and, later, JSON and import read it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from catalog.queries.listing import shown_price
from catalog.queries.standing import standing
from catalog.rules import claims
from catalog.rules.spreadsheets import guard


@dataclass(frozen=True)
class DeviceRow:
    """A device with what its columns are read from."""

    device: object
    standing: object
    price: object
    base: str

    @property
    def claim(self):
        """The newest regulatory claim that was recorded, or None."""
        return next(iter(self.device.claims.all()), None)

    @property
    def records(self):
        return [link.authorization for link in self.standing.records]


@dataclass(frozen=True)
class Column:
    """A name that never changes, its type (text, integer, decimal, date, address), and what it says."""

    name: str
    type: str
    description: str
    read: Callable


def joined(values):
    """Return several values in one cell; "" when every one is a gap."""
    texts = [plain(value) for value in values]
    return "|".join(texts) if any(texts) else ""


def plain(value):
    """Return a value as a cell holds it: ISO dates, a dot in decimals, "" for a gap."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _own(name, kind, description):
    return Column(name, kind, description, lambda row: getattr(row.device, name))


def _choice(name, description):
    """Return the column of a choice; *not stated* is a gap and leaves the cell empty."""
    return Column(name, "text", description, lambda row: _unless_gap(getattr(row.device, name)))


def _unless_gap(value):
    return "" if value == "not-stated" else value


def _terms(name):
    return lambda row: joined(term.slug for term in getattr(row.device, name).all())


def _of_price(name):
    return lambda row: row.price and getattr(row.price, name)


def _verdict(row):
    return row.claim and claims.verdict(row.claim.wording, row.standing.status)


DEVICE_COLUMNS = (
    _own("slug", "text", "Stable public name of the device"),
    Column("brand", "text", "Brand", lambda row: row.device.brand.name),
    _own("model", "text", "Model, without the brand"),
    _own("model_number", "text", "Model number, if stated"),
    _own("aliases", "text", "Other names, joined by |"),
    Column("url", "address", "Page of the device", lambda row: row.base + row.device.get_absolute_url()),
    Column("modalities", "text", "What it does: slugs joined by |", _terms("modalities")),
    Column("areas", "text", "Where it is meant to be used: slugs joined by |", _terms("areas")),
    Column("features", "text", "Other features: slugs joined by |", _terms("features")),
    Column("price", "decimal", "Newest known price, in the currency asked for if there is one", _of_price("amount")),
    Column("price_currency", "text", "Currency of the price (ISO 4217)", _of_price("currency")),
    Column("price_seen_on", "text", "When it was seen: a day, a month or a year", _of_price("seen_on")),
    _own("min_current_ua", "integer", "Smallest current in microampere"),
    _own("max_current_ua", "integer", "Largest current in microampere"),
    _own("intensity_levels", "integer", "Number of intensity steps, where it is a count"),
    _own("session_minutes_min", "decimal", "Shortest session in minutes"),
    _own("session_minutes_max", "decimal", "Longest session in minutes"),
    _choice("medium", "Conductive medium"),
    _choice("power", "Power supply"),
    _choice("app", "Whether an app is needed"),
    _own("weight_g", "decimal", "Weight in grams"),
    _own("dimensions", "text", "Dimensions as stated, with the unit"),
    _own("warranty", "text", "Warranty as stated"),
    _choice("availability", "Whether it is sold"),
    _own("launched_on", "text", "Launched: a day, a month or a year"),
    Column("fda_status", "text", "Status under FDA, derived", lambda row: row.standing.status),
    Column(
        "fda_numbers", "text", "Numbers it rests on, joined by |", lambda row: joined(r.number for r in row.records)
    ),
    Column(
        "fda_holder", "text", "Holders, in the order of the numbers", lambda row: joined(r.holder for r in row.records)
    ),
    Column(
        "fda_decision_date",
        "text",
        "Decision dates, in the order of the numbers",
        lambda row: joined(r.decision_date for r in row.records),
    ),
    Column("fda_check", "text", "State of our check", lambda row: row.standing.check),
    Column("fda_verified_on", "date", "Day of the newest confirming check", lambda row: row.standing.verified_on),
    Column("fda_next_due", "date", "Day by which the next check is due", lambda row: row.standing.next_due),
    Column("fda_source_url", "address", "Where we read it", lambda row: row.standing.source_url),
    Column(
        "fda_official_urls",
        "address",
        "FDA’s pages for the numbers, joined by |",
        lambda row: joined(r.official_address for r in row.records),
    ),
    Column(
        "claim_wording", "text", "Newest regulatory claim, word for word", lambda row: row.claim and row.claim.wording
    ),
    Column("claim_said_by", "text", "Who makes the claim", lambda row: row.claim and row.claim.said_by),
    Column("claim_verdict", "text", "The claim against the record", _verdict),
)


def device_row(device, *, currency, today, base):
    """Return the DeviceRow of a device that `with_fda` and `for_cards` have loaded.

    `base` is put before a path to make a whole address of it.
    """
    return DeviceRow(device, standing(device, today), shown_price(device.prices.all(), currency), base)


def cells(row):
    """Return the cells of one device row, as text, in the order of DEVICE_COLUMNS."""
    return [plain(column.read(row)) for column in DEVICE_COLUMNS]


def guarded(row_of_cells):
    """Return the cells as a spreadsheet may open them: text guarded against formulas, numbers and dates as they are."""
    return [
        guard(cell) if column.type in ("text", "address") else cell
        for column, cell in zip(DEVICE_COLUMNS, row_of_cells, strict=True)
    ]
