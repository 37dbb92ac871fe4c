"""Registers, pathways and the numbers they give.

Shapes of the numbers: FDA's openFDA schemas (K, DEN), the public PMA tables (P, N). What has no public source for
its digits (BK, BP, H) is accepted with a warning. Matching is on whole ASCII strings: `[0-9]`, never `\\d`, and
nothing is folded before look-alike characters are refused, because folding would turn some of them into letters.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from catalog.rules import statuses
from catalog.rules.text import describe_character

_FDA_PAGES = "https://www.accessdata.fda.gov/scripts/cdrh/cfdocs"


class NumberError(ValueError):
    """A number that no register could have given, with a sentence for the person who typed it."""


@dataclass(frozen=True)
class Authority:
    """A regulator: its slug, its name, what readers call it, its register, where that lies and is searched."""

    slug: str
    name: str
    short: str
    register: str
    hosts: tuple
    search_page: str

    def keeps(self, address):
        """Whether an address lies in the register: on one of its hosts or below."""
        host = (urlsplit(address).hostname or "").lower()
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)


FDA = Authority(
    "fda",
    "United States Food and Drug Administration",
    "FDA",
    "FDA’s public device databases (accessdata.fda.gov)",
    ("fda.gov", "nlm.nih.gov"),  # the second keeps FDA's UDI records
    f"{_FDA_PAGES}/cfpmn/pmn.cfm",
)
AUTHORITIES = {FDA.slug: FDA}


@dataclass(frozen=True)
class Pathway:
    """A way to a premarket decision: its slug, its name and the status that a decision of it carries ("" for none).

    A humanitarian device exemption carries none: it is neither a clearance nor an approval of the usual kind.
    """

    slug: str
    label: str
    status: str


PATHWAYS = {
    p.slug: p
    for p in (
        Pathway("510k", "510(k)", statuses.CLEARED.slug),
        Pathway("de-novo", "De Novo", statuses.GRANTED.slug),
        Pathway("pma", "PMA", statuses.APPROVED.slug),
        Pathway("hde", "HDE", ""),
    )
}


@dataclass(frozen=True)
class Kind:
    """One shape of number, as a pattern and in words: which pathways it may stand under, and FDA's page for it.

    The page is "" where none is known; an example stands only where the shape has a public source.
    """

    name: str
    shape: str
    words: str
    pathways: tuple
    page: str
    sourced: bool = True
    dated: bool = False
    example: str = ""

    @property
    def search_page(self):
        """FDA's page on which such a number is looked up by hand, "" where none is known."""
        return self.page.split("?")[0]


_SUPPLEMENT = r"(?:/S[0-9]{3})?"
_PMA_PAGE = f"{_FDA_PAGES}/cfpma/pma.cfm?id="
_KINDS = (
    Kind(
        "510(k)",
        r"K[0-9]{6}",
        "K and six digits",
        ("510k", "de-novo"),
        f"{_FDA_PAGES}/cfpmn/pmn.cfm?ID=",
        dated=True,
        example="K181008",
    ),
    Kind("510(k) by CBER", r"BK[0-9]{6}", "BK and six digits", ("510k",), "", sourced=False),
    Kind(
        "De Novo",
        r"DEN[0-9]{6}",
        "DEN and six digits",
        ("de-novo",),
        f"{_FDA_PAGES}/cfpmn/denovo.cfm?id=",
        dated=True,
        example="DEN150005",
    ),
    Kind(
        "PMA",
        rf"P[0-9]{{6}}{_SUPPLEMENT}",
        "P and six digits, with /S and three digits for a supplement",
        ("pma",),
        _PMA_PAGE,
        example="P910001/S012",
    ),
    Kind("old PMA", rf"N[0-9]{{4,6}}{_SUPPLEMENT}", "N and four to six digits", ("pma",), _PMA_PAGE),
    Kind(
        "HDE",
        rf"H[0-9]{{6}}{_SUPPLEMENT}",
        "H and six digits",
        ("hde",),
        f"{_FDA_PAGES}/cfhde/hde.cfm?id=",
        sourced=False,
    ),
    Kind("PMA by CBER", rf"BP[0-9]{{6}}{_SUPPLEMENT}", "BP and six digits", ("pma",), "", sourced=False),
)

PRODUCT_CODE = re.compile(r"[A-Z]{3}")
REGULATION = re.compile(r"[0-9]{3}\.[0-9]{4}")
ESTABLISHMENT = re.compile(r"[0-9]{7}|[0-9]{10}")

