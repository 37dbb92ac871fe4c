"""What a comparison is made of: groups of rows, a row's cells, a cell's lines, all in words."""

from dataclasses import dataclass, replace

from catalog.rules.text import fold


@dataclass(frozen=True)
class Line:
    """One line of a cell. `aside` follows from today's date, so it is neither compared nor a change."""

    text: str
    remark: str = ""
    notes: tuple = ()
    address: str = ""
    tone: str = ""
    mark: str = ""
    aside: str = ""

    @property
    def words(self):
        return f"{self.text} ({self.remark})" if self.remark else self.text


@dataclass(frozen=True)
class Cell:
    """What one column says in one row; `gap` is "", not-stated, not-applicable, not-checked or none-entered."""

    lines: tuple
    gap: str = ""
    standing: object = None

    @property
    def words(self):
        return "; ".join(line.words for line in self.lines)

    def renumbered(self, numbers):
        lines = (replace(line, notes=tuple(numbers[note] for note in line.notes)) for line in self.lines)
        return replace(self, lines=tuple(lines))

    @property
    def said(self):
        """What two cells that say the same have in common."""
        return self.gap, tuple((fold(line.text), fold(line.remark)) for line in self.lines)


@dataclass(frozen=True)
class Row:
    """A fact with one cell a column. One that `stays` is never left out; one that is `derived` follows from others."""

    key: str
    label: str
    cells: tuple
    stays: bool = False
    derived: bool = False
    hint: str = ""

    @property
    def is_same(self):
        """Whether several devices say the same. A gap is the same as nothing, not even as another gap."""
        first, *others = self.cells
        return bool(others) and all(not cell.gap and cell.said == first.said for cell in self.cells)

    @property
    def notes(self):
        """The numbers of its footnotes, in the order of reading."""
        return [note for cell in self.cells for line in cell.lines for note in line.notes]

    def renumbered(self, numbers):
        """Return the row with other numbers for its footnotes: {old: new}."""
        return replace(self, cells=tuple(cell.renumbered(numbers) for cell in self.cells))

    @property
    def may_be_left_out(self):
        return self.is_same and not self.stays


@dataclass(frozen=True)
class Group:
    title: str
    rows: tuple


def gap(kind, words):
    """Return the cell of something that is not known, in the words of who does not know it."""
    return Cell((Line(words),), gap=kind)


def noted(*numbers):
    """Return the footnotes of a line from numbers of which some may be None."""
    return tuple(number for number in numbers if number)
