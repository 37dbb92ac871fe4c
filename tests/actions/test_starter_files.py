"""A broken starter catalogue is refused whole, with file, row and column."""

import pytest

from catalog.actions.starter import StarterError, load_starter
from catalog.models import Brand, Revision
from catalog.rules.imports import WHOLE_ROW
from tests.small_starter import ROWS, write_folder, write_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path)


def refusal(folder):
    """Load what is broken; return the error, having seen that nothing was made."""
    with pytest.raises(StarterError) as caught:
        load_starter(folder)
    assert not Brand.objects.exists()
    assert not Revision.objects.exists()
    return caught.value


def place(error):
    first = error.problems[0]
    column = "" if first.column == WHOLE_ROW else f", column {first.column}"
    assert f"{first.file}, row {first.row}{column}: " in str(error)
    return first.file, first.row, first.column


@pytest.mark.parametrize(
    ("name", "column", "cell", "why"),
    [
        ("devices", "power", "sunshine", "is not one of"),
        ("devices", "max_current_ua", "4e2", "plain digits"),
        ("devices", "max_current_ua", "٤٠٠", "plain digits"),
        ("devices", "max_current_ua", "4.5", "a whole number"),
        ("devices", "max_current_ua", "100001", "less than or equal"),
        ("devices", "session_minutes_max", "1,5", "plain digits"),
        ("devices", "launched_on", "May 2018", "Write a date"),
        ("devices", "modalities", "microcurrent|", "empty or a repeated"),
        ("devices", "areas", "face|face", "empty or a repeated"),
        ("devices", "areas", "elbow", "“elbow” is neither in the catalogue"),
        ("devices", "brand_slug", "foreo", "“foreo” is neither in the catalogue"),
        ("devices", "model", "Trinity ", "a space"),
        ("devices", "model", "Tri\u200bnity", "a hidden character"),
        ("devices", "model", "", "cannot be blank"),
        ("brands", "website", "mynuface.com", "valid URL"),
        ("brands", "source_kind", "", "cannot be null"),
        ("areas", "position", "", "cannot be null"),
        ("contraindications", "general", "yes", "neither true nor false"),
        ("authorizations", "decision_date", "11.10.2018", "a day such as"),
        ("authorizations", "decision_date", "2018-13-01", "not a day of the calendar"),
        ("authorizations", "decision_date", "2017-10-11", "cannot have been decided in 2017"),
        ("authorizations", "product_code", "NF1", "three letters"),
        ("authorizations", "regulation_number", "882.589", "four digits"),
        ("device-authorizations", "number", "K181009", "“fda K181009” is neither in the catalogue"),
        ("device-authorizations", "scope", "likely", "is not one of"),
        ("device-contraindications", "contraindication", "beards", "is neither in the catalogue"),
        ("findings", "declared", "cleared", "is not one of"),
        ("prices", "amount", "free", "plain digits"),
        ("prices", "currency", "usd", "is not one of"),
        ("prices", "source_url", "javascript:alert(1)", "valid URL"),
        ("sources", "fields", "colour", "Unknown facts: colour"),
    ],
)
def test_a_broken_cell_stops_the_load_with_file_row_and_column(folder, name, column, cell, why):
    write_rows(folder, name, ROWS[name] | {column: cell})
    error = refusal(folder)
    assert place(error) == (f"{name}.csv", 2, column)
    assert why in str(error)


def test_a_number_that_no_register_gives_is_refused_in_words(folder):
    write_rows(folder, "authorizations", ROWS["authorizations"] | {"number": "K18100"})
    write_rows(folder, "device-authorizations", ROWS["device-authorizations"] | {"number": "K18100"})
    error = refusal(folder)
    assert place(error) == ("authorizations.csv", 2, "number")
    assert "exactly six digits" in str(error)


@pytest.mark.parametrize(
    ("name", "cells", "why"),
    [
        ("devices", {"min_current_ua": "500"}, "not above the largest"),
        ("device-authorizations", {"basis": "none"}, "only likely"),
        ("claims", {"source_url": ""}, "Give the address"),
        ("findings", {"registration_number": "3030186811"}, "needs the status"),
    ],
)
def test_cells_that_contradict_each_other_name_the_whole_row(folder, name, cells, why):
    write_rows(folder, name, ROWS[name] | cells)
    error = refusal(folder)
    assert place(error) == (f"{name}.csv", 2, "(whole row)")
    assert why in str(error)


def test_a_device_that_may_not_be_published_names_its_row(folder):
    write_rows(folder, "sources")
    error = refusal(folder)
    assert place(error) == ("devices.csv", 2, "(whole row)")
    assert "at least one source" in str(error)


def test_a_row_that_stands_twice_names_its_twin(folder):
    write_rows(folder, "brands", ROWS["brands"], ROWS["brands"])
    error = refusal(folder)
    assert place(error) == ("brands.csv", 3, "slug")
    assert "row 2" in str(error)


def test_a_column_of_another_name_is_refused(folder):
    path = folder / "brands.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("website", "homepage", 1), encoding="utf-8")
    assert place(refusal(folder)) == ("brands.csv", 1, "homepage")


def test_all_that_is_broken_is_told_at_once(folder):
    write_rows(folder, "brands", ROWS["brands"] | {"website": "mynuface.com"})
    write_rows(folder, "areas", ROWS["areas"] | {"position": ""})
    assert [problem.file for problem in refusal(folder).problems] == ["brands.csv", "areas.csv"]


def test_a_broken_row_is_found_even_where_the_device_is_already_known(folder):
    load_starter(folder)
    write_rows(folder, "sources", ROWS["sources"] | {"kind": "hearsay"})
    with pytest.raises(StarterError, match=r"sources\.csv, row 2, column kind"):
        load_starter(folder)
