"""Files that strangers, spreadsheets and attackers send: each is refused in words, nothing breaks, nothing is done."""

import gzip
import io
import zipfile

import pytest

from catalog.actions.imports import receive_import
from catalog.rules.imports import ImportRefused
from tests.factories import make_authorization, make_brand, make_device, make_user
from tests.imported import csv_of, everything, rows_of

pytestmark = pytest.mark.django_db

HEADER = "slug,model,brand_slug,max_current_ua,launched_on,note"
GOOD = "nuface-mini,Mini,nuface,400,2020,Fine."
PRICE = "device,kind,retailer,amount,currency,seen_on,source_url,source_kind,seen_approximate"
RECORD = "authority,number,pathway,decision_basis,decision_date,source_kind,shown_alone"


def zipped(content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", content)
    return file.getvalue()


def device(**cells):
    """Return a file with one device, good but for `cells`."""
    row = dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | cells
    return csv_of(HEADER, ",".join(row[name] for name in HEADER.split(",")))


def price(**cells):
    usual = ["nuface-trinity", "list", "", "9", "USD", "2025", "https://x.example", "maker", "false"]
    row = dict(zip(PRICE.split(","), usual, strict=True)) | cells
    return csv_of(PRICE, ",".join(row[name] for name in PRICE.split(",")))


def record(**cells):
    row = dict(zip(RECORD.split(","), ["fda", "K222222", "510k", "listed", "", "maker", "false"], strict=True)) | cells
    return csv_of(RECORD, ",".join(row[name] for name in RECORD.split(",")))


PLAIN = csv_of(HEADER, GOOD)

# What is wrong with the file as a whole → (bytes, part of the reason).
FILES = {
    "empty": (b"", "the file is empty"),
    "mark only": (b"\xef\xbb\xbf", "the file is empty"),
    "blank lines": (b"\r\n\r\n", "holds nothing"),
    "header only": (csv_of(HEADER), "not one row"),
    "utf-16 with mark": (PLAIN.decode().encode("utf-16"), "UTF-16"),
    "utf-16 little": (PLAIN.decode().encode("utf-16-le"), "UTF-16"),
    "utf-16 big": (PLAIN.decode().encode("utf-16-be"), "UTF-16"),
    "utf-32": (PLAIN.decode().encode("utf-32-be"), "UTF-16 or UTF-32"),
    "latin-1": (device(note="Caf\xe9").decode().encode("latin-1"), "row 2: not readable as UTF-8"),
    "windows-1252": (device(note="\u201cx\u201d").decode().encode("cp1252"), "byte 0x93"),
    "lone surrogate": (device(note="S").replace(b"S", b"\xed\xa0\x80"), "not readable as UTF-8"),
    "overlong": (device(note="S").replace(b"S", b"\xc0\xaf"), "not readable as UTF-8"),
    "cut in a character": (PLAIN + b"a\xe2\x82", "not readable as UTF-8"),
    "nul": (device(note="S").replace(b"S", b"\0"), "NUL (U+0000)"),
    "semicolons": (PLAIN.replace(b",", b";"), "separated by semicolons"),
    "tabs": (PLAIN.replace(b",", b"\t"), "separated by tabs"),
    "bars": (PLAIN.replace(b",", b"|"), "separated by bars"),
    "carriage returns": (PLAIN.replace(b"\r\n", b"\r"), "bare carriage returns"),
    "unclosed quote": (device(note='"never'), "row 2: a quotation mark is opened here"),
    "unclosed in header": (b'"slug,model\r\na,b\r\n', "never closed"),
    "after a quote": (device(note='"x"y'), "text after a closing quotation mark"),
    "zip": (zipped("x"), "a zip archive or a workbook"),
    "gzip": (gzip.compress(PLAIN), "a gzip archive"),
    "pdf": (b"%PDF-1.7\n", "a PDF"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old workbook"),
    "html": (b"<!doctype html><html></html>\n<p>x</p>", "no table has these columns"),
    "json": (b'{"table": "devices"}\n{}', "no table has these columns"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not readable as UTF-8"),
    "twice": (csv_of("slug,slug", "a,b"), "column slug: this column stands twice"),
    "no name": (csv_of("slug,", "a,b"), "it has no name"),
    "unknown": (csv_of("slug,colour", "a,b"), "column colour: devices has no such column"),
    "bidi header": (csv_of("slug,mo\u202edel", "a,b"), "RIGHT-TO-LEFT OVERRIDE"),
    "zero width header": (csv_of("slug,\u200bmodel", "a,b"), "ZERO WIDTH SPACE"),
    "second mark": (b"\xef\xbb\xbf\xef\xbb\xbf" + PLAIN, "ZERO WIDTH NO-BREAK SPACE"),
    "cyrillic header": (csv_of("slug,m\u043edel", "a,b"), "no such column"),
    "no key": (csv_of("model,brand_slug", "a,b"), "column slug: missing"),
    "no number": (csv_of("authority,holder,trade_name", "fda,b,c"), "column number: missing"),
    "short row": (csv_of(HEADER, "a,b"), "row 2: 2 cells instead of 6"),
    "long row": (csv_of(HEADER, GOOD + ",x"), "7 cells instead of 6"),
    "huge cell": (device(note="x" * 32769), "column note: longer than 32 KB"),
    "gigantic cell": (device(note="x" * 200_000), "a cell is longer than 32 KB"),
    "many columns": (csv_of(",".join(f"c{n}" for n in range(101)), "x"), "more than 100 columns"),
    "many rows": (csv_of("slug,note", *["a,b"] * 10_001), "more than 10,000 rows"),
    "many bytes": (b"x" * (10 * 1024 * 1024 + 1), "at most 10,485,760"),
    "log": (csv_of("sequence,outcome", "1,confirmed"), "no table has these columns"),
}

# One cell is wrong → (bytes, column, part of the reason).
CELLS = {
    "scientific": (device(max_current_ua="1e5"), "max_current_ua", "plain digits"),
    "full width": (device(max_current_ua="\uff14\uff10\uff10"), "max_current_ua", "plain digits"),
    "arabic digits": (device(max_current_ua="\u0664\u0660"), "max_current_ua", "plain digits"),
    "thousands": (device(max_current_ua='"1,000"'), "max_current_ua", "plain digits"),
    "not a number": (device(max_current_ua="NaN"), "max_current_ua", "plain digits"),
    "forty digits": (device(max_current_ua="9" * 40), "max_current_ua", "plain digits"),
    "negative": (device(max_current_ua="-1"), "max_current_ua", "greater than or equal"),
    "american day": (device(launched_on="1/2/24"), "launched_on", "Write a date"),
    "german day": (device(launched_on="01.02.2024"), "launched_on", "Write a date"),
    "no such day": (device(launched_on="2023-02-29"), "launched_on", "not a day of the calendar"),
    "future": (device(launched_on="2099"), "launched_on", "future"),
    "bidi": (device(note="a\u202eb"), "note", "RIGHT-TO-LEFT OVERRIDE"),
    "zero width": (device(model="Mi\u200bni"), "model", "ZERO WIDTH SPACE"),
    "soft hyphen": (device(note="a\u00adb"), "note", "SOFT HYPHEN"),
    "escape": (device(note="\x1b[31m"), "note", "U+001B"),
    "spaces": (device(model=" Mini"), "model", "a space"),
    "cyrillic slug": (device(slug="nuface-m\u0456ni"), "slug", "valid"),
    "path": (device(slug="../admin"), "slug", "valid"),
    "cyrillic brand": (device(brand_slug="nuf\u0430ce"), "brand_slug", "neither in the catalogue"),
    "dollar": (price(amount="$9"), "amount", "plain digits"),
    "german price": (price(amount='"1.234,5"'), "amount", "plain digits"),
    "decimal comma": (price(amount='"9,50"'), "amount", "plain digits"),
    "free": (price(amount="0"), "amount", "greater than or equal"),
    "three decimals": (price(amount="9.999"), "amount", "decimal places"),
    "unknown currency": (price(currency="XXX"), "currency", "is not one of"),
    "script address": (price(source_url="javascript:alert(1)"), "source_url", "valid URL"),
    "no such device": (price(device="nobody"), "device", "neither in the catalogue"),
    "yes": (price(seen_approximate="yes"), "seen_approximate", "neither true nor false"),
    "cyrillic k": (record(number="\u041a222222"), "number", "CYRILLIC"),
    "kelvin": (record(number="\u212a222222"), "number", "KELVIN"),
    "full width number": (record(number="K\uff12\uff12\uff12\uff12\uff12\uff12"), "number", "FULLWIDTH"),
    "five digits": (record(number="K22222"), "number", "six digits"),
    "ambiguous decision": (record(decision_date="1/2/22"), "decision_date", "a day such as"),
}  # fmt: skip


@pytest.fixture
def _world():
    make_device("Trinity", brand=make_brand())
    make_authorization("K181008")


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_table_is_refused_in_words(_world, kind):
    content, why = FILES[kind]
    with pytest.raises(ImportRefused) as refused:
        receive_import({"devices.csv" if b"slug" in content[:300] else "x.csv": content}, by=make_user(role="editor"))
    assert why in str(refused.value)


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_that_cannot_be_taken_names_its_row_and_column(_world, kind):
    content, column, why = CELLS[kind]
    before = everything()
    [row] = rows_of({"table.csv": content})
    assert (row["state"], row["row"]) == ("wrong", 2)
    assert why in row["wrong"][column]
    assert everything() == before


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_a_formula_is_refused_where_our_own_export_would_have_marked_it(_world, start):
    text = f"{start}HYPERLINK(1)"
    assert "begins like a formula" in rows_of({"x.csv": device(note=text)}, flavour="spreadsheet")[0]["wrong"]["note"]
    [marked] = rows_of({"x.csv": device(note=f"'{text}")}, flavour="spreadsheet")
    assert marked["changes"]["note"] == ["", text]
    [plain] = rows_of({"x.csv": device(note=f"'{text}")}, flavour="data")
    assert plain["changes"]["note"] == ["", f"'{text}"]


def test_a_header_that_fits_several_tables_asks_for_the_name():
    content = csv_of("slug,name,explanation,position", "face,Face,,10")
    with pytest.raises(ImportRefused, match="fits several tables"):
        rows_of({"words.csv": content})
    [row] = rows_of({"microcurrent-areas-2026-11-22 (1).csv": content})
    assert row["table"] == "areas"


def test_the_log_of_verifications_is_never_imported():
    with pytest.raises(ImportRefused, match="never imported"):
        rows_of({"verifications.csv": csv_of("sequence,outcome", "1,confirmed")})
