"""What labels say of what somebody picked: named, silent, or not read."""

import pytest

from catalog.queries.cautions import safety_guide
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pacemaker():
    return factories.make_contraindication("pacemaker", name="Pacemaker")


def published(model):
    return factories.make_device(model, state="published")


def models_of(labels):
    return [label.device.model for label in labels]


def test_devices_are_told_apart_by_what_their_label_says(pacemaker):
    named, silent, unread = published("Mini"), published("Nubody"), published("Dot")
    factories.make_device_contraindication(named, pacemaker)
    factories.make_device_contraindication(silent, factories.make_contraindication("pregnancy"))
    guide = safety_guide(["pacemaker"])
    [reason] = guide.reasons
    assert [label.device for label, _ in reason.naming] == [named]
    assert models_of(reason.silent) == ["Nubody"]
    assert [label.device for label in guide.unread] == [unread]


def test_every_listed_device_stands_in_exactly_one_of_the_three_lists_when_labels_were_read(pacemaker):
    for model in ("A", "B", "C", "D"):
        published(model)
    factories.make_device_contraindication(published("E"), pacemaker)
    guide = safety_guide(["pacemaker"])
    [reason] = guide.reasons
    lists = [[label.device.model for label, _ in reason.naming], models_of(reason.silent), models_of(guide.unread)]
    assert sorted(model for names in lists for model in names) == ["A", "B", "C", "D", "E"]


def test_a_copy_of_an_official_record_is_no_label(pacemaker):
    device = published("RenuSpa")
    row = factories.make_contraindication("broken-skin", general=False)
    factories.make_device_contraindication(device, row, source_kind="register-copy")
    guide = safety_guide(["pacemaker", "broken-skin"])
    silent, naming = guide.reasons
    assert (models_of(silent.silent), [label.device for label, _ in naming.naming]) == ([], [device])
    assert models_of(guide.unread) == ["RenuSpa"]


def test_a_label_that_was_read_and_warns_of_nothing_counts_as_read(pacemaker):
    factories.make_source(published("Quiet"), kind="manual", fields=["contraindications"])
    guide = safety_guide(["pacemaker"])
    assert (models_of(guide.reasons[0].silent), guide.unread) == (["Quiet"], [])


def test_a_manual_that_was_read_for_other_facts_is_no_reading_of_its_cautions(pacemaker):
    factories.make_source(published("Quiet"), kind="manual", fields=["current"])
    guide = safety_guide(["pacemaker"])
    assert (guide.reasons[0].silent, models_of(guide.unread)) == ([], ["Quiet"])


def test_reasons_come_general_first_and_each_once(pacemaker):
    factories.make_contraindication("acne", general=False, position=1)
    reasons = safety_guide(["acne", "pacemaker", "acne", ""]).reasons
    assert [reason.caution.row.slug for reason in reasons] == ["pacemaker", "acne"]


def test_the_first_unknown_reason_is_named(pacemaker):
    assert safety_guide(["pacemaker", "luck", "fate"]).unknown == "luck"
    assert safety_guide(["pacemaker"]).unknown == ""


def test_a_caution_counts_the_devices_that_name_it(pacemaker):
    for model in ("Mini", "Nubody"):
        factories.make_device_contraindication(published(model), pacemaker)
    assert [caution.labels for caution in safety_guide([]).general] == [2]


def test_what_a_label_names_is_sorted_by_how_strongly_it_does(pacemaker):
    device = published("Mini")
    factories.make_device_contraindication(device, pacemaker)
    factories.make_device_contraindication(device, factories.make_contraindication("fillers"), strength="wait")
    [label] = safety_guide([]).labels
    assert label.by_strength == [("Do not use", ["Pacemaker"]), ("Wait", ["Fillers"])]


def test_every_source_of_the_page_is_listed_once(pacemaker):
    factories.make_device_contraindication(published("Mini"), pacemaker)
    factories.make_device_contraindication(published("Nubody"), pacemaker, source_url=f"{factories.PAGE}/2")
    guide = safety_guide(["pacemaker"])
    assert [(number, address) for number, address, _ in guide.sources] == [
        (1, factories.PAGE),
        (2, f"{factories.PAGE}/2"),
    ]


@pytest.mark.parametrize("devices", [2, 12])
def test_the_number_of_queries_does_not_grow(pacemaker, django_assert_num_queries, devices):
    for place in range(devices):
        factories.make_device_contraindication(published(f"Mini {place}"), pacemaker)
    with django_assert_num_queries(5):
        guide = safety_guide(["pacemaker"])
        assert (guide.unknown, len(guide.reasons[0].naming), len(guide.sources)) == ("", devices, 1)
