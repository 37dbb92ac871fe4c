"""An editor exports a table, changes it in a spreadsheet and sends it back: once as it should be, once with slips."""

import csv
import io

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from catalog.actions.imports import receive_import
from catalog.models import Device, Import, Price, Proposal, Verification
from tests.browser import axe_violations
from tests.factories import make_device, make_price, make_source, publish
from tests.journeys import follow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def trinity():
    device = make_device("Trinity", number="K181008", note="One.")
    make_source(device)
    make_price(device)
    return publish(device)


def export(page, address, *, changed, added=None):
    """Download a table for spreadsheets; return it as a file to send, its first row changed and a row added."""
    answer = page.request.get(address)
    header, first, *others = csv.reader(io.StringIO(answer.body().decode("utf-8-sig"), newline=""))
    rows = [dict(zip(header, first, strict=True)) | changed, *([added] if added else [])]
    text = io.StringIO()
    csv.writer(text).writerows([header, *([row.get(name, "") for name in header] for row in rows), *others])
    name = answer.headers["content-disposition"].partition('filename="')[2].partition('"')[0]
    return {"name": name, "mimeType": "text/csv", "buffer": text.getvalue().encode("utf-8-sig")}


def send(page, *files):
    page.get_by_label("CSV files").set_input_files(files)
    follow(page.get_by_role("button", name="Preview"))


def test_what_comes_back_is_previewed_done_and_found_in_the_history(page, trinity):
    sign_in(page, "editor")
    devices = export(
        page, "/devices.csv", changed={"note": "Two."}, added={"model": "Nova", "brand_slug": "nuface", "areas": ""}
    )
    records = export(page, "/data/authorizations.csv", changed={"holder": "Another firm"})
    prices = export(page, "/data/prices.csv", changed={"amount": "329.00", "seen_on": "2026-11"})
    page.goto(reverse("admin:catalog_import_add"))
    assert axe_violations(page) == []
    send(page, devices, records, prices)
    expect(page.get_by_text("2 new, 2 changed.")).to_be_visible()
    expect(page.get_by_text("1 of them will wait for a second person")).to_be_visible()
    expect(page.locator(".import-changed", has_text="note")).to_contain_text("One. → Two.")
    assert (Device.objects.count(), Price.objects.count()) == (1, 1)
    assert axe_violations(page) == []
    page.get_by_label("Why").select_option("product")
    page.get_by_label("In your words").fill("New leaflet")
    follow(page.get_by_role("button", name="Import 4 rows"))
    expect(page.get_by_text("is done.")).to_be_visible()
    assert axe_violations(page) == []
    page.goto(reverse("admin:catalog_device_history", args=[trinity.pk]))
    expect(page.locator("#content")).to_contain_text(f"import {Import.objects.get().pk}; New leaflet")
    assert (Device.objects.get(model="Nova").state, Proposal.objects.get().state) == ("draft", "waiting")
    assert not Verification.objects.exists()
    page.goto(trinity.get_absolute_url())
    expect(page.locator("main")).to_contain_text("USD 329")
    expect(page.locator("main")).not_to_contain_text("Another firm")


def test_slips_are_named_by_row_and_column_and_the_file_can_be_sent_again(new_page, trinity):
    page = new_page(width=390, color_scheme="dark")
    sign_in(page, "editor")
    page.goto(reverse("admin:catalog_import_add"))
    send(page, {"name": "devices.xlsx.csv", "mimeType": "text/csv", "buffer": b"PK\x03\x04"})
    expect(page.get_by_text("devices.xlsx.csv, row 1: this is a zip archive or a workbook")).to_be_visible()
    assert axe_violations(page) == []
    slips = {"max_current_ua": "4e2", "launched_on": "1/2/24", "fda_status": "approved", "warranty": "Two years"}
    added = {"model": "Nova", "brand_slug": "nowhere"}
    send(page, export(page, "/devices.csv", changed=slips, added=added))
    expect(page.get_by_text("2 rows cannot be imported.")).to_be_visible()
    first, second = page.locator(".import-wrong").all()
    for words in (
        ", row 2",
        "max_current_ua: “4e2” is not",
        "launched_on: Write a date as",
        "fda_status: this is worked",
    ):
        expect(first).to_contain_text(words)
    expect(first).to_contain_text("NuFACE Trinity is published, so it keeps what publishing asks for.")
    expect(second).to_contain_text("brand_slug: “nowhere” is neither in the catalogue (brands) nor in these files")
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    follow(page.get_by_role("link", name="Send the corrected files"))
    send(page, export(page, "/devices.csv", changed={"note": "Two."}))
    follow(page.get_by_role("button", name="Import 1 row"))
    trinity.refresh_from_db()
    assert (trinity.note, trinity.max_current_ua, Device.objects.count()) == ("Two.", None, 1)
    page.goto(reverse("admin:catalog_import_changelist"))
    expect(page.locator("#result_list")).to_contain_text("Done: 0 new, 1 changed")
    assert axe_violations(page) == []


def test_a_long_preview_says_how_far_it_is(page, trinity, monkeypatch):
    monkeypatch.setattr("catalog.actions.imports.STEP", 1)
    monkeypatch.setattr("catalog.actions.imports.STEP_SECONDS", -1)
    sign_in(page, "editor")
    files = export(page, "/devices.csv", changed={"note": "Two."}, added={"model": "Nova", "brand_slug": "nuface"})
    made = receive_import({files["name"]: files["buffer"]}, by=User.objects.get(username="editor"))
    page.route("**/import/*/change/", _without_refresh)
    page.goto(reverse("admin:catalog_import_change", args=[made.pk]))
    expect(page.get_by_text("1 of 2 rows looked at")).to_be_visible()
    assert axe_violations(page) == []
    page.unroute("**/import/*/change/")
    follow(page.get_by_role("link", name="go on"))
    expect(page.get_by_text("1 new, 1 changed.")).to_be_visible()


def _without_refresh(route):
    """Let a page stand that would ask for itself again at once."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={name: text for name, text in answer.headers.items() if name != "refresh"})
