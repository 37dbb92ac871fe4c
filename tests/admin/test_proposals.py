"""A change to a published regulatory fact, through the forms: kept, shown under review, decided by somebody else."""

import pytest

from catalog.models import Proposal
from tests.admin.pages import add_row, address, filled, signed_in, submit, text_of
from tests.factories import (
    make_authorization,
    make_device,
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


def public(client, device):
    return text_of(client.get(device.get_absolute_url()))


def test_a_change_of_a_published_record_is_under_review_until_it_is_accepted(client, device):
    make_verification(device.findings.get())
    editor, record = signed_in(client, "editor"), device.links.get().authorization
    page = address("authorization_change", record.pk)
    assert "waits until a second person has accepted it" in text_of(client.get(page))
    answer = client.get(submit(client, page, holder="Another firm", reason_code="register").url)
    assert "Not changed yet" in text_of(answer)
    assert "was changed successfully" not in text_of(answer)
    proposal = Proposal.objects.get()
    assert (proposal.by, proposal.reason) == (editor, "register")
    assert "proposed by" in text_of(client.get(page))

    for address_shown in (device.get_absolute_url(), record.get_absolute_url()):
        shown = text_of(client.get(address_shown))
        assert "Under review." in shown
        assert "The record K181008, since" in shown
        assert "Another firm" not in shown
    assert "Checked on" in public(client, device)

    signed_in(client, "verifier")
    page = text_of(client.get(address("proposal_change", proposal.pk)))
    assert "Carol Cole Company" in page
    assert "Another firm" in page
    assert "Register changed" in page
    assert decide(client, proposal, "accept").status_code == 302
    record.refresh_from_db()
    assert record.holder == "Another firm"
    assert "Under review." not in public(client, device)
    assert "changed since it was checked" in public(client, device)


def test_rows_on_the_page_of_a_published_device_are_kept_and_the_rest_is_saved(client, device):
    signed_in(client, "editor")
    url = address("device_change", device.pk)
    form = filled(client.get(url)) | {"note": "A note.", "findings-0-note": "As listed.", "links-0-note": "Page 2."}
    add_row(form, "links", authorization=make_authorization("K103472").pk, scope="family", covers="whole",
            basis="label", source_kind="other")  # fmt: skip
    answer = client.get(client.post(url, form).url)
    assert text_of(answer).count("Not changed yet") == 3
    device.refresh_from_db()
    assert (device.note, device.findings.get().note, device.links.get().note) == ("A note.", "", "")
    actions = {(p.action, p.model.model) for p in Proposal.objects.all()}
    assert actions == {
        ("change", "regulatoryfinding"), ("change", "deviceauthorization"), ("add", "deviceauthorization"),
    }  # fmt: skip
    shown = public(client, device)
    assert "A further number, since" in shown
    assert "K103472" not in shown


def test_a_link_of_a_published_device_is_not_removed_by_one_person(client, device):
    signed_in(client, "verifier")
    url = address("device_change", device.pk)
    submit(client, url, **{"links-0-DELETE": "on"})
    assert device.links.exists()
    assert Proposal.objects.get().action == "delete"
    signed_in(client, "verifier")
    decide(client, Proposal.objects.get(), "accept")
    assert not device.links.exists()


def test_rows_of_a_draft_are_saved_at_once(client):
    device = make_device(number="K181008")
    signed_in(client, "editor")
    submit(client, address("device_change", device.pk), **{"links-0-note": "Page 2."})
    assert device.links.get().note == "Page 2."
    submit(client, address("device_change", device.pk), **{"links-0-DELETE": "on"})
    assert not device.links.exists()


def test_the_page_of_a_finding_keeps_its_change_too(client, device):
    signed_in(client, "verifier")
    finding = device.findings.get()
    submit(client, address("regulatoryfinding_change", finding.pk), note="As listed.")
    finding.refresh_from_db()
    assert finding.note == ""
    assert Proposal.objects.get().changes == {"note": ["", "As listed."]}


def test_a_second_change_of_what_waits_is_refused_and_its_text_kept(client, device):
    signed_in(client, "editor")
    page = address("authorization_change", device.links.get().authorization_id)
    submit(client, page, holder="Another firm")
    answer = submit(client, page, holder="A third firm")
    assert "waits for a second person: it is decided first" in text_of(answer)
    assert filled(answer)["holder"] == "A third firm"
    assert Proposal.objects.count() == 1


def test_a_form_saved_as_it_stands_proposes_nothing(client, device):
    signed_in(client, "editor")
    submit(client, address("authorization_change", device.links.get().authorization_id))
    submit(client, address("device_change", device.pk))
    assert not Proposal.objects.exists()


@pytest.fixture
def proposal(client, device):
    signed_in(client, "verifier")
    submit(client, address("authorization_change", device.links.get().authorization_id), holder="Another firm")
    return Proposal.objects.get()


def test_an_author_sees_no_way_to_accept_and_can_take_it_back(client, proposal):
    page = text_of(client.get(address("proposal_change", proposal.pk)))
    assert 'value="accept"' not in page
    assert "somebody else decides" in text_of(decide(client, proposal, "accept"))
    assert decide(client, proposal, "withdraw").status_code == 302
    assert "Taken back" in text_of(client.get(address("proposal_changelist")))
    assert "It has been decided" in text_of(client.get(address("proposal_change", proposal.pk)))


def test_a_change_is_declined_with_an_answer_that_its_author_reads(client, proposal):
    author = proposal.by
    signed_in(client, "verifier")
    assert "Say why" in text_of(decide(client, proposal, "decline", answer=" "))
    assert decide(client, proposal, "decline", answer="The record says Carol Cole.").status_code == 302
    client.force_login(author)
    assert "The record says Carol Cole." in text_of(client.get(address("proposal_change", proposal.pk)))


def test_what_changed_meanwhile_is_shown_and_cannot_be_accepted(client, proposal, device):
    record = device.links.get().authorization
    record.holder = "A third firm"
    record.save()
    signed_in(client, "verifier")
    page = text_of(client.get(address("proposal_change", proposal.pk)))
    assert "What changed meanwhile" in page
    assert "A third firm" in page
    assert 'value="accept"' not in page
    assert "changed after this was proposed" in text_of(decide(client, proposal, "accept"))


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_who_may_not_decide_reads_and_is_refused(client, proposal, role):
    signed_in(client, role)
    page = text_of(client.get(address("proposal_change", proposal.pk)))
    assert "A verifier decides on it" in page
    for step in ("accept", "decline", "withdraw"):
        assert decide(client, proposal, step, answer="No.").status_code == 403
    assert decide(client, proposal, "burn").status_code == 400
    client.force_login(make_user("nobody", is_staff=True))
    assert client.get(address("proposal_change", proposal.pk)).status_code == 403


def test_a_proposal_that_is_not_there_is_not_found(client):
    signed_in(client)
    assert client.get(address("proposal_change", 999999)).status_code == 404


def test_a_proposal_links_to_the_register_whatever_it_is_about(client, device):
    signed_in(client, "editor")
    url = address("device_change", device.pk)
    form = filled(client.get(url)) | {"links-0-note": "Page 2.", "findings-0-note": "As listed."}
    client.post(url, add_row(form, "links", authorization=make_authorization("K103472").pk, scope="family",
                             covers="whole", basis="label", source_kind="other"))  # fmt: skip
    found = [text_of(client.get(address("proposal_change", p.pk))) for p in Proposal.objects.all()]
    assert sorted("pmn.cfm?ID=" in page for page in found) == [False, True, True]
