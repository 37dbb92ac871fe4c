"""The command: what it prints and with which exit status it ends."""

import csv
import io

import pytest
from django.core.management import call_command

from tests.factories import make_authorization
from tests.openfda import a_row, write_bulk

pytestmark = pytest.mark.django_db

AGREEING = {"decision_date": "2011-11-07", "decision_code": "SESE", "product_code": "NFO", "regulation_number": ""}


def run(*arguments):
    """Return (exit status, standard output, standard error)."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("crosscheck_openfda", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(*rows):
        return write_bulk(tmp_path / "device-510k.json.zip", *rows)

    return write


def test_it_ends_with_0_when_all_agree(file):
    make_authorization("K103472", **AGREEING)
    status, out, err = run(file(a_row(openfda={}), {"k_number": ""}))
    assert (status, out, err) == (0, "2 rows read, 1 without a usable number.\n", "")


def test_it_ends_with_1_and_says_what_differs(file):
    make_authorization("K103472", **AGREEING | {"decision_code": ""})
    make_authorization("K181008", **AGREEING)
    make_authorization("P910001")
    status, out, _ = run(file(a_row(decision_code="DENG")))
    assert status == 1
    assert "K103472: Pathway: we say “510(k)”, openFDA says “De Novo”" in out
    assert "K103472: Decision code: we say “nothing”, openFDA says “DENG”" in out
    assert "K181008: not in the file (not yet, rather than no)" in out
    assert "Of a kind that this file does not carry: P910001" in out


def test_newer_decisions_are_listed_and_end_with_0(file):
    make_authorization("K103472", **AGREEING)
    status, out, _ = run(file(a_row(openfda={}), a_row("K200001", decision_date="2020-02-03", device_name="New")))
    assert status == 0
    assert "K200001: newer decision of 2020-02-03: New" in out


def test_it_ends_with_2_and_one_clear_line_when_the_file_cannot_be_read(tmp_path):
    path = tmp_path / "nothing.json"
    status, out, err = run(str(path))
    assert (status, out) == (2, "")
    assert err.startswith(str(path))
    assert err.count("\n") == 1


def test_the_table_has_one_row_for_each_finding_and_no_formula(file):
    make_authorization("K103472", **AGREEING | {"holder": ""})
    make_authorization("K181008")
    rows = [a_row(applicant="=cmd()", openfda={}), a_row("K200001", decision_date="2020-02-03")]
    status, out, _ = run("--csv", file(*rows))
    assert status == 1
    assert list(csv.reader(io.StringIO(out))) == [
        ["kind", "number", "field", "ours", "theirs"],
        ["differs", "K103472", "holder", "", "'=cmd()"],
        ["unknown", "K181008", "", "", ""],
        ["newer", "K200001", "decision_date", "", "2020-02-03"],
    ]
