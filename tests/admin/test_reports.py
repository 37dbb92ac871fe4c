"""The queue of reports: read, accepted, declined, fixed, by whoever may and by nobody else."""

import pytest

from tests.admin.pages import address, filled, signed_in, submit, text_of
from tests.factories import make_device, make_report

pytestmark = pytest.mark.django_db


def page_of(report):
    return address("errorreport_change", report.pk)


def steps_of(answer):
    return [state for state, _ in answer.context["form"].fields["step"].choices]


def test_the_queue_can_be_narrowed_to_what_is_new(client):
    signed_in(client, "editor")
    new = make_report(text="The new one")
    make_report(state="accepted")
    rows = client.get(address("errorreport_changelist"), {"state": "new"}).context["cl"].result_list
    assert list(rows) == [new]


def test_the_page_shows_what_was_said_as_text_and_leads_to_the_device_and_the_receipt(client):
    signed_in(client, "editor")
    device = make_device()
    report = make_report(device, text="<i>Wrong</i>", field="Current", value="400 µA", email="ada@example.org")
    page = text_of(client.get(page_of(report)))
    assert "&lt;i&gt;Wrong" in page
    assert address("device_change", device.pk) in page
    assert f"/report/{report.receipt}/" in page
    assert "mailto:ada@example.org" in page


@pytest.mark.parametrize(
    ("state", "steps"),
    [("new", ["accepted", "declined"]), ("accepted", ["fixed", "declined"]), ("declined", ["accepted"])],
)
def test_only_the_steps_that_lead_on_are_offered(client, state, steps):
    signed_in(client, "editor")
    assert steps_of(client.get(page_of(make_report(state=state)))) == steps


@pytest.mark.parametrize("role", ["editor", "verifier"])
def test_a_report_is_accepted_then_fixed_by_the_newest_change(client, role):
    signed_in(client, role)
    device = make_device(state="published", note="Wrong")
    report = make_report(device)
    assert submit(client, page_of(report), step="accepted").status_code == 302
    device.note = "Right"
    device.save()
    offered = client.get(page_of(report)).context["form"].fields["change"].choices
    assert offered[0][0] == ""
    assert "note" in offered[1][1].lower()
    change = offered[1][0]
    assert submit(client, page_of(report), step="fixed", change=change, answer="Thank you.").status_code == 302
    report.refresh_from_db()
    assert (report.state, report.fixed_model, report.answer) == ("fixed", "device", "Thank you.")
    assert report.fixed_history == device.history.first().history_id
    assert "This report is closed" in text_of(client.get(page_of(report)))


def test_the_history_tells_that_a_change_came_after_a_report(client):
    signed_in(client, "editor")
    device = make_device(state="published", note="Wrong")
    report = make_report(device, state="accepted")
    device.note = "Right"
    device.save()
    assert page_of(report) not in text_of(client.get(address("device_history", device.pk)))
    submit(client, page_of(report), step="fixed", change=f"device-{device.history.first().history_id}")
    told = text_of(client.get(address("device_history", device.pk)))
    assert told.count(f'After <a href="{page_of(report)}">a visitor’s report</a>') == 1
    assert address("device_history", device.pk) in text_of(client.get(page_of(report)))


def test_what_has_no_history_is_fixed_with_words(client):
    signed_in(client, "editor")
    report = make_report(state="accepted")
    refused = submit(client, page_of(report), step="fixed", change="")
    assert "say here what was corrected" in text_of(refused)
    assert submit(client, page_of(report), step="fixed", answer="A slip on the method page.").status_code == 302


def test_declining_needs_a_reason_and_keeps_what_was_written(client):
    signed_in(client, "editor")
    report = make_report()
    assert "Say why nothing is changed" in text_of(submit(client, page_of(report), step="declined"))
    long = submit(client, page_of(report), step="declined", answer="x" * 2001)
    assert "x" * 2001 in text_of(long)
    assert submit(client, page_of(report), step="declined", answer="The label says so.").status_code == 302


def test_a_change_of_another_device_cannot_be_chosen(client):
    signed_in(client, "editor")
    report = make_report(make_device(), state="accepted")
    other = make_device().history.first()
    answer = client.post(page_of(report), {"step": "fixed", "change": f"device-{other.history_id}"})
    assert "valid choice" in text_of(answer)


def test_a_report_that_somebody_else_has_closed_meanwhile_is_left_alone(client):
    signed_in(client, "editor")
    report = make_report(state="fixed", answer="Done.")
    answer = client.post(page_of(report), {"step": "declined", "answer": "No."})
    assert "closed: somebody" in text_of(answer)
    report.refresh_from_db()
    assert (report.state, report.answer) == ("fixed", "Done.")


def test_a_step_that_was_taken_meanwhile_is_refused(client):
    signed_in(client, "editor")
    report = make_report(state="accepted")
    assert "valid choice" in text_of(client.post(page_of(report), {"step": "accepted"}))


def test_an_administrator_reads_reports_without_addresses_and_answers_none(client):
    signed_in(client, "administrator")
    report = make_report(email="ada@example.org")
    page = text_of(client.get(page_of(report)))
    assert "The current is wrong" in page
    assert "ada@example.org" not in page
    assert "Your answer" not in page
    assert client.post(page_of(report), {"step": "accepted"}).status_code == 403
    report.refresh_from_db()
    assert report.state == "new"


def test_a_stranger_is_sent_to_the_login_and_a_report_that_is_none_does_not_exist(client):
    assert client.get(page_of(make_report())).status_code == 302
    signed_in(client, "editor")
    for wrong in ("999999", "x", "9" * 40):
        assert client.get(address("errorreport_change", wrong)).status_code == 404


def test_reports_are_neither_made_nor_deleted_in_the_admin(client):
    signed_in(client, "verifier")
    report = make_report()
    assert client.get(address("errorreport_add")).status_code == 403
    assert client.post(address("errorreport_delete", report.pk), {"post": "yes"}).status_code == 403


def test_an_answer_whose_session_had_ended_is_back_and_not_yet_given(client):
    editor = signed_in(client, "editor")
    report = make_report()
    form = filled(client.get(page_of(report))) | {"step": "declined", "answer": "The label says so."}
    client.session.flush()
    assert client.post(page_of(report), form).url.startswith("/admin/login/")
    client.force_login(editor)
    back = client.get(page_of(report))
    assert (filled(back)["step"], filled(back)["answer"]) == (["declined"], "The label says so.")
    report.refresh_from_db()
    assert report.state == "new"
    assert client.post(page_of(report), filled(back)).status_code == 302
