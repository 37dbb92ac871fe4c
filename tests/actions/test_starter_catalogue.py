"""The starter catalogue itself, loaded once for all tests here: what it holds, and that it says no more than it may."""

import csv

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.actions.starter import FOLDER, load_starter
from catalog.models import (
    Authorization,
    Device,
    DeviceAuthorization,
    MarketingClaim,
    Price,
    RegulatoryFinding,
    Revision,
    Source,
    Verification,
)
from catalog.queries.device_page import device_page
from catalog.queries.tables import TABLES
from catalog.rules.claims import says_too_much


@pytest.fixture(scope="module")
def report(django_db_setup, django_db_blocker):
    """Load it once, in a transaction around those of the tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_starter()
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("report")]


FILES = sorted(FOLDER.glob("*.csv"))


def rows_of(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True)))


def fda_status(slug):
    return Device.objects.with_fda(timezone.localdate()).get(slug=slug).fda_status


def every_row():
    return {model: list(model.objects.order_by("pk").values()) for model in apps.get_app_config("catalog").get_models()}


def test_every_row_of_every_file_is_made(report):
    lines = {path.stem: len(rows_of(path)) for path in FILES}
    assert report.created == lines
    assert (lines["devices"], lines["authorizations"]) == (50, 43)


def test_every_device_is_published():
    assert Device.objects.published().count() == 50


def test_every_fact_of_every_device_has_a_source():
    today = timezone.localdate()
    pages = [device_page(Device.objects.published(), slug, today) for slug in _slugs()]
    unsourced = {
        page.device.slug: names
        for page in pages
        if (names := [fact.label for group in page.groups for fact in group.facts if not fact.gap and not fact.notes])
    }
    assert not unsourced


def _slugs():
    return Device.objects.published().values_list("slug", flat=True)


def test_loading_twice_changes_nothing_not_even_the_history(report):
    before = every_row()
    again = load_starter()
    assert str(again) == "nothing new"
    assert every_row() == before


def test_loading_again_asks_the_database_a_fixed_few_questions():
    with CaptureQueriesContext(connection) as asked:
        load_starter()
    assert len(asked) <= 20


def test_the_history_of_a_row_begins_with_one_complete_entry():
    first = Device.history.filter(slug="nuface-trinity").earliest("history_id")
    assert (first.history_type, first.history_change_reason) == ("+", "new: starter catalogue")
    assert {term.area.slug for term in first.areas.all()} == {"face", "neck"}
    assert Authorization.history.filter(history_type="+", shown_alone=False).count() == 43
    assert Authorization.history.filter(history_type="~", shown_alone=True).count() == 43


def test_nothing_is_verified():
    today = timezone.localdate()
    assert not Verification.objects.exists()
    assert {d.fda_check for d in Device.objects.with_fda(today)} == {"unverified"}


def test_a_status_is_cleared_registered_or_not_checked():
    statuses = [d.fda_status for d in Device.objects.with_fda(timezone.localdate())]
    assert {s: statuses.count(s) for s in set(statuses)} == {"cleared": 34, "registered": 1, "not-checked": 15}


@pytest.mark.parametrize("slug", ["foreo-bear", "7e-wellness-myolift-mini", "ziip-halo", "ziip-dot"])
def test_no_number_found_in_what_was_read_is_not_a_search_that_found_nothing(slug):
    assert fda_status(slug) == "not-checked"


def test_a_link_that_is_only_likely_gives_no_status():
    link = DeviceAuthorization.objects.get(scope="inferred")
    assert (link.device.slug, link.authorization.number) == ("slendertone-face", "K103031")
    assert fda_status("slendertone-face") == "not-checked"


def test_a_registration_reads_as_registered_and_is_no_review():
    finding = RegulatoryFinding.objects.get(declared="registered")
    assert (finding.device.slug, finding.registration_number) == ("medicube-age-r-booster-pro", "3030186811")


def test_records_that_no_source_links_to_a_device_stay_unlinked():
    unlinked = Authorization.objects.filter(links=None).values_list("number", flat=True)
    assert set(unlinked) == {"K130065", "K161654", "K171647", "K244004", "K251909", "K252218"}


def test_a_bare_number_carries_no_status():
    assert [a.number for a in Authorization.objects.all() if not a.status] == ["K171647"]


def test_two_records_of_one_product_cover_a_function_each():
    links = DeviceAuthorization.objects.filter(device__slug="unbranded-micro-current-facial-beauty-device")
    assert {(x.authorization.number, x.covers) for x in links} == {("K241718", "other"), ("K243430", "microcurrent")}


def test_the_cleared_area_belongs_to_the_record():
    areas = {
        number: {area.slug for area in Authorization.objects.get(number=number).areas.all()}
        for number in ("K133823", "K191672", "K201906", "K171588")
    }
    assert areas == {"K133823": {"face"}, "K191672": {"face", "neck"}, "K201906": {"face"}, "K171588": {"body"}}


def test_a_regulation_keeps_its_zeros():
    assert Authorization.objects.get(number="K181008").regulation_number == "882.5890"


def test_every_device_has_a_source():
    assert not Device.objects.filter(sources=None).exists()


@pytest.mark.parametrize("model", [MarketingClaim, Price, Authorization, DeviceAuthorization])
def test_what_is_said_of_a_regulator_or_a_price_has_its_address(model):
    assert not model.objects.filter(source_url="").exists()


def test_a_device_with_a_number_names_the_copy_of_the_record_among_its_sources():
    for link in DeviceAuthorization.objects.select_related("device"):
        assert Source.objects.filter(device=link.device, kind="register-copy").exists(), link


def test_a_partial_date_stays_partial():
    price = Price.objects.get(device__slug="nuface-mini")
    assert (price.seen_on, price.seen_approximate, price.seen_words) == ("2020", True, "about 2020")
    assert Price.objects.get(device__slug="nuface-trinity").seen_words == "date not stated"


def test_claims_stand_word_for_word():
    assert set(MarketingClaim.objects.values_list("wording", "said_by")) == {
        ("FDA approved", "press"),
        ("FDA-Cleared", "maker"),
    }


def test_our_own_words_never_say_that_fda_approved_anything():
    for path in FILES:
        for row in rows_of(path):
            own = " ".join(v for k, v in row.items() if k not in ("wording", "address", "source_url"))
            assert says_too_much(own, approved=False) == [], (path.name, row)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_passes_its_model(path):
    for instance in TABLES[path.stem].model.objects.all():
        instance.full_clean()


def test_an_unknown_current_is_no_zero():
    assert Device.objects.get(slug="foreo-bear").max_current_ua is None
    assert Device.objects.get(slug="everyway-facial-mens-mt-200").min_current_ua == 0


def test_the_revision_tells_that_the_catalogue_has_changed():
    assert Revision.current().number > 0


def test_nobody_stands_for_what_the_project_wrote():
    assert set(Device.history.values_list("history_user", flat=True)) == {None}
