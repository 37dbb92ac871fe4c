import pytest

from catalog.queries.changes import newest_changes
from tests import factories

pytestmark = pytest.mark.django_db


def said(most=6):
    return [(change.device.model, change.what, change.why) for change in newest_changes(most)]


def test_a_published_device_is_named_with_its_newest_change():
    device = factories.publish(factories.make_device("Trinity"))
    assert said() == [("Trinity", "Device entered", "")]
    factories.make_price(device)
    assert said() == [("Trinity", "Price entered", "")]
    factories.make_verification(factories.make_finding(device, declared="registered"))
    assert said() == [("Trinity", "Looked up: confirmed as it stands", "")]


def test_what_was_taken_out_is_told_too():
    device = factories.publish(factories.make_device("Trinity"))
    factories.make_link(device).delete()
    assert said() == [("Trinity", "Link to a record taken out", "")]


def test_a_reason_is_told_in_its_words():
    device = factories.publish(factories.make_device("Trinity"))
    device.note = "Now with a note."
    device._change_reason = "corrected: it was the other model"
    device.save()
    assert said() == [("Trinity", "Device changed", "Our error corrected")]


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_nothing_is_told_of_a_device_that_is_not_published(state):
    factories.make_price(factories.make_device(state=state, number="K181008"))
    assert said() == []


def test_each_device_is_named_once_and_the_newest_first():
    first = factories.publish(factories.make_device("First"))
    factories.publish(factories.make_device("Second"))
    factories.make_price(first)
    factories.make_price(first)
    assert [model for model, _, _ in said()] == ["First", "Second"]
    assert [model for model, _, _ in said(1)] == ["First"]


def test_the_number_of_queries_does_not_grow_with_the_devices(django_assert_num_queries):
    for _ in range(8):
        factories.make_price(factories.publish(factories.make_device()))
    with django_assert_num_queries(9):
        newest_changes(6)
