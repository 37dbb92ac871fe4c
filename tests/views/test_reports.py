"""The one form that visitors fill in, and the receipt that it leaves."""

import html
import re

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from catalog.models import ErrorReport
from tests.admin.pages import filled
from tests.factories import days_ago, make_device, make_notice, make_price, make_report, make_verification

pytestmark = pytest.mark.django_db

REPORT = "/report/"


@pytest.fixture
def strict():
    """A browser that is asked for the token against forgery, as real ones are."""
    return Client(enforce_csrf_checks=True)


def send(client, **typed):
    """Open the form as it stands, type into it, send it."""
    page = client.get(REPORT)
    form = page.context["form"]
    first = {name: form[name].value() or "" for name in form.fields}
    token = client.cookies["csrftoken"].value
    return client.post(REPORT, first | {"text": "The current is wrong.", "csrfmiddlewaretoken": token} | typed)


def test_the_form_is_filled_from_the_address(client):
    device = make_device(state="published")
    page = client.get(REPORT, {"device": device.slug, "field": "Current", "value": "80 to 400 µA"})
    form = page.context["form"]
    assert [form[name].value() for name in ("device", "field", "value")] == [device.slug, "Current", "80 to 400 µA"]
    assert f'<option value="{device.slug}" selected>' in page.content.decode()


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_what_is_not_listed_is_neither_offered_nor_filled_in(client, state):
    device = make_device("Secret model", state=state)
    page = client.get(REPORT, {"device": device.slug})
    assert page.status_code == 200
    assert "Secret model" not in page.content.decode()
    assert client.post(REPORT, {"device": device.slug, "text": "x"}).status_code == 400


def test_an_address_that_carries_too_much_is_cut(client):
    given = {"device": "no\0where", "field": "f" * 500, "value": "v\u202e\0\n" * 500, "token": "mine"}
    form = client.get(REPORT, given).context["form"]
    assert len(form["field"].value()) == 60
    assert len(form["value"].value()) <= 300
    assert not {"\0", "\u202e", "\n"} & set(form["value"].value())
    assert form["token"].value() != "mine"


def test_a_report_is_kept_and_leads_to_its_receipt(strict):
    device = make_device(state="published")
    answer = send(strict, device=device.slug, field="Current", value="400 µA", email="ada@example.org")
    report = ErrorReport.objects.get()
    assert (report.device, report.field, report.value) == (device, "Current", "400 µA")
    assert answer.status_code == 302
    assert answer.url == reverse("report_receipt", args=[report.receipt])


def test_a_double_click_makes_one_report(client):
    page = client.get(REPORT)
    form = {"text": "Wrong.", "token": page.context["form"]["token"].value()}
    assert client.post(REPORT, form).url == client.post(REPORT, form).url
    assert ErrorReport.objects.count() == 1


def test_the_form_and_the_receipt_are_kept_by_nobody(client):
    receipt = reverse("report_receipt", args=[make_report().receipt])
    for answer in (client.get(REPORT), client.post(REPORT, {}), client.get(receipt)):
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert b'name="robots" content="noindex' in answer.content


