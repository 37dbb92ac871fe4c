"""Rows of openFDA as they come, with what is missing or of another kind, and how they compare with ours."""

import datetime

import pytest

from catalog.rules.openfda import FIELDS, RecordError, differences, read_record, shown

ROW = {
    "k_number": "K103472",
    "applicant": "CAROL COLE COMPANY",
    "device_name": "NUFACE TRINITY",
    "product_code": "NFO",
    "decision_code": "SESE",
    "decision_date": "2011-11-07",
    "openfda": {"regulation_number": "882.5890", "registration_number": ["1", "2"]},
}
ENTERED = {
    "pathway": "510k",
    "decision_date": "2011-11-07",
    "decision_code": "SESE",
    "holder": "Carol Cole Company",
    "trade_name": "NuFACE  Trinity",
    "product_code": "NFO",
    "regulation_number": "882.5890",
}


def read(**changed):
    return read_record(ROW | changed)


def test_a_row_is_read_in_our_terms():
    record = read()
    assert record.number.canonical == "K103472"
    assert record.decided_on == datetime.date(2011, 11, 7)
    assert record.values["regulation_number"] == "882.5890"
    assert set(record.values) == set(FIELDS)


def test_case_spaces_and_a_full_stop_at_the_end_are_no_difference():
    assert differences(read(applicant="CAROL COLE COMPANY."), ENTERED) == []


def test_a_difference_names_its_field_and_both_values():
    (difference,) = differences(read(decision_date="2011-11-08"), ENTERED)
    assert (difference.label, difference.ours, difference.theirs) == ("Decision date", "2011-11-07", "2011-11-08")


def test_what_is_not_entered_differs_from_what_the_service_states():
    (difference,) = differences(read(), ENTERED | {"holder": ""})
    assert (difference.field, difference.ours) == ("holder", "")


@pytest.mark.parametrize("name", ["applicant", "device_name", "product_code", "decision_code", "openfda"])
def test_a_missing_field_says_nothing(name):
    record = read_record({key: value for key, value in ROW.items() if key != name})
    assert [d for d in differences(record, ENTERED) if d.field != "pathway"] == []


@pytest.mark.parametrize("value", [None, 7, ["x"], {"x": 1}, True])
def test_a_field_of_another_type_says_nothing(value):
    record = read(applicant=value, decision_date=value, product_code=value, openfda=value)
    assert record.values["holder"] == record.values["decision_date"] == record.values["product_code"] == ""
    assert record.values["regulation_number"] == ""
    assert record.decided_on is None


@pytest.mark.parametrize(
    ("text", "date"),
    [("20111107", "2011-11-07"), ("2011-11-07", "2011-11-07"), ("2011-13-01", ""), ("yesterday", ""), ("٢٠١١1107", "")],
)
def test_a_date_is_taken_only_when_it_is_one(text, date):
    assert read(decision_date=text).values["decision_date"] == date


def test_a_regulation_is_text_and_keeps_its_zero_and_several_say_nothing():
    assert read(openfda={"regulation_number": ["882.5890"]}).values["regulation_number"] == "882.5890"
    assert read(openfda={"regulation_number": ["882.5890", "878.4810"]}).values["regulation_number"] == ""
    assert read(openfda={"regulation_number": "882.589"}).values["regulation_number"] == ""
    assert read(openfda={"regulation_number": 882.589}).values["regulation_number"] == ""


@pytest.mark.parametrize(
    ("number", "code", "pathway"),
    [
        ("DEN150005", "DENG", "de-novo"),
        ("DEN150005", "", "de-novo"),
        ("K072260", "DENG", "de-novo"),
        ("K072260", "SESE", "510k"),
        ("K072260", "", ""),
    ],
)
def test_a_de_novo_row_is_told_from_a_clearance_even_under_a_k_number(number, code, pathway):
    assert read(k_number=number, decision_code=code).values["pathway"] == pathway


def test_a_pma_is_read_by_its_own_columns():
    record = read_record({"pma_number": "P910001", "supplement_number": "S012", "trade_name": "Laser"})
    assert record.number.canonical == "P910001/S012"
    assert (record.values["trade_name"], record.values["pathway"]) == ("Laser", "pma")


@pytest.mark.parametrize("raw", [None, 7, [], "K103472", {}, {"k_number": 103472}, {"k_number": "X1"}])
def test_a_row_without_a_usable_number_is_refused(raw):
    with pytest.raises(RecordError):
        read_record(raw)


def test_characters_that_cannot_be_seen_are_dropped():
    assert read(device_name="Nu\u202eFACE\x1b[2J \x00 mini").values["trade_name"] == "NuFACE[2J mini"


def test_a_pathway_is_shown_by_its_name_and_everything_else_as_it_is():
    assert shown("pathway", "de-novo") == "De Novo"
    assert shown("pathway", "") == ""
    assert shown("holder", "pma") == "pma"
