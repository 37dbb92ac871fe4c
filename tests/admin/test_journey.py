"""The editor's story, through the forms."""

import pytest

from catalog.models import Authorization, Device, Verification
from tests.admin.pages import address, filled, signed_in, submit, text_of
from tests.factories import make_brand

pytestmark = pytest.mark.django_db


def add_record(client, number="k 181-008", **typed):
    return submit(
        client,
        address("authorization_add"),
        **{"number": number, "holder": "Carol Cole Company", "decision_basis": "listed"}
        | {"source_url": "https://example.org/k", "source_kind": "register"}
        | typed,
    )


def add_device(client, record, **typed):
    row = {"links-0-authorization": record.pk, "links-0-scope": "exact", "links-0-basis": "name-on-record"}
    source = {
        "sources-0-address": "https://example.org/maker",
        "sources-0-kind": "maker",
        "sources-0-fields": ["model", "current"],
    }
    url = address("device_add")
    return client.post(url, filled(client.get(url)) | row | source | {"brand": make_brand().pk} | typed)


def test_a_device_is_entered_looked_up_and_published(client, settings):
    settings.SECOND_PERSON = False
    signed_in(client)
    assert add_record(client).status_code == 302
    record = Authorization.objects.get(number="K181008")

    assert add_device(client, record, model="Trinity", max_current_ua="400").status_code == 302
    device = Device.objects.get(slug="nuface-trinity")
    finding = device.findings.get()
    assert (device.state, device.max_current_ua) == ("draft", 400)
    assert device.sources.get().fields == ["model", "current"]
    page = text_of(client.get(address("device_change", device.pk)))
    assert address("regulatoryfinding_verify", finding.pk) in page

    verify = address("regulatoryfinding_verify", finding.pk)
    answer = submit(client, verify, outcome="confirmed", no_evidence_reason="The page cannot be printed.")
    assert answer.url == address("device_change", device.pk)
    assert Verification.objects.get().confirms

    publish = address("device_move", "publish") + f"?device={device.pk}"
    assert "Nothing is missing." in text_of(client.get(publish))
    assert client.post(publish).url == address("device_change", device.pk)
    device.refresh_from_db()
    assert device.state == "published"
    page = text_of(client.get(address("device_change", device.pk)))
    assert "510(k) cleared · Checked and current" in page
    assert device.get_absolute_url() in page


def test_a_number_in_any_spelling_is_stored_in_one(client):
    signed_in(client)
    add_record(client, " #k 181-008 ")
    assert Authorization.objects.get().number == "K181008"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("K18100", "exactly six digits"),
        ("181008", "no letter in front"),
        ("\u041a181008", "CYRILLIC CAPITAL LETTER KA"),
        ("\u212a181008", "KELVIN SIGN"),
        ("KI81008", "letter (O, I or L)"),
        ("K number pending", "not a premarket number"),
        ("DEN150005", "choose De Novo"),
    ],
)
def test_a_wrong_number_is_refused_in_words(client, number, words):
    signed_in(client)
    answer = add_record(client, number)
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert not Authorization.objects.exists()


def test_a_decision_before_the_file_arrived_is_refused(client):
    signed_in(client)
    answer = add_record(client, "K252218", decision_date="2024-05-01")
    assert "cannot have been decided in 2024" in text_of(answer)


def test_a_number_of_unconfirmed_shape_is_taken_with_a_warning(client):
    signed_in(client)
    answer = client.get(add_record(client, "BK123456").url)
    assert "not confirmed by a public source" in text_of(answer)


def test_a_number_that_is_there_already_is_refused_in_words(client):
    signed_in(client)
    add_record(client)
    assert "link that record instead" in text_of(add_record(client, "K181008"))


def test_what_was_typed_stays_when_something_is_wrong(client):
    signed_in(client)
    add_record(client)
    answer = add_device(client, Authorization.objects.get(), model="Trinity", max_current_ua="-3", note="A long note.")
    form = filled(answer)
    assert (form["model"], form["note"], form["max_current_ua"]) == ("Trinity", "A long note.", "-3")
    assert form["links-0-authorization"] == [str(Authorization.objects.get().pk)]
