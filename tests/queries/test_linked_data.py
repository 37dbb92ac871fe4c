import datetime
import json
import re

import pytest
from django.utils import timezone

from catalog.models import Device
from catalog.queries.device_page import device_page
from catalog.queries.linked_data import dataset, document, product
from tests import factories as make
from tests.vocabulary import wrong_in

BASE = "https://register.example"


def told(device):
    return product(device_page(Device.objects.published(), device.slug, timezone.localdate()), base=BASE)


@pytest.mark.parametrize(
    "node",
    [
        {"@type": "Gadget"},
        {"@type": "Product", "voltage": "9"},
        {"@type": "Product", "auditDate": "2026-01-01"},
        {"@type": "Product", "brand": {"@type": "Offer"}},
        {"@type": "Product", "hasCertification": "K181008"},
        {"@type": "Certification", "auditDate": "last week"},
        {"@type": "Product", "brand": {"@type": "Brand", "price": "1"}},
        {"@type": "ListItem", "position": True},
    ],
)
def test_the_judge_finds_what_the_vocabulary_does_not_allow(node):
    assert list(wrong_in(document(node)))


@pytest.fixture
def rich(db):
    device = make.make_device(
        "Trinity", state="published", number="K181008", aliases="Trinity+|NuFACE", model_number="T1",
        min_current_ua=0, max_current_ua=400,
    )  # fmt: skip
    make.make_price(device, "339.00", seen_on=make.days_ago(5).isoformat(), retailer="A shop")
    make.make_verification(device.findings.get(), checked_on=make.days_ago(10))
    return device


def test_everything_that_is_told_of_a_device_is_in_the_vocabulary(rich):
    assert list(wrong_in(document(told(rich)))) == []


def test_a_checked_record_is_told_with_number_and_issuer(rich):
    [found] = told(rich)["hasCertification"]
    assert found["name"] == "510(k) cleared: K181008"
    assert found["certificationIdentification"] == "K181008"
    assert found["issuedBy"]["name"] == "United States Food and Drug Administration"
    assert "auditDate" not in found  # the day of our look is none on which FDA audited anything


@pytest.mark.django_db
@pytest.mark.parametrize("checked", [None, 400])
def test_what_is_reported_or_checked_too_long_ago_is_no_certification(checked):
    device = make.make_device(state="published", number="K181008")
    if checked:
        make.make_verification(device.findings.get(), checked_on=make.days_ago(checked))
    assert "hasCertification" not in told(device)


def test_what_changed_since_or_was_doubted_is_no_certification(rich):
    make.make_verification(rich.findings.get(), outcome="differs")
    assert "hasCertification" not in told(rich)


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["registered", "exempt", "none-found"])
def test_what_rests_on_no_number_is_no_certification(status):
    device = make.make_device(state="published", status=status)
    make.make_verification(device.findings.get())
    assert "hasCertification" not in told(device)


@pytest.mark.parametrize(
    ("number", "word"), [("K181008", "cleared"), ("DEN150005", "granted"), ("P910001", "approved")]
)
def test_each_record_is_told_in_its_own_word(db, number, word):
    device = make.make_device(state="published", number=number)
    make.make_verification(device.findings.get())
    names = {w for w in ("cleared", "granted", "approved") if w in told(device)["hasCertification"][0]["name"]}
    assert names == {word}


def test_a_price_is_an_offer_of_the_day_on_which_it_was_seen(rich):
    [offer] = told(rich)["offers"]
    day = make.days_ago(5).isoformat()
    assert (offer["price"], offer["priceCurrency"]) == ("339.00", "USD")
    assert (offer["validFrom"], offer["validThrough"]) == (day, day)
    assert "availability" not in offer


@pytest.mark.django_db
@pytest.mark.parametrize(
    "seen", [{"seen_on": ""}, {"seen_on": "2020"}, {"seen_on": "2020-05-01"}, {"seen_approximate": True}]
)
def test_a_price_of_no_known_day_or_too_old_is_no_offer(seen):
    device = make.make_device(state="published")
    make.make_price(device, **{"seen_on": timezone.localdate().isoformat()} | seen)
    assert "offers" not in told(device)


def test_what_is_not_stated_is_left_out(db):
    device = make.make_device("Bare", state="published")
    assert set(told(device)) == {"@type", "@id", "name", "url", "brand", "model"}


@pytest.mark.parametrize("licence", ["", "https://creativecommons.org/licenses/by/4.0/"])
def test_a_dataset_is_in_the_vocabulary(licence):
    files = [("Devices", f"{BASE}/devices.csv", "text/csv")]
    moment = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
    found = dataset(
        name="The register", description="All of it.", address=f"{BASE}/data/", licence=licence, modified=moment,
        files=files,
    )  # fmt: skip
    assert list(wrong_in(document(found))) == []
    assert ("license" in found) is bool(licence)


SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)


def blocks(client, address):
    page = client.get(address).content.decode()
    return [json.loads(m["text"]) for m in SCRIPT.finditer(page) if "application/ld+json" in m["attributes"]]


def test_the_pages_carry_what_is_told_and_nothing_outside_the_vocabulary(client, rich, settings):
    settings.SITE_URL = BASE
    told_on = {"/": ["WebSite"], "/devices/nuface-trinity/": ["Product", "BreadcrumbList"], "/data/": ["Dataset"]}
    for address, types in told_on.items():
        [block] = blocks(client, address)
        assert [node["@type"] for node in block["@graph"]] == types
        assert list(wrong_in(block)) == []


def test_no_text_of_ours_ends_the_block_of_data(client, db):
    nasty = '</script><script>alert("&amp;")</script><!--'
    make.make_device("Nasty", state="published", model_number=nasty, slug="nasty")
    page = client.get("/devices/nasty/").content.decode()
    for script in SCRIPT.finditer(page):
        assert "src=" in script["attributes"] or "application/ld+json" in script["attributes"]
    [block] = blocks(client, "/devices/nasty/")
    assert block["@graph"][0]["mpn"] == nasty
