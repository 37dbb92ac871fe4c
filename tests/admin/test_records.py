"""The page and the list of records, and of the findings that rest on them."""

import pytest
from django.urls import reverse

from tests.admin.pages import address, signed_in, submit, text_of
from tests.factories import make_authorization, make_device, make_link, make_verification, publish

pytestmark = pytest.mark.django_db

OUT = 'target="_blank" rel="nofollow noopener external"'


@pytest.fixture(autouse=True)
def _verifier(client):
    signed_in(client)


def found(client, text):
    page = client.get(address("authorization_changelist"), {"q": text})
    return {record.number for record in page.context["cl"].result_list}


def test_a_record_is_found_by_number_in_any_spelling_by_firm_and_by_trade_name(client):
    make_authorization("K181008", holder="Carol Cole Company", trade_name="NuFACE Trinity")
    make_authorization("DEN150005", holder="Cefaly", trade_name="Cefaly")
    for text in ("k 181-008", "K181", "carol cole", "trinity"):
        assert found(client, text) == {"K181008"}
    assert found(client, "\u041a181008") == set()


def test_the_record_leads_to_the_official_pages_and_to_its_devices(client):
    record = make_authorization("K181008", product_code="NFO")
    device = publish(make_device("Trinity"))
    make_link(device, record)
    page = text_of(client.get(address("authorization_change", record.pk)))
    assert f'pmn.cfm?ID=K181008" {OUT}' in page
    assert f'productcode=NFO" {OUT}' in page
    assert address("device_change", device.pk) in page
    assert record.get_absolute_url() in page


def test_a_record_that_covers_only_drafts_has_no_public_address(client):
    record = make_authorization("K181008")
    make_link(make_device(), record)
    assert "View on site" not in text_of(client.get(address("authorization_change", record.pk)))


def test_a_number_without_a_known_page_stands_without_a_link(client):
    make_authorization("BK123456")
    page = text_of(client.get(address("authorization_changelist")))
    assert "BK123456" in page
    assert OUT not in page


def test_every_list_leads_to_the_official_page_of_every_number(client):
    make_device(number="K181008", state="published")
    for name in ("device_changelist", "regulatoryfinding_changelist", "authorization_changelist"):
        assert f'pmn.cfm?ID=K181008" {OUT}' in text_of(client.get(address(name)))


def test_the_finding_shows_its_checks_and_when_the_next_is_due(client):
    finding = make_device(number="K181008", state="published").findings.get()
    make_verification(finding, note="Compared.")
    page = text_of(client.get(address("regulatoryfinding_change", finding.pk)))
    assert "Compared." in page
    assert "Checked and current" in page
    assert address("regulatoryfinding_verify", finding.pk) in page


def test_a_registration_number_of_the_wrong_length_is_refused_in_words(client):
    finding = make_device(status="registered").findings.get()
    answer = submit(client, address("regulatoryfinding_change", finding.pk), registration_number="123")
    assert "7 or 10 digits" in text_of(answer)


def test_a_brand_is_offered_while_it_is_typed(client):
    make_device()
    asked = {"app_label": "catalog", "model_name": "device", "field_name": "brand", "term": "nuf"}
    offered = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [brand["text"] for brand in offered] == ["NuFACE"]


def test_an_address_that_was_entered_can_be_opened_beside_its_field(client):
    page = address("authorization_change", make_authorization("K181008", source_url="https://example.org/a?b=1&c").pk)
    assert f'<a href="https://example.org/a?b=1&amp;c" {OUT}>Open</a>' in text_of(client.get(page))
    assert 'javascript:alert(1)" target' not in text_of(submit(client, page, source_url="javascript:alert(1)"))
