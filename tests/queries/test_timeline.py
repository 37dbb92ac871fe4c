"""One line of time for a device: every change of it, of its rows and of what it leans on, in words."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Device, DeviceBenefit, Price
from catalog.queries.timeline import row_timeline, timeline
from tests import factories as make

pytestmark = pytest.mark.django_db


def said(entry):
    return {change.name: (change.before, change.after) for change in entry.changes}


def newest(device):
    return timeline(device)[0]


def later(row, seconds=60):
    """Let what is saved of `row` from now on have happened later, so that it is no part of what went before."""
    row._history_date = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)
    return row


def test_a_change_says_field_before_after_who_when_and_why():
    device, editor = later(make.make_device(max_current_ua=335)), make.make_user("ann", role="editor")
    device.max_current_ua, device._history_user, device._change_reason = 400, editor, "corrected: misread"
    device.save()
    entry = newest(device)
    assert (entry.kind, entry.by, entry.at) == ("changed", "ann", device._history_date)
    assert (entry.reason.label, entry.reason.text) == ("Our error corrected", "misread")
    (change,) = entry.changes
    assert (change.label, change.before, change.after) == ("Largest current (µA)", "335", "400")


def test_choices_are_said_by_their_words_and_gaps_as_gaps():
    device = later(make.make_device(power="rechargeable", max_current_ua=400))
    device.power, device.max_current_ua, device.note, device.launched_on = "not-stated", None, "A remark", "2020-05"
    device.save()
    assert said(newest(device)) == {
        "power": ("Rechargeable", "Not stated"),
        "max_current_ua": ("400", "Not stated"),
        "note": ("Empty", "A remark"),
        "launched_on": ("Not stated", "May 2020"),
    }


def test_numbers_truth_and_lists_are_said_plainly():
    device = make.make_device()
    price = later(make.make_price(device))
    price.seen_approximate, price.amount = True, "1E+2"
    price.save()
    assert said(newest(device)) == {"seen_approximate": ("No", "Yes"), "amount": ("339.00", "100.00")}
    source = later(make.make_source(device, fields=["model"]), 120)
    source.fields = ["model", "model_number"]
    source.save()
    assert said(newest(device)) == {"fields": ("model", "model, model number")}
    record = later(make.make_link(device).authorization, 180)
    record.decision_date = datetime.date(2018, 5, 3)
    record.save()
    assert said(newest(device)) == {"decision_date": ("Not stated", "3 May 2018")}


def test_a_new_row_says_what_it_holds_and_not_what_it_lacks():
    entry = newest(make.make_device("Trinity", max_current_ua=400))
    assert (entry.kind, entry.noun, entry.subject) == ("added", "device", "Trinity")
    assert said(entry)["max_current_ua"] == (None, "400")
    assert "weight_g" not in said(entry)


def test_the_words_of_one_save_are_one_change():
    device = later(make.make_device(areas=["face", "neck"]))
    device.save()
    device.areas.set([make.make_word("areas", "face"), make.make_word("areas", "eyes")])
    assert said(newest(device)) == {"areas": ("Face, Neck", "Eyes, Face")}


def test_an_unchanged_save_is_no_change():
    device = make.make_device()
    before = timeline(device)
    later(device).save()
    assert timeline(device) == before


def test_two_saves_of_two_people_stay_apart():
    device = make.make_device()
    for name in ("ann", "ben"):
        device._history_user, device.note = make.make_user(name), name
        device.save()
    assert [entry.by for entry in timeline(device)][:2] == ["ben", "ann"]


ROWS = {
    "link to a number": (make.make_link, "K103472", {"note": "x"}),
    "finding": (make.make_finding, "FDA", {"note": "x"}),
    "source": (make.make_source, "https://example.org/page/", {"note": "x"}),
    "price": (make.make_price, "USD 339.00", {"note": "x"}),
    "photo": (make.make_photo, "The device lying", {"credit": "x"}),
    "claim": (make.make_claim, "“FDA-cleared”", {"note": "x"}),
    "contraindication": (make.make_device_contraindication, "Pacemaker", {"wording": "x"}),
    "benefit": (
        lambda device: DeviceBenefit.objects.create(device=device, benefit=make.make_benefit()),
        "Circulation",
        {"wording": "x"},
    ),
    "notice": (make.make_notice, "Recall of one lot", {"note": "x"}),
}


@pytest.mark.parametrize("noun", ROWS)
def test_every_kind_of_row_has_its_place_from_first_to_last(noun):
    make_row, subject, change = ROWS[noun]
    device = make.make_device()
    row = later(make_row(device))
    for name, value in change.items():
        setattr(row, name, value)
    row.save()
    later(row, 120).delete()
    removed, changed, added = [entry for entry in timeline(device) if entry.noun == noun]
    assert [removed.kind, changed.kind, added.kind] == ["removed", "changed", "added"]
    assert added.subject.startswith(subject)
    assert list(said(changed)) == list(change)
    assert all(after is None for _, after in said(removed).values())


def test_a_record_has_its_place_from_the_day_it_was_linked():
    device, record = make.make_device(), make.make_authorization("K181008")
    record.holder = "Before"
    record.save()
    link = make.make_link(device, record)
    later(record).holder = "Carol Cole"
    record.save()
    later(link, 120).delete()
    later(record, 180).holder = "After"
    record.save()
    (entry,) = [entry for entry in timeline(device) if entry.noun == "record"]
    assert (entry.subject, said(entry)) == ("K181008 NuFACE Trinity", {"holder": ("Before", "Carol Cole")})


def test_a_brand_that_is_renamed_shows_on_its_devices():
    device = make.make_device()
    later(device.brand).name = "NuFACE Inc"
    device.brand.save()
    assert said(newest(device)) == {"name": ("NuFACE", "NuFACE Inc")}


def test_another_brand_is_said_by_its_name():
    device = later(make.make_device())
    device.brand = make.make_brand("ZIIP")
    device.save()
    assert said(newest(device)) == {"brand": ("NuFACE", "ZIIP")}


def test_a_check_is_part_of_the_line():
    device = make.make_device(status="registered")
    make.make_verification(device.findings.get(), note="As printed.")
    make.make_verification(device.findings.get(), outcome="unreachable")
    unreached, confirmed = timeline(device)[:2]
    assert (confirmed.kind, confirmed.reason.label) == ("checked", "Re-checked, no change")
    assert (unreached.reason.label, said(unreached)["outcome"][1]) == ("", "The register could not be reached")


def test_a_row_that_went_to_another_device_leaves_the_line():
    device, other = make.make_device(), make.make_device()
    price = later(make.make_price(device))
    price.device = other
    price.save()
    later(price, 120).note = "x"
    price.save()
    assert [entry.kind for entry in timeline(device) if entry.noun == "price"] == ["changed", "added"]
    assert [entry.kind for entry in timeline(other) if entry.noun == "price"] == ["changed", "changed"]


def test_other_devices_stay_out_of_the_line():
    device = make.make_device()
    make.make_price(make.make_device("Other"))
    assert [entry.noun for entry in timeline(device)] == ["device"]


def test_the_line_of_a_single_row_is_told_alike():
    record = make.make_authorization(areas=["face"])
    later(record).areas.set([])
    changed, added = row_timeline(type(record), record.pk)
    assert said(changed) == {"areas": ("Face", "Not stated")}
    assert (added.kind, said(added)["number"], said(added)["areas"]) == ("added", (None, "K103472"), (None, "Face"))


def test_the_line_of_a_row_that_is_gone_is_still_there():
    price = make.make_price()
    pk = price.pk
    price.delete()
    assert [entry.kind for entry in row_timeline(Price, pk)] == ["removed", "added"]


def queries_of(device):
    with CaptureQueriesContext(connection) as queries:
        timeline(device)
    return len(queries)


def test_a_long_history_takes_as_many_queries_as_a_short_one():
    device = make.make_device(number="K181008", areas=["face"])
    make.make_verification(device.findings.get())
    few = queries_of(Device.objects.get())
    for number in range(20):
        make.make_price(device, str(number + 1))
        make.make_link(device, make.make_authorization(f"K10{number:04d}", areas=["neck"]))
        device.areas.add(make.make_word("areas", f"area-{number}"))
    assert queries_of(Device.objects.get()) == few <= 27
