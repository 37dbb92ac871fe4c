"""What holds of every import: the guard is undone, no bytes break the reader, Python and database judge alike."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import CheckConstraint
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Device, RegulatoryFinding
from catalog.models.conditions import holds
from catalog.queries.tables import TABLES
from catalog.rules.imports import plain, read_csv
from catalog.rules.spreadsheets import SPREADSHEET, guard
from tests.factories import make_device
from tests.imported import imported

# Text as an editor could have stored it: no NUL, no lone surrogates; formulas, quotes, bars and line ends included.
_CHARACTERS = st.one_of(
    st.sampled_from("=+-@'\"|,;\t ＝＋"), st.characters(min_codepoint=32, exclude_categories=["Cs"])
)
texts = st.text(_CHARACTERS, max_size=20)
database = pytest.mark.django_db


@given(text=texts)
def test_the_guard_is_undone_exactly(text):
    assert plain(guard(text), flavour=SPREADSHEET, is_guarded=True) == text


@given(content=st.binary(max_size=200))
def test_no_bytes_break_the_reader(content):
    try:
        header, lines = read_csv("x.csv", content)
    except ValueError as refused:
        assert "x.csv, row " in str(refused)
    else:
        assert all(len(line.cells) == len(header) for line in lines)


def examples(field):
    """Return values of a field that lie on both sides of its constraints."""
    kind = field.get_internal_type()
    if field.choices and "Char" in kind:
        return [value for value, _ in field.flatchoices] + ["strange"]
    if "Integer" in kind or "Decimal" in kind:
        return [0, 1, 1976, 2101, *([None] if field.null else [])]
    if "Date" in kind:
        return [None]
    return ["", "K1", "k 1"] if "Char" in kind or "URL" in kind or "Text" in kind else []


CONSTRAINTS = [
    (model, constraint)
    for model in apps.get_app_config("catalog").get_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint) and model in {table.model for table in TABLES.values()}
]


@database
@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS, ids=lambda one: getattr(one, "name", None))
def test_python_says_of_a_constraint_what_the_database_says(model, constraint):
    own = [one for one in model._meta.concrete_fields if not one.primary_key and not one.is_relation]
    used = [one for one in own if examples(one) and f"'{one.name}" in repr(constraint.condition)]
    for number in range(24):
        row = model()
        for place, field in enumerate(used):
            values = examples(field)
            setattr(row, field.attname, values[(number // (place + 1) + place) % len(values)])
        assert (holds(constraint.condition, row) is not False) is database_takes(constraint, row)


def database_takes(constraint, row):
    try:
        constraint.validate(type(row), row)
    except ValidationError:
        return False
    return True


@database
def test_a_row_that_the_database_alone_refuses_is_named(monkeypatch):
    """The last word is the database's, even where the preview saw nothing."""
    monkeypatch.setattr("catalog.queries.imports_checks.violations", lambda row: [])
    make_device("Trinity")
    before = Device.objects.values().get(), RegulatoryFinding.objects.count()
    with pytest.raises(ValueError, match=r"devices\.csv, row 2: it contradicts"):
        imported({"devices.csv": b"slug,min_current_ua,max_current_ua\r\nnuface-trinity,9,5\r\n"})
    assert (Device.objects.values().get(), RegulatoryFinding.objects.count()) == before
    assert connection.is_usable()
