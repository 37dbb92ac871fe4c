"""Moving a device from one state to the next."""

import pytest
from django.core.exceptions import PermissionDenied

from catalog.actions.publication import (
    MoveRefused,
    NotReady,
    open_finding,
    publish_device,
    return_device,
    submit_device,
    withdraw_device,
)
from catalog.models import Device
from tests.factories import (
    make_authorization,
    make_contraindication,
    make_device,
    make_device_contraindication,
    make_link,
    make_photo,
    make_price,
    make_source,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db


def ready_device(**columns):
    device = make_device(**columns)
    make_source(device)
    open_finding(device)
    return device


def state_of(device):
    return Device.objects.get(pk=device.pk).state


def test_a_draft_goes_through_review_to_the_public_and_off_again():
    editor, verifier = make_user(role="editor"), make_user(role="verifier")
    device = ready_device()
    assert submit_device(device, by=editor).state == "in_review"
    assert return_device(device, by=editor).state == "draft"
    assert publish_device(device, by=verifier).state == "published"
    assert withdraw_device(device, by=verifier, reason=" Entered twice. ").withdrawn_reason == "Entered twice."
    again = publish_device(device, by=verifier)
    assert (again.state, again.withdrawn_reason) == ("published", "")


def test_the_day_of_the_first_publication_stays():
    device = publish(make_device())
    first = device.published_at
    withdraw_device(device, by=make_user(role="verifier"), reason="Entered twice.")
    assert publish_device(device).published_at == first


def test_the_history_says_who_moved_a_device_and_why():
    verifier = make_user(role="verifier")
    device = withdraw_device(publish(make_device()), by=verifier, reason="Entered twice.")
    record = device.history.first()
    assert (record.history_user, record.history_change_reason) == (verifier, "corrected: Entered twice.")


def test_an_editor_publishes_and_withdraws_nothing():
    editor, draft, shown = make_user(role="editor"), ready_device(), publish(make_device())
    with pytest.raises(PermissionDenied, match="may not make a device published"):
        publish_device(draft, by=editor)
    with pytest.raises(PermissionDenied):
        withdraw_device(shown, by=editor, reason="A whim.")
    assert (state_of(draft), state_of(shown)) == ("draft", "published")


def test_a_withdrawal_without_a_reason_is_refused():
    device = publish(make_device())
    with pytest.raises(MoveRefused, match="Say why"):
        withdraw_device(device, by=make_user(role="verifier"), reason="  ")
    assert state_of(device) == "published"


def test_a_reason_longer_than_its_column_is_refused_in_words():
    with pytest.raises(MoveRefused, match="300"):
        withdraw_device(publish(make_device()), by=make_user(role="verifier"), reason="x" * 301)


def test_a_move_that_leads_nowhere_is_refused_in_words():
    with pytest.raises(MoveRefused, match="published cannot become draft"):
        return_device(publish(make_device()), by=make_user(role="verifier"))


def test_a_bare_draft_is_refused_with_what_it_lacks():
    device = make_device()
    with pytest.raises(NotReady) as caught:
        publish_device(device, by=make_user(role="verifier"))
    assert ["source" in caught.value.missing[0], "finding" in caught.value.missing[1]] == [True, True]
    assert state_of(device) == "draft"


def test_every_gap_is_named():
    device = make_device(status="registered")
    make_price(device, source_url="")
    make_device_contraindication(device, make_contraindication(), source_url="")
    make_link(device, make_authorization("K181008", source_url=""), scope="inferred")
    make_photo(device, alt="")
    with pytest.raises(NotReady) as caught:
        publish_device(device)
    text = str(caught.value)
    for word in ("source", "Registered only", "USD 339.00", "Pacemaker", "K181008", "text alternative"):
        assert word in text


def test_a_status_that_rests_on_a_sourced_record_may_be_published():
    device = ready_device(number="K181008")
    assert publish_device(device).state == "published"


def test_a_finding_is_opened_once():
    device = make_device()
    assert open_finding(device) == open_finding(device)
