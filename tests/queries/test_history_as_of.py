"""A device as it stood at the end of a day, through changes of every kind."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Device, DeviceBenefit
from catalog.queries.device_page import device_page
from catalog.queries.history_as_of import device_as_of, end_of
from tests import factories as make

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2026, 3, 1)


def day(number):
    return FIRST + datetime.timedelta(days=number)


@pytest.fixture
def on(monkeypatch):
    """Let the clock show noon of a day: `on(3)`."""

    def set_clock(number, hour=12):
        moment = datetime.datetime.combine(day(number), datetime.time(hour), datetime.UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_clock(0)
    return set_clock


@pytest.fixture
def device(on):
    return make.make_device("Trinity", slug="trinity", max_current_ua=335, areas=["face"])


def then(number, slug="trinity"):
    return device_as_of(slug, day(number))


def column(name):
    return [getattr(then(number).device, name) for number in (0, 1, 2)]


def test_a_column_has_the_value_of_the_day(device, on):
    on(1)
    device.max_current_ua = 400
    device.save()
    assert column("max_current_ua") == [335, 400, 400]


def test_a_day_ends_at_midnight_of_the_site(device, on, settings):
    settings.TIME_ZONE = "America/New_York"
    device.max_current_ua = 400
    on(1, hour=3)
    device.save()
    assert column("max_current_ua") == [400, 400, 400]
    assert end_of(day(0)).utcoffset() == datetime.timedelta(hours=-5)


def test_the_last_of_several_changes_at_one_moment_counts(device):
    for current in (1, 2, 3):
        device.max_current_ua = current
        device.save()
    assert then(0).device.max_current_ua == 3


def test_words_are_those_of_the_day(device, on):
    on(1)
    device.areas.set([make.make_word("areas", "neck"), make.make_word("areas", "eyes")])
    assert [[area.name for area in then(n).device.areas.all()] for n in (0, 1)] == [["Face"], ["Eyes", "Neck"]]


def test_a_word_is_called_as_on_the_day(device, on):
    on(1)
    word = make.make_word("areas", "face")
    word.name = "Visage"
    word.save()
    assert [then(n).device.areas.all()[0].name for n in (0, 1)] == ["Face", "Visage"]


def test_a_brand_is_called_as_on_the_day(device, on):
    on(1)
    device.brand.name = "NuFACE Inc"
    device.brand.save()
    assert [str(then(n).device) for n in (0, 1)] == ["NuFACE Trinity", "NuFACE Inc Trinity"]


def test_a_device_has_the_brand_of_the_day(device, on):
    on(1)
    device.brand = make.make_brand("ZIIP")
    device.save()
    assert [then(n).device.brand.name for n in (0, 1)] == ["NuFACE", "ZIIP"]


def test_status_and_numbers_follow_the_links_of_the_day(device, on):
    make.make_finding(device)
    on(1)
    link = make.make_link(device, make.make_authorization("K181008"))
    on(2)
    link.scope = "inferred"
    link.save()
    on(3)
    link.delete()
    pages = [then(n) for n in range(4)]
    assert [page.standing.status for page in pages] == ["not-checked", "cleared", "not-checked", "not-checked"]
    assert [[noted.row.authorization.number for noted in page.records] for page in pages] == [[], ["K181008"], [], []]
    assert [len(page.other_links) for page in pages] == [0, 0, 1, 0]


def test_a_record_is_that_of_the_day(device, on):
    record = make.make_authorization("K181008", areas=["face"])
    make.make_link(device, record)
    on(1)
    record.decision_basis, record.holder = "number-only", "Another firm"
    record.save()
    record.areas.clear()
    before, after = then(0), then(1)
    assert (before.standing.status, after.standing.status) == ("cleared", "not-checked")
    (old,), (new,) = before.device.links.all(), after.device.links.all()
    assert (old.authorization.holder, new.authorization.holder) == ("Carol Cole Company", "Another firm")
    assert [area.slug for area in old.authorization.areas.all()] == ["face"]
    assert new.authorization.areas.all() == []


def test_a_finding_is_that_of_the_day(device, on):
    finding = make.make_finding(device, declared="registered")
    on(1)
    finding.declared = "none-found"
    finding.save()
    assert [then(n).standing.status for n in (0, 1)] == ["registered", "none-found"]


def test_a_check_counts_from_its_day_until_it_is_too_old_or_the_facts_change(device, on):
    make.make_link(device, make.make_authorization("K181008"))
    finding = make.make_finding(device)
    on(1)
    make.make_verification(finding)
    on(2)
    device.model = "Trinity Plus"
    device.save()
    on(3)
    device.model = "Trinity"
    device.save()
    on(4)
    make.make_verification(finding, outcome="unreachable")
    on(5)
    make.make_verification(finding, outcome="differs")
    checks = [then(n).standing.check for n in (0, 1, 2, 3, 4, 5)]
    assert checks == ["unverified", "current", "changed", "current", "current", "changed"]
    assert then(4).standing.verified_on == day(1)


def test_a_check_grows_old_on_the_pages_of_later_days(device, on):
    make.make_link(device, make.make_authorization("K181008"))
    make.make_verification(make.make_finding(device))
    states = [device_as_of("trinity", day(n)).standing.check for n in (90, 91, 180, 181)]
    assert states == ["current", "due", "due", "stale"]


ROWS = {
    "prices": make.make_price,
    "sources": make.make_source,
    "photos": make.make_photo,
    "claims": make.make_claim,
    "contraindications": make.make_device_contraindication,
    "notices": make.make_notice,
    "benefits": lambda device: DeviceBenefit.objects.create(device=device, benefit=make.make_benefit()),
}


@pytest.mark.parametrize("relation", ROWS)
def test_rows_are_those_of_the_day(device, on, relation):
    on(1)
    row = ROWS[relation](device)
    ROWS[relation](make.make_device("Other"))
    on(2)
    row.delete()
    assert [len(getattr(then(n).device, relation).all()) for n in (0, 1, 2)] == [0, 1, 0]


def test_a_price_has_the_age_of_the_day(device, on):
    make.make_price(device, "339.00", seen_on="2026-02-20")
    on(1)
    make.make_price(device, "300.00", seen_on="2026-03-02")
    (only,) = then(0).prices
    assert (only.row.amount, only.state) == (Decimal("339.00"), "current")
    assert [noted.row.amount for noted in then(60).prices] == [Decimal("300.00"), Decimal("339.00")]
    assert {noted.state for noted in then(60).prices} == {"old"}


def test_claims_and_notices_stand_newest_first(device):
    for stated in ("2020", "2022", ""):
        make.make_claim(device, stated or "undated", stated_on=stated)
    for dated in ("2020", "2022"):
        make.make_notice(device, title=dated, dated_on=dated)
    live = Device.objects.get(pk=device.pk)
    assert [c.wording for c in then(0).device.claims.all()] == ["2022", "2020", "undated"]
    assert list(then(0).device.notices.all()) == list(live.notices.all())


def test_the_general_cautions_are_those_of_the_day(device, on):
    caution = make.make_contraindication("pacemaker", general=True)
    make.make_contraindication("under-18", general=False)
    on(1)
    caution.delete()
    assert [[c.slug for c in then(n).general_cautions] for n in (0, 1)] == [["pacemaker"], []]


def test_before_its_first_day_and_after_its_last_there_was_no_device(device, on):
    on(2)
    device.delete()
    assert then(1).device.model == "Trinity"
    for number in (-1, 2):
        with pytest.raises(Device.DoesNotExist, match="no such device"):
            then(number)
    with pytest.raises(Device.DoesNotExist, match="ever called"):
        then(0, slug="nothing")


def test_a_device_is_found_under_an_address_that_it_had_as_a_draft(device, on):
    on(1)
    device.slug = "nuface-trinity"
    device.save()
    assert then(0, slug="trinity").device.slug == "trinity"
    assert then(0, slug="nuface-trinity").device.slug == "trinity"


def test_as_of_today_it_is_the_device_of_today(device):
    make.make_link(device, make.make_authorization("K181008", areas=["face", "neck"]))
    make.make_link(device, make.make_authorization("K103472"), scope="inferred", basis="none")
    finding = make.make_finding(device, note="Seen.", recheck_days=30, recheck_reason="x", recheck_source_url=make.PAGE)
    make.make_verification(finding)
    for make_row in ROWS.values():
        make_row(device)
    past, now = then(0), device_page(Device.objects, "trinity", day(0))
    for name in ("status", "check", "verified_on", "next_due", "headline"):
        assert getattr(past.standing, name) == getattr(now.standing, name), name
    for name in (*ROWS.keys() - {"sources", "photos"}, "records", "other_links", "last_check"):
        assert getattr(past, name) == getattr(now, name), name
    assert (past.groups, past.sources) == (now.groups, now.sources)
    assert past.standing.finding.snapshot() == now.standing.finding.snapshot()


def queries_of(number):
    with CaptureQueriesContext(connection) as queries:
        page = then(number)
        page.records, page.sources, page.siblings, page.general_cautions  # noqa: B018
    return len(queries)


def test_a_long_history_takes_as_many_queries_as_a_short_one(device):
    make.make_link(device, make.make_authorization("K181008"))
    make.make_verification(make.make_finding(device))
    few = queries_of(0)
    for number in range(20):
        make.make_price(device, str(number + 1))
        make.make_link(device, make.make_authorization(f"K10{number:04d}", areas=["neck"]))
    assert queries_of(0) == few <= 27
