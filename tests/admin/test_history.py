"""The history in the admin: one line of time, and the page that brings an old version back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.pages import address, filled, signed_in, submit, text_of
from tests.factories import (
    make_authorization,
    make_brand,
    make_device,
    make_link,
    make_price,
    make_source,
    make_user,
    make_word,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _editor(client):
    return signed_in(client, "editor")


def history(client, row):
    return text_of(client.get(address(f"{row._meta.model_name}_history", row.pk)))


def revert_page(row, version=None):
    version = version or row.history.order_by("history_date", "history_id").first().history_id
    return reverse(f"admin:catalog_{row._meta.model_name}_revert", args=[row.pk, version])


def change(row, **columns):
    for name, value in columns.items():
        setattr(row, name, value)
    row._change_reason = "corrected"
    row.save()
    return row


def test_the_line_tells_who_changed_what_from_what_to_what_and_why(client):
    device = make_device(note="Before")
    submit(client, address("device_change", device.pk), note="After", reason_text="From the box")
    page = history(client, device)
    for words in ("Before", "After", "editor-", "<strong>New</strong>: From the box"):
        assert words in page


def test_the_line_of_a_device_holds_its_rows_and_leads_to_its_records(client):
    device, record = make_device(), make_authorization("K181008")
    make_price(device)
    make_link(device, record)
    change(record, holder="Another firm")
    page = history(client, device)
    assert "Added: price" in page
    assert "Another firm" in page
    assert address("authorization_change", record.pk) in page


def test_a_long_line_comes_in_pages(client):
    device = make_device()
    for number in range(60):
        make_price(device, str(number + 1))
    assert "USD 60" in history(client, device)
    assert "USD 9</h2>" not in "".join(history(client, device).split())
    older = text_of(client.get(address("device_history", device.pk), {"p": "2"}))
    assert "Page 2 of 2" in older
    assert "Added: device" in older


def test_the_page_takes_as_many_queries_for_sixty_changes_as_for_two(client):
    device, counts = make_device(number="K181008"), []
    for numbers in (range(1), range(1, 60)):
        for number in numbers:
            make_price(device, str(number + 1))
        history(client, device)
        with CaptureQueriesContext(connection) as queries:
            history(client, device)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_history_of_what_is_gone_can_still_be_read(client):
    device = make_device("Trinity")
    make_source(device)
    pk = device.pk
    submit(client, address("device_delete", pk), post="yes")
    page = text_of(client.get(address("device_history", pk)))
    assert "It is gone." in page
    assert "Removed: source" in page
    assert "Bring this" not in page


@pytest.mark.parametrize("pk", ["0", "99", "x", "9" * 40])
def test_what_never_was_has_no_history(client, pk):
    assert client.get(address("device_history", pk)).status_code == 404


def test_an_old_version_comes_back_after_it_was_shown(client):
    device = change(make_device("Trinity", note="Old words"), note="New words")
    assert revert_page(device) in history(client, device)
    page = text_of(client.get(revert_page(device)))
    assert "Old words" in page
    answer = submit(client, revert_page(device), reason_code="product", reason_text="They went back")
    assert answer.url == address("device_change", device.pk)
    device.refresh_from_db()
    assert device.note == "Old words"
    assert device.history.first().history_change_reason == "product: They went back"


def test_the_page_says_what_does_not_come_back(client):
    device = make_device("Trinity", note="A", areas=["face"])
    with_face = device.history.first().history_id
    device.areas.all().delete()
    make_price(device)
    change(publish(device), note="B")
    page = text_of(client.get(revert_page(device, with_face)))
    assert "state (Published)" in page
    assert "1 of its areas is no longer" in page
    assert "price USD 339.00" in page


def test_a_change_in_between_is_shown_before_anything_is_brought_back(client):
    device = change(make_device(note="A"), note="B")
    form = filled(client.get(revert_page(device)))
    change(device, note="C")
    answer = client.post(revert_page(device), form)
    assert "while you were looking" in text_of(answer)
    device.refresh_from_db()
    assert device.note == "C"
    assert client.post(revert_page(device), filled(answer)).status_code == 302
    device.refresh_from_db()
    assert device.note == "A"


@pytest.mark.parametrize("shown", ["", "x", "٣"])
def test_nothing_comes_back_that_was_not_shown(client, shown):
    device = change(make_device(note="A"), note="B")
    assert "while you were looking" in text_of(client.post(revert_page(device), {"shown": shown}))


def test_a_reason_that_cannot_be_kept_is_refused(client):
    device = change(make_device(note="A"), note="B")
    answer = submit(client, revert_page(device), reason_code="because")
    assert answer.status_code == 200
    device.refresh_from_db()
    assert device.note == "B"


def test_a_version_that_equals_today_offers_no_button(client):
    device = make_device()
    page = text_of(client.get(revert_page(device)))
    assert "nothing to bring back" in page
    assert "Bring it back" not in page


def test_a_record_behind_a_published_device_says_why_it_is_not_brought_back(client):
    record = change(make_authorization("K181008", holder="A"), holder="B")
    device = make_device()
    make_link(device, record)
    publish(device)
    assert "second person" in history(client, record)
    assert "Bring this" not in history(client, record)
    page = client.get(revert_page(record))
    assert "second person" in text_of(page)
    client.post(revert_page(record), {"shown": str(record.history.first().history_id)})
    record.refresh_from_db()
    assert record.holder == "B"


def test_a_brand_comes_back_too(client):
    brand = change(make_brand("NuFACE"), name="NuFACE Inc")
    assert submit(client, revert_page(brand)).status_code == 302
    brand.refresh_from_db()
    assert brand.name == "NuFACE"


def test_words_of_the_vocabulary_say_why_they_are_entered_by_hand(client):
    assert "by a click" in history(client, make_word("areas", "face"))


def test_who_may_not_change_a_device_reads_its_history_only(client):
    device = change(make_device(note="A"), note="B")
    signed_in(client, "administrator")
    assert "Bring this" not in history(client, device)
    assert client.get(revert_page(device)).status_code == 403
    assert client.post(revert_page(device), {}).status_code == 403


def test_who_has_no_role_reads_no_history(client):
    device = make_device()
    client.force_login(make_user("nobody", is_staff=True))
    assert client.get(address("device_history", device.pk)).status_code == 403


def test_a_stranger_is_sent_to_the_login(client):
    device = make_device()
    client.logout()
    for url in (revert_page(device), address("device_history", device.pk)):
        assert client.get(url).url.startswith("/admin/login/")
