"""What stands in which queue of the desk, and since when."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Device, Notice
from catalog.queries.check_ages import check_ages
from catalog.queries.desk import QUEUES, oldest_drafts, published_gaps, waiting
from catalog.queries.device_page import device_page
from catalog.queries.history_as_of import device_as_of
from tests.factories import (
    days_ago,
    make_authorization,
    make_brand,
    make_claim,
    make_device,
    make_finding,
    make_link,
    make_notice,
    make_price,
    make_proposal,
    make_report,
    make_user,
    make_verification,
    publish,
)

pytestmark = pytest.mark.django_db


def rows(slug):
    queue = next(queue for queue in QUEUES if queue.slug == slug)
    return list(queue.rows(timezone.localdate()))


def counts(user=None):
    return {w.queue.slug: w.count for w in waiting(user or make_user(role="verifier"), timezone.localdate())}


def checked(days, **columns):
    """A finding on a number that was last confirmed so many days ago: current for 90, stale after 180."""
    finding = make_device(number="K181008", **columns).findings.get()
    make_verification(finding, checked_on=days_ago(days))
    return finding


@pytest.mark.parametrize(
    ("days", "queue"),
    [(75, None), (76, None), (77, "due-soon"), (90, "due-soon"), (91, "overdue"), (180, "overdue"), (181, "overdue")],
)
def test_a_check_moves_from_nothing_to_due_soon_to_overdue_on_the_day(days, queue):
    finding = checked(days)
    assert [slug for slug in ("due-soon", "overdue", "changed") if finding in rows(slug)] == ([queue] if queue else [])


def test_a_finding_with_a_pace_of_its_own_is_due_at_that_pace():
    finding = checked(20)
    assert not rows("due-soon")
    make_finding(finding.device, recheck_days=30, recheck_reason="A recall.", recheck_source_url="https://example.org/")
    assert rows("due-soon") == [finding]


def test_what_nobody_has_looked_up_waits_as_never_checked():
    finding = make_device(number="K181008").findings.get()
    assert rows("never-checked") == [finding]
    make_verification(finding)
    assert not rows("never-checked")


def test_a_look_that_contradicts_moves_a_finding_from_never_checked_to_changed():
    finding = make_device(number="K181008").findings.get()
    make_verification(finding, outcome="unreachable")
    assert rows("never-checked") == [finding]
    make_verification(finding, outcome="differs")
    assert (rows("never-checked"), rows("changed")) == ([], [finding])


def test_a_changed_fact_waits_as_changed():
    finding = checked(1)
    record = finding.device.links.get().authorization
    record.holder = "Another firm"
    record.save()
    assert rows("changed") == [finding]


def test_a_withdrawn_device_asks_for_no_check():
    make_device(state="withdrawn")
    make_price(Device.objects.get())
    make_claim(Device.objects.get(), "FDA certified")
    assert not any(counts().values())


def test_a_recall_puts_a_device_on_the_desk_until_the_next_look():
    finding = checked(1)
    make_notice(finding.device, kind="recall", dated_on="2019")
    assert rows("recalled") == [finding]
    make_verification(finding)
    assert not rows("recalled")


def test_a_recall_of_a_device_never_looked_up_asks_for_a_look_and_a_letter_does_not():
    recalled, lettered = make_device(number="K181008"), make_device(number="K181008")
    make_notice(recalled, kind="recall")
    make_notice(lettered, kind="warning-letter")
    assert rows("recalled") == [recalled.findings.get()]
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("logged_first", [True, False])
@pytest.mark.parametrize("outcome", ["confirmed", "differs", "unreachable"])
@pytest.mark.parametrize("dated", [1, 4, 9])
def test_the_desk_and_the_page_agree_on_which_recall_was_considered(dated, outcome, logged_first):
    device = publish(make_device("Nova", number="K181008"))

    def look():
        make_verification(device.findings.get(), outcome=outcome, checked_on=days_ago(4))

    if logged_first:
        look()
    make_notice(device, kind="recall", dated_on=str(days_ago(dated)))
    if not logged_first:
        look()
    waits = logged_first or dated < 4 or outcome == "unreachable"
    assert bool(rows("recalled")) is waits
    for page in (
        device_page(Device.objects.all(), device.slug, days_ago(0)),
        device_as_of(device.slug, days_ago(0)),
    ):
        assert (page.notices[0].state == "unseen") is waits


def test_devices_in_review_and_waiting_proposals_ask_for_a_second_person():
    device, proposal = make_device(state="in_review"), make_proposal()
    assert (rows("in-review"), rows("proposals")) == ([device], [proposal])


def test_what_one_person_entered_and_confirmed_is_shown_until_another_confirms(settings):
    settings.SECOND_PERSON = False
    alone = make_user(role="verifier")
    finding = make_device(number="K181008").findings.get()
    finding._history_user = alone
    finding.save()
    make_verification(finding, by=alone)
    assert rows("checked-alone") == [finding]
    make_verification(finding)
    assert not rows("checked-alone")


def test_what_was_entered_by_one_and_confirmed_by_another_is_not_shown():
    checked(1)
    assert not rows("checked-alone")


@pytest.mark.parametrize(("seen", "listed"), [(0, False), (30, False), (31, True), (91, True), (None, True)])
def test_a_price_is_past_its_date_after_thirty_days(seen, listed):
    price = make_price(seen_on=days_ago(seen).isoformat() if seen is not None else "")
    assert (price in rows("old-prices")) is listed


def test_only_the_newest_price_of_a_currency_can_be_past_its_date():
    device = make_device()
    make_price(device, seen_on="2020")
    make_price(device, seen_on=days_ago(1).isoformat())
    pounds = make_price(device, currency="GBP", seen_on="2021")
    assert rows("old-prices") == [pounds]


def test_nobody_looks_for_the_price_of_a_discontinued_device():
    make_price(make_device(availability="discontinued"))
    assert not rows("old-prices")


def test_claims_stronger_than_the_record_are_listed():
    cleared, without = make_device(number="K181008"), make_device(status="none-found")
    strong, unfounded = make_claim(cleared, "FDA approved"), make_claim(without, "FDA cleared")
    make_claim(cleared, "FDA cleared")
    assert {claim.pk for claim in rows("claims")} == {strong.pk, unfounded.pk}


def test_a_number_under_two_brands_is_listed_once():
    record = make_authorization("K181008")
    for brand in ("A", "A", "B"):
        make_link(make_device(brand=make_brand(brand)), record)
    make_device(number="K103472")
    assert rows("several-brands") == [record]


def test_a_report_is_open_until_it_is_fixed_or_declined():
    for state in ("new", "accepted", "declined", "fixed"):
        make_report(state=state)
    assert [report.state for report in rows("reports")] == ["new", "accepted"]


def test_an_editor_sees_the_queues_that_an_editor_can_work():
    own = {"reports", "drafts", "old-prices", "claims", "our-words", "record-notes", "several-brands"}
    assert set(counts(make_user(role="editor"))) == own
    assert counts(make_user(role="administrator")) == {}
    assert set(counts()) == {queue.slug for queue in QUEUES}


def test_the_oldest_of_a_queue_has_its_day():
    checked(200)
    checked(100)
    overdue = next(w for w in waiting(make_user(role="verifier"), days_ago(0)) if w.queue.slug == "overdue")
    assert (overdue.count, overdue.oldest) == (2, days_ago(200))


def test_the_moment_a_draft_was_entered_is_given_as_a_day():
    make_device()
    drafts = next(w for w in waiting(make_user(role="editor"), days_ago(0)) if w.queue.slug == "drafts")
    assert isinstance(drafts.oldest, datetime.date)
    assert not isinstance(drafts.oldest, datetime.datetime)


def test_the_oldest_drafts_come_with_what_they_lack():
    first, *_ = [make_device() for _ in range(7)]
    drafts = oldest_drafts()
    assert (drafts[0].device, len(drafts)) == (first, 5)
    assert "Add at least one source" in drafts[0].lacks[0]


def test_the_gaps_of_what_is_published_are_counted_in_the_order_of_the_filters():
    publish(make_device(power="solar", looked_for=["waveform"]))
    publish(make_device())
    make_device()
    found = {gap.name: gap.count for gap in published_gaps(days_ago(0))}
    assert (found["check"], found["prices"], found["power"], found["waveform"]) == (2, 2, 1, 1)
    assert list(found)[:2] == ["check", "prices"]


def test_the_desk_costs_the_same_queries_for_two_and_for_twenty(django_assert_num_queries):
    user = make_user(role="verifier")

    def look():
        waiting(user, days_ago(0))
        oldest_drafts()
        published_gaps(days_ago(0))
        check_ages(days_ago(0))

    def fill(times):
        for _ in range(times):
            device = publish(make_device(number="K181008"))
            make_price(device)
            make_claim(device)
            make_price(make_device())
            make_report()
            make_price(device, note="FDA approved.", seen_on=days_ago(1).isoformat())

    fill(2)
    look()
    with CaptureQueriesContext(connection) as before:
        look()
    fill(18)
    with django_assert_num_queries(len(before)):
        look()
    assert len(before) <= 40


def test_the_ages_of_checks_fall_into_the_buckets_of_the_policy():
    for days in (0, 30, 31, 90, 91, 180, 181, 365, 366):
        checked(days)
    make_device(number="K181008")
    found = check_ages(days_ago(0))
    assert [bucket.count for bucket in found.buckets] == [2, 2, 2, 2, 1]
    assert (found.checked, found.unchecked, found.median_days, found.oldest_days) == (9, 1, 91, 366)
    assert found.has_chart


def test_too_few_checks_make_no_chart():
    checked(3)
    assert not check_ages(days_ago(0)).has_chart


def test_no_check_at_all_has_no_age():
    assert check_ages(days_ago(0)).median_days is None
