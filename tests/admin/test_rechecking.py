"""Looking up again: what changed meanwhile is shown, and what did not change is one step."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from catalog.models import Verification
from tests.admin.pages import address, filled, signed_in, text_of
from tests.factories import (
    days_ago,
    make_device,
    make_source,
    make_verification,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def device():
    device = make_device("Trinity", number="K181008", state="published")
    make_source(device)
    return device


def test_facts_that_changed_meanwhile_are_refused_with_the_difference(client, device):
    signed_in(client)
    finding = device.findings.get()
    page = address("regulatoryfinding_verify", finding.pk)
    form = filled(client.get(page)) | {"outcome": "confirmed", "no_evidence_reason": "None."}
    record = device.links.get().authorization
    record.holder = "Another firm"
    record.save()
    answer = text_of(client.post(page, form))
    assert "What changed while you looked it up" in answer
    assert "K181008: holder" in answer
    assert "<td>Carol Cole Company</td><td>Another firm</td>" in answer
    assert client.post(page, form | {"shown_facts": "no snapshot"}).status_code == 200
    assert not Verification.objects.exists()


def test_checked_unchanged_is_one_step_for_what_was_verified_once(client, device):
    finding = device.findings.get()
    signed_in(client)
    page = address("regulatoryfinding_verify", finding.pk)
    assert "Checked today: unchanged" not in text_of(client.get(page))
    assert "never confirmed as it stands" in text_of(client.post(page, {"step": "unchanged"}))
    first = make_verification(finding, checked_on=days_ago(80), register="FDA, 510(k)")
    shown = client.get(page)
    assert "Checked today: unchanged" in text_of(shown)
    assert client.post(page, {"step": "unchanged", "shown_facts": filled(shown)["shown_facts"]}).status_code == 302
    entry = Verification.objects.latest("sequence")
    assert (entry.confirms, entry.checked_on, entry.register) == (True, days_ago(0), first.register)
    assert entry.no_evidence_reason == "Looked up again; nothing had changed since check 1."


def test_one_step_is_refused_with_the_difference_when_the_facts_changed(client, device):
    finding = device.findings.get()
    make_verification(finding)
    signed_in(client)
    page = address("regulatoryfinding_verify", finding.pk)
    shown = filled(client.get(page))["shown_facts"]
    record = device.links.get().authorization
    record.holder = "Another firm"
    record.save()
    answer = text_of(client.post(page, {"step": "unchanged", "shown_facts": shown}))
    assert "<td>Carol Cole Company</td><td>Another firm</td>" in answer
    assert Verification.objects.count() == 1


def test_several_findings_are_checked_unchanged_after_each_was_shown(client, device):
    other, never = make_device(number="K103472", state="published"), make_device("Never", status="registered")
    for each in (device, other):
        make_verification(each.findings.get(), checked_on=days_ago(80))
    signed_in(client)
    findings = [each.findings.get() for each in (device, other, never)]
    form = {"action": "unchanged_selected", ACTION_CHECKBOX_NAME: [f.pk for f in findings]}
    url = client.post(address("regulatoryfinding_changelist"), form).url
    shown = client.get(url)
    assert "Carol Cole Company" in text_of(shown)
    assert "never confirmed as it stands" in text_of(shown)
    assert text_of(shown).count('name="unchanged"') == 2

    sent = filled(shown) | {"no_evidence_reason": "Read on the screen."}
    assert "Tick each finding" in text_of(client.post(url, sent))
    sent["unchanged"] = [f.pk for f in findings]
    wrong = client.post(url, sent | {"no_evidence_reason": ""})
    assert "what you ticked is still ticked" in text_of(wrong)
    record = other.links.get().authorization
    record.holder = "Another firm"
    record.save()
    answer = client.post(url, sent)
    assert "<td>Carol Cole Company</td><td>Another firm</td>" in text_of(answer)
    assert "look it up in full" in text_of(answer)
    assert list(Verification.objects.values_list("finding", flat=True)) == [f.pk for f in findings[:2]] + [
        findings[0].pk
    ]
    one = f"{address('regulatoryfinding_unchanged')}?finding={findings[0].pk}"
    again = filled(client.get(one)) | {"unchanged": [findings[0].pk], "no_evidence_reason": "Read."}
    assert client.post(one, again).url == address("regulatoryfinding_changelist")


@pytest.mark.parametrize("query", ["", "?finding=x", "?finding=999999", "?finding=" + "9" * 40])
def test_no_finding_is_nothing_to_check(client, query):
    signed_in(client)
    assert client.get(address("regulatoryfinding_unchanged") + query).status_code == 404
    signed_in(client, "editor")
    assert client.get(address("regulatoryfinding_unchanged") + query).status_code == 403
