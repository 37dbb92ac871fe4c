"""The borders of every freshness policy, the days about each: on the page, in the filter and in the CSV alike."""

import csv
import datetime
import io

import pytest
from django.utils import timezone

from catalog.queries.columns import Scope
from catalog.queries.tables import TABLES
from tests.factories import make_device, make_finding, make_price, make_user, make_verification, publish

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2026, 3, 1)
STATES = ("current", "due", "stale", "changed", "unverified")


@pytest.fixture
def on(monkeypatch):
    """Let the clock show noon of a day: `on(MARCH)`."""

    def set_clock(day):
        moment = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_clock


def checked_device(on, kind, day):
    """A published device under one policy, looked up on a day that the clock then shows."""
    on(day)
    device = publish(make_device(number="K133823" if kind == "number" else ""))
    if kind != "number":
        make_finding(device, declared=kind, source_url="https://example.org/")
    make_verification(device.findings.get(), outcome="not-found" if kind == "none-found" else "confirmed")
    return device


def said_on_page(client, device):
    """Return the state that the words of a device's page stand for."""
    page = client.get(device.get_absolute_url()).content.decode()
    if 'class="check check-stale"' in page and ": may have changed" in page and "Next check was due" in page:
        return "stale"
    assert 'class="badge">Checked on 1' in page
    return "due" if "next check was due on" in page and "Next check was due" in page else "current"


def found_by_filter(client):
    return [state for state in STATES if 'data-total="1"' in client.get(f"/devices/?check={state}").content.decode()]


def written_in_csv(client):
    [row] = csv_rows(client, "/devices.csv?flavour=data")
    assert csv_rows(client, f"/devices.csv?flavour=data&check={row['fda_check']}") == [row]
    return row["fda_check"]


def csv_rows(client, address):
    return list(csv.DictReader(io.StringIO(b"".join(client.get(address).streaming_content).decode())))


@pytest.mark.parametrize(
    ("kind", "age", "state"),
    [
        *(("number", age, state) for age, state in ((89, "current"), (90, "current"), (91, "due"))),
        *(("number", age, state) for age, state in ((179, "due"), (180, "due"), (181, "stale"))),
        *(("none-found", age, state) for age, state in ((29, "current"), (30, "current"), (31, "due"))),
        *(("none-found", age, state) for age, state in ((59, "due"), (60, "due"), (61, "stale"))),
        *(("registered", age, state) for age, state in ((89, "current"), (90, "current"), (91, "stale"))),
    ],
)
def test_a_check_is_of_the_same_age_on_the_page_in_the_filter_and_in_the_file(client, on, kind, age, state):
    device = checked_device(on, kind, MARCH)
    on(MARCH + datetime.timedelta(days=age))
    assert said_on_page(client, device) == state
    assert found_by_filter(client) == [state]
    assert written_in_csv(client) == state


@pytest.mark.parametrize(
    ("day", "state"), [("2026-12-30", "current"), ("2026-12-31", "current"), ("2027-01-01", "stale")]
)
def test_a_registration_ends_with_its_year_on_the_page_in_the_filter_and_in_the_file(client, on, day, state):
    device = checked_device(on, "registered", datetime.date(2026, 12, 1))
    on(datetime.date.fromisoformat(day))
    assert said_on_page(client, device) == state
    assert found_by_filter(client) == [state]
    assert written_in_csv(client) == state


@pytest.mark.parametrize(
    ("age", "state", "words"),
    [
        (29, "current", ""),
        (30, "current", ""),
        (31, "old", "More than a month ago"),
        (89, "old", "More than a month ago"),
        (90, "old", "More than a month ago"),
        (91, "stale", "Too old to compare with others"),
    ],
)
def test_a_price_is_of_the_same_age_on_the_page_in_the_queue_and_in_the_file(client, on, age, state, words):
    on(MARCH)
    device = publish(make_device())
    make_price(device, seen_on=MARCH.isoformat())
    on(MARCH + datetime.timedelta(days=age))
    page = client.get(device.get_absolute_url()).content.decode()
    said = [said for said in ("More than a month ago", "Too old to compare with others") if said in page]
    assert said == [words] * bool(words)
    [row] = TABLES["prices"].rows(Scope(timezone.localdate()))
    assert TABLES["prices"].json_row(row)["state"] == state
    client.force_login(make_user(role="editor"))
    queue = client.get("/admin/catalog/price/?queue=old-prices").context["cl"]
    assert queue.result_count == (state != "current")
