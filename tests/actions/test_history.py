"""Bringing an old version back makes a new one, and leaves alone what is not its own."""

import pytest
from django.core.exceptions import PermissionDenied

from catalog.actions.history import ChangedMeanwhile, bring_back
from catalog.models import Area, Authorization, Brand, Device
from catalog.queries.history_revert import RevertRefused, lost_words, revert_of, why_not
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make.make_user("ann", role="editor")


def oldest(row):
    return row.history.order_by("history_date", "history_id").first().history_id


def newest(row):
    return row.history.order_by("-history_date", "-history_id").first().history_id


def revert(row, by, version=None, **given):
    return bring_back(row, version or oldest(row), by=by, **{"shown": newest(row)} | given)


def change(row, **columns):
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
    return type(row).objects.get(pk=row.pk)


def test_columns_come_back_as_a_new_version(editor):
    device = change(make.make_device("Trinity", max_current_ua=335), max_current_ua=400, launched_on="2020")
    versions = device.history.count()
    device = revert(device, editor, text="The old leaflet was right")
    device.refresh_from_db()
    assert (device.max_current_ua, device.launched_on, device.launched_from) == (335, "", None)
    assert device.history.count() == versions + 1
    last = device.history.first()
    assert (last.history_user, last.history_change_reason) == (editor, "corrected: The old leaflet was right")


def test_sets_of_words_come_back(editor):
    device = make.make_device()
    device.areas.add(make.make_word("areas", "face"))
    with_face = newest(device)
    device.areas.set([make.make_word("areas", "neck")])
    revert(device, editor, with_face)
    assert [area.slug for area in device.areas.all()] == ["face"]


def test_a_word_that_is_gone_stays_gone_and_is_counted(editor):
    device = make.make_device(areas=["face", "neck"], note="A")
    full = newest(device)
    Area.objects.filter(slug="neck").delete()
    device = change(device, note="B")
    assert lost_words(revert_of(device, full).version) == {"areas": 1}
    device = revert(device, editor, full)
    assert ([area.slug for area in device.areas.all()], device.note) == (["face"], "A")


def test_state_address_and_publication_stay(editor):
    device = make.publish(make.make_device("Trinity", slug="first", note="A"))
    device = change(device, note="B")
    published = device.published_at
    plan = revert_of(device, oldest(device))
    assert {entry.name for entry in plan.staying} == {"state", "published_at"}
    device = revert(device, editor)
    device.refresh_from_db()
    assert (device.state, device.published_at, device.slug, device.note) == ("published", published, "first", "A")


def test_a_draft_keeps_its_newer_address(editor):
    device = change(make.make_device("Trinity", slug="first", note="A"), slug="second", note="B")
    assert revert(device, editor).slug == "second"


def test_what_changed_since_in_other_rows_is_told_and_left(editor):
    device = make.make_device(note="A")
    first = oldest(device)
    price = make.make_price(device)
    make.make_verification(make.make_finding(device, declared="registered"))
    device = change(device, note="B")
    plan = revert_of(device, first)
    assert {entry.noun for entry in plan.left} == {"price", "finding"}
    revert(device, editor, first)
    assert device.prices.get() == price


def test_a_change_in_between_is_refused(editor):
    device = change(make.make_device(note="A"), note="B")
    shown = newest(device)
    change(device, note="C")
    with pytest.raises(ChangedMeanwhile, match="while you were looking"):
        revert(device, editor, shown=shown)
    assert Device.objects.get().note == "C"


def test_words_that_were_changed_in_between_count_too(editor):
    device = change(make.make_device(note="A"), note="B")
    shown = newest(device)
    device.areas.add(make.make_word("areas", "face"))
    with pytest.raises(ChangedMeanwhile):
        revert(device, editor, shown=shown)


def test_a_version_that_equals_today_is_not_brought_back(editor):
    device = make.make_device()
    with pytest.raises(RevertRefused, match="already stands"):
        revert(device, editor)


def test_a_version_of_something_else_is_not_brought_back(editor):
    other = make.make_device("Other")
    with pytest.raises(RevertRefused, match="no such version"):
        revert(make.make_device(), editor, oldest(other))


