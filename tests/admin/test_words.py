"""Words of ours that say more than a record: warned of in a draft, asked about where visitors would read them."""

import pytest

from catalog.actions.publication import WordsUnconfirmed, publish_device, withdraw_device
from catalog.models import Device
from tests.admin.pages import add_row, address, filled, signed_in, submit, text_of
from tests.factories import (
    make_authorization,
    make_benefit,
    make_brand,
    make_claim,
    make_contraindication,
    make_device,
    make_finding,
    make_link,
    make_proposal,
    make_report,
    make_source,
    make_user,
    make_verification,
    make_word,
    publish,
)

pytestmark = pytest.mark.django_db
BOLD = "This device is FDA approved."


def ready_device(**columns):
    device = make_device(**columns)
    make_source(device)
    make_finding(device)
    return device


def approved_device(**columns):
    return ready_device(number="P910001", **columns)


def reason_of(row):
    return row.history.first().history_change_reason


def test_a_draft_is_saved_with_a_warning_that_names_the_rule(client):
    signed_in(client)
    device = make_device()
    answer = submit(client, address("device_change", device.pk), note=BOLD)
    page = text_of(client.get(answer.url))
    assert "“FDA approved”" in page
    assert "21 CFR 807.97" in page
    assert Device.objects.get().note == BOLD


def test_a_text_in_a_row_of_a_draft_is_warned_of_too(client):
    signed_in(client)
    url = address("device_change", make_device().pk)
    form = add_row(
        filled(client.get(url)), "sources", address="https://example.org/a", kind="maker", note="Says: FDA certified."
    )
    assert "FDA certified" in text_of(client.get(client.post(url, form).url))


@pytest.mark.parametrize(
    "text", ["510(k) cleared by FDA.", "It is not FDA approved.", "A clearance is no FDA approval."]
)
def test_words_that_a_record_bears_out_are_left_alone(client, text):
    signed_in(client)
    answer = submit(client, address("device_change", make_device().pk), note=text)
    assert "21 CFR 807" not in text_of(client.get(answer.url))


def test_approval_may_be_named_where_there_is_one(client):
    signed_in(client)
    answer = submit(client, address("device_change", approved_device().pk), note=BOLD)
    assert "21 CFR 807" not in text_of(client.get(answer.url))


def test_the_makers_own_words_are_quoted_and_not_weighed(client):
    device = ready_device()
    make_claim(device, "FDA Approved!")
    assert publish_device(device, by=make_user(role="verifier")).state == "published"
    assert "<blockquote><p>“FDA Approved!”</p></blockquote>" in text_of(client.get(device.get_absolute_url()))


def test_such_words_are_published_only_when_somebody_confirms_them_and_the_history_says_so():
    device, verifier = ready_device(note=BOLD), make_user(role="verifier")
    with pytest.raises(WordsUnconfirmed, match="Device, note: “FDA approved”"):
        publish_device(device, by=verifier)
    assert Device.objects.get().state == "draft"
    publish_device(device, by=verifier, confirmed_words=True)
    assert reason_of(device) == "new: published. Words confirmed: “FDA approved”"


@pytest.mark.parametrize("where", ["finding", "record", "link", "brand"])
def test_the_words_are_found_wherever_the_page_shows_them(where):
    device = ready_device()
    link = make_link(device, make_authorization("K181008"))
    row = {"finding": device.findings.get(), "record": link.authorization, "link": link, "brand": device.brand}[where]
    row.note = BOLD
    row.save()
    with pytest.raises(WordsUnconfirmed):
        publish_device(Device.objects.get(), by=make_user(role="verifier"))


def test_the_page_that_publishes_lists_the_words_and_asks(client):
    signed_in(client)
    device = ready_device(note=BOLD)
    url = address("device_move", "publish") + f"?device={device.pk}"
    assert "Let these words stand" in text_of(client.get(url))
    assert "“FDA approved”" in text_of(client.post(url))
    assert Device.objects.get().state == "draft"
    client.post(url, {"confirmed_words": "yes"})
    assert Device.objects.get().state == "published"


def test_a_device_without_such_words_is_not_asked_about(client):
    signed_in(client)
    page = text_of(client.get(address("device_move", "publish") + f"?device={ready_device().pk}"))
    assert "Let these words stand" not in page


def test_on_a_published_device_the_words_are_refused_until_confirmed_and_nothing_typed_is_lost(client):
    signed_in(client)
    device = publish(make_device(note="Before"))
    url = address("device_change", device.pk)
    answer = submit(client, url, note=BOLD)
    page = text_of(answer)
    assert "visitors would read it at once" in page
    assert "Let these words stand" in page
    assert BOLD in page
    assert Device.objects.get().note == "Before"
    assert client.post(url, filled(answer) | {"confirmed_words": "yes"}).status_code == 302
    assert Device.objects.get().note == BOLD
    assert "Words confirmed: “FDA approved”" in reason_of(device)


def test_a_text_that_devices_share_is_asked_about_like_a_published_one(client):
    signed_in(client)
    brand = make_brand()
    answer = submit(client, address("brand_change", brand.pk), note=BOLD)
    assert "Let these words stand" in text_of(answer)
    brand.refresh_from_db()
    assert brand.note == ""


