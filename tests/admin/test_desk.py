"""The desk as a page: what each role is shown, and that every number leads to just that many rows."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.queries.desk import QUEUES
from tests.admin.pages import address, signed_in, text_of
from tests.factories import (
    days_ago,
    make_authorization,
    make_brand,
    make_claim,
    make_device,
    make_link,
    make_notice,
    make_price,
    make_proposal,
    make_report,
    make_verification,
    publish,
)

pytestmark = pytest.mark.django_db


def desk(client):
    return text_of(client.get(reverse("admin:index")))


def checked(days):
    finding = make_device(number="K181008").findings.get()
    make_verification(finding, checked_on=days_ago(days))
    return finding


def something_in_every_queue():
    checked(80)
    checked(100)
    changed = checked(1)
    changed.declared = "registered"
    changed.save()
    record = make_authorization("K103472")
    for brand in ("A", "B"):
        make_link(make_device(brand=make_brand(brand)), record)
    device = publish(make_device(number="K181008"))
    make_notice(device, kind="recall")
    make_price(device)
    make_claim(device, "FDA certified")
    make_price(device, note="FDA certified", currency="GBP")
    make_authorization("K133823", note="FDA approved", shown_alone=True)
    make_report()
    make_device(state="in_review")
    make_proposal()


def test_every_number_leads_to_that_many_rows_the_oldest_first(client):
    signed_in(client)
    something_in_every_queue()
    page = desk(client)
    lines = re.findall(r'desk-count">(\d+)</span>\s*<span class="desk-words">\s*<a href="([^"]+)"', page)
    assert {link.split("queue=")[1] for _, link in lines} == {queue.slug for queue in QUEUES} - {"checked-alone"}
    for count, link in lines:
        answer = client.get(link)
        assert (link, answer.status_code) == (link, 200)
        assert (link, answer.context["cl"].result_count) == (link, int(count))


def test_a_queue_shows_the_oldest_first(client):
    signed_in(client)
    young, old = checked(100), checked(170)
    answer = client.get(address("regulatoryfinding_changelist") + "?queue=overdue")
    assert list(answer.context["cl"].result_list) == [old, young]
    answer = client.get(address("regulatoryfinding_changelist") + "?queue=overdue&o=-6")
    assert answer.status_code == 200


def test_a_queue_that_does_not_exist_narrows_nothing(client):
    signed_in(client)
    make_device(number="K181008")
    answer = client.get(address("regulatoryfinding_changelist") + "?queue=nonsense")
    assert answer.context["cl"].result_count == 1


def test_an_editor_finds_no_queue_that_only_a_verifier_can_work(client):
    signed_in(client, "editor")
    something_in_every_queue()
    page = desk(client)
    assert "queue=drafts" in page
    assert "queue=never-checked" not in page
    assert "queue=proposals" not in page


def test_an_administrator_has_nothing_to_work(client):
    signed_in(client, "administrator")
    something_in_every_queue()
    page = desk(client)
    assert "What waits" not in page
    assert "The oldest drafts" not in page


@pytest.mark.parametrize("page", ["device", "authorization"])
def test_the_form_of_what_says_too_much_names_the_words(client, page):
    signed_in(client)
    device = make_device(number="K181008", note="FDA approved")
    record = device.links.get().authorization
    record.note = "FDA certified"
    record.save()
    row = {"device": device, "authorization": record}[page]
    shown = text_of(client.get(address(f"{page}_change", row.pk)))
    assert ("Device, note: “FDA approved”" in shown) is (page == "device")
    assert "Authorization, note: “FDA certified”" in shown


def test_a_draft_is_listed_with_what_it_lacks(client):
    signed_in(client)
    make_device("Bare")
    assert "Add at least one source" in desk(client)


def test_the_desk_says_when_one_person_is_enough(client, settings):
    signed_in(client)
    assert "One person is enough here" not in desk(client)
    settings.SECOND_PERSON = False
    assert "One person is enough here" in desk(client)


def test_from_five_checks_on_their_ages_are_drawn_with_words_and_a_table(client):
    signed_in(client)
    for days in (1, 40, 100, 200):
        checked(days)
    page = desk(client)
    assert "<svg class" not in page
    assert "4 findings are confirmed; the oldest check is 200 days old." in page
    checked(400)
    page = desk(client)
    assert 'role="img" aria-labelledby="ages-heading ages-words"' in page
    assert "5 findings are confirmed, half of them within the last 100 days" in page
    assert page.count('class="chart-bar"') == 5
    assert '<th scope="row">91 to 180</th><td>1</td>' in page


def test_without_any_check_the_desk_says_so(client):
    signed_in(client)
    make_device(number="K181008")
    assert "No finding has been confirmed yet; 1 waits for it." in desk(client)


def test_the_gaps_of_published_devices_lead_to_the_devices(client):
    signed_in(client)
    publish(make_device())
    link = f"{address('device_changelist')}?state__exact=published&amp;missing=prices"
    assert link in desk(client)
    assert client.get(link.replace("&amp;", "&")).context["cl"].result_count == 1


def test_the_desk_costs_the_same_for_two_and_for_twenty(client, django_assert_num_queries):

    signed_in(client)
    for _ in range(2):
        something_in_every_queue()
    desk(client)
    with CaptureQueriesContext(connection) as before:
        desk(client)
    for _ in range(6):
        something_in_every_queue()
    with django_assert_num_queries(len(before)):
        desk(client)


@pytest.mark.parametrize("name", ["price", "marketingclaim"])
def test_prices_and_claims_are_read_across_devices_and_written_on_theirs(client, name):
    signed_in(client)
    device = make_device(number="K181008")
    make_price(device, source_url="")
    make_claim(device, "FDA approved")
    listed = text_of(client.get(address(f"{name}_changelist"), {"verdict": "overstates"} if name != "price" else {}))
    assert address("device_change", device.pk) in listed
    assert "Overstates the record" in listed if name != "price" else "no address" in listed
    assert client.get(address(f"{name}_add")).status_code == 403


def test_claims_are_narrowed_by_their_verdict(client):
    signed_in(client)
    device = make_device(number="K181008")
    make_claim(device, "FDA approved")
    make_claim(device, "FDA cleared")
    answer = client.get(address("marketingclaim_changelist"), {"verdict": "matches"})
    assert [claim.wording for claim in answer.context["cl"].result_list] == ["FDA cleared"]


def test_filters_say_how_many_rows_each_choice_has(client):
    signed_in(client)
    make_device("A", power="solar")
    page = text_of(client.get(address("device_changelist")))
    assert re.search(r"Draft\s*\(1\)", page)
