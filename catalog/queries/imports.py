"""What an import would do, row by row, before it does anything: nothing is written here."""

from dataclasses import dataclass, field
from itertools import groupby

from catalog.models import Device
from catalog.queries.imports_checks import check
from catalog.queries.imports_known import Known, namesakes_of, places_of, term_columns
from catalog.queries.imports_published import lacking
from catalog.queries.imports_rows import read_rows
from catalog.queries.imports_sheets import OCCURRENCE
from catalog.queries.tables import TABLES
from catalog.queries.words import overstatements
from catalog.rules import cells

NEW, CHANGED, UNCHANGED, WRONG = "new", "changed", "unchanged", "wrong"


@dataclass
class Planned:
    """What becomes of one row.

    `changes` are {column: [before, after]} as cells; `wrong` are {column: why}, "" for the row; `waits` says that the
    change is kept for a second person, `is_public` that visitors read it at once, `words` what of it says more than a
    record does. `row` is the row as read, `standing` the one that stands, `targets` what the catalogue holds of the
    rows that it points to, {field: object or None}.
    """

    row: object
    standing: object = None
    targets: dict = field(default_factory=dict)
    changes: dict = field(default_factory=dict)
    wrong: dict = field(default_factory=dict)
    waits: bool = False
    is_public: bool = False
    words: list = field(default_factory=list)

    @property
    def state(self):
        if self.wrong:
            return WRONG
        if self.standing is None:
            return NEW
        return CHANGED if self.changes else UNCHANGED

    @property
    def table(self):
        return self.row.table

    @property
    def values(self):
        """What the row shall hold, by name of column: of a new row all that is given, else what changes."""
        return {name: value for name, value in self.row.values.items() if self.standing is None or name in self.changes}

    def as_plain(self):
        """Return it as JSON keeps it; two plans of the same row are the same exactly when nothing changed between."""
        file, number = self.row.place
        return {
            "table": self.table.name, "file": file, "row": number, "key": list(self.row.key), "state": self.state,
            "changes": self.changes, "wrong": self.wrong, "waits": self.waits, "words": self.words,
        }  # fmt: skip


