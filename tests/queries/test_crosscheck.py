"""The catalogue against a bulk file: what agrees, what differs, and files that are none."""

import datetime
import json
import zipfile

import pytest

from catalog.queries.crosscheck import FileUnreadable, crosscheck
from tests.factories import make_authorization
from tests.openfda import a_row, answer_of, write_bulk

pytestmark = pytest.mark.django_db


def make_agreeing(number="K103472", **columns):
    defaults = {
        "decision_date": datetime.date(2011, 11, 7),
        "decision_code": "SESE",
        "product_code": "NFO",
        "regulation_number": "882.5890",
    }
    return make_authorization(number, **defaults | columns)


@pytest.mark.parametrize("name", ["device.json", "device.json.zip"])
def test_a_file_that_agrees_is_read_zipped_or_not(tmp_path, name):
    make_agreeing()
    result = crosscheck(write_bulk(tmp_path / name, a_row(), a_row("K999999", product_code="XYZ")))
    assert result.agrees
    assert (result.read, result.skipped, result.newer) == (2, 0, [])


def test_each_difference_is_told_with_its_number_in_the_order_of_the_numbers(tmp_path):
    make_agreeing("K181008", holder="Somebody else")
    make_agreeing("K103472", decision_code="")
    result = crosscheck(write_bulk(tmp_path / "a.json", a_row("K181008"), a_row("K103472")))
    assert [(number, d.field) for number, d in result.changed] == [("K103472", "decision_code"), ("K181008", "holder")]
    assert not result.agrees


def test_a_de_novo_that_we_call_a_clearance_is_found(tmp_path):
    make_agreeing("K072260", decision_code="DENG")
    result = crosscheck(write_bulk(tmp_path / "a.json", a_row("K072260", decision_code="DENG")))
    assert [(d.field, d.ours, d.theirs) for _, d in result.changed] == [("pathway", "510k", "de-novo")]


def test_a_number_that_the_file_does_not_hold_is_unknown(tmp_path):
    make_agreeing()
    make_agreeing("DEN150005", decision_code="DENG")
    result = crosscheck(write_bulk(tmp_path / "a.json", a_row("K111111"), a_row("DEN160001")))
    assert result.unknown == ["DEN150005", "K103472"]


def test_a_number_of_a_pathway_that_the_file_does_not_carry_is_no_difference(tmp_path):
    make_agreeing()
    make_agreeing("P910001")
    result = crosscheck(write_bulk(tmp_path / "a.json", a_row()))
    assert (result.unknown, result.elsewhere) == ([], ["P910001"])
    assert result.agrees


def test_a_newer_decision_under_a_code_of_ours_is_news_and_no_difference(tmp_path):
    make_agreeing()
    older, newer = a_row("K100001", decision_date="2011-11-06"), a_row("K110001", decision_date="2011-11-08")
    other = a_row("K110002", decision_date="2020-01-01", product_code="XYZ")
    result = crosscheck(write_bulk(tmp_path / "a.json", a_row(), newer, older, other))
    assert [str(record.number) for record in result.newer] == ["K110001"]
    assert result.agrees


def test_rows_without_a_usable_number_are_counted_and_passed_over(tmp_path):
    make_agreeing()
    rows = [None, 7, {}, {"k_number": 103472}, a_row(), {"k_number": "K10347"}]
    result = crosscheck(write_bulk(tmp_path / "a.json", *rows))
    assert (result.read, result.skipped) == (6, 5)
    assert result.agrees


def test_fields_that_are_missing_or_of_another_type_are_no_difference(tmp_path):
    make_agreeing()
    row = {"k_number": "K103472", "applicant": 7, "decision_date": ["x"], "openfda": "none"}
    assert crosscheck(write_bulk(tmp_path / "a.json", row)).agrees


def truncated_zip(path):
    whole = path.with_name("whole.zip")
    write_bulk(whole, *[a_row(f"K{n:06}") for n in range(1, 2000)])
    path.write_bytes(whole.read_bytes()[:-200])


def broken_inside(path):
    write_bulk(path, *[a_row(f"K{n:06}") for n in range(1, 2000)])
    content = bytearray(path.read_bytes())
    content[200:260] = bytes(60)
    path.write_bytes(content)


def two_files(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.json", "{}")
        archive.writestr("b.json", "{}")


def broken_off(path):
    path.write_text(json.dumps(answer_of(a_row(), a_row("K181008")))[:-40])


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("missing.json", lambda path: None),
        ("folder.json", lambda path: path.mkdir()),
        ("empty.json", lambda path: path.write_bytes(b"")),
        ("text.json", lambda path: path.write_text("not at all")),
        ("bytes.json", lambda path: path.write_bytes(b'{"results": [{"k_number": "\xff\xfe"}]}')),
        ("list.json", lambda path: path.write_text("[1, 2]")),
        ("none.json", lambda path: path.write_text('{"results": []}')),
        ("cut.json", broken_off),
        ("text.zip", lambda path: path.write_text("not at all")),
        ("cut.zip", truncated_zip),
        ("broken.zip", broken_inside),
        ("two.zip", two_files),
    ],
)
def test_a_file_that_cannot_be_read_to_its_end_is_refused_in_one_line(tmp_path, name, make):
    make_agreeing()
    path = tmp_path / name
    make(path)
    with pytest.raises(FileUnreadable) as refused:
        crosscheck(path)
    assert str(refused.value).startswith(str(path))
    assert "\n" not in str(refused.value)


def test_an_archive_with_a_password_is_refused(tmp_path):
    make_agreeing()
    path = tmp_path / "locked.zip"
    write_bulk(path, a_row())
    content = bytearray(path.read_bytes())
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flag] |= 1
    path.write_bytes(content)
    with pytest.raises(FileUnreadable, match="encrypted"):
        crosscheck(path)