def test_the_form_sets_the_cookie_against_forgery_and_no_other(client):
    assert set(client.get(REPORT).cookies) == {"csrftoken"}
    receipt = client.post(REPORT, {"text": "Wrong."}).url
    assert not client.get(receipt).cookies
    for address in ("/", "/devices/", "/about/"):
        answer = client.get(address)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_form_without_the_cookie_is_refused_and_can_be_sent_from_there(strict):
    refused = strict.post(REPORT, {"text": "My <long> text.", "field": "Current"})
    assert refused.status_code == 403
    assert refused.headers["Cache-Control"] == "no-store, private"
    assert "My &lt;long&gt; text." in refused.content.decode()
    assert not ErrorReport.objects.exists()
    form = filled(refused)
    assert form["field"] == "Current"
    assert strict.post(REPORT, form).status_code == 302


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("text", "  \u200b ", "Say what is wrong."),
        ("text", "x" * 2001, "at most 2000 characters"),
        ("email", "nobody", "valid email"),
        ("field", "x" * 61, "at most 60 characters"),
        ("value", "x" * 301, "at most 300 characters"),
        ("device", "nowhere", "not listed"),
        ("device", "no\0where", "Null characters"),
    ],
)
def test_what_is_wrong_with_a_field_stands_beside_it_and_the_rest_is_kept(client, name, value, words):
    typed = {"text": "My long text", "field": "Current", "value": "400", "email": "ada@example.org"}
    answer = client.post(REPORT, typed | {name: value})
    assert answer.status_code == 400
    form = answer.context["form"]
    assert words in " ".join(form.errors[name])
    assert all(form[kept].value() == text for kept, text in typed.items() if kept != name)
    assert not ErrorReport.objects.exists()


def test_two_thousand_characters_fit_however_the_browser_breaks_its_lines(client):
    text = "x\r\n" * 999 + "xx"
    assert client.post(REPORT, {"text": text}).status_code == 302
    assert len(ErrorReport.objects.get().text) == 2000


def test_characters_that_cannot_be_seen_are_dropped(client):
    client.post(REPORT, {"text": "First\nse\u202econd\0\u200b", "field": "Cur\trent\u2066"})
    report = ErrorReport.objects.get()
    assert (report.text, report.field) == ("First\nsecond", "Cur rent")


def test_what_only_a_program_fills_in_is_refused_once_in_words(client):
    answer = client.post(REPORT, {"text": "Buy this", "homepage": "https://example.org"})
    assert answer.status_code == 400
    assert "If you are a person" in answer.content.decode()
    assert answer.context["form"]["homepage"].value() == ""
    assert answer.context["form"]["text"].value() == "Buy this"
    assert not ErrorReport.objects.exists()


