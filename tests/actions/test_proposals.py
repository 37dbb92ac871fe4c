"""Changes to published regulatory facts: kept, accepted, declined, taken back; never made by one person."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from catalog.actions.proposals import (
    AlreadyWaiting,
    ProposalRefused,
    RowChanged,
    accept_proposal,
    decline_proposal,
    keep_for_review,
    withdraw_proposal,
)
from catalog.models import DeviceAuthorization, Proposal, RegulatoryFinding, Revision
from catalog.queries.proposals import proposed_changes, subject, waiting_facts
from tests.factories import (
    PAGE,
    make_authorization,
    make_device,
    make_finding,
    make_link,
    make_source,
    make_user,
    make_word,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_user(role="editor")


@pytest.fixture
def verifier():
    return make_user(role="verifier")


@pytest.fixture
def device():
    device = make_device("Trinity", state="published", number="K181008")
    make_source(device)
    return device


@pytest.fixture
def record(device):
    return device.links.get().authorization


def keep(row, by, *, action="change", sets=None, reason="register: Seen today.", **columns):
    for name, value in columns.items():
        setattr(row, name, value)
    return keep_for_review(row, action=action, by=by, sets=sets, reason=reason)


def stored(row):
    return type(row).objects.get(pk=row.pk)


def test_a_change_of_a_published_fact_is_kept_and_not_made(record, device, editor):
    before = Revision.current().number
    proposal = keep(record, editor, holder="Another firm", decision_date=datetime.date(2018, 10, 11))
    assert stored(record).holder == "Carol Cole Company"
    assert proposal.changes == {
        "holder": ["Carol Cole Company", "Another firm"],
        "decision_date": [None, "2018-10-11"],
    }
    assert list(proposal.devices.all()) == [device]
    assert Revision.current().number > before


def test_what_no_published_page_rests_on_is_changed_at_once(editor):
    device = make_device(number="K181008", state="in_review")
    for row in (device.links.get(), device.links.get().authorization, device.findings.get()):
        assert keep(row, editor, note="Seen.") is None
    assert not Proposal.objects.exists()


def test_a_single_editor_changes_everything_at_once(record, editor, settings):
    settings.SECOND_PERSON = False
    assert keep(record, editor, holder="Another firm") is None


def test_a_form_that_changes_nothing_is_no_proposal(record, editor):
    assert keep(record, editor) is None


def test_the_same_change_proposed_again_is_the_same_proposal(record, editor):
    assert keep(record, editor, holder="Another firm") == keep(record, editor, holder="Another firm")


def test_another_change_of_the_same_row_has_to_wait(record, editor, verifier):
    keep(record, editor, holder="Another firm")
    with pytest.raises(AlreadyWaiting, match="waits for a second person"):
        keep(record, verifier, holder="A third firm")


def test_a_record_under_several_published_devices_is_under_review_on_each(record, device, editor):
    other, draft = make_device("Mini", state="published"), make_device("Draft")
    for each in (other, draft):
        make_link(each, record)
    proposal = keep(record, editor, holder="Another firm")
    assert set(proposal.devices.all()) == {device, other}


def test_an_accepted_change_is_its_authors_and_says_that_somebody_agreed(record, editor, verifier):
    proposal = keep(record, editor, holder="Another firm", decision_date=datetime.date(2018, 10, 11))
    accepted = accept_proposal(proposal, by=verifier)
    assert (accepted.state, accepted.decided_by) == ("accepted", verifier)
    assert (stored(record).holder, stored(record).decision_date) == ("Another firm", datetime.date(2018, 10, 11))
    version = record.history.latest()
    assert version.history_user == editor
    assert version.history_change_reason == (
        f"register: Seen today.; accepted by a second person (proposal {proposal.pk})"
    )


def test_a_change_without_a_reason_is_kept_as_a_correction(record, editor, verifier):
    accept_proposal(keep(record, editor, holder="Another firm", reason=""), by=verifier)
    assert record.history.latest().history_change_reason.startswith("corrected: accepted by a second person")


def test_the_areas_of_a_record_are_proposed_like_its_columns(record, editor, verifier):
    face, neck = make_word("areas", "face"), make_word("areas", "neck")
    record.areas.set([face])
    proposal = keep(record, editor, sets={"areas": [neck, face]})
    (change,) = proposed_changes(proposal)
    assert (change.label, change.before, change.after) == ("Areas", "Face", "Face, Neck")
    assert list(record.areas.all()) == [face]
    accept_proposal(proposal, by=verifier)
    assert set(record.areas.all()) == {face, neck}
    assert record.history.latest().history_user == editor


def test_a_new_link_is_made_when_it_is_accepted(device, editor, verifier):
    link = DeviceAuthorization(
        device=device, authorization=make_authorization("K103472"), scope="family", basis="label", source_url=PAGE
    )
    proposal = keep(link, editor, action="add")
    assert device.links.count() == 1
    assert subject(proposal) == "the link to K103472"
    assert [words for words, _ in waiting_facts(device)] == ["a further number"]
    accept_proposal(proposal, by=verifier)
    assert device.links.get(authorization__number="K103472").scope == "family"


def test_a_link_is_removed_when_that_is_accepted(device, editor, verifier):
    link = device.links.get()
    proposal = keep(link, editor, action="delete")
    assert device.links.exists()
    assert [words for words, _ in waiting_facts(device)] == ["the link to K181008"]
    accept_proposal(proposal, by=verifier)
    assert not device.links.exists()
    assert DeviceAuthorization.history.filter(history_type="-").get().history_user == editor
    assert subject(Proposal.objects.get()) == "the link to K181008"


def test_a_link_that_moves_to_another_device_waits_when_either_is_published(device, editor):
    link, draft = device.links.get(), make_device("Draft")
    assert list(keep(link, editor, device=draft).devices.all()) == [device]


def test_a_record_that_is_gone_is_still_called_something(record, device, editor):
    keep(record, editor, holder="Another firm")
    device.links.get().delete()
    record.delete()
    assert subject(Proposal.objects.get()) == "a record"


def test_nobody_accepts_or_declines_their_own_change(record, verifier):
    proposal = keep(record, verifier, holder="Another firm")
    with pytest.raises(ProposalRefused, match="somebody else decides"):
        accept_proposal(proposal, by=verifier)
    with pytest.raises(ProposalRefused, match="somebody else decides"):
        decline_proposal(proposal, by=verifier, answer="No.")
    assert stored(record).holder == "Carol Cole Company"


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_only_a_verifier_decides(record, editor, role):
    proposal = keep(record, editor, holder="Another firm")
    with pytest.raises(PermissionDenied):
        accept_proposal(proposal, by=make_user(role=role))
    with pytest.raises(PermissionDenied):
        decline_proposal(proposal, by=make_user(role=role), answer="No.")


def test_what_changed_since_is_not_accepted_and_the_difference_is_told(record, editor, verifier):
    proposal = keep(record, editor, holder="Another firm")
    again = stored(record)
    again.holder, again.trade_name = "A third firm", "NuFACE Trinity+"
    again.save()
    with pytest.raises(RowChanged) as refused:
        accept_proposal(proposal, by=verifier)
    told = {(d.label, d.before, d.after) for d in refused.value.differences}
    assert told == {
        ("Holder", "Carol Cole Company", "A third firm"),
        ("Trade name", "NuFACE Trinity", "NuFACE Trinity+"),
    }
    assert stored(record).holder == "A third firm"


def test_a_row_without_history_is_compared_by_what_the_proposal_says(record, editor, verifier):
    proposal = keep(record, editor, holder="Another firm")
    record.history.all().delete()
    type(record).objects.filter(pk=record.pk).update(holder="A third firm")
    with pytest.raises(RowChanged):
        accept_proposal(proposal, by=verifier)


def test_a_change_of_a_row_that_is_gone_is_refused(device, editor, verifier):
    link = device.links.get()
    proposal = keep(link, editor, note="Seen.")
    link.delete()
    with pytest.raises(ProposalRefused, match="gone"):
        accept_proposal(proposal, by=verifier)


def test_what_the_models_refuse_by_now_is_not_accepted(device, editor, verifier):
    number = make_authorization("K103472")
    proposal = keep(DeviceAuthorization(device=device, authorization=number, basis="label"), editor, action="add")
    make_link(device, number)
    with pytest.raises(ValidationError, match="already linked"):
        accept_proposal(proposal, by=verifier)
    assert Proposal.objects.get().state == "waiting"


def test_a_decision_is_made_once(record, editor, verifier):
    proposal = keep(record, editor, holder="Another firm")
    decline_proposal(proposal, by=verifier, answer=" The record names Carol Cole. ")
    assert Proposal.objects.get().answer == "The record names Carol Cole."
    for step in (
        lambda: accept_proposal(proposal, by=verifier),
        lambda: decline_proposal(proposal, by=verifier, answer="No."),
        lambda: withdraw_proposal(proposal, by=editor),
    ):
        with pytest.raises(ProposalRefused, match="decided already"):
            step()
    assert stored(record).holder == "Carol Cole Company"


def test_who_declines_says_why(record, editor, verifier):
    proposal = keep(record, editor, holder="Another firm")
    with pytest.raises(ProposalRefused, match="Say why"):
        decline_proposal(proposal, by=verifier, answer=" ")


def test_an_author_takes_a_change_back_and_may_propose_another(device, editor, verifier):
    finding = device.findings.get()
    proposal = keep(finding, editor, note="Seen.")
    with pytest.raises(PermissionDenied):
        withdraw_proposal(proposal, by=verifier)
    assert withdraw_proposal(proposal, by=editor).decided_by == editor
    assert not waiting_facts(device)
    assert keep(finding, editor, note="Seen again.").pk != proposal.pk


def test_the_finding_keeps_what_was_checked_until_its_change_is_accepted(editor, verifier):
    device = make_device("Alone", state="published")
    make_source(device)
    make_finding(device, declared="none-found", source_url=PAGE)
    finding = RegulatoryFinding.objects.get(device=device)
    proposal = keep(finding, editor, declared="exempt", recheck_days=None)
    (change,) = proposed_changes(proposal)
    assert (change.before, change.after) == ("No record found", "Exempt: listed only")
    accept_proposal(proposal, by=verifier)
    assert stored(finding).declared == "exempt"


def test_a_change_that_leaves_a_published_device_short_is_not_accepted(record, device, editor, verifier):
    proposal = keep(record, editor, source_url="", reason="")
    with pytest.raises(ProposalRefused, match="Visitors see this device"):
        accept_proposal(proposal, by=verifier)
    assert stored(record).source_url == PAGE


def test_a_day_is_proposed_in_words(record, editor):
    (change,) = proposed_changes(keep(record, editor, decision_date=datetime.date(2018, 10, 11)))
    assert (change.before, change.after) == ("", "11 October 2018")


def test_a_pointer_to_a_row_that_is_gone_is_shown_as_such(device, editor):
    number = make_authorization("K103472")
    proposal = keep(DeviceAuthorization(device=device, authorization=number, basis="label"), editor, action="add")
    number.delete()
    assert "a row that is gone" in [change.after for change in proposed_changes(proposal)]