def test_a_name_that_is_taken_meanwhile_is_refused_in_words(editor):
    device = change(make.make_device("Trinity"), model="Trinity Plus")
    make.make_device("Trinity", slug="another")
    with pytest.raises(RevertRefused, match="already has a device of this name"):
        revert(device, editor)
    assert Device.objects.get(pk=device.pk).model == "Trinity Plus"


def test_a_brand_that_is_gone_is_refused_in_words(editor):
    device = make.make_device("Trinity", brand=make.make_brand("Old"))
    device = change(device, brand=make.make_brand("New"))
    Brand.objects.filter(slug="old").delete()
    with pytest.raises(RevertRefused, match="any more"):
        revert(device, editor)


def test_what_only_the_database_refuses_is_said(editor, monkeypatch):
    device = change(make.make_device("Trinity"), model="Trinity Plus")
    make.make_device("Trinity", slug="another")
    monkeypatch.setattr(Device, "full_clean", lambda self: None)
    with pytest.raises(RevertRefused, match="in the way"):
        revert(device, editor)


def test_words_that_no_record_bears_out_do_not_come_back_before_visitors(editor):
    device = change(make.make_device(note="It is FDA approved."), note="Better words.")
    make.publish(device)
    with pytest.raises(RevertRefused, match="confirm the words"):
        revert(device, editor)
    assert Device.objects.get().note == "Better words."


def test_a_draft_may_have_its_old_words_until_it_is_published(editor):
    device = change(make.make_device(note="It is FDA approved."), note="Better words.")
    assert revert(device, editor).note == "It is FDA approved."


def test_a_fact_without_a_source_does_not_come_back_before_visitors(editor):
    device = make.make_device("Trinity", max_current_ua=400)
    make.make_source(device, fields=["model"])
    device = change(device, max_current_ua=None)
    make.publish(device)
    with pytest.raises(RevertRefused, match="source"):
        revert(Device.objects.get(pk=device.pk), editor)
    device.refresh_from_db()
    assert device.max_current_ua is None


def test_who_may_not_change_it_may_not_bring_it_back():
    device = change(make.make_device(note="A"), note="B")
    with pytest.raises(PermissionDenied):
        revert(device, make.make_user(role="administrator"))


def test_a_brand_comes_back_without_its_old_address(editor):
    brand = change(make.make_brand("NuFACE"), name="NuFACE Inc", slug="nuface-inc")
    brand = revert(brand, editor, code="product")
    assert (brand.name, brand.slug) == ("NuFACE", "nuface-inc")
    assert brand.history.first().history_change_reason == "product"


def test_a_record_behind_a_published_device_takes_the_way_of_every_change(editor):
    record = make.make_authorization("K181008", holder="A")
    record = change(record, holder="B")
    device = make.make_device()
    make.make_link(device, record)
    assert why_not(record) == ""
    make.publish(device)
    assert "second person" in why_not(record)
    assert "second person" in why_not(device.findings.get())
    with pytest.raises(RevertRefused, match="second person"):
        revert(record, editor)
    assert Authorization.objects.get().holder == "B"


def test_a_record_behind_drafts_alone_comes_back(editor):
    record = change(make.make_authorization("K181008", holder="A"), holder="B")
    assert revert(record, editor).holder == "A"


def test_a_finding_of_a_draft_stays_with_its_device(editor):
    finding = make.make_finding(note="A")
    first = newest(finding)
    assert revert(change(finding, note="B"), editor, first).note == "A"


def test_rows_of_a_device_are_not_brought_back_one_by_one(editor):
    price = change(make.make_price(note="A"), note="B")
    assert "by a click" in why_not(price)
    with pytest.raises(RevertRefused, match="by a click"):
        revert(price, editor)


def test_nothing_of_the_past_is_lost(editor):
    device = change(make.make_device(note="A"), note="B")
    before = list(device.history.values_list("history_id", "note", "history_date"))
    revert(device, editor)
    assert list(device.history.values_list("history_id", "note", "history_date"))[1:] == before
