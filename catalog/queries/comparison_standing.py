"""The rows of a comparison that say where each device stands with FDA."""

from dataclasses import replace

from catalog.queries.comparison_cells import Cell, Line, Row, gap, noted
from catalog.queries.specification import NOT_APPLICABLE, NOT_READ
from catalog.rules import freshness, statuses
from catalog.rules.dates import show_day

NOT_CHECKED_BY_US = "Not yet by us"


def status_row(pages, under_review):
    """Return the first row; `under_review` holds the ids of devices for which a change waits."""
    cells = tuple(_status(page, page.device.pk in under_review) for page in pages)
    return Row("status", "Status", cells, stays=True)


def _status(page, is_under_review):
    standing = page.standing
    aside = "Under review: a change waits for a second person." if is_under_review else ""
    kind = "not-checked" if standing.status == statuses.NOT_CHECKED.slug else ""
    # The age of a check stands in a row of its own, and is no change of the status.
    said = standing.line.said if standing.is_too_old else standing.headline
    return Cell((Line(said, mark=standing.symbol, aside=aside),), gap=kind, standing=standing)


def _meaning(page):
    return Cell((Line(page.standing.explanation, tone="fine"),))


def _numbers(page):
    lines = [_number(record) for record in page.records]
    return Cell(tuple(lines)) if lines else gap("none-entered", "None that a status could rest on")


def _number(link):
    record = link.row.authorization
    return Line(f"{record.pathway_label} {record.number}", notes=noted(link.note), address=record.official_address)


def other_records_row(pages):
    """Yield the row of records that carry no status here, if any of the devices has one."""
    if any(page.other_links for page in pages):
        yield Row("other", "Not counted towards the status", tuple(map(_other_numbers, pages)))


def _other_numbers(page):
    lines = tuple(replace(_number(link), remark=_covers(link.row)) for link in page.other_links)
    return Cell(lines) if lines else gap("none-entered", "None")


def _of_records(read):
    """Return the reader of one fact of the records; with several, each line begins with its number."""

    def cell(page):
        if not page.records:
            unknown = page.standing.status == statuses.NOT_CHECKED.slug
            return gap("not-checked", "Not checked") if unknown else gap("not-applicable", NOT_APPLICABLE)
        said = [(record.row.authorization.number, read(record.row)) for record in page.records]
        lines = [
            Line(f"{number}: {words or NOT_READ}" if len(said) > 1 else words or NOT_READ) for number, words in said
        ]
        return Cell(tuple(lines), gap="" if all(words for _, words in said) else "not-stated")

    return cell


def _covers(link):
    return f"{link.get_scope_display()}. Covers: {link.get_covers_display().lower()}"


def _areas(link):
    return ", ".join(area.name for area in link.authorization.areas.all())


def _holder(link):
    return link.authorization.holder


def _decided(link):
    return show_day(link.authorization.decision_date) if link.authorization.decision_date else ""


def _supply(link):
    supply = link.authorization.supply
    return "" if supply == "not-stated" else link.authorization.get_supply_display()


def _last_check(page):
    standing, check = page.standing, page.last_check
    if check is None:
        return Cell((Line(standing.check_line),)) if standing.doubt else gap("not-checked", NOT_CHECKED_BY_US)
    doubtful = standing.check in (freshness.STALE, freshness.CHANGED)
    who = f"by an editor of ours (role: {check.by_role}), in {check.register}"
    return Cell((Line(show_day(check.checked_on), remark=who, aside=standing.check_line if doubtful else ""),))


def _next_check(page):
    standing = page.standing
    if page.last_check is None:
        return gap("not-checked", NOT_CHECKED_BY_US)
    if standing.check == freshness.CHANGED:
        return Cell((Line(f"Now: {standing.doubt or 'our entry is no longer what was checked'}"),))
    passed = standing.next_due < page.today
    return Cell((Line(show_day(standing.next_due), aside="That day has passed." if passed else ""),))


def _read_in(page):
    source = page.standing.source
    if source is None:
        return gap("none-entered", "Nothing to read yet")
    return Cell((Line(source.source_kind_words, notes=noted(page.notes.of(source))),))


STANDING = (
    ("meaning", "What that means", _meaning, {"derived": True}),
    ("number", "Number", _numbers, {"hint": "Each leads to FDA’s own page."}),
    ("check", "Last check", _last_check, {"stays": True}),
    ("due", "Next check due", _next_check, {"derived": True}),
    ("read", "Read in", _read_in, {}),
    ("covers", "What the record covers", _of_records(_covers), {}),
    ("record-areas", "Areas on the record", _of_records(_areas), {}),
    ("supply", "Supply", _of_records(_supply), {"hint": "As the record states it."}),
    ("holder", "Held by", _of_records(_holder), {}),
    ("decided", "Decided", _of_records(_decided), {}),
)
