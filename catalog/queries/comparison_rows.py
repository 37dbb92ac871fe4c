"""The rows of a comparison: what each device's page says of one fact, in words, side by side.

Everything is read from DevicePages, so that a past page can stand beside today's as well as one device beside another.
"""

from catalog.queries.comparison_cells import Cell, Group, Line, Row, gap, noted
from catalog.queries.comparison_standing import STANDING, other_records_row, status_row
from catalog.queries.listing import shown_price
from catalog.queries.specification import LOOKED_FOR, NOT_READ

NO_LABEL_READ = "Not checked: we have read no label or manual"
NOT_ENTERED = "Not checked: its label or manual has not been entered yet"
NOT_NAMED = "Not named in what we read of its label"
GENERAL = "On the general list, for every device."
_AGES = {"old": "More than a month ago", "stale": "Too old to compare with others"}


def compared(pages, under_review=frozenset()):
    """Return the Groups of rows over DevicePages; `under_review` holds the ids of devices for which a change waits."""
    if not pages:
        return []
    price = Row("price", "Newest price", tuple(map(_price, pages)), stays=True)
    return [
        Group(
            "Standing with FDA",
            (status_row(pages, under_review), *_rows(STANDING, pages), *other_records_row(pages)),
        ),
        Group("Price", (price,)),
        *_specifications(pages),
        Group("Safety", (*_rows(_NOTICES, pages), *_cautions(pages))),
        Group("Claims", _rows(_CLAIMS, pages)),
    ]


def _rows(kinds, pages):
    return tuple(Row(key, label, tuple(map(read, pages)), **more) for key, label, read, more in kinds)


# Price and specification


def _price(page):
    price = shown_price([row.row for row in page.prices], "USD")
    if price is None:
        return gap("not-stated", LOOKED_FOR if "prices" in page.device.looked_for else NOT_READ)
    own = next(row for row in page.prices if row.row is price)
    kind = ", ".join(filter(None, [price.get_kind_display(), price.retailer]))
    remark = ". ".join(filter(None, [f"Seen: {price.seen_words}", kind, price.note]))
    return Cell((Line(price.amount_words, remark, noted(own.note), aside=_AGES.get(own.state, "")),))


def _specifications(pages):
    for groups in zip(*(page.groups for page in pages), strict=True):
        facts = zip(*(group.facts for group in groups), strict=True)
        yield Group(groups[0].title, tuple(_specified(row) for row in facts))


def _specified(facts):
    cells = tuple(Cell((Line(fact.value, fact.remark, fact.notes),), gap=fact.gap) for fact in facts)
    return Row(facts[0].key, facts[0].label, cells)


# Safety


def _notices(page):
    lines = [_notice(said) for said in page.notices]
    return Cell(tuple(lines)) if lines else gap("none-entered", "None entered")


def _notice(said):
    row = said.row
    aside = "Not yet considered in any check of ours." if said.state == "unseen" else ""
    return Line(
        f"{row.get_kind_display()}, {row.dated_words}: {row.title}", row.note, notes=noted(said.note), aside=aside
    )


_NOTICES = (
    (
        "notices",
        "Notices from regulators",
        _notices,
        {"hint": "Entered by hand: none entered does not mean none published."},
    ),
)


def _cautions(pages):
    """Return one row for each caution that the label of any of the devices names."""
    named = {n.row.contraindication for page in pages for n in page.contraindications}
    if not named:
        return (Row("label", "What its label or manual says", tuple(map(_silence, pages))),)
    rows = sorted(named, key=lambda caution: (caution.position, caution.name))
    return tuple(
        Row(f"caution-{c.slug}", c.name, tuple(_caution(page, c) for page in pages), hint=GENERAL if c.general else "")
        for c in rows
    )


def _caution(page, caution):
    said = next((n for n in page.contraindications if n.row.contraindication == caution), None)
    if said is None:
        return gap("not-stated", NOT_NAMED) if page.contraindications else _silence(page)
    wording = f"“{said.row.wording}”" if said.row.wording else "Its own words were not recorded."
    tone = f"strength strength-{said.row.strength}"
    return Cell((Line(said.row.get_strength_display(), wording, noted(said.note), tone=tone),))


def _silence(page):
    return gap("not-checked", NOT_ENTERED if page.has_read_a_label else NO_LABEL_READ)


# Claims


def _claims(page):
    lines = [line for said in page.claims for line in _claim(said)]
    return Cell(tuple(lines)) if lines else gap("none-entered", "None recorded")


def _claim(said):
    row = said.row
    by = f"{row.get_said_by_display()}, {row.stated_words or 'date not stated'}"
    yield Line(f"“{row.wording}”", ". ".join(filter(None, [by, row.note])), noted(said.note), tone="quote")
    yield Line(f"Against the record: {said.verdict_words}", tone=f"claim-{said.verdict}")


def _benefits(page):
    lines = [_benefit(said) for said in page.benefits]
    return Cell(tuple(lines)) if lines else gap("none-entered", "None recorded")


def _benefit(said):
    benefit = said.row.benefit
    wording = f"“{said.row.wording}”. " if said.row.wording else ""
    return Line(benefit.name, f"{wording}Evidence: {benefit.get_evidence_level_display().lower()}", noted(said.note))


_CLAIMS = (
    ("claims", "What is claimed of a regulator", _claims, {}),
    ("benefits", "Benefits that the maker claims", _benefits, {}),
)
