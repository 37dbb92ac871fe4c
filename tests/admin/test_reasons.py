"""Every form asks why, and the answer is kept with all that it saved."""

import pytest

from catalog.admin.reasons import reason_of
from catalog.models import Authorization, Brand
from tests.admin.pages import add_row, address, filled, signed_in, submit, text_of
from tests.factories import make_authorization, make_brand, make_device, make_price, make_word, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _editor(client):
    signed_in(client, "editor")


def edit(client, device, **typed):
    return submit(client, address("device_change", device.pk), **typed)


def why(row):
    return row.history.first().history_change_reason


def test_the_reason_is_kept_with_the_device(client):
    device = publish(make_device())
    edit(client, device, note="B", reason_code="product", reason_text=" A new  edition ")
    assert why(device) == "product: A new edition"


def test_the_reason_is_kept_with_rows_and_words_alike(client):
    device = publish(make_device())
    price = make_price(device)
    form = filled(client.get(address("device_change", device.pk)))
    add_row(
        form, "claims", wording="FDA cleared", said_by="maker", source_kind="maker", source_url="https://a.example/"
    )
    form |= {"prices-0-note": "In a sale.", "areas": [make_word("areas", "face").pk], "reason_code": "register"}
    form["sources-0-fields"] = ["areas"]
    assert client.post(address("device_change", device.pk), form).status_code == 302
    assert {why(device), why(price), why(device.claims.get())} == {"register"}


def test_a_row_that_is_taken_out_keeps_the_reason(client):
    price = make_price(make_device())
    edit(client, price.device, reason_code="corrected", reason_text="Another device", **{"prices-0-DELETE": "on"})
    assert type(price).history.first().history_change_reason == "corrected: Another device"


def test_a_deletion_asks_why_and_keeps_the_answer(client):
    device = make_device()
    price = make_price(device)
    page = address("device_delete", device.pk)
    assert "Our error corrected, or new where nothing stood (as usual)" in text_of(client.get(page))
    assert "in your words" in text_of(submit(client, page, post="yes", reason_text="x" * 301)).lower()
    assert submit(client, page, post="yes", reason_code="product", reason_text="Never made").status_code == 302
    for row in (device, price):
        assert type(row).history.first().history_change_reason == "product: Never made"


def test_what_is_taken_out_of_a_draft_is_not_called_new(client):
    price = make_price(make_device())
    edit(client, price.device, **{"prices-0-DELETE": "on"})
    assert type(price).history.first().history_change_reason == "corrected"


def test_a_form_without_an_answer_says_what_is_usual_row_by_row(client):
    device = publish(make_device(note="A"))
    url = address("device_change", device.pk)
    price = {"amount": "339.00", "currency": "USD", "kind": "list", "source_kind": "maker"}
    form = add_row(filled(client.get(url)), "prices", **price, source_url="https://example.org/price")
    del form["reason_code"], form["reason_text"]
    client.post(url, form | {"note": "B"})
    assert (why(device), why(device.prices.get())) == ("corrected", "price")


@pytest.mark.parametrize(
    ("before", "typed", "code"), [("", "B", "new"), ("A", "B", "corrected"), ("A", "", "corrected")]
)
def test_what_was_missing_on_a_published_page_is_new_and_no_error_of_ours(client, before, typed, code):
    device = publish(make_device(note=before))
    edit(client, device, note=typed)
    assert why(device) == code


def test_words_alone_go_with_what_is_usual(client):
    device = make_device()
    edit(client, device, note="B", reason_text="From the box")
    assert why(device) == "new: From the box"


@pytest.mark.parametrize(
    ("state", "words"),
    [("draft", "New (as usual)"), ("published", "Our error corrected, or new where nothing stood (as")],
)
def test_the_form_says_what_is_usual(client, state, words):
    device = make_device(state=state)
    assert words in text_of(client.get(address("device_change", device.pk)))


@pytest.mark.parametrize("answer", [{"reason_code": "because"}, {"reason_text": "x" * 301}, {"reason_text": "\0"}])
def test_an_answer_that_cannot_be_kept_is_refused_with_all_that_was_typed(client, answer):
    device = make_device()
    page = edit(client, device, note="Typed", **answer)
    assert (page.status_code, filled(page)["note"]) == (200, "Typed")
    assert "Say why in another way" in text_of(page)
    device.refresh_from_db()
    assert device.note == ""


def test_every_noun_of_the_catalogue_is_asked_for_its_reason(client):
    record, brand = make_authorization(), make_brand()
    submit(client, address("authorization_change", record.pk), note="B", reason_code="register", reason_text="Read")
    submit(client, address("brand_change", brand.pk), note="B", reason_code="corrected")
    submit(client, address("area_add"), name="Jaw", slug="jaw")
    assert (why(record), why(brand)) == ("register: Read", "corrected")
    assert why(make_word("areas", "jaw")) == "new"
    assert (Authorization.objects.get().note, Brand.objects.get().note) == ("B", "B")


def test_who_may_only_look_is_not_asked(client):
    device = make_device()
    signed_in(client, "administrator")
    assert "reason_code" not in text_of(client.get(address("device_change", device.pk)))


def test_the_reason_can_be_read_before_anything_is_saved(rf):
    asked = rf.post("/", {"reason_code": "register", "reason_text": "Date added"})
    assert reason_of(asked) == "register: Date added"
    assert reason_of(rf.post("/", {"reason_code": "x"})) == "corrected"
    assert reason_of(rf.post("/"), is_new=True) == "new"


def test_a_withdrawal_says_which_kind_of_reason_it_has(client):
    signed_in(client)
    device = publish(make_device())
    page = address("device_move", "withdraw") + f"?device={device.pk}"
    submit(client, page, reason="The maker recalled its name.", code="product")
    assert why(device) == "product: The maker recalled its name."


def test_publishing_is_kept_as_new(client):
    assert why(publish(make_device())) == "new: published"
