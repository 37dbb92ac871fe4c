"""A finding with a pace of checks of its own: entered by an editor, followed everywhere, said to visitors."""

import pytest

from tests.admin.pages import address, signed_in, submit, text_of
from tests.factories import days_ago, make_device, make_finding, make_verification, publish

pytestmark = pytest.mark.django_db

PACE = {
    "recheck_days": "30",
    "recheck_reason": "a recall is under way.",
    "recheck_source_url": "https://example.org/recall",
}


def checked_device(days):
    device = publish(make_device(number="K181008"))
    make_verification(device.findings.get(), checked_on=days_ago(days))
    return device


def test_a_pace_of_its_own_is_entered_on_the_finding(client):
    signed_in(client)
    finding = make_finding()
    assert submit(client, address("regulatoryfinding_change", finding.pk), **PACE).status_code == 302
    finding.refresh_from_db()
    assert (finding.recheck_days, finding.recheck_reason) == (30, "a recall is under way.")


@pytest.mark.parametrize("left_out", list(PACE))
def test_a_pace_without_reason_or_source_is_refused_in_words(client, left_out):
    signed_in(client)
    finding = make_finding()
    answer = submit(client, address("regulatoryfinding_change", finding.pk), **PACE | {left_out: ""})
    assert "needs days, a reason and a source" in text_of(answer)


def test_the_next_check_is_due_at_the_findings_own_pace_in_the_admin_too(client):
    signed_in(client)
    device = checked_device(10)
    listed = address("regulatoryfinding_changelist")
    by_policy = text_of(client.get(listed))
    make_finding(device, **PACE)
    assert text_of(client.get(listed)) != by_policy
    finding = type(device.findings.get()).objects.with_check(days_ago(0)).get()
    assert (finding.due_by() - days_ago(10)).days == 30


def test_the_page_says_why_a_device_is_checked_more_often(client):
    device = checked_device(10)
    make_finding(device, **PACE)
    page = text_of(client.get(device.get_absolute_url()))
    assert "Checked again after 30 days, because a recall is under way." in page
    assert "https://example.org/recall" in page


def test_the_page_of_a_device_under_the_general_policy_says_nothing_of_its_pace(client):
    assert "Pace of checks" not in text_of(client.get(checked_device(10).get_absolute_url()))