def test_who_sends_too_many_is_told_when_to_come_back_and_keeps_the_text(client):
    for n in range(5):
        assert client.post(REPORT, {"text": f"Wrong {n}"}).status_code == 302
    answer = client.post(REPORT, {"text": "The sixth"}, headers={"x-forwarded-for": "203.0.113.9"})
    assert answer.status_code == 429
    assert 3500 < int(answer.headers["Retry-After"]) <= 3600
    assert answer.context["form"]["text"].value() == "The sixth"
    assert ErrorReport.objects.count() == 5
    assert client.post(REPORT, {"text": "Another"}, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_behind_the_sites_own_proxy_what_the_proxy_added_counts(client, settings):
    settings.BEHIND_PROXY = True
    for n in range(5):
        client.post(REPORT, {"text": f"Wrong {n}"}, headers={"x-forwarded-for": f"198.51.100.{n}, 203.0.113.9"})
    forged = client.post(REPORT, {"text": "Sixth"}, headers={"x-forwarded-for": "192.0.2.77, 203.0.113.9"})
    assert forged.status_code == 429
    assert client.post(REPORT, {"text": "Sixth"}, headers={"x-forwarded-for": "203.0.113.10"}).status_code == 302


@pytest.mark.parametrize("away", ["catalog.views.reports.receive_report", "catalog.views.reports.ReportForm.is_valid"])
def test_a_report_that_cannot_be_taken_just_now_is_kept_in_its_form(strict, monkeypatch, caplog, away):
    def busy(*args, **said):
        raise OperationalError("canceling statement due to lock timeout")

    with monkeypatch.context() as patch:
        patch.setattr(away, busy)
        answer = send(strict, text="My <long> text.", field="Current", email="ada@example.org")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "busy or away" in answer.content.decode()
    assert "ada@example.org" not in caplog.text
    form = filled(answer)
    assert (form["text"], form["field"], form["email"]) == ("My <long> text.", "Current", "ada@example.org")
    assert strict.post(REPORT, form).status_code == 302
    assert ErrorReport.objects.get().text == "My <long> text."


def test_no_other_way_of_asking_is_answered(client):
    assert client.put(REPORT).status_code == 405
    assert client.post(reverse("report_receipt", args=[make_report().receipt])).status_code == 405


def receipt_of(client, **columns):
    return client.get(reverse("report_receipt", args=[make_report(**columns).receipt])).content.decode()


def test_the_receipt_shows_the_state_and_never_the_address_of_the_reporter(client):
    page = receipt_of(client, email="ada@example.org", text="<b>Wrong</b>")
    assert "No editor has read it yet" in page
    assert "ada@example.org" not in page
    assert "&lt;b&gt;Wrong" in page


def test_the_receipt_shows_the_outcome_and_leads_to_the_device(client):
    device = make_device(state="published", note="Wrong")
    entry = device.history.first()
    linked = {"fixed_model": "device", "fixed_history": entry.history_id}
    page = receipt_of(client, device=device, state="fixed", answer="Thank you.", **linked)
    assert "Corrected." in page
    assert "Thank you." in page
    assert "The correction was made on" in page
    assert device.get_absolute_url() in page


def test_the_receipt_does_not_lead_to_what_is_no_longer_listed(client):
    device = make_device(state="withdrawn")
    assert device.get_absolute_url() not in receipt_of(client, device=device)


@pytest.mark.parametrize("receipt", ["x" * 24, "x" * 15, "x" * 41, "%00" * 20])
def test_a_receipt_that_was_never_given_does_not_exist(client, receipt):
    make_report()
    assert client.get(f"/report/{receipt}/").status_code == 404


def test_every_part_of_a_device_leads_to_a_report_that_knows_what_it_is_about(client):
    device = make_device(state="published", number="K103472")
    make_price(device, "339.00")
    page = client.get(device.get_absolute_url()).content.decode()
    links = [html.unescape(link) for link in re.findall(r'href="(/report/\?[^"]+)"', page)]
    forms = [client.get(link).context["form"] for link in links]
    assert all(form["device"].value() == device.slug for form in forms)
    known = {form["field"].value(): form["value"].value() for form in forms}
    assert known["Standing with FDA"] == "Reported: 510(k) K103472, not yet checked by us"
    assert known["Records behind it"] == "K103472"
    assert known["Prices seen"] == "USD 339"
    assert {"What is claimed", "Specification", "Safety"} < set(known)


NOT_CONSIDERED = "Not yet considered in any check of ours"


def test_a_notice_stands_beside_the_status_and_a_recall_says_so_until_the_next_check(client):
    device = make_device(state="published", number="K103472")
    make_verification(device.findings.get(), checked_on=days_ago(10))
    make_notice(device, kind="warning-letter", title="A letter", dated_on=str(days_ago(5)))
    assert "A letter" in trust_panel(client, device)
    assert NOT_CONSIDERED not in trust_panel(client, device)
    make_notice(device, title="A recall entered late", dated_on=str(days_ago(11)))
    assert NOT_CONSIDERED in trust_panel(client, device)
    make_verification(device.findings.get())
    assert "A recall entered late" in trust_panel(client, device)
    assert NOT_CONSIDERED not in trust_panel(client, device)


def trust_panel(client, device):
    page = client.get(device.get_absolute_url()).content.decode()
    return page[page.index('class="trust"') : page.index('aria-label="On this page"')]


def test_a_detail_that_differs_leaves_the_status_and_says_what_was_seen(client):
    device = make_device(state="published", number="K103472")
    make_verification(device.findings.get(), outcome="detail-differs", note="The holder is Carol Cole Company.")
    trust = trust_panel(client, device)
    assert "a detail of our entry differs" in trust
    assert "found the status and the number in FDA’s database" in trust
    assert "did not confirm it" not in trust
    assert "The holder is Carol Cole Company." in trust
