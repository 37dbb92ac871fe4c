"""Reading a CSV file that a stranger may have made: header and rows, or every reason why not.

RFC 4180 with a comma; CRLF or LF; UTF-8, with or without a byte order mark. Rows are counted as a spreadsheet does: the
header is row 1.
"""

import csv
import io
from dataclasses import dataclass

from catalog.rules.spreadsheets import DATA, SPREADSHEET, guard, unguard
from catalog.rules.text import describe_character, first_hidden_character

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 100
LONGEST_CELL = 32 * 1024  # bytes
WHOLE_ROW = "(whole row)"

_BOM = b"\xef\xbb\xbf"
# First bytes of what people rename to .csv.
_OTHER_KINDS = {
    b"PK": "a zip archive or a workbook",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old workbook",
    b"%PDF": "a PDF",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
_AS_CSV = "Save it as “CSV UTF-8 (comma delimited)”."
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: `row` counts from 1, the header; `column` is its name or WHOLE_ROW."""

    file: str
    row: int
    column: str
    why: str

    def __str__(self):
        column = "" if self.column == WHOLE_ROW else f", column {self.column}"
        return f"{self.file}, row {self.row}{column}: {self.why}"


class ImportRefused(ValueError):
    """Files that cannot be imported; `problems` are all reasons, each a Problem or a sentence."""

    def __init__(self, problems):
        super().__init__("\n".join(map(str, problems)))
        self.problems = list(problems)


@dataclass(frozen=True)
class Line:
    """One row as it was read: its number and its cells, in the order of the header."""

    number: int
    cells: tuple


def flavour_of(content):
    """Return the flavour that bytes look like: our spreadsheet flavour begins with a byte order mark."""
    return SPREADSHEET if content.startswith(_BOM) else DATA


def read_csv(file, content):
    """Return (header, [Line]) of the bytes of a file. Raises ImportRefused with every Problem that can be told."""
    text = _text(file, content)
    lines = _lines(file, text)
    header = next(lines, None)
    if header is None:
        raise ImportRefused([Problem(file, 1, WHOLE_ROW, "the file holds nothing.")])
    problems = list(_wrong_header(file, header.cells))
    if problems:
        raise ImportRefused(problems)
    rows = list(lines)
    problems = [problem for row in rows for problem in _wrong_shape(file, header.cells, row)]
    if problems:
        raise ImportRefused(problems)
    return header.cells, rows


def _text(file, content):
    if why := _not_text(content):
        raise ImportRefused([Problem(file, 1, WHOLE_ROW, why)])
    content = content.removeprefix(_BOM)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        why = f"not readable as UTF-8: byte 0x{content[error.start]:02X}. {_AS_CSV}"
        raise ImportRefused([Problem(file, row, WHOLE_ROW, why)]) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise ImportRefused([Problem(file, row, WHOLE_ROW, f"a character that no text holds: NUL (U+0000). {_AS_CSV}")])
    if "\r" in text and "\n" not in text:
        raise ImportRefused([Problem(file, 1, WHOLE_ROW, "rows end in bare carriage returns: use CRLF or LF.")])
    return text


def _not_text(content):
    """Return why these bytes are no text at all, "" when they may be."""
    if not content or content == _BOM:
        return "the file is empty."
    if len(content) > MOST_BYTES:
        return f"the file is larger than {MOST_BYTES // 1024 // 1024} MB."
    kind = next((words for start, words in _OTHER_KINDS.items() if content.startswith(start)), "")
    if not kind and content[:200].count(0) * 3 > len(content[:200]):
        kind = "text in UTF-16 or UTF-32"
    return f"this is {kind}, not CSV in UTF-8. {_AS_CSV}" if kind else ""


def _lines(file, text):
    """Yield a Line for each row that is not blank. Raises ImportRefused at the first that is not CSV."""
    number, reader = 0, csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MOST_ROWS + 1:
                why = f"more than {MOST_ROWS:,} rows: split the file."
                raise ImportRefused([Problem(file, number, WHOLE_ROW, why)])
            if cells:
                yield Line(number, tuple(cells))
    except csv.Error as error:
        raise ImportRefused([Problem(file, number + 1, WHOLE_ROW, _csv_words(str(error)))]) from None


def _csv_words(message):
    if "unexpected end" in message:
        return "a quotation mark is opened here and never closed."
    if "field larger" in message:
        return f"a cell is longer than {LONGEST_CELL // 1024} KB. Perhaps a quotation mark is never closed."
    if "expected after" in message:
        return "text after a closing quotation mark: a mark inside a cell is written twice."
    return f"not readable as CSV: {message}."


def _wrong_header(file, header):
    if len(header) > MOST_COLUMNS:
        yield Problem(file, 1, WHOLE_ROW, f"more than {MOST_COLUMNS} columns.")
        return
    if len(header) == 1 and (found := next((mark for mark in _DELIMITERS if mark in header[0]), "")):
        why = f"the cells are separated by {_DELIMITERS[found]}: separate them by commas."
        yield Problem(file, 1, WHOLE_ROW, why)
        return
    for place, name in enumerate(header, start=1):
        if hidden := first_hidden_character(name, allow=""):
            yield Problem(file, 1, f"{place}", f"its name holds a hidden character: {describe_character(hidden)}.")
        elif not name.strip():
            yield Problem(file, 1, f"{place}", "it has no name.")
        elif header.index(name) != place - 1:
            yield Problem(file, 1, name[:80], "this column stands twice.")


def _wrong_shape(file, header, line):
    if len(line.cells) != len(header):
        yield Problem(file, line.number, WHOLE_ROW, f"{len(line.cells)} cells instead of {len(header)}.")
        return
    for name, cell in zip(header, line.cells, strict=True):
        if len(cell) * 4 > LONGEST_CELL and len(cell.encode()) > LONGEST_CELL:
            yield Problem(file, line.number, name, f"longer than {LONGEST_CELL // 1024} KB.")


def plain(text, *, flavour, is_guarded):
    """Return what a cell says: in the spreadsheet flavour text loses the one apostrophe that marks it as no formula.

    Raises ValueError for a text that a spreadsheet would run: our own export never holds one.
    """
    if flavour == DATA or not is_guarded:
        return text
    if not text.startswith("'") and guard(text) != text:
        raise ValueError("it begins like a formula. Put an apostrophe before it if it is text.")
    return unguard(text)


def refuse_hidden(text):
    """Raise ValueError for a text with a character that cannot be seen, or a space at either end."""
    if not text.isprintable() and (hidden := first_hidden_character(text)):
        raise ValueError(f"it holds a hidden character: {describe_character(hidden)}.")
    if text != text.strip():
        raise ValueError("it has a space or an empty line at an end.")
