"""What openFDA's device records say, in our terms, and how that compares with what was entered.

An aid to the editor, never a verification: the service itself asks to treat its results as unvalidated. Its 510(k)
end point also carries De Novo rows; its `openfda` block is joined by product code, so only what belongs to the code
(the regulation) is read from it, never a registration number. Columns as in https://open.fda.gov/apis/device/.
"""

import datetime
import re
from dataclasses import dataclass

from catalog.rules.authorities import PATHWAYS, PRODUCT_CODE, REGULATION, Number, NumberError, parse_number

# Our field → what it is called for an editor.
FIELDS = {
    "pathway": "Pathway",
    "decision_date": "Decision date",
    "decision_code": "Decision code",
    "holder": "Holder",
    "trade_name": "Trade name",
    "product_code": "Product code",
    "regulation_number": "Regulation",
}
_DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
# A De Novo decision, whatever its number looks like: old ones stand under K numbers.
_DE_NOVO_CODE = "DENG"


class RecordError(ValueError):
    """A record that cannot be read, with the reason in one sentence."""


@dataclass(frozen=True)
class Record:
    """One record of openFDA: its number and the values of FIELDS as text, "" where it states none."""

    number: Number
    values: dict

    @property
    def decided_on(self):
        """The day of the decision, or None."""
        text = self.values["decision_date"]
        return datetime.date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Difference:
    """One field in which the service and what was entered differ, both as they are stored."""

    field: str
    ours: str
    theirs: str

    @property
    def label(self):
        return FIELDS[self.field]


def read_record(raw):
    """Return the Record of one row of the service. Raises RecordError for a row that has no usable number."""
    if not isinstance(raw, dict):
        raise RecordError("The row is not an object.")
    try:
        number = parse_number(_number(raw))
    except NumberError as error:
        raise RecordError(f"The row has no usable number: {error}") from None
    code = _text(raw, "decision_code").upper()
    values = {
        "pathway": _pathway(number, code),
        "decision_date": _date(_text(raw, "decision_date")),
        "decision_code": code,
        "holder": _text(raw, "applicant"),
        "trade_name": _text(raw, "device_name") or _text(raw, "trade_name"),
        "product_code": _matching(PRODUCT_CODE, _text(raw, "product_code").upper()),
        "regulation_number": _regulation(raw),
    }
    return Record(number, values)


def differences(record, entered):
    """Return the Differences between a Record and what was entered ({field: text}), in the order of FIELDS.

    Case, spaces and punctuation at the end do not count; where the service states nothing there is no difference.
    """
    return [
        Difference(field, entered[field], theirs)
        for field in FIELDS
        if (theirs := record.values[field]) and _same(theirs) != _same(entered[field])
    ]


def shown(field, value):
    """Return a value of FIELDS as it is shown to people."""
    return PATHWAYS[value].label if field == "pathway" and value in PATHWAYS else value


def _pathway(number, code):
    """Return the pathway that a number can only stand under, else what the decision code says of it."""
    if len(number.pathways) == 1:
        return number.pathways[0]
    if not code:
        return ""
    return "de-novo" if code == _DE_NOVO_CODE else "510k"


def _number(raw):
    if "pma_number" in raw:
        supplement = _text(raw, "supplement_number")
        return _text(raw, "pma_number") + (f"/{supplement}" if supplement else "")
    return _text(raw, "k_number")


def _text(raw, name):
    """Return a column as printable text; a missing one or one of another type says nothing."""
    value = raw.get(name)
    if not isinstance(value, str):
        return ""
    if not value.isprintable():
        value = "".join(c for c in value if c.isprintable() or c.isspace())
    return " ".join(value.split())


def _date(text):
    match = _DATE.fullmatch(text)
    if not match:
        return ""
    try:
        return datetime.date(*map(int, match.groups())).isoformat()
    except ValueError:
        return ""


def _regulation(raw):
    """Return the one regulation of the product code; several, or none, say nothing."""
    block = raw.get("openfda")
    value = block.get("regulation_number") if isinstance(block, dict) else None
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    return _matching(REGULATION, value) if isinstance(value, str) else ""


def _matching(shape, text):
    return text if shape.fullmatch(text) else ""


def _same(text):
    return " ".join(text.casefold().split()).rstrip(".,;")
