"""The preview of an import as it was kept, and what has changed since."""

from collections import Counter

from catalog.queries.imports import CHANGED, NEW, WRONG
from catalog.queries.tables import TABLES
from catalog.rules.facts import Difference

_RANK = {state: place for place, state in enumerate((WRONG, CHANGED, NEW))}


def kept_rows(made):
    """Return the rows of an Import's preview as plain values, in the order of its files."""
    return [_in_order(row) for part in made.parts.all() for row in part.rows]


def _in_order(row):
    """Return a row with what is told of it in the order of the columns, first the row as a whole: JSON keeps none."""
    places = {name: place for place, name in enumerate(TABLES[row["table"]].header)}
    return row | {
        name: dict(sorted(row[name].items(), key=lambda pair: places.get(pair[0], -1))) for name in ("changes", "wrong")
    }


def refuse_lacking(rows, wrong):
    """Make rows of a preview wrong; `wrong` is {place: {column: why}}, as `Plan.lacking` gives it."""
    for place, columns in wrong.items():
        rows[place]["wrong"] = columns | rows[place]["wrong"]
        rows[place]["state"] = WRONG


def telling_rows(rows):
    """Return the rows that say something: wrong ones first, then changed and new ones; none that is unchanged."""
    return sorted((row for row in rows if row["state"] in _RANK), key=lambda row: _RANK[row["state"]])


def counted(rows):
    """Return [(title of the table, file, {state or "waits": count})] of the rows of a preview."""
    counts = {}
    for row in rows:
        count = counts.setdefault((TABLES[row["table"]].title, row["file"]), Counter())
        count[row["state"]] += 1
        count["waits"] += bool(row["waits"])
    return [(title, file, dict(count)) for (title, file), count in counts.items()]


def changed_since(kept, now):
    """Return [(place, Difference)] from the preview to what the same rows would do now."""
    return [
        ("{file}, row {row}".format(**then), difference)
        for then, row in zip(kept, now, strict=True)
        if then != row
        for difference in _differences(then, row)
    ]


def _differences(then, now):
    names = [*then["changes"], *(name for name in now["changes"] if name not in then["changes"])]
    held = [
        Difference(name, *(_stood(row, name) for row in (then, now)))
        for name in names
        if _stood(then, name) != _stood(now, name)
    ]
    return held or [Difference("what becomes of the row", _fate(then), _fate(now))]


def _stood(row, name):
    """What stood in the catalogue when a row was looked at: where nothing changes, what the file says."""
    return row["changes"][name][0] if name in row["changes"] else "as in the file"


def _fate(row):
    waits = ", waits for a second person" if row["waits"] else ""
    return f"{row['state']}{waits}{''.join(f': {why}' for why in row['wrong'].values())}"
