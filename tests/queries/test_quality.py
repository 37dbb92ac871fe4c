"""What a device lacks, in Python and in SQL alike."""

import pytest

from catalog.models import Device
from catalog.models.devices import FINDABLE
from catalog.queries.quality import FACT_WORDS, completeness, for_publication, lacking, missing_for_publication
from tests.factories import (
    days_ago,
    make_authorization,
    make_device,
    make_device_contraindication,
    make_finding,
    make_link,
    make_photo,
    make_price,
    make_source,
    make_verification,
)

pytestmark = pytest.mark.django_db


def annotated():
    return for_publication(Device.objects.with_fda(days_ago(0)))


def full_device():
    device = make_device(
        number="K181008", areas=["face"], modalities=["microcurrent"], max_current_ua=400, medium="any-gel",
        power="rechargeable", app="none", availability="sold", session_minutes_max=5, intensity_levels=3,
        waveform="Pulsed", weight_g=100, dimensions="10 cm", warranty="1 year", model_number="T1", launched_on="2020",
    )  # fmt: skip
    make_price(device)
    make_photo(device)
    make_device_contraindication(device)
    make_verification(device.findings.get())
    return device


def open_gaps():
    return [gap.name for gap in completeness(annotated().get()).open]


def test_every_fact_that_can_be_missing_is_counted():
    assert set(FINDABLE) < set(FACT_WORDS)


def test_a_device_of_which_all_is_known_has_no_gap():
    full_device()
    found = completeness(annotated().get())
    assert (found.open, found.silent, found.known) == ((), (), found.total)


def test_the_gaps_come_in_the_order_of_what_visitors_filter_on():
    make_device()
    assert open_gaps()[:7] == ["check", "prices", "areas", "modalities", "max_current_ua", "medium", "power"]


def test_what_the_maker_does_not_state_is_no_open_gap():
    make_device(looked_for=["weight_g", "power"])
    found = completeness(annotated().get())
    assert [gap.name for gap in found.silent] == ["power", "weight_g"]
    assert not {"power", "weight_g"} & {gap.name for gap in found.open}


def test_a_fact_that_does_not_apply_is_no_gap():
    make_device(power="not-applicable")
    assert "power" not in open_gaps()


def test_a_mark_left_from_before_a_fact_was_found_says_nothing():
    make_device(looked_for=["power"], power="solar")
    found = completeness(annotated().get())
    assert "power" not in {gap.name for gap in (*found.open, *found.silent)}


def test_only_a_makers_silence_can_be_an_answer():
    make_device()
    fixed = {gap.name for gap in completeness(annotated().get()).open if not gap.findable}
    assert fixed == {"check", "photos", "contraindications"}


@pytest.mark.parametrize("name", list(FACT_WORDS))
def test_the_filter_finds_exactly_what_the_page_lists(name):
    full_device()
    for looked_for in ([], [name] if name in FINDABLE else []):
        make_device(looked_for=looked_for)
    listed = {d.pk for d in annotated() if name in {gap.name for gap in completeness(d).open}}
    assert set(lacking(annotated(), name).values_list("pk", flat=True)) == listed
    assert listed


def test_looking_at_many_devices_costs_what_one_costs(django_assert_max_num_queries):
    for _ in range(20):
        device = make_device(number="K181008")
        make_source(device)
        make_price(device, source_url="")
    with django_assert_max_num_queries(12):
        for device in annotated():
            assert missing_for_publication(device)
            completeness(device)


def test_a_link_with_a_source_of_its_own_carries_the_finding():
    device = make_device()
    make_source(device)
    make_finding(device)
    make_link(device, make_authorization("K181008", source_url=""), source_url="https://example.org/manual")
    assert missing_for_publication(annotated().get()) == ["The record K181008 has no source address."]


@pytest.mark.parametrize(("basis", "lacks"), [("label", True), ("manual", True), ("name-on-record", False)])
def test_a_link_known_from_a_page_of_its_own_names_that_page(basis, lacks):
    device = make_device()
    make_source(device)
    make_link(device, make_authorization("K181008"), basis=basis)
    make_finding(device)
    assert any("K181008 rests on a page" in sentence for sentence in missing_for_publication(device)) is lacks


def test_a_fact_that_no_source_is_ticked_for_keeps_a_device_from_its_readers():
    device = make_device(max_current_ua=400, areas=["face"], power="not-applicable", app_note="None was seen.")
    make_finding(device)
    source = make_source(device, fields=["current"])
    assert missing_for_publication(annotated().get()) == [
        "No source is ticked for: area of use. Tick each fact under the source that states it."
    ]
    source.fields = ["areas", "current"]
    source.save()
    assert not missing_for_publication(annotated().get())
