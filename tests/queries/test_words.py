"""Published words of ours that say more than a record: which devices and records have them."""

import pytest

from catalog.models import Authorization, Device
from catalog.queries.tables import TABLES
from catalog.queries.words import OUR_TEXTS, overstating_devices, overstating_records
from catalog.rules import cells
from tests.factories import make_authorization, make_device, make_notice, make_photo, make_price, publish

pytestmark = pytest.mark.django_db


def listed(slug):
    if slug == "devices":
        return list(overstating_devices(Device.objects.published()))
    return list(overstating_records(Authorization.objects.public()))


@pytest.mark.parametrize("where", ["device", "finding", "link", "brand", "price", "notice", "photo"])
def test_published_words_of_ours_that_go_beyond_the_record_are_listed_by_device(where):
    device = publish(make_device(number="K181008"))
    row, column = {
        "device": (device, "note"),
        "finding": (device.findings.get(), "note"),
        "link": (device.links.get(), "note"),
        "brand": (device.brand, "note"),
        "price": (make_price(device), "note"),
        "notice": (make_notice(device), "title"),
        "photo": (make_photo(device), "alt"),
    }[where]
    setattr(row, column, "It is not FDA approved.")
    row.save()
    assert not listed("devices")
    setattr(row, column, "It is F.D.A. approved.")
    row.save()
    assert listed("devices") == [device]


def test_words_that_an_approval_bears_out_and_drafts_are_not_listed():
    publish(make_device(number="P910001", note="FDA approved"))
    make_device(note="FDA approved")
    assert not listed("devices")


def test_a_published_record_whose_note_goes_beyond_it_is_listed():
    device = make_device(number="K181008")
    record = device.links.get().authorization
    record.note = "FDA approved."
    record.save()
    make_authorization("P910001", note="FDA approved.", shown_alone=True)
    assert not listed("records")
    record.shown_alone = True
    record.save()
    assert listed("records") == [record]


# Table and column of every text that nobody weighs → why not.
_NAME, _WORD_FOR_WORD, _FORMAT = "somebody else’s own name", "quoted word for word", "held by a rule for its form"
UNWEIGHED = {
    ("brands", "name"): _NAME,
    ("devices", "model"): _NAME,
    ("devices", "model_number"): _NAME,
    ("prices", "retailer"): _NAME,
    ("authorizations", "holder"): _WORD_FOR_WORD,
    ("authorizations", "trade_name"): _WORD_FOR_WORD,
    ("device-authorizations", "function"): _WORD_FOR_WORD,
    ("device-contraindications", "wording"): _WORD_FOR_WORD,
    ("device-benefits", "wording"): _WORD_FOR_WORD,
    ("claims", "wording"): "quoted, with a verdict beside it",
    ("sources", "title"): _WORD_FOR_WORD,
    ("authorizations", "number"): _FORMAT,
    ("authorizations", "decision_code"): "a code of eight characters",
    ("authorizations", "product_code"): _FORMAT,
    ("authorizations", "regulation_number"): _FORMAT,
    ("findings", "registration_number"): _FORMAT,
    ("devices", "looked_for"): "one of our lists",
    ("sources", "fields"): "one of our lists",
}


def test_every_text_that_the_data_holds_is_weighed_or_somebody_elses():
    texts = {
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if column.field and column.kind in (cells.TEXT, cells.LIST) and not column.values and column.name != "slug"
        if not table.model._meta.get_field(column.field).is_relation
    }
    weighed = {(table.name, name) for table in TABLES.values() for name in OUR_TEXTS.get(table.model, ())}
    assert texts - weighed == UNWEIGHED.keys()
