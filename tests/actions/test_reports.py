"""Taking reports in and working them off."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from catalog.actions.reports import (
    ReportRefused,
    TooMany,
    accept_report,
    decline_report,
    fix_report,
    receive_report,
)
from catalog.models import ErrorReport, Revision
from catalog.queries.reports import changes_since, mending_change
from tests.factories import make_device, make_report, make_user

pytestmark = pytest.mark.django_db
TOKEN = "abcdefghijklmnop"


def receive(**changed):
    return receive_report(**{"text": "The current is wrong.", "address": "192.0.2.1", "token": TOKEN} | changed)


@pytest.fixture
def editor():
    return make_user(role="editor")


def test_a_report_is_kept_as_new_with_a_receipt_that_cannot_be_guessed():
    report = receive(email="ada@example.org")
    assert (report.state, report.email) == ("new", "ada@example.org")
    assert len(report.receipt) == 32
    assert TOKEN not in report.receipt


def test_the_address_of_the_sender_is_not_kept():
    assert "192.0.2.1" not in str(ErrorReport.objects.filter(pk=receive().pk).values().get())


def test_the_same_form_sent_twice_makes_one():
    assert receive().pk == receive().pk
    assert ErrorReport.objects.count() == 1


def test_another_text_in_the_same_form_is_another_report():
    assert receive().receipt != receive(text="And the price.").receipt
    assert ErrorReport.objects.count() == 2


def test_a_form_without_its_token_is_taken_all_the_same():
    assert receive(token="").receipt != receive(token="").receipt


def test_the_sixth_report_within_an_hour_is_refused_and_not_kept():
    for n in range(5):
        receive(token=f"{TOKEN}{n}")
    with pytest.raises(TooMany) as refused:
        receive(token=f"{TOKEN}5")
    assert datetime.timedelta(minutes=59) < refused.value.wait <= datetime.timedelta(hours=1)
    assert ErrorReport.objects.count() == 5
    receive(token=f"{TOKEN}6", address="192.0.2.2")


def test_after_a_day_nobody_can_tell_who_sent_what():
    old = receive()
    ErrorReport.objects.update(received_at=timezone.now() - datetime.timedelta(days=1, minutes=1))
    receive(token=f"{TOKEN}2")
    old.refresh_from_db()
    assert old.sender == ""


@pytest.mark.parametrize(
    ("name", "value"), [("text", ""), ("text", "x" * 2001), ("email", "nobody"), ("field", "x" * 61)]
)
def test_what_cannot_be_kept_is_refused_by_field(name, value):
    with pytest.raises(ValidationError) as refused:
        receive(**{name: value})
    assert name in refused.value.message_dict
    assert not ErrorReport.objects.exists()


def test_a_report_is_accepted_then_fixed_by_the_change_that_mended_it(editor):
    device = make_device(state="published", note="Wrong")
    report = accept_report(make_report(device), by=editor)
    assert report.closed_at is None
    device.note = "Right"
    device.save()
    entry = changes_since(report)[0]
    report = fix_report(report, by=editor, change=(entry.model_name, entry.version))
    assert (report.state, report.closed_by) == ("fixed", editor)
    assert mending_change(report).note == "Right"


def test_changes_from_before_the_report_mended_nothing():
    report = make_report(make_device(state="published"))
    assert changes_since(report) == []
    assert changes_since(make_report()) == []
    assert mending_change(report) is None


def test_only_a_change_of_its_own_device_can_have_mended_it(editor):
    report = accept_report(make_report(make_device()), by=editor)
    other = make_device(note="Other")
    with pytest.raises(ValidationError, match="none of the device’s"):
        fix_report(report, by=editor, change=("device", other.history.first().history_id))


@pytest.mark.parametrize("work", [decline_report, fix_report])
def test_closing_without_a_change_needs_an_answer(editor, work):
    report = make_report(state="accepted")
    with pytest.raises(ValidationError) as refused:
        work(report, by=editor, answer="  ")
    assert "answer" in refused.value.message_dict
    report.refresh_from_db()
    assert report.state == "accepted"
    assert work(report, by=editor, answer=" See the label. ").answer == "See the label."


def test_a_declined_report_can_be_taken_up_again(editor):
    report = decline_report(make_report(), by=editor, answer="No.")
    report = accept_report(report, by=editor, answer="Yes, after all.")
    assert (report.state, report.closed_at, report.closed_by) == ("accepted", None, None)


def test_a_step_that_somebody_else_has_taken_meanwhile_is_refused(editor):
    report = make_report()
    accept_report(report, by=editor)
    with pytest.raises(ReportRefused, match="accepted cannot become accepted"):
        accept_report(report, by=editor)


@pytest.mark.parametrize("role", ["administrator", ""])
def test_who_may_not_answer_reports_is_refused(role):
    with pytest.raises(PermissionDenied):
        accept_report(make_report(), by=make_user("somebody", role=role))


def all_at_once(forms):
    """Receive each of the forms in a thread of its own, all let go at the same moment; return what came of each."""
    barrier = threading.Barrier(len(forms))

    def send(form):
        barrier.wait()
        try:
            return receive(**form).pk
        except TooMany:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as threads:
        return list(threads.map(send, forms))


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_make_one_report():
    assert len(set(all_at_once([{}] * 8))) == 1
    assert ErrorReport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_reports_at_the_same_moment_do_not_slip_through_the_limit():
    sent = all_at_once([{"token": f"{TOKEN}{n}", "text": f"Wrong {n}"} for n in range(10)])
    assert sent.count(None) == 5
    assert ErrorReport.objects.count() == 5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_a_report_does_not_wait_for_who_changes_the_catalogue():
    device = make_device(state="published")
    with transaction.atomic():
        Revision.lock()
        device.save()
        with ThreadPoolExecutor(1) as threads:
            threads.submit(all_at_once, [{}]).result(timeout=5)
    assert ErrorReport.objects.count() == 1