def test_the_reason_of_a_withdrawal_is_asked_about(client):
    signed_in(client)
    device = publish(make_device())
    url = address("device_move", "withdraw") + f"?device={device.pk}"
    answer = client.post(url, {"reason": "Now FDA certified."})
    assert "21 CFR 807.97" in text_of(answer)
    assert "Let these words stand" in text_of(answer)
    assert Device.objects.get().state == "published"
    client.post(url, {"reason": "Now FDA certified.", "confirmed_words": "yes"})
    assert Device.objects.get().state == "withdrawn"
    assert reason_of(device).endswith("Words confirmed: “FDA certified”")


def test_a_device_is_not_withdrawn_with_words_that_nobody_confirmed():
    device = publish(make_device())
    with pytest.raises(WordsUnconfirmed, match="“FDA certified”"):
        withdraw_device(device, by=make_user(role="verifier"), reason="Now FDA certified.")
    assert Device.objects.get().state == "published"


def test_a_denial_in_the_reason_of_a_withdrawal_is_no_claim(client):
    signed_in(client)
    device = publish(make_device())
    client.post(address("device_move", "withdraw") + f"?device={device.pk}", {"reason": "It was never FDA certified."})
    assert Device.objects.get().state == "withdrawn"


def test_a_note_for_the_log_is_asked_about_before_it_can_no_longer_be_changed(client):
    signed_in(client)
    finding = make_device(number="K181008").findings.get()
    typed = {"outcome": "confirmed", "no_evidence_reason": "No printer.", "note": BOLD}
    url = address("regulatoryfinding_verify", finding.pk)
    answer = submit(client, url, **typed)
    assert "Let these words stand" in text_of(answer)
    assert not finding.verifications.exists()
    client.post(url, filled(answer) | {"confirmed_words": "yes"})
    entry = finding.verifications.get()
    assert entry.note == BOLD
    assert "Words confirmed: “FDA approved”" in text_of(client.get(address("verification_history", entry.pk)))


@pytest.mark.parametrize("several", [False, True])
def test_the_name_of_the_register_is_asked_about_too(client, several):
    signed_in(client)
    finding = make_device(number="K181008").findings.get()
    make_verification(finding)
    one, every = address("regulatoryfinding_verify", finding.pk), address("regulatoryfinding_unchanged")
    typed = {"outcome": "confirmed", "unchanged": finding.pk, "no_evidence_reason": "No printer."}
    answer = submit(client, f"{every}?finding={finding.pk}" if several else one, register="FDA approved list", **typed)
    assert "Let these words stand" in text_of(answer)
    assert finding.verifications.count() == 1


@pytest.mark.parametrize(
    ("kind", "make", "column"),
    [
        ("area", lambda: make_word("areas", "face"), "name"),
        ("modality", lambda: make_word("modalities", "ems"), "name"),
        ("feature", lambda: make_word("features", "timer"), "name"),
        ("contraindication", make_contraindication, "name"),
        ("benefit", make_benefit, "name"),
        ("benefit", make_benefit, "statement"),
        ("brand", make_brand, "aliases"),
    ],
)
def test_every_word_that_pages_show_is_asked_about(client, kind, make, column):
    signed_in(client)
    row = make()
    answer = submit(client, address(f"{kind}_change", row.pk), **{column: "FDA approved"})
    assert "Let these words stand" in text_of(answer)
    row.refresh_from_db()
    assert getattr(row, column) != "FDA approved"


def test_the_reason_for_no_file_is_asked_about_for_several_at_once_too(client):
    signed_in(client)
    finding = make_device(number="K181008").findings.get()
    make_verification(finding)
    url = address("regulatoryfinding_unchanged") + f"?finding={finding.pk}"
    answer = submit(client, url, unchanged=finding.pk, no_evidence_reason=BOLD)
    assert "Let these words stand" in text_of(answer)
    assert finding.verifications.count() == 1
    client.post(url, filled(answer) | {"confirmed_words": "yes"})
    entry = finding.verifications.latest("sequence")
    assert "Words confirmed: “FDA approved”" in text_of(client.get(address("verification_history", entry.pk)))


def test_an_accepted_change_is_asked_about_by_who_makes_it_public_and_the_history_says_so(client):
    finding = publish(make_device(number="K181008")).findings.get()
    proposal = make_proposal(finding, changes={"note": ["", BOLD]})
    signed_in(client)
    url = address("proposal_change", proposal.pk)
    answer = client.post(url, {"step": "accept"})
    assert "Let these words stand" in text_of(answer)
    finding.refresh_from_db()
    assert finding.note == ""
    client.post(url, {"step": "accept", "confirmed_words": "yes"})
    finding.refresh_from_db()
    assert finding.note == BOLD
    assert reason_of(finding).endswith("Words confirmed: “FDA approved”")


def test_an_answer_that_a_visitor_will_read_is_asked_about(client):
    signed_in(client)
    report = make_report()
    url = address("errorreport_change", report.pk)
    answer = client.post(url, {"step": "declined", "answer": BOLD})
    assert "Let these words stand" in text_of(answer)
    report.refresh_from_db()
    assert report.state == "new"
    client.post(url, {"step": "declined", "answer": BOLD, "confirmed_words": "yes"})
    history = text_of(client.get(address("errorreport_history", report.pk)))
    assert "Answered: declined." in history
    assert "Words confirmed: “FDA approved”" in history
