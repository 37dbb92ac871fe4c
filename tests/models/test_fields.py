"""Partial dates, sources and prices as columns."""

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.constants import LOOKUP_SEP

from catalog.models import Area, Brand, Device, Price, Source
from catalog.models.fields import PartialDateField, show_partial
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("seen_on", "first"),
    [("2025-02-19", "2025-02-19"), ("2025-02", "2025-02-01"), ("2025", "2025-01-01"), ("", None)],
)
@pytest.mark.parametrize("way", ["create", "bulk_create", "save"])
def test_the_first_day_of_a_partial_date_is_kept_beside_it(seen_on, first, way):
    if way == "create":
        make.make_price(seen_on=seen_on)
    elif way == "bulk_create":
        Price.objects.bulk_create([Price(device=make.make_device(), amount=1, seen_on=seen_on)])
    else:
        price = make.make_price(seen_on="1999")
        price.seen_on = seen_on
        price.save()
    assert Price.objects.get().seen_from == (first and datetime.date.fromisoformat(first))


@pytest.mark.parametrize("seen_on", ["2025", "2025-02", ""])
def test_validation_lets_the_first_day_follow_its_date(seen_on):
    price = make.make_price(seen_on="1999-05-17")
    price.seen_on = seen_on
    price.full_clean()
    assert str(price.seen_from or "").startswith(seen_on)


@pytest.mark.parametrize("seen_on", ["19/02/2025", "2025-13", "2025-00", "25", "last year"])
def test_a_date_that_is_none_is_refused_at_its_own_column(seen_on):
    price = make.make_price()
    price.seen_on = seen_on
    with pytest.raises(ValidationError) as refused:
        price.full_clean()
    assert "seen_on" in refused.value.error_dict
    assert "seen_from" not in refused.value.error_dict


def test_a_partial_date_field_is_written_briefly_into_migrations():
    _, path, _, options = PartialDateField("seen").deconstruct()
    assert path == "catalog.models.fields.PartialDateField"
    assert not {"max_length", "blank", "default"} & set(options)


@pytest.mark.parametrize(
    ("seen_on", "approximate", "words"),
    [
        ("2025-02-19", False, "19 February 2025"),
        ("2025-02", True, "about February 2025"),
        ("2025", False, "about 2025"),
        ("", False, "date not stated"),
    ],
)
def test_a_price_says_when_it_was_seen(seen_on, approximate, words):
    assert make.make_price(seen_on=seen_on, seen_approximate=approximate).seen_words == words


def test_no_date_reads_as_nothing():
    assert show_partial("") == ""


@pytest.mark.parametrize(
    ("make_row", "words"),
    [
        (lambda: make.make_claim(stated_on="2025"), "stated_words"),
        (lambda: make.make_notice(dated_on="2025"), "dated_words"),
        (lambda: make.make_source(seen_on="2025"), "seen_words"),
        (lambda: make.make_device(launched_on="2025"), "launched_words"),
    ],
)
def test_every_dated_row_tells_its_date(make_row, words):
    assert getattr(make_row(), words) == "about 2025"


@pytest.mark.parametrize(
    ("seen_on", "state"),
    [
        ("2026-11-22", "current"), ("2026-10-23", "current"), ("2026-10-22", "old"), ("2026-08-24", "old"),
        ("2026-08-23", "stale"), ("2026-11", "current"), ("2026", "stale"), ("", "undated"),
    ],
)  # fmt: skip
def test_the_age_of_a_price_counts_from_its_first_possible_day(seen_on, state):
    assert make.make_price(seen_on=seen_on).state(TODAY) == state


def test_the_newest_price_comes_first_and_an_undated_one_last():
    device = make.make_device()
    for amount, seen_on in ((1, "2024-05"), (2, ""), (3, "2025"), (4, "2025-01-01"), (5, "2024-05-02")):
        make.make_price(device, amount, seen_on=seen_on)
    assert [int(price.amount) for price in Price.objects.newest_first()] == [4, 3, 5, 1, 2]


def test_a_price_reads_as_currency_and_amount():
    assert str(Price.objects.get(pk=make.make_price(amount="339").pk)) == "USD 339.00"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org/", "data:text/html,x", "example.org"])
@pytest.mark.parametrize("column", ["source_url", "address"])
def test_only_web_addresses_are_sources(column, address):
    row = make.make_source() if column == "address" else make.make_price()
    setattr(row, column, address)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert set(refused.value.error_dict) == {column}


def test_a_row_names_the_kind_of_its_source():
    assert make.make_authorization().source_kind_words == "Third-party copy of an official record"
    assert Price(source_kind="").source_kind_words == ""


@pytest.mark.parametrize("fields", [["colour"], ["power", "colour"], "power", {"power": 1}])
def test_a_source_supports_known_facts_only(fields):
    source = make.make_source(fields=["power", "current"])
    source.full_clean()
    source.fields = fields
    with pytest.raises(ValidationError, match="Unknown facts"):
        source.full_clean()


def test_a_source_is_called_by_its_title_or_its_address():
    assert [str(make.make_source(title=title, address=make.PAGE)) for title in ("The manual",)] == ["The manual"]
    assert str(Source(address=make.PAGE)) == make.PAGE


def test_no_table_is_ordered_by_the_collation_of_its_database():
    ordered = [(model, name) for model in apps.get_app_config("catalog").get_models() for name in model._meta.ordering]
    texts = [
        (model.__name__, name)
        for model, name in ordered
        if isinstance(name, str) and isinstance(_field(model, name.removeprefix("-")), models.CharField)
    ]
    assert not texts


def _field(model, path):
    *others, name = path.split(LOOKUP_SEP)
    for other in others:
        model = model._meta.get_field(other).related_model
    return model._meta.get_field(name)


def test_capitals_and_signs_stand_where_their_bytes_do():
    names = ["ZIIP", "a-z", "ab", "é"]
    for place, name in enumerate(reversed(names)):
        make.make_device("One", brand=make.make_brand(name, slug=f"brand-{place}"))
        make.make_word("areas", f"area-{place}")
        Area.objects.filter(slug=f"area-{place}").update(name=name)
    for rows in (Brand.objects.all(), Area.objects.all(), Brand.objects.distinct()):
        assert [row.name for row in rows] == names
    assert [device.brand.name for device in Device.objects.select_related("brand")] == names