_FIRST_YEAR = 1976  # The Medical Device Amendments: no number and no decision is older.


@dataclass(frozen=True)
class Number:
    """A premarket number in its canonical form, with what it is and what an editor should be warned of."""

    canonical: str
    kind: Kind
    warnings: tuple = field(default=())

    def __str__(self):
        return self.canonical

    @property
    def pathways(self):
        """The slugs of the pathways that it may stand under, the usual one first."""
        return self.kind.pathways

    @property
    def official_address(self):
        """FDA's page for this number, built from it; "" where the kind has no known page."""
        return self.kind.page and self.kind.page + self.canonical.replace("/", "")

    @property
    def year_received(self):
        """The year FDA received the file, for numbers that state it; None for the others."""
        if not self.kind.dated:
            return None
        two = int(re.search(r"[0-9]{2}", self.canonical).group())
        return two + (1900 if two >= _FIRST_YEAR % 100 else 2000)


def refuse_look_alikes(text):
    """Raise NumberError naming the first character of `text` that is not plain printable ASCII."""
    for character in text.strip(" \t\r\n"):
        if not " " <= character <= "~":
            raise NumberError(
                f"{describe_character(character)} is not a plain ASCII letter or digit. It may look right and still "
                "be another character: type the number by hand."
            )


def normalise(text):
    """Return `text` trimmed, in upper case, without spaces, hyphens and a leading #. Raises NumberError."""
    refuse_look_alikes(text)
    return re.sub(r"[\s-]", "", text).upper().removeprefix("#")


def parse_number(text):
    """Return the Number that `text` spells. Raises NumberError with a sentence saying what is wrong."""
    bare = re.sub(r"(?<=[0-9])S(?=[0-9]{3}$)", "/S", normalise(text))
    for kind in _KINDS:
        if re.fullmatch(kind.shape, bare):
            unsure = (
                f"The shape of {kind.name} numbers is not confirmed by a public source: compare it with the record."
            )
            return Number(bare, kind, () if kind.sourced else (unsure,))
    raise NumberError(_explain(bare))


def _explain(bare):
    if not bare:
        return "No number was given."
    if re.fullmatch(r"[0-9]+", bare):
        return f"“{bare}” has no letter in front: a 510(k) number begins with K, a De Novo number with DEN."
    if re.match(r"510\(?K\)?", bare):
        return f"“{bare}” begins with the name of the pathway: give the number alone, such as K181008."
    if re.fullmatch(r"(?:K|DEN|P)[0-9OIL]{6}", bare):
        return f"“{bare}” has a letter (O, I or L) where a digit belongs: compare it with the record."
    if re.fullmatch(r"K[0-9]{5}[A-Z]", bare):
        return f"“{bare}” is not a 510(k) number: it is K and exactly six digits; this ends in a letter."
    if re.match(r"K[0-9]", bare):
        return f"“{bare}” is not a 510(k) number: it is K and exactly six digits, such as K181008."
    return f"“{bare}” is not a premarket number. Known shapes: K181008, DEN150005, P910001, P910001/S012."


def implausible_year(number, decision_date, today):
    """Return why `number` cannot have been decided on `decision_date` (or None), or "" when it can.

    The two digits of a K or DEN number are the year in which FDA received the file: the decision is never earlier,
    never in the future, never before 1976.
    """
    received = number.year_received
    if received and received > today.year:
        return f"{number} would have been received in {received}, which is still to come."
    if decision_date is None:
        return ""
    if decision_date > today:
        return f"The decision date {decision_date} lies in the future."
    if decision_date.year < _FIRST_YEAR:
        return f"The decision date {decision_date} lies before {_FIRST_YEAR}, when premarket review began."
    if received and decision_date.year < received:
        return f"{number} was received in {received}: it cannot have been decided in {decision_date.year}."
    return ""


def kinds_under(status_slug):
    """Return the Kinds of number whose usual pathway leads to a status; "" asks for those that lead to none."""
    return [kind for kind in _KINDS if PATHWAYS[kind.pathways[0]].status == status_slug]


def regulation_address(number):
    """Return the page of the Code of Federal Regulations, title 21, for a section such as 882.5890."""
    return f"https://www.ecfr.gov/current/title-21/section-{number}"


def product_code_address(code):
    """Return FDA's classification page for a three-letter product code."""
    return f"{_FDA_PAGES}/cfpcd/classification.cfm?start_search=1&productcode={code}"
