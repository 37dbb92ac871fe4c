"""A claim held against where a device stands: how far a verdict reaches, and when there is none."""

import pytest

from catalog.models import Device
from catalog.queries.claims import verdict_on
from catalog.queries.standing import standing
from catalog.rules import claims
from catalog.rules.dates import show_day
from tests import factories

pytestmark = pytest.mark.django_db


def judge(wording, device):
    today = factories.days_ago(0)
    return verdict_on(wording, standing(Device.objects.with_fda(today).for_cards().get(pk=device.pk), today))


def linked(**columns):
    device = factories.make_device(status="not-checked")
    factories.make_link(device, factories.make_authorization("K181008"), **columns)
    return device


def test_a_record_of_the_whole_device_bears_a_verdict_on_the_whole():
    device = linked(covers="whole")
    factories.make_verification(device.findings.get())
    assert judge("FDA cleared", device) == (claims.MATCHES, "Does not go beyond the record")


@pytest.mark.parametrize("columns", [{"covers": "microcurrent"}, {"covers": "not-stated"}])
def test_a_record_that_may_cover_less_bears_a_verdict_on_that_alone(columns):
    words = "Does not go beyond the record, for what the record covers, as that is reported to us"
    assert judge("FDA cleared", linked(**columns)) == (claims.MATCHES, words)


def test_a_record_that_was_checked_too_long_ago_bears_a_verdict_as_of_that_day():
    device = linked(covers="whole")
    day = factories.days_ago(400)
    factories.make_verification(device.findings.get(), checked_on=day)
    words = f"Does not go beyond the record, as it stood when we last looked, on {show_day(day)}"
    assert judge("FDA cleared", device) == (claims.MATCHES, words)


@pytest.mark.parametrize("outcome", ["differs", "not-found"])
def test_a_record_that_our_last_look_did_not_confirm_bears_no_good_verdict(outcome):
    device = linked(covers="whole")
    factories.make_verification(device.findings.get(), outcome=outcome)
    verdict, words = judge("FDA cleared", device)
    assert (verdict, words.partition(":")[0]) == (claims.NOT_CHECKED, "No verdict")


def test_a_claim_that_goes_too_far_does_so_whatever_our_last_look_saw():
    device = linked(covers="whole")
    factories.make_verification(device.findings.get(), outcome="differs")
    assert judge("FDA approved", device)[0] == claims.OVERSTATES


def test_a_registration_is_borne_by_a_registered_firm_and_is_of_the_firm():
    device = factories.make_device(status="registered")
    verdict, words = judge("FDA registered", device)
    assert verdict == claims.MATCHES
    assert words == "Does not go beyond the record: of the firm, not of the device, as that is reported to us"


def test_a_registration_says_nothing_of_a_cleared_device():
    words = "Says nothing of the device; we hold no registration of it"
    assert judge("FDA registered", linked()) == (claims.OF_THE_FIRM, words)


def test_a_registration_that_we_hold_is_not_denied():
    device = linked()
    factories.make_finding(device, declared="registered", registration_number="3005400022")
    assert judge("FDA registered", device) == (claims.OF_THE_FIRM, "Says nothing of the device")


def test_no_export_speaks_well_of_a_claim_that_our_look_did_not_confirm(client):
    device = factories.make_device("Trinity", state="published", number="K181008")
    factories.make_claim(device, "FDA cleared")
    factories.make_verification(device.findings.get(), outcome="differs")
    pages = [
        client.get(f"{address}?flavour=data").getvalue().decode() for address in ("/devices.csv", "/data/claims.csv")
    ]
    assert all("not-checked" in page and "matches" not in page for page in pages)
