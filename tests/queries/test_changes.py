import datetime

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.actions.publication import publish_device, withdraw_device
from catalog.actions.reports import fix_report
from catalog.queries.changes import (
    STREAM,
    change_of,
    changes_of_device,
    newest_by_device,
    newest_changes,
    page_of_changes,
)
from catalog.queries.pages import PageError, PageMissing
from catalog.rules import reports
from tests import factories as make

pytestmark = pytest.mark.django_db


def listed(model="Trinity", **columns):
    return make.publish(make.make_device(model, **columns))


def later(row, seconds=60):
    """Let what is saved of `row` from now on have happened later, so that it is no part of what went before."""
    row._history_date = timezone.now() + datetime.timedelta(seconds=seconds)
    return row


def change(row, seconds=60, **columns):
    for name, value in columns.items():
        setattr(row, name, value)
    later(row, seconds).save()
    return row


def told(changes):
    return [(c.what, c.subject, {line.name: (line.before, line.after) for line in c.changes}) for c in changes]


def of_site():
    _, changes = page_of_changes("")
    return [c for c in changes if c.device or c.page]


def test_a_device_comes_into_the_history_on_the_day_it_is_listed():
    device = make.make_device("Trinity", max_current_ua=111, number="K181008")
    change(device, 0, max_current_ua=222, note="Not for anybody’s eyes.")
    make.make_claim(device, "FDA approved").delete()
    make.publish(device)
    assert told(changes_of_device(device)) == [("Listed for the first time", "", {})]
    assert [c.kind for c in of_site()] == ["listed"]


def test_a_change_tells_field_before_after_and_reason():
    device = listed(max_current_ua=335)
    device._change_reason = "corrected: Ann misread it"
    change(device, max_current_ua=400)
    newest = changes_of_device(device)[0]
    assert told([newest]) == [("Device changed", "", {"max_current_ua": ("335", "400")})]
    assert (newest.reason, newest.device) == ("Our error corrected", device)


def test_what_a_new_row_holds_is_told_with_its_source_beside_it():
    device = listed()
    make.make_price(device, source_kind="retailer")
    newest = changes_of_device(device)[0]
    assert (newest.what, newest.subject, newest.reason) == ("Price added", "USD 339.00", "Price observed")
    assert newest.sources == (("Retailer", make.PAGE),)
    assert "source_url" not in {line.name for line in newest.changes}


def test_what_is_taken_out_is_told_with_what_it_was():
    device = listed()
    price = make.make_price(device)
    later(price).delete()
    what, subject, lines = told(changes_of_device(device))[0]
    assert (what, subject, lines["amount"]) == ("Price taken out", "USD 339.00", ("339.00", None))


def test_a_changed_fact_names_the_sources_that_state_it():
    device = listed()
    source = make.make_source(device, kind="manual", fields=["current"])
    make.make_source(device, fields=["power"])
    change(device, max_current_ua=400)
    assert changes_of_device(device)[0].sources == (("Manual or label", source.address),)


def test_a_claim_is_told_between_quotation_marks():
    device = listed()
    claim = make.make_claim(device, "FDA-cleared")
    change(claim, wording="FDA approved")
    assert told(changes_of_device(device))[0][2] == {"wording": ("“FDA-cleared”", "“FDA approved”")}


def test_a_look_into_the_register_is_told_by_role_and_outcome():
    device = listed(number="K181008")
    checker = make.make_user("mary-the-verifier", role="verifier")
    make.make_verification(device.findings.get(), by=checker, note="Ask Ann about it.")
    newest = changes_of_device(device)[0]
    assert (newest.kind, newest.reason, newest.check.by_role) == ("checked", "Re-checked, no change", "verifier")
    assert newest.changes == ()


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_nothing_is_told_of_a_device_that_was_never_listed(state):
    listed("Other")
    before = [c.key for c in newest_changes(100)]
    device = make.make_device("Secret", state=state, number="K181008", brand=make.make_brand("Secretive"))
    make.make_price(device)
    make.make_verification(make.make_finding(device))
    change(device.links.get().authorization, holder="Someone")
    change(device.brand, note="Not yet.")
    assert [c.key for c in newest_changes(100)] == before
    assert changes_of_device(device) == []
    assert page_of_changes("")[0].paginator.count == len(before)


def test_a_withdrawal_and_its_reason_are_told_and_nothing_that_comes_after():
    device = listed(max_current_ua=335)
    withdraw_device(device, by=make.make_user(role="verifier"), reason="Entered twice.")
    device.refresh_from_db()
    make.make_price(device)
    change(device, max_current_ua=400)
    assert told(changes_of_device(device)) == [
        ("Withdrawn from the list", "", {"withdrawn_reason": (None, "Entered twice.")}),
        ("Listed for the first time", "", {}),
    ]
    assert [c.kind for c in of_site()] == ["withdrawn", "listed"]


def test_what_was_corrected_out_of_sight_is_told_when_the_device_comes_back():
    device = listed(max_current_ua=335)
    price = make.make_price(device)
    by = make.make_user(role="verifier")
    withdraw_device(device, by=by, reason="Wrong number.")
    device.refresh_from_db()
    for amount in ("1.00", "299.00"):
        price._change_reason = "corrected: out of sight"
        change(price, 0, amount=amount)
    change(device, 0, max_current_ua=350)
    device = publish_device(device, by=by)
    lines = {what: found for what, _, found in told(changes_of_device(device))}
    assert lines["Listed again"] == {"max_current_ua": ("335", "350")}
    assert lines["Price changed"] == {"amount": ("339.00", "299.00")}


