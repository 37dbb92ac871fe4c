"""A check holds for the facts that were checked: whatever of them changes, by whatever way, is noticed."""

import json

import pytest

from catalog.models import Area, DeviceAuthorization, RegulatoryFinding
from catalog.models.findings import refresh_facts
from catalog.rules.verification_log import sha256
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding():
    device = make.make_device("Trinity", state="published", number="K103472")
    device.links.get().authorization.areas.add(make.make_word("areas", "face"))
    return device.findings.get()


def stored(finding):
    return RegulatoryFinding.objects.get(pk=finding.pk).facts_sha256


def computed(finding):
    return sha256(RegulatoryFinding.objects.for_facts().get(pk=finding.pk).snapshot())


def record_of(finding):
    return DeviceAuthorization.objects.get(device=finding.device).authorization


def set_and_save(row, **columns):
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()


def area(slug):
    return make.make_word("areas", slug)


def rename_area(finding):
    set_and_save(Area.objects.get(slug="face"), slug="whole-face")


CHANGES = {
    "finding declared": lambda f: set_and_save(f, declared="registered"),
    "registration number": lambda f: set_and_save(f, declared="registered", registration_number="1234567"),
    "registration year": lambda f: set_and_save(f, declared="exempt", registration_year=2026),
    "device renamed": lambda f: set_and_save(f.device, model="Trinity Plus"),
    "device moved": lambda f: set_and_save(f.device, slug="nuface-trinity-plus"),
    "brand renamed": lambda f: set_and_save(f.device.brand, name="NuFace"),
    "device of another brand": lambda f: set_and_save(f.device, brand=make.make_brand("ZIIP")),
    "record's number": lambda f: set_and_save(record_of(f), number="K133823"),
    "record's holder": lambda f: set_and_save(record_of(f), holder="Somebody else"),
    "record's decision date": lambda f: set_and_save(record_of(f), decision_date="2011-11-07"),
    "record's basis": lambda f: set_and_save(record_of(f), decision_basis="number-only"),
    "record's areas added": lambda f: record_of(f).areas.add(area("neck")),
    "record's areas removed": lambda f: record_of(f).areas.remove(area("face")),
    "record's areas cleared": lambda f: record_of(f).areas.clear(),
    "record's areas replaced": lambda f: record_of(f).areas.set([area("body")]),
    "area given records": lambda f: area("neck").authorizations.add(record_of(f)),
    "area taken from records": lambda f: area("face").authorizations.clear(),
    "area renamed": rename_area,
    "area deleted": lambda f: area("face").delete(),
    "link's scope": lambda f: set_and_save(f.device.links.get(), scope="inferred"),
    "link's function": lambda f: set_and_save(f.device.links.get(), function="light"),
    "link added": lambda f: make.make_link(f.device, make.make_authorization("K133823")),
    "link removed": lambda f: f.device.links.get().delete(),
    "links removed together": lambda f: f.device.links.all().delete(),
    "link given to another device": lambda f: set_and_save(f.device.links.get(), device=make.make_device()),
    "link to another record": lambda f: set_and_save(
        f.device.links.get(), authorization=make.make_authorization("K133823")
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_what_was_checked_is_noticed(finding, change):
    before = stored(finding)
    change(finding)
    assert stored(finding) == computed(finding) != before


UNTOUCHED = {
    "finding's note": lambda f: set_and_save(f, note="A note."),
    "finding's source": lambda f: set_and_save(f, source_url=make.PAGE),
    "device's note": lambda f: set_and_save(f.device, note="A note."),
    "device's current": lambda f: set_and_save(f.device, max_current_ua=335),
    "device's own areas": lambda f: f.device.areas.add(area("neck")),
    "record's note": lambda f: set_and_save(record_of(f), note="A note."),
    "price": lambda f: make.make_price(f.device),
    "another device": lambda f: make.make_device(number="K133823"),
}


@pytest.mark.parametrize("change", UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_no_check_confirms_may_change(finding, change):
    before = stored(finding)
    change(finding)
    assert stored(finding) == computed(finding) == before


def test_a_change_shows_in_the_check_and_its_undoing_heals_it(finding):
    make.make_verification(finding)
    record = record_of(finding)
    states = []
    for holder in ("Carol Cole Company", "Somebody else", "Carol Cole Company"):
        set_and_save(record, holder=holder)
        states.append(RegulatoryFinding.objects.with_check(make.days_ago(0)).get().check)
    assert states == ["current", "changed", "current"]


def test_a_record_of_several_devices_tells_each_of_them(finding):
    other = make.make_device(state="published")
    make.make_link(other, record_of(finding))
    before = [stored(finding), stored(other.findings.get())]
    set_and_save(record_of(finding), trade_name="Trinity Facial Toning Kit")
    after = [stored(finding), stored(other.findings.get())]
    assert not set(before) & set(after)


def test_facts_written_in_bulk_are_brought_up_to_date_once(finding):
    DeviceAuthorization.objects.update(function="light")
    assert stored(finding) != computed(finding)
    assert [refresh_facts(RegulatoryFinding.objects.all()) for _ in range(2)] == [1, 0]
    assert stored(finding) == computed(finding)


def test_the_snapshot_states_everything_that_was_checked(finding):
    facts = json.loads(RegulatoryFinding.objects.for_facts().get(pk=finding.pk).snapshot())
    assert (facts["device"], facts["status"]) == ("nuface-trinity", "cleared")
    assert facts["records"][0] | {"number": "K103472", "areas": ["face"], "decision_date": ""} == facts["records"][0]


def test_the_order_in_which_links_were_made_does_not_matter():
    devices = [make.make_device(f"Twin {i}") for i in range(2)]
    for device, numbers in zip(devices, (["K103472", "K133823"], ["K133823", "K103472"]), strict=True):
        for number in numbers:
            make.make_link(device, make.make_authorization(number))
    first, second = (make.make_finding(device).facts()["records"] for device in devices)
    assert first == second
