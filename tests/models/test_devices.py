"""Devices, brands, pictures and guesses: who sees them, what they cost, what never changes."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ValidationError

from catalog.models import Brand, Device, DeviceBenefit, ErrorReport, Photo
from catalog.rules import renditions, roles
from tests import factories as make

pytestmark = pytest.mark.django_db

STATES = ["draft", "in_review", "published", "withdrawn"]


def test_a_visitor_sees_published_devices_and_staff_all():
    devices = {state: make.make_device(state=state) for state in STATES}
    assert list(Device.objects.published()) == [devices["published"]]
    assert list(Device.objects.all().visible_to(AnonymousUser())) == [devices["published"]]
    assert Device.objects.all().visible_to(make.make_user(role="editor")).count() == 4


def test_the_address_of_what_visitors_saw_never_changes():
    device = make.make_device(state="published")
    device.slug = "another-address"
    with pytest.raises(ValidationError, match="never changes"):
        device.full_clean()


def test_the_address_of_a_draft_may_change():
    device = make.make_device()
    device.slug = "another-address"
    device.full_clean()


def test_the_current_price_is_the_newest_in_the_asked_currency():
    device = make.make_device()
    for amount, seen_on, currency in (
        ("1", "2024", "USD"),
        ("2.50", "2025", "USD"),
        ("9", "2026", "GBP"),
        ("7", "", "USD"),
    ):
        make.make_price(device, amount, seen_on=seen_on, currency=currency)
    row = Device.objects.with_price("USD", datetime.date(2026, 1, 1)).get()
    assert (row.price_now, row.price_seen_from) == (Decimal("2.50"), datetime.date(2025, 1, 1))
    assert Device.objects.with_price("AUD", datetime.date(2026, 1, 1)).get().price_now is None


@pytest.mark.parametrize(("today", "comparable"), [("2025-04-01", True), ("2025-04-02", False)])
def test_a_price_is_compared_by_for_a_quarter(today, comparable):
    make.make_price(make.make_device(), "2.50", seen_on="2025-01-01")
    row = Device.objects.with_price("USD", datetime.date.fromisoformat(today)).get()
    assert row.price_comparable == (Decimal("2.50") if comparable else None)


def test_a_price_of_no_known_day_is_never_compared_by():
    make.make_price(make.make_device(), "2.50", seen_on="")
    assert Device.objects.with_price("USD", datetime.date(2026, 1, 1)).get().price_comparable is None


def test_cards_cost_the_same_number_of_queries_for_two_and_for_many(django_assert_num_queries):
    for count in (2, 20):
        for _ in range(count):
            make.make_price(make.make_device(number="K103472", areas=["face"]))
        with django_assert_num_queries(10):
            for device in Device.objects.for_cards():
                [str(device), *device.prices.all(), *device.areas.all(), *device.claims.all(), *device.shown_photos]
                [finding.authority for finding in device.findings.all()]
                [link.authorization.number for link in device.links.all()]


def test_names_of_devices_and_brands_are_what_people_call_them():
    device = make.make_device("Trinity")
    assert (str(device), str(device.brand)) == ("NuFACE Trinity", "NuFACE")


def test_a_brand_counts_once_however_many_devices_are_published():
    for _ in range(2):
        make.make_device(state="published")
    make.make_device(brand=make.make_brand("ZIIP"))
    assert [brand.name for brand in Brand.objects.with_published_devices()] == ["NuFACE"]


@pytest.mark.parametrize(
    ("state", "columns", "is_public"),
    [("published", {}, True), ("draft", {}, False), ("withdrawn", {}, False),
     ("published", {"alt": ""}, False), ("published", {"credit": ""}, False)],
)  # fmt: skip
def test_a_picture_is_public_with_its_device_its_text_and_its_credit(state, columns, is_public):
    make.make_photo(make.make_device(state=state), **columns)
    assert Photo.objects.public().exists() is is_public


def test_a_device_has_no_more_than_twenty_pictures():
    device = make.make_device()
    for _ in range(renditions.MAX_PER_DEVICE - 1):
        make.make_photo(device)
    last = make.make_photo(device)
    last.full_clean()
    with pytest.raises(ValidationError, match="at most 20 pictures"):
        Photo(device=device, digest="a" * 64, width=10, height=10).full_clean()


def test_a_picture_names_all_its_renditions():
    photo = make.make_photo(width=900, height=600, digest="a" * 64)
    assert photo.file_names()[:2] == [(400, "AVIF", f"{'a' * 64}-400.avif"), (800, "AVIF", f"{'a' * 64}-800.avif")]
    assert len(photo.file_names()) == 3 * 3


def test_a_picture_is_called_by_its_text():
    assert str(Photo(alt="A hand.")) == "A hand."
    assert str(Photo(position=3)) == "Picture 3"


def test_each_role_has_exactly_its_permissions():
    held = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert held == roles.ROLES


def test_an_editor_may_neither_verify_nor_publish_nor_touch_the_log():
    editor = make.make_user(role="editor")
    assert editor.has_perm("catalog.change_device")
    refused = [
        "verify_regulatoryfinding",
        "publish_device",
        "add_verification",
        "change_verification",
        "delete_verification",
    ]
    assert not [name for name in refused if editor.has_perm(f"catalog.{name}")]


def test_every_receipt_is_another_and_long():
    first, second = (make.make_report() for _ in range(2))
    assert first.receipt != second.receipt
    assert len(first.receipt) >= 24


def test_a_report_outlives_its_device():
    device = make.make_device()
    report = make.make_report(device)
    device.delete()
    assert ErrorReport.objects.get().device is None
    assert str(report) == f"Report {report.pk} (new)"


@pytest.mark.parametrize(
    ("make_row", "name"),
    [
        (lambda: make.make_claim(wording="FDA-cleared"), "“FDA-cleared”"),
        (lambda: make.make_benefit("circulation"), "Circulation"),
        (lambda: DeviceBenefit(benefit=make.make_benefit("circulation")), "Circulation"),
        (lambda: make.make_contraindication("pacemaker"), "Pacemaker"),
        (make.make_device_contraindication, "Do not use: Pacemaker"),
        (lambda: make.make_notice(title="Recall of one lot"), "Recall of one lot"),
        (lambda: make.make_word("areas", "face"), "Face"),
    ],
)
def test_every_row_is_called_by_what_it_says(make_row, name):
    assert str(make_row()) == name


@pytest.mark.parametrize(
    ("make_row", "address"),
    [
        (lambda: make.make_device("Trinity"), "/devices/nuface-trinity/"),
        (lambda: make.make_brand("NuFACE"), "/brands/nuface/"),
        (lambda: make.make_authorization("K103472"), "/authorizations/K103472/"),
    ],
)
def test_what_has_a_page_knows_its_address(make_row, address):
    assert make_row().get_absolute_url() == address
