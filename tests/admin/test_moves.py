"""Publishing, withdrawing and the steps between, from the page and from the list."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from catalog.models import Device
from tests.admin.pages import address, signed_in, submit, text_of
from tests.factories import make_device, make_finding, make_source, publish

pytestmark = pytest.mark.django_db


def move(name, *devices):
    return address("device_move", name) + "?" + "&".join(f"device={device.pk}" for device in devices)


def ready_device():
    device = make_device()
    make_source(device)
    make_finding(device)
    return device


def state_of(device):
    return Device.objects.get(pk=device.pk).state


def act(client, name, *devices):
    form = {"action": name, ACTION_CHECKBOX_NAME: [device.pk for device in devices]}
    return client.post(address("device_changelist"), form)


def test_a_refusal_to_publish_lists_what_is_missing(client):
    signed_in(client)
    device = make_device()
    for answer in (client.get(move("publish", device)), client.post(move("publish", device))):
        assert "Add at least one source" in text_of(answer)
        assert "Add the FDA finding" in text_of(answer)
    assert state_of(device) == "draft"


def test_of_a_selection_what_is_ready_is_published_and_the_rest_named(client):
    signed_in(client)
    ready, bare = ready_device(), make_device()
    answer = act(client, "publish_selected", ready, bare)
    assert answer.url == move("publish", *Device.objects.filter(pk__in=[ready.pk, bare.pk]))
    page = text_of(client.post(answer.url))
    assert f"Published: {ready}." in page
    assert "Add at least one source" in page
    assert (state_of(ready), state_of(bare)) == ("published", "draft")


def test_looking_at_the_page_moves_nothing(client):
    signed_in(client)
    device = ready_device()
    client.get(move("publish", device))
    assert state_of(device) == "draft"


def test_a_device_is_submitted_and_returned(client):
    signed_in(client, "editor")
    device = make_device()
    assert client.post(move("submit", device)).url == address("device_change", device.pk)
    assert state_of(device) == "in_review"
    assert client.post(act(client, "return_selected", device).url).status_code == 302
    assert state_of(device) == "draft"
    assert client.post(act(client, "submit_selected", device).url).status_code == 302
    assert state_of(device) == "in_review"


def test_a_withdrawal_asks_for_the_reason_that_visitors_read(client):
    signed_in(client)
    device = publish(make_device())
    assert act(client, "withdraw_selected", device).url == move("withdraw", device)
    assert "required" in text_of(client.post(move("withdraw", device), {"reason": " "}))
    assert state_of(device) == "published"
    client.post(move("withdraw", device), {"reason": "Entered twice."})
    assert Device.objects.get(pk=device.pk).withdrawn_reason == "Entered twice."


def test_a_step_that_does_not_lead_on_is_refused_in_words(client):
    signed_in(client)
    device = publish(make_device())
    page = text_of(client.post(move("submit", device)))
    assert "cannot become in review" in page
    assert "It is published" in page


def test_several_devices_lead_back_to_the_list(client):
    signed_in(client)
    answer = client.post(move("submit", make_device(), make_device()))
    assert answer.url == address("device_changelist")


@pytest.mark.parametrize("query", ["", "?device=x", "?device=999999", "?device=" + "9" * 40, "?device=%D9%A1"])
def test_a_move_of_no_device_is_not_found(client, query):
    signed_in(client)
    assert client.get(address("device_move", "publish") + query).status_code == 404


def test_an_unknown_move_is_not_found(client):
    signed_in(client)
    assert client.get(move("destroy", make_device())).status_code == 404


def test_only_the_moves_that_are_open_are_offered(client):
    signed_in(client, "editor")
    page = text_of(client.get(address("device_change", make_device().pk)))
    assert "move-submit" in page
    assert "move-publish" not in page
    signed_in(client, "verifier")
    page = text_of(client.get(address("device_change", publish(make_device()).pk)))
    assert "move-withdraw" in page
    assert "move-publish" not in page


def test_a_published_device_keeps_what_publishing_asks_for(client):
    signed_in(client)
    device = publish(ready_device())
    url = address("device_change", device.pk)
    answer = submit(client, url, **{"sources-0-DELETE": "on", "note": "Typed with care."})
    assert answer.status_code == 200
    assert "Add at least one source" in text_of(answer)
    assert "Typed with care." in text_of(answer)
    assert device.sources.count() == 1


def test_a_draft_may_lose_its_source(client):
    signed_in(client)
    device = ready_device()
    assert submit(client, address("device_change", device.pk), **{"sources-0-DELETE": "on"}).status_code == 302
    assert not device.sources.exists()
