"""What changed in a comparison since the day of its link: what visitors could read then against what they read now."""

import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Device
from catalog.queries.comparison import compare
from tests import factories as make

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2026, 3, 1)


@pytest.fixture
def on(monkeypatch):
    """Let the clock show noon of a day: `on(3)`."""

    def set_clock(number):
        day = FIRST + datetime.timedelta(days=number)
        moment = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_clock(0)
    return set_clock


@pytest.fixture
def trinity(on):
    return make.make_device("Trinity", slug="trinity", state="published", max_current_ua=335, number="K181008")


def since(number, slugs=("trinity",)):
    query = "&".join(f"device={slug}" for slug in slugs)
    day = FIRST + datetime.timedelta(days=number)
    return compare(QueryDict(f"{query}&since={day}"), Device.objects.published(), timezone.localdate()).since


def told(number):
    [one] = since(number)
    assert one.was_listed
    return [(change.label, change.before, change.now) for change in one.changes]


def test_every_row_that_reads_otherwise_now_is_told_once(trinity, on):
    on(2)
    for current in (380, 400):
        trinity.max_current_ua = current
        trinity.save()
    make.make_price(trinity, "299.00", seen_on="2026-03-02")
    make.make_device_contraindication(trinity, wording="Not with a pacemaker.")
    assert told(1) == [
        ("Newest price", "Not stated in what we read",
         "USD 299 (Seen: 2 March 2026. Stated price, of no particular shop)"),
        ("Current", "up to 335 µA", "up to 400 µA"),
        ("Pacemaker", "Not checked: we have read no label or manual", "Do not use (“Not with a pacemaker.”)"),
    ]  # fmt: skip
    assert told(2) == []


def test_a_check_that_was_made_since_is_told_with_the_status_that_it_gives(trinity, on):
    on(2)
    make.make_verification(trinity.findings.get())
    changes = told(1)
    assert [label for label, *_ in changes] == ["Status", "Last check"]
    assert changes[0][1:] == ("Reported: 510(k) K181008, not yet checked by us", "510(k) cleared")
    assert changes[1][2].startswith("3 March 2026 (by an editor of ours (role: verifier)")


def test_time_alone_changes_nothing(trinity, on):
    make.make_verification(trinity.findings.get())
    make.make_price(trinity, "299.00", seen_on="2026-03-01")
    on(400)
    assert told(1) == []


def test_what_was_changed_back_is_no_change(trinity, on):
    on(2)
    for current in (400, 335):
        trinity.max_current_ua = current
        trinity.save()
    assert told(1) == []


def test_of_a_device_that_was_a_draft_on_that_day_only_its_first_day_is_told(trinity, on):
    on(1)
    draft = make.make_device("Secret", slug="dot", max_current_ua=1)
    on(3)
    draft.max_current_ua = 2
    make.publish(draft)
    [dot] = since(2, ["dot"])
    assert (dot.was_listed, dot.new_on, dot.changes) == (False, FIRST + datetime.timedelta(days=3), ())


def test_a_device_that_was_away_on_that_day_is_said_to_have_been_away(trinity, on):
    on(1)
    trinity.state, trinity.withdrawn_reason = "withdrawn", "Entered twice."
    trinity.save()
    on(3)
    trinity.state, trinity.withdrawn_reason = "published", ""
    trinity.save()
    [one] = since(2)
    assert (one.was_listed, one.new_on) == (False, None)


def test_a_device_without_any_history_is_not_said_to_be_new_today(trinity):
    Device.history.all().delete()
    [one] = since(0)
    assert (one.was_listed, one.new_on) == (False, None)


def queries_of(slugs):
    with CaptureQueriesContext(connection) as queries:
        found = compare(
            QueryDict("&".join(f"device={slug}" for slug in slugs) + "&since=2026-03-01"),
            Device.objects.published(),
            timezone.localdate(),
        )
        assert len(found.since) == len(slugs)
        found.groups, found.sources, found.columns, found.choices, found.missing  # noqa: B018
    return len(queries)


def test_four_devices_ask_as_much_as_two(on):
    for place, slug in enumerate("abcd"):
        device = make.make_device(slug=slug, state="published", number=f"K19000{place}", areas=["face"])
        make.make_price(device)
        make.make_claim(device)
        make.make_device_contraindication(device)
        make.make_notice(device)
        make.make_verification(device.findings.get())
    assert queries_of("ab") == queries_of("abcd") <= 56
