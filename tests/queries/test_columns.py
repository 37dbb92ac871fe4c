"""The tables of data: what drives CSV out, JSON out, CSV in and the page about them."""

import re

import pytest
from django.utils import timezone

from catalog.models import Device
from catalog.queries.columns import Scope
from catalog.queries.tables import TABLES
from catalog.rules import cells
from tests import factories
from tests.exported import SECRET, make_catalogue

EVERY = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())


def scope():
    return Scope(timezone.localdate(), "https://register.example")


def rows_of(table):
    return list(table.rows(scope()))


@pytest.fixture
def catalogue(db):
    return make_catalogue()


@EVERY
def test_a_column_has_a_name_of_its_own_and_says_what_it_holds(table):
    assert len(set(table.header)) == len(table.header)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in table.header)
    assert all(column.description for column in table.columns)


@EVERY
def test_a_table_names_its_rows_and_those_that_it_points_to_by_columns_it_has(table):
    assert set(table.key) <= set(table.header)
    for reference in table.references:
        assert set(reference.columns) <= set(table.header)
        assert reference.keys == TABLES[reference.table].key
        assert table.model._meta.get_field(reference.field).is_relation


@EVERY
def test_what_an_import_may_set_is_a_field_that_an_editor_may_set(table):
    for column in table.columns:
        if table.role(column) == "fact":
            assert table.model._meta.get_field(column.field).editable, column.name


@EVERY
def test_a_unit_stands_in_the_name_of_its_column(table):
    words = {"µA": "ua", "min": "minutes", "g": "g", "d": "days"}
    for column in table.columns:
        if column.unit:
            assert words[column.unit] in column.name.split("_")


def test_every_table_has_a_row_that_can_be_read_back(catalogue):
    for table in TABLES.values():
        rows = rows_of(table)
        assert rows
        for row in rows:
            for column, text in zip(table.columns, table.cells(row), strict=True):
                value = column.value(row)
                assert cells.parse(column.kind, text) == value, column.name
                assert not column.values or not text or text in column.values, column.name


def test_an_import_would_set_what_the_model_holds(catalogue):
    for table in TABLES.values():
        for found in table.public(table.every(scope())):
            row = table.row(found, scope())
            for column in table.columns:
                if table.role(column) == "fact" and not hasattr(getattr(found, column.field), "all"):
                    text = cells.cell(column.kind, column.value(row))
                    assert column.parse(text) == getattr(found, column.field), column.name


def test_json_holds_what_the_cells_hold(catalogue):
    for table in TABLES.values():
        for row in rows_of(table):
            read = [
                cells.to_json(c.kind, cells.parse(c.kind, text))
                for c, text in zip(table.columns, table.cells(row), strict=True)
            ]
            assert list(table.json_row(row).values()) == read


def test_rows_stand_in_the_order_of_their_key_and_no_two_share_it(catalogue):
    for table in TABLES.values():
        keys = [tuple(table.column(name).value(row) for name in table.key) for row in rows_of(table)]
        ordered = [tuple(k.encode() if isinstance(k, str) else k for k in key) for key in keys]
        assert len(set(keys)) == len(keys)
        assert ordered == sorted(ordered, key=lambda key: tuple((k is not None, k) for k in key))


def test_a_draft_leaves_no_trace(catalogue):
    for table in TABLES.values():
        told = [text for row in rows_of(table) for text in table.cells(row)]
        assert not [text for text in told if SECRET in text.lower()]
        assert "K223344" not in "".join(told)


def test_a_draft_is_among_every_row(catalogue):
    assert Device.objects.get(note=SECRET) in TABLES["devices"].every(scope())


@pytest.mark.parametrize("name", ["devices", "prices", "findings", "claims", "authorizations"])
def test_a_table_asks_as_much_for_twenty_rows_as_for_two(db, name, django_assert_max_num_queries):
    asked = []
    for size in (2, 20):
        for _ in range(size):
            device = factories.make_device(number="K181008")
            factories.make_price(device)
            factories.make_claim(device)
            factories.publish(device)
        with django_assert_max_num_queries(12) as queries:
            for row in TABLES[name].rows(scope()):
                TABLES[name].cells(row)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_log_keeps_the_place_of_an_entry_that_is_not_disclosed(catalogue):
    log = [TABLES["verifications"].json_row(row) for row in rows_of(TABLES["verifications"])]
    assert [(row["sequence"], row["disclosed"], row["device"]) for row in log] == [
        (1, True, "nuface-trinity"),
        (2, False, None),
        (3, True, "nuface-old"),
    ]
    assert {name for name, value in log[1].items() if value is not None} == {
        "sequence", "disclosed", "previous_hash", "hash",
    }  # fmt: skip


def test_an_entry_of_the_log_is_disclosed_once_its_device_is_published(catalogue):
    factories.publish(Device.objects.get(note=SECRET))
    assert all(row.disclosed for row in rows_of(TABLES["verifications"]))


def test_the_same_observation_entered_twice_is_counted_by_age(catalogue):
    prices = [TABLES["prices"].json_row(row) for row in rows_of(TABLES["prices"])]
    assert [(row["occurrence"], row["note"].endswith("again")) for row in prices] == [(1, False), (2, True)]


def test_words_of_a_finding_never_say_more_than_was_checked(catalogue):
    trinity = catalogue.findings.get()
    trinity.note = "Changed."
    trinity.save()
    factories.publish(factories.make_device("Mini", number="K133823"))
    words = {row.device.model: TABLES["findings"].json_row(row)["words"] for row in rows_of(TABLES["findings"])}
    assert words == {"Trinity": "510(k) cleared", "Mini": "Reported: 510(k) K133823, not yet checked by us"}


def test_a_holder_with_a_bar_in_its_name_stays_one_holder(db):
    device = factories.make_device("Mini", number="K133823")
    record = device.links.get().authorization
    record.holder = "Carol | Cole"
    record.save()
    factories.publish(device)
    [row] = rows_of(TABLES["devices"])
    assert TABLES["devices"].json_row(row)["fda_holder"] == ["Carol / Cole"]


@pytest.mark.parametrize(
    ("table", "column", "text", "held"),
    [
        ("devices", "medium", "", "not-stated"),
        ("devices", "aliases", "a|b", "a|b"),
        ("devices", "areas", "face|neck", ["face", "neck"]),
        ("devices", "max_current_ua", "", None),
        ("prices", "seen_approximate", "true", True),
        ("findings", "recheck_days", "30", 30),
    ],
)
def test_a_cell_is_read_into_what_the_model_holds(table, column, text, held):
    assert TABLES[table].column(column).parse(text) == held


@pytest.mark.parametrize(
    ("table", "column", "text"),
    [("devices", "medium", "honey"), ("findings", "recheck_days", "31"), ("prices", "amount", "$9")],
)
def test_a_cell_that_cannot_be_read_is_refused_in_a_sentence(table, column, text):
    with pytest.raises(ValueError, match=r" "):
        TABLES[table].column(column).parse(text)
