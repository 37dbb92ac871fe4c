"""What a stranger's file may be: rows that can be told apart, or every reason why not."""

import csv

import pytest

from catalog.rules.imports import (
    LONGEST_CELL,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    ImportRefused,
    Line,
    flavour_of,
    plain,
    read_csv,
    refuse_hidden,
)

BOM = b"\xef\xbb\xbf"

REFUSED = {
    "empty": (b"", "is empty"),
    "a mark alone": (BOM, "is empty"),
    "too large": (b"a" * (MOST_BYTES + 1), "larger than 10 MB"),
    "a zip": (b"PK\x03\x04", "zip archive"),
    "UTF-16 without a mark": ("a,b".encode("utf-16-le"), "UTF-16 or UTF-32"),
    "Latin-1": (b"a\nb\n\xe9", "row 3: not readable as UTF-8: byte 0xE9"),
    "NUL": (b"name,of,columns\nx\0y,,", "row 2: a character that no text holds"),
    "bare returns": (b"a\rb", "bare carriage returns"),
    "blank lines": (b"\n\n", "holds nothing"),
    "too many rows": (b"a\n" * (MOST_ROWS + 2), "more than 10,000 rows"),
    "an open quotation mark": (b'a\n"b', "never closed"),
    "text behind a quotation": (b'a\n"b"c', "text after a closing quotation mark"),
    "too many columns": (b",".join(b"c%d" % n for n in range(MOST_COLUMNS + 1)), "more than 100 columns"),
    "semicolons": (b"a;b", "separated by semicolons"),
    "a hidden character": ("a\u200b,b".encode(), "hidden character"),
    "a nameless column": (b"a, ", "it has no name"),
    "a column twice": (b"a,a", "stands twice"),
    "a short row": (b"a,b\nc", "1 cells instead of 2"),
    "a long cell": (b"a\n" + b"b" * (LONGEST_CELL + 1), "longer than 32 KB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_with_its_reason(name):
    content, reason = REFUSED[name]
    with pytest.raises(ImportRefused) as refused:
        read_csv("f.csv", content)
    assert reason in str(refused.value)


def test_an_endless_cell_is_one_whose_quotation_mark_was_never_closed():
    limit = csv.field_size_limit(131_072)  # Python's own; packages that were imported before may have raised it
    try:
        with pytest.raises(ImportRefused, match="longer than 32 KB. Perhaps"):
            read_csv("f.csv", b'a\n"' + b"b" * 140_000)
    finally:
        csv.field_size_limit(limit)


def test_what_the_reader_finds_besides_is_passed_on(monkeypatch):
    def reader(*args, **options):
        raise csv.Error("something new")
        yield

    monkeypatch.setattr(csv, "reader", reader)
    with pytest.raises(ImportRefused, match="not readable as CSV: something new"):
        read_csv("f.csv", b"a")


def test_rows_are_counted_as_a_spreadsheet_counts_them():
    assert read_csv("f.csv", BOM + b"a,b\r\n\r\nc,d\r\n") == (("a", "b"), [Line(3, ("c", "d"))])


def test_a_cell_of_many_letters_may_be_long_in_bytes():
    [line] = read_csv("f.csv", b"a\n" + b"b" * (LONGEST_CELL // 2))[1]
    assert len(line.cells[0]) == LONGEST_CELL // 2


def test_the_mark_in_front_tells_the_flavour():
    assert (flavour_of(BOM + b"a"), flavour_of(b"a")) == ("spreadsheet", "data")


@pytest.mark.parametrize(
    ("text", "flavour", "is_guarded", "says"),
    [
        ("'=1+1", "spreadsheet", True, "=1+1"),
        ("''quoted", "spreadsheet", True, "'quoted"),
        ("'=1+1", "data", True, "'=1+1"),
        ("-40", "spreadsheet", False, "-40"),
        ("plain", "spreadsheet", True, "plain"),
    ],
)
def test_a_cell_loses_the_one_mark_that_our_export_gave_it(text, flavour, is_guarded, says):
    assert plain(text, flavour=flavour, is_guarded=is_guarded) == says


def test_what_a_spreadsheet_would_run_is_refused():
    with pytest.raises(ValueError, match="begins like a formula"):
        plain("=1+1", flavour="spreadsheet", is_guarded=True)


@pytest.mark.parametrize(("text", "reason"), [("K18\u200b1008", "hidden character"), (" K181008", "at an end")])
def test_a_cell_hides_nothing(text, reason):
    with pytest.raises(ValueError, match=reason):
        refuse_hidden(text)


def test_a_cell_may_hold_what_can_be_seen():
    refuse_hidden("NūFACE")
    refuse_hidden("two\nlines")
