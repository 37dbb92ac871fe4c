"""Two people behind what is published: through the forms, as the right person and as the wrong one."""

import pytest

from catalog.actions.publication import withdraw_device
from catalog.models import Authorization, Device, Proposal, Verification
from catalog.queries.proposals import proposed_changes
from tests.admin.pages import address, filled, signed_in, submit, text_of
from tests.factories import (
    PAGE,
    make_authorization,
    make_device,
    make_finding,
    make_source,
    make_user,
    make_verification,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def device():
    device = make_device("Trinity", number="K181008", state="published")
    make_source(device)
    return device


def decide(client, proposal, step, **typed):
    return client.post(address("proposal_change", proposal.pk), {"step": step, **typed})


def confirm(client, finding):
    page = address("regulatoryfinding_verify", finding.pk)
    return submit(client, page, outcome="confirmed", no_evidence_reason="The page cannot be printed.")


def enter_as(client, user):
    """Enter a record and a device through the forms; returns its finding."""
    client.force_login(user)
    submit(client, address("authorization_add"), number="K181008", decision_basis="listed",
           source_url="https://example.org/k", source_kind="register")  # fmt: skip
    record = Authorization.objects.get()
    row = {
        "links-0-authorization": record.pk,
        "links-0-scope": "exact",
        "links-0-basis": "label",
        "links-0-source_url": "https://example.org/label",
        "links-0-source_kind": "manual",
    }
    source = {"sources-0-address": "https://example.org/maker", "sources-0-kind": "maker"}
    url = address("device_add")
    form = filled(client.get(url)) | row | source | {"brand": make_device().brand_id, "model": "One"}
    assert client.post(url, form).status_code == 302
    return Device.objects.get(model="One").findings.get()


def test_who_entered_a_device_neither_confirms_nor_publishes_it_alone(client):
    ada, grace = make_user("ada", role="verifier"), make_user("grace", role="verifier")
    finding = enter_as(client, ada)
    move = address("device_move", "publish") + f"?device={finding.device_id}"

    assert "You entered or last changed" in text_of(client.get(address("regulatoryfinding_verify", finding.pk)))
    answer = text_of(confirm(client, finding))
    assert "somebody else confirms it first" in answer
    assert "the link to K181008" in answer
    for answer in (client.get(move), client.post(move)):
        assert "You alone entered this device" in text_of(answer)
    assert not Verification.objects.exists()
    assert finding.device.state == "draft"

    client.force_login(grace)
    assert confirm(client, finding).status_code == 302
    assert client.post(move).status_code == 302
    assert Device.objects.get(pk=finding.device_id).state == "published"

    client.force_login(ada)
    assert confirm(client, finding).status_code == 302


def test_what_else_somebody_saw_of_their_own_entry_is_logged(client):
    finding = enter_as(client, make_user("ada", role="verifier"))
    page = address("regulatoryfinding_verify", finding.pk)
    submit(client, page, outcome="differs", note="Another holder.", no_evidence_reason="None.")
    assert not Verification.objects.get().confirms


def test_a_step_from_state_to_state_makes_nobody_a_second_person(client):
    ada, grace = make_user("ada", role="verifier"), make_user("grace", role="verifier")
    finding = enter_as(client, ada)
    client.post(address("device_move", "submit") + f"?device={finding.device_id}")
    client.force_login(grace)
    client.post(address("device_move", "return") + f"?device={finding.device_id}")
    client.force_login(ada)
    move = address("device_move", "publish") + f"?device={finding.device_id}"
    assert "You alone entered this device" in text_of(client.post(move))


def test_a_single_editor_confirms_publishes_and_changes_alone(client, settings):
    settings.SECOND_PERSON = False
    finding = enter_as(client, make_user("ada", role="verifier"))
    assert confirm(client, finding).status_code == 302
    client.post(address("device_move", "publish") + f"?device={finding.device_id}")
    record = Authorization.objects.get()
    submit(client, address("authorization_change", record.pk), holder="Another firm")
    assert Authorization.objects.get().holder == "Another firm"
    assert not Proposal.objects.exists()


def test_somebody_who_changed_nothing_since_the_others_check_may_confirm_the_change(client, device):
    ada, grace = make_user("ada", role="verifier"), make_user("grace", role="verifier")
    finding, record = device.findings.get(), device.links.get().authorization
    record._history_user = ada
    record.save()
    make_verification(finding, by=grace)
    client.force_login(grace)
    submit(client, address("authorization_change", record.pk), holder="Another firm")
    client.force_login(ada)
    decide(client, Proposal.objects.get(), "accept")
    client.force_login(grace)
    assert "somebody else confirms it first" in text_of(confirm(client, finding))
    client.force_login(ada)
    assert confirm(client, finding).status_code == 302


def add_record(client, **typed):
    typed = {"number": "K181008", "decision_basis": "listed", "source_url": PAGE, "source_kind": "register"} | typed
    return submit(client, address("authorization_add"), **typed)


def change_record(client, **typed):
    submit(client, address("authorization_change", Authorization.objects.get().pk), **typed)


def is_public():
    return Authorization.objects.public().exists()


@pytest.mark.parametrize("role", ["editor", "verifier"])
def test_nobody_shows_a_record_without_a_device_while_entering_it(client, role):
    signed_in(client, role)
    assert add_record(client, shown_alone="on").status_code == 302
    assert not Authorization.objects.get().shown_alone


def test_a_single_person_who_may_publish_shows_a_record_at_once_and_an_editor_does_not(client, settings):
    settings.SECOND_PERSON = False
    signed_in(client, "editor")
    add_record(client, shown_alone="on")
    change_record(client, shown_alone="on")
    assert not is_public()
    signed_in(client)
    add_record(client, number="K103472", shown_alone="on")
    assert [record.number for record in Authorization.objects.public()] == ["K103472"]


def test_a_record_is_shown_alone_by_a_verifier_who_did_not_enter_it(client):
    signed_in(client, "editor")
    add_record(client)
    change_record(client, shown_alone="on")
    assert not is_public()
    signed_in(client)
    change_record(client, shown_alone="on")
    assert is_public()


def test_who_alone_entered_a_record_waits_for_another_to_show_it(client):
    signed_in(client)
    add_record(client)
    change_record(client, shown_alone="on")
    assert not is_public()
    signed_in(client)
    decide(client, Proposal.objects.get(), "accept")
    assert is_public()


@pytest.mark.parametrize("role", ["editor", "verifier"])
@pytest.mark.parametrize("typed", [{"note": "Another note."}, {"holder": "Another firm"}])
def test_a_change_of_a_record_that_is_shown_alone_waits(client, role, typed):
    record = make_authorization(shown_alone=True)
    signed_in(client, role)
    assert "waits until a second person" in text_of(client.get(address("authorization_change", record.pk)))
    change_record(client, **typed)
    assert Proposal.objects.get().changes.keys() == typed.keys()
    assert not Authorization.objects.filter(**typed).exists()
    assert "Under review." in text_of(client.get(record.get_absolute_url()))


def test_a_change_of_a_record_waits_as_long_as_visitors_find_it_under_its_number(client, device):
    withdraw_device(device, by=signed_in(client), reason="Entered twice.")
    change_record(client, holder="Another firm")
    assert Proposal.objects.exists()
    assert "Another firm" not in text_of(client.get("/authorizations/K181008/"))


def test_hiding_a_record_that_is_shown_alone_waits_too(client):
    record = make_authorization(shown_alone=True)
    signed_in(client)
    page = address("authorization_change", record.pk)
    form = filled(client.get(page))
    del form["shown_alone"]
    client.post(page, form)
    assert is_public()
    proposal = Proposal.objects.get()
    assert proposal.changes == {"shown_alone": [True, False]}
    assert [(each.before, each.after) for each in proposed_changes(proposal)] == [("yes", "no")]
    for page in (address("proposal_change", proposal.pk), address("proposal_changelist")):
        assert "the record itself" in text_of(client.get(page)).lower()


def test_an_editor_does_not_hide_a_record(client, settings):
    settings.SECOND_PERSON = False
    make_authorization(shown_alone=True)
    signed_in(client, "editor")
    change_record(client, holder="Another firm")
    assert Authorization.objects.public().get().holder == "Another firm"


def test_an_old_version_brings_no_record_out_and_is_not_brought_back_to_one_that_is_shown(client):
    record = make_authorization(shown_alone=True, source_url="")
    record.shown_alone, record.holder = False, "Another firm"
    record.save()
    signed_in(client, "editor")
    revert = address("authorization_revert", record.pk, record.history.last().history_id)
    submit(client, revert)
    record.refresh_from_db()
    assert (record.shown_alone, record.holder) == (False, "Carol Cole Company")
    record.shown_alone = True
    record.save()
    assert "Visitors read what it says" in text_of(client.get(revert))


def test_who_took_a_link_away_is_not_the_only_one_to_confirm_what_is_left(client, device):
    ada = make_user("ada", role="verifier")
    make_verification(device.findings.get())
    link = device.links.get()
    link._history_user = ada
    link.delete()
    make_finding(device, declared="registered")
    client.force_login(ada)
    assert "a link that was taken away" in text_of(confirm(client, device.findings.get()))
