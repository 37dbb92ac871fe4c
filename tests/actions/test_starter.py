"""Loading a starter catalogue: what it makes, what it leaves alone, what it cannot take back."""

import pytest
from django.apps import apps

from catalog.actions.publication import withdraw_device
from catalog.actions.starter import StarterError, load_starter
from catalog.models import Area, Authorization, Benefit, Device, Price
from tests.small_starter import OF_MINI, ROWS, write_folder, write_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path)


def everything():
    return {model: list(model.objects.order_by("pk").values()) for model in apps.get_app_config("catalog").get_models()}


def test_the_report_counts_the_rows_of_each_file(folder):
    report = load_starter(folder)
    assert report.created == dict.fromkeys(ROWS, 1)
    assert str(report).startswith("1 brands, 1 modalities, 1 areas")


def test_cells_become_what_the_model_means(folder):
    load_starter(folder)
    device = Device.objects.get(slug="nuface-trinity")
    assert (device.min_current_ua, device.max_current_ua, device.session_minutes_min) == (0, 400, None)
    assert [area.slug for area in device.areas.all()] == ["face"]
    assert device.sources.get().fields[:3] == ["model", "modalities", "areas"]
    assert Price.objects.get().seen_from.isoformat() == "2020-05-01"


def test_loading_twice_changes_nothing(folder):
    load_starter(folder)
    before = everything()
    assert str(load_starter(folder)) == "nothing new"
    assert everything() == before


def test_what_an_editor_changed_stays_changed(folder):
    load_starter(folder)
    Device.objects.get(slug="nuface-trinity").prices.all().delete()
    device = Device.objects.get(slug="nuface-trinity")
    device.note = "The editor knows better."
    device.save()
    withdraw_device(device, by=None, reason="Entered twice.")
    before = everything()
    load_starter(folder)
    assert everything() == before


def test_a_corrected_number_is_not_made_again_under_the_wrong_one(folder):
    load_starter(folder)
    record = Authorization.objects.get()
    record.number = "K181009"
    record.save()
    load_starter(folder)
    assert [a.number for a in Authorization.objects.all()] == ["K181009"]


def test_a_deleted_row_stays_deleted(folder):
    load_starter(folder)
    Benefit.objects.get().delete()
    load_starter(folder)
    assert not Benefit.objects.exists()


def test_a_device_that_is_new_to_the_files_is_added_to_what_is_there(folder):
    load_starter(folder)
    for name, row in OF_MINI.items():
        write_rows(folder, name, ROWS[name], row)
    made = {name: count for name, count in load_starter(folder).created.items() if count}
    assert made == dict.fromkeys(OF_MINI, 1)
    mini = Device.objects.get(slug="nuface-mini")
    assert (mini.state, mini.links.get().authorization.number) == ("published", "K181008")


def test_a_new_device_does_not_bring_back_a_word_that_was_taken_out(folder):
    load_starter(folder)
    Area.objects.get().delete()
    for name, row in OF_MINI.items():
        write_rows(folder, name, ROWS[name], row)
    with pytest.raises(StarterError, match=r"devices\.csv, row 3, column areas: “face” is neither in the catalogue"):
        load_starter(folder)
    assert not Device.objects.filter(slug="nuface-mini").exists()


def test_what_the_project_wrote_is_published_in_nobodys_name(folder):
    load_starter(folder)
    newest = Device.objects.get().history.first()
    assert (newest.history_user, newest.history_change_reason) == (None, "new: starter catalogue")


def test_a_record_is_shown_without_a_device_where_its_file_says_so(folder):
    shown, hidden = ROWS["authorizations"], ROWS["authorizations"] | {"number": "K181009", "shown_alone": ""}
    write_rows(folder, "authorizations", shown, hidden)
    load_starter(folder)
    Device.objects.get().links.all().delete()
    assert [record.number for record in Authorization.objects.public()] == ["K181008"]


def test_a_record_that_is_neither_shown_alone_nor_not_is_refused(folder):
    write_rows(folder, "authorizations", ROWS["authorizations"] | {"shown_alone": "yes"})
    with pytest.raises(StarterError, match=r"authorizations\.csv, row 2, column shown_alone: .*neither true nor false"):
        load_starter(folder)
    assert not Authorization.objects.exists()