class Plan:
    """The rows of `sheets` against the catalogue as it stands; `plan(rows)` looks all of them up at once."""

    def __init__(self, sheets, scope):
        self.scope = scope
        self.rows = read_rows(sheets)
        self.first, self.twins = places_of(self.rows)
        self.namesakes = namesakes_of(self.rows)

    def whole(self):
        """Return the Planned of all rows, wrong also where a published device would lack what publishing asks for."""
        planned = self.plan(self.rows)
        for place, wrong in self.lacking([one.changes for one in planned]).items():
            planned[place].wrong = wrong | planned[place].wrong
        return planned

    def lacking(self, changes):
        """Return {place of a row: {column: why}} of what published devices would lack; `changes` are those of all."""
        rows = [(row, names) for row, names in zip(self.rows, changes, strict=True) if names]
        found = lacking(rows, self.scope)
        return {place: found[id(row)] for place, row in enumerate(self.rows) if id(row) in found}

    def narrowed(self, rows):
        """Return the Planned of these rows as if there were no others in the files."""
        self.first, self.twins = places_of(rows)
        self.namesakes = namesakes_of(rows)
        return self.plan(rows)

    def plan(self, rows):
        """Return the Planned of some of the rows, in their order."""
        planned = []
        for name, group in groupby(rows, key=lambda row: row.table.name):
            known = Known(TABLES[name], list(group), self.scope)
            planned += [self._plan(row, known) for row in known.rows]
        return planned

    def _plan(self, row, known):
        planned = Planned(row, known.standing.get(row.key))
        self._refuse_twins(planned)
        if row.is_proposed and planned.standing:
            planned.wrong["slug"] = f"“{row.key[0]}” is taken: give it, if that device is meant, or another."
            return planned
        self._compare(planned)
        if not planned.standing or planned.changes:
            self._look_up(planned, known)
            self._check(planned, known)
        return planned

    def _refuse_twins(self, planned):
        if twin := self.twins.get(id(planned.row)):
            file, number = twin.place
            planned.wrong[planned.table.key[0]] = f"names the same as {file}, row {number}."

    def _compare(self, planned):
        """Fill `changes`: every cell that does not read as it stands; of a new row, every cell that is filled."""
        row, standing = planned.row, planned.standing.cells if planned.standing else {}
        texts = row.texts | ({"slug": row.key[0]} if row.is_proposed else {})
        for column in row.sheet.columns:
            text, before = texts[column.name], standing.get(column.name, "")
            if text == before or column.is_asked:
                continue
            if planned.table.role(column) == "derived":
                if planned.standing and column.name not in planned.table.key:
                    planned.wrong[column.name] = _derived_words(before)
            elif not (planned.standing and _same(row, column, planned.standing.object)):
                planned.changes[column.name] = [before, text]
        if planned.changes:
            planned.wrong |= {name: why for name, why in row.unreadable().items() if name in planned.changes}
        if planned.standing and planned.changes and planned.table.is_observed:
            planned.wrong |= dict.fromkeys(planned.changes, _OBSERVED)

    def _look_up(self, planned, known):
        """Refuse what points nowhere, and names that belong to another row."""
        row, table = planned.row, planned.table
        for reference in table.references:
            touched = planned.standing is None or set(reference.columns) & planned.changes.keys()
            key = row.reference(reference)
            planned.targets[reference.field] = known.targets[reference.field].get(key)
            if touched and not planned.targets[reference.field] and (reference.table, key) not in self.first:
                planned.wrong.setdefault(reference.columns[-1], _nowhere(key, reference.table))
        for column in term_columns(table):
            words = row.values.get(column.name, []) if column.name in planned.changes else []
            strange = [w for w in words if w not in known.words[column.name] and (column.field, (w,)) not in self.first]
            if strange:
                planned.wrong.setdefault(column.name, _nowhere(strange, column.field))
        self._refuse_namesakes(planned, known)
        if planned.standing is None and OCCURRENCE in table.key:
            planned.wrong |= self._wrong_occurrence(row, known)

    def _wrong_occurrence(self, row, known):
        """Rows that agree in the rest of the key are counted without a gap, so that each is found again."""
        *rest, occurrence = row.key
        if not occurrence.isdecimal() or not occurrence.isascii() or occurrence.startswith("0"):
            return {OCCURRENCE: f"“{occurrence}” is not 1, 2 and so on. The column may be left out."}
        before = (*rest, str(int(occurrence) - 1))
        if occurrence == "1" or before in known.standing or (row.table.name, before) in self.first:
            return {}
        return {OCCURRENCE: f"there is no row {before[-1]} of this observation. The column may be left out."}

    def _refuse_namesakes(self, planned, known):
        row = planned.row
        for columns, taken in known.taken.items():
            owner = taken.get(tuple(known.text(row, name) for name in columns))
            if owner and not (planned.standing and owner == planned.standing.object.pk):
                planned.wrong.setdefault(columns[-1], "another entry of the catalogue has this name.")
            elif earlier := self.namesakes.get((id(row), columns)):
                planned.wrong.setdefault(columns[-1], "{}, row {} has this name.".format(*earlier.place))

    def _check(self, planned, known):
        row, standing = planned.row, planned.standing
        values = planned.values
        if row.is_proposed:
            values["slug"] = row.key[0]
        checked = check(planned.table, standing and standing.object, values, broken=planned.wrong.keys() - {""})
        for name, why in checked.errors.items():
            planned.wrong.setdefault(name, why)
        _refuse_other_spelling(planned, checked.row)
        if planned.wrong:
            return
        planned.waits = known.waits(row, standing)
        if planned.waits and standing and standing.object.pk in known.waiting:
            planned.wrong[""] = "another change of this entry waits for a second person: it is decided first."
        planned.is_public = known.is_read_by_visitors(row, standing)
        if planned.is_public:
            checked.row.pk = standing and standing.object.pk
            planned.words = [one.words for one in overstatements(checked.row)]


_OBSERVED = "an observation is never overwritten. What is seen now is a row of its own, with its own day."


def _derived_words(before):
    return f"this is worked out, not entered; it reads “{before}” now. Leave the column as exported, or out."


def _nowhere(names, table):
    title = TABLES[table].title.lower() if table in TABLES else table
    return f"“{' '.join(names)}” is neither in the catalogue ({title}) nor in these files."


def _same(row, column, standing):
    """Whether a cell that is written in another way means what stands: 325 for 325.00, words in another order."""
    if column.name not in row.values:
        return False
    value, held = row.values[column.name], getattr(standing, column.field)
    if hasattr(held, "all"):
        return sorted(value) == sorted(word.slug for word in held.all())
    return value == held


def _refuse_other_spelling(planned, row):
    """Refuse a key that the model would store in another way: the row would not be found again."""
    for name in planned.table.key:
        column = planned.table.column(name)
        if column.kind is cells.TEXT and column.field and not planned.wrong:
            stored = cells.cell(column.kind, getattr(row, column.field))
            if planned.table.model is not Device and stored != planned.row.texts[name]:
                planned.wrong[name] = f"write it as “{stored}”."
