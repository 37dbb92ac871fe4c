"""Every change of what visitors read leaves a row: who, when, why, and how it was before."""

import pytest
from django.apps import apps

from catalog.models import Device
from tests import factories as make
from tests.models.test_revision import CHANGES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make_row", CHANGES.values(), ids=CHANGES)
def test_making_changing_and_deleting_each_leave_a_row(make_row):
    row = make_row()
    history, pk = type(row).history, row.pk
    row.save()
    row.delete()
    kinds = list(history.filter(id=pk).order_by("history_id").values_list("history_type", flat=True))
    assert (kinds[0], kinds[-1]) == ("+", "-")
    assert "~" in kinds


def test_what_is_itself_a_record_of_what_happened_needs_no_history():
    ours = [m for m in apps.get_app_config("catalog").get_models() if not m.__name__.startswith("Historical")]
    without = {model.__name__ for model in ours if not hasattr(model, "history")}
    their_own = {"Verification", "Proposal", "ErrorReport", "Import", "ImportFile", "ImportPart", "Touch"}
    assert without == their_own | {"Revision", "LoginGuess", "Reminder", "SentForm", "KeptForm"}


def test_a_row_of_history_says_who_and_why():
    device, editor = make.make_device(), make.make_user(role="editor")
    device._history_user, device._change_reason = editor, "The maker changed the product. " * 20
    device.save()
    newest = device.history.first()
    assert (newest.history_user, newest.history_change_reason) == (editor, "The maker changed the product. " * 20)


def test_a_row_of_history_keeps_the_old_value():
    device = make.make_device(max_current_ua=335)
    device.max_current_ua = 400
    device.save()
    new, old = device.history.all()
    (change,) = new.diff_against(old).changes
    assert (change.field, change.old, change.new) == ("max_current_ua", 335, 400)


@pytest.mark.parametrize("words", ["modalities", "areas", "features"])
def test_other_words_for_a_device_leave_a_row_with_the_words(words):
    device = make.make_device()
    getattr(device, words).add(make.make_word(words, "face"))
    new, old = device.history.all()
    assert [change.field for change in new.diff_against(old).changes] == [words]


def test_other_areas_of_a_record_leave_a_row():
    record = make.make_authorization()
    record.areas.add(make.make_word("areas", "face"))
    assert record.history.count() == 2


def test_the_hash_of_the_facts_is_no_fact_of_history():
    finding = make.make_device(status="registered").findings.get()
    assert not hasattr(finding.history.first(), "facts_sha256")


def test_the_past_can_be_read_as_it_was():
    device = make.make_device("Trinity")
    device.model = "Trinity Plus"
    device.save()
    assert device.history.earliest().instance.model == "Trinity"
    assert Device.objects.get().model == "Trinity Plus"