def test_a_record_is_told_of_once_a_listed_device_leans_on_it():
    record = make.make_authorization("K181008", holder="First")
    change(record, 0, holder="Second")
    device = listed()
    make.make_link(device, record)
    change(record, holder="Third")
    [(_, subject, lines)] = [t for t in told(of_site()) if t[0] == "Record changed"]
    assert (subject, lines) == ("K181008 NuFACE Trinity", {"holder": ("Second", "Third")})
    assert [c.page for c in of_site() if c.what == "Record changed"] == ["/authorizations/K181008/"]
    assert "Record changed" in [c.what for c in changes_of_device(device)]


def test_a_record_that_is_shown_alone_has_its_own_place():
    listed()
    record = make.make_authorization("K181008")
    change(record, 30, shown_alone=True)
    assert told(of_site())[0][:2] == ("Record added", "K181008 NuFACE Trinity")
    change(record, 90, holder="Another")
    assert told(of_site())[0][2] == {"holder": ("Carol Cole Company", "Another")}


def test_a_caution_for_all_devices_is_told():
    make.make_contraindication("old-one")
    listed()
    make.make_contraindication("pacemaker")
    [found] = [c for c in of_site() if c.what.startswith("Contraindication")]
    assert (found.subject, found.page, found.device) == ("Pacemaker", "/safety/", None)


def test_a_save_that_changes_nothing_is_left_out():
    device = listed()
    later(device).save()
    assert [c.kind for c in changes_of_device(device)] == ["listed"]


def test_a_row_that_came_from_a_draft_brings_nothing_of_the_draft_along():
    draft, device = make.make_device("Secret"), listed()
    price = make.make_price(draft, "111.00")
    change(price, 30, device=device, amount="222.00")
    what, _, lines = told(changes_of_device(device))[0]
    assert (what, lines["amount"]) == ("Price added", (None, "222.00"))
    change(price, 90, device=draft, amount="333.00")
    assert "333.00" not in str(changes_of_device(device)) + str(of_site())


def test_a_report_that_led_to_a_change_is_told_without_its_words():
    device = listed(max_current_ua=335)
    report = make.make_report(device, text="Ask Jane Doe.", email="jane@example.org")
    change(device, max_current_ua=400)
    report.state = reports.ACCEPTED
    report.save()
    newest = device.history.first().history_id
    fix_report(report, by=make.make_user(role="editor"), answer="Thank you, Jane.", change=("device", newest))
    outcome = change_of("device", newest).outcome
    report.refresh_from_db()
    assert (outcome.received_at, outcome.closed_at) == (report.received_at, report.closed_at)
    assert "Jane" not in str(change_of("device", newest))


def test_every_change_is_found_by_its_key_and_by_no_other():
    device = listed(number="K181008")
    make.make_verification(device.findings.get())
    make.make_price(device)
    for one in newest_changes(100):
        name, number = one.key.split("-")
        assert change_of(name, int(number)) == one
    draft = make.make_price(make.make_device())
    assert change_of("price", draft.history.get().history_id) is None
    assert change_of("user", 1) is None
    assert change_of("price", 10**17) is None


def test_each_device_is_named_once_and_the_newest_first():
    first, _ = listed("First"), listed("Second")
    make.make_price(first)
    make.make_price(first, "1.00")
    assert [c.device.model for c in newest_by_device(6)] == ["First", "Second"]
    assert [c.device.model for c in newest_by_device(1)] == ["First"]
    withdraw_device(first, by=make.make_user(role="verifier"), reason="Entered twice.")
    assert [c.device.model for c in newest_by_device(6)] == ["Second"]


def test_pages_part_the_stream_and_end():
    device = listed()
    for number in range(60):
        make.make_price(device, str(number + 1))
    page, first = page_of_changes("1")
    _, second = page_of_changes("2")
    assert page.paginator.num_pages == 2
    assert len({c.key for c in [*first, *second]}) == len(first) + len(second) >= 61
    with pytest.raises(PageMissing):
        page_of_changes("3")
    with pytest.raises(PageError):
        page_of_changes("two")


def test_the_stream_knows_every_kind_of_row_with_a_history():
    kept = {model for model in apps.get_models() if hasattr(model, "history") and model._meta.app_label == "catalog"}
    assert set(STREAM[1:]) == {model for model in kept if not model.__name__.startswith("Historical")}


def queries_of(ask):
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


@pytest.mark.parametrize("ask", ["site", "device"])
def test_a_long_history_takes_as_many_queries_as_a_short_one(ask):
    device = listed(number="K181008", areas=["face"])
    counted = {"site": lambda: page_of_changes(""), "device": lambda: changes_of_device(device)}[ask]
    asked = []
    for size in (1, 6):
        for number in range(size):
            other = listed(f"Model {size}-{number}", areas=["neck"])
            make.make_verification(other.findings.get(), outcome="differs")
            make.make_price(device, f"{size}{number + 1}.00")
            make.make_link(other, make.make_authorization(f"K1{size:02d}{number:03d}", areas=["face"]))
            change(other.links.get().authorization, 10, holder="Another")
            change(device, number + 100 * size, note=f"{size} {number}", brand=make.make_brand(f"Brand {number}"))
        asked.append(queries_of(counted))
    assert asked[1] <= asked[0] <= 45
