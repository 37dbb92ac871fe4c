"""`manage.py import_catalogue`: the same import from the shell, in the name of a user."""

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Device, Import
from tests.factories import make_device, make_user, publish
from tests.imported import csv_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    make_device("Trinity", note="One.")
    path = tmp_path / "devices.csv"
    path.write_bytes(csv_of("slug,note", "nuface-trinity,Two."))
    return path


def run(*files, role="editor", **options):
    call_command("import_catalogue", *map(str, files), user=make_user(role=role).username, **options)


def test_it_says_what_changes_and_does_it(file, capsys):
    run(file, reason="Seen at the shop")
    out = capsys.readouterr().out
    assert "Devices (devices.csv): 1 changed" in out
    assert "devices.csv, row 2: note: “One.” → “Two.”" in out
    device = Device.objects.get()
    assert device.note == "Two."
    assert "Seen at the shop" in device.history.first().history_change_reason


def test_a_dry_run_changes_nothing_and_leaves_nothing(file, capsys):
    run(file, dry_run=True)
    assert "Dry run: nothing was changed." in capsys.readouterr().out
    assert Device.objects.get().note == "One."
    assert not Import.objects.exists()


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_wrong_row_ends_it_with_every_reason(file, capsys, dry_run):
    file.write_bytes(csv_of("slug,max_current_ua,launched_on", "nuface-trinity,1e5,1/2/24"))
    with pytest.raises(
        CommandError, match="Nothing was imported.\ndevices.csv, row 2, column max_current_ua: "
    ) as ended:
        run(file, dry_run=dry_run)
    assert "devices.csv, row 2, column launched_on: " in str(ended.value)
    assert "Devices (devices.csv): 1 wrong" in capsys.readouterr().out
    assert not Import.objects.exists()


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_a_published_device_would_lack_ends_it_too(file, dry_run):
    publish(Device.objects.get())
    file.write_bytes(csv_of("slug,warranty", "nuface-trinity,Two years"))
    with pytest.raises(CommandError, match="row 2: NuFACE Trinity is published, .* No source is ticked for: warranty"):
        run(file, dry_run=dry_run)


def test_words_that_go_too_far_are_told_and_stand_if_somebody_says_so(file, capsys):
    device = publish(Device.objects.get())
    file.write_bytes(csv_of("slug,note", "nuface-trinity,FDA approved."))
    run(file, dry_run=True)
    assert "row 2: visitors would read at once: Device, note: “FDA approved” (--words-stand)" in capsys.readouterr().out
    with pytest.raises(CommandError, match="FDA approved"):
        run(file)
    run(file, words_stand=True)
    device.refresh_from_db()
    assert device.note == "FDA approved."


def test_a_role_that_may_not_import_is_refused(file):
    with pytest.raises(CommandError, match="may not import"):
        run(file, role="administrator")


def test_a_stranger_or_a_missing_file_ends_it_in_one_line(file, tmp_path):
    with pytest.raises(CommandError, match="There is no user nobody"):
        call_command("import_catalogue", str(file), user="nobody")
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "gone.csv")


def test_two_files_of_one_name_are_told_apart_by_nobody(file, tmp_path):
    with pytest.raises(CommandError, match="same name"):
        run(file, file)


def test_the_flavour_can_be_said(file):
    file.write_bytes(csv_of("slug,note", "nuface-trinity,'=1"))
    run(file, flavour="spreadsheet")
    assert Device.objects.get().note == "=1"
