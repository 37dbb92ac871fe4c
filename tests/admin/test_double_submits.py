"""A form that is sent twice is carried out once, and the second copy is led to where the first has led."""

import pytest

from catalog.models import Brand, Device, Price, SentForm, Verification
from tests.admin.pages import add_row, address, filled, signed_in, text_of
from tests.factories import days_ago, make_brand, make_device, make_finding, make_user, publish

pytestmark = pytest.mark.django_db


def opened(client, url, **typed):
    """Return the form of a page as it would be sent."""
    return filled(client.get(url)) | typed


def test_the_second_click_on_add_leads_to_the_first_ones_device(client):
    signed_in(client)
    url = address("device_add")
    form = opened(client, url, brand=make_brand().pk, model="Trinity", _continue="1")
    first = client.post(url, form)
    second = client.post(url, form)
    assert second.url == first.url == address("device_change", Device.objects.get().pk)
    assert "had been sent before" in text_of(client.get(second.url))
    assert Device.objects.count() == 1


def test_the_second_click_on_save_adds_no_second_row(client):
    signed_in(client)
    url = address("device_change", make_device().pk)
    form = add_row(opened(client, url), "prices", amount="339.00", currency="USD", kind="list", source_kind="maker")
    assert client.post(url, form).status_code == client.post(url, form).status_code == 302
    assert Price.objects.count() == 1


def test_a_form_sent_again_with_another_text_is_not_taken_for_the_first(client):
    signed_in(client)
    device = make_finding(make_device(note="Before")).device
    url = address("device_change", device.pk)
    form = opened(client, url)
    assert client.post(url, form | {"note": "First"}).status_code == 302
    answer = client.post(url, form | {"note": "Second"})
    assert "Not saved yet" in text_of(answer)
    assert "Second" in text_of(answer)


def test_an_add_form_sent_again_with_another_text_makes_a_second_one_only_when_asked(client):
    signed_in(client)
    url = address("brand_add")
    form = opened(client, url, name="ZIIP", slug="ziip", source_kind="maker")
    assert client.post(url, form).status_code == 302
    answer = client.post(url, form | {"name": "FOREO", "slug": "foreo"})
    assert "this form was sent before" in text_of(answer)
    assert filled(answer)["name"] == "FOREO"
    assert Brand.objects.count() == 1
    assert client.post(url, filled(answer)).status_code == 302
    assert Brand.objects.count() == 2


def test_a_refused_form_is_not_taken_for_sent(client):
    signed_in(client)
    url = address("brand_add")
    form = opened(client, url, name="", slug="ziip", source_kind="maker")
    assert "required" in text_of(client.post(url, form))
    assert "required" in text_of(client.post(url, form))
    assert not SentForm.objects.exists()


def test_a_check_is_logged_once(client):
    signed_in(client)
    finding = make_finding(declared="registered")
    url = address("regulatoryfinding_verify", finding.pk)
    form = opened(client, url, outcome="confirmed", no_evidence_reason="None at hand.", checked_on=str(days_ago(0)))
    first, second = client.post(url, form), client.post(url, form)
    assert (first.status_code, second.url) == (302, first.url)
    assert Verification.objects.count() == 1


def test_a_move_is_made_once(client):
    signed_in(client)
    device = publish(make_device())
    url = address("device_move", "withdraw") + f"?device={device.pk}"
    form = opened(client, url, reason="Entered twice.")
    assert client.post(url, form).url == client.post(url, form).url
    device.refresh_from_db()
    assert device.history.filter(state="withdrawn").count() == 1


def test_what_was_added_in_a_window_of_its_own_is_added_once(client):
    signed_in(client)
    url = address("brand_add") + "?_popup=1"
    form = opened(client, url, name="ZIIP", slug="ziip", source_kind="maker", _popup="1")
    assert client.post(url, form).status_code == 200
    assert client.post(url, form).url == address("brand_change", Brand.objects.get().pk) + "?_popup=1"
    assert Brand.objects.count() == 1


def test_the_token_of_one_editor_means_nothing_for_another(client):
    signed_in(client)
    url = address("brand_add")
    form = opened(client, url, name="ZIIP", slug="ziip", source_kind="maker")
    client.post(url, form)
    client.force_login(make_user(role="editor"))
    assert "already exists" in text_of(client.post(url, form | {"_tag": ""}))


def test_a_device_changed_while_its_page_of_moves_stood_open_is_not_moved(client):
    signed_in(client)
    device = make_device()
    url = address("device_move", "submit") + f"?device={device.pk}"
    form = opened(client, url)
    device.note = "Changed by somebody else."
    device.save()
    answer = client.post(url, form)
    assert "was changed after this page was shown" in text_of(answer)
    assert Device.objects.get().state == "draft"
    assert client.post(url, filled(answer)).status_code == 302
    assert Device.objects.get().state == "in_review"
