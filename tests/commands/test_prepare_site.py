"""The start of a site: done twice it changes nothing, and nobody's account or password is touched."""

import stat

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

from catalog.actions.starter import StarterError
from catalog.management.commands import prepare_site
from config.firstrun import PASSWORD_FILE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    """A data folder of its own; the starter catalogue has tests of its own and is left out."""
    settings.VAR_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    monkeypatch.setattr(prepare_site, "load_starter", lambda: "nothing new")
    return tmp_path


@pytest.fixture
def collected(monkeypatch):
    """Collecting is Django's; here it counts how often it was asked for, and leaves a manifest."""
    times = []

    def collect(name, **options):
        manifest = prepare_site.settings.STATIC_ROOT / "staticfiles.json"
        manifest.parent.mkdir(exist_ok=True)
        manifest.write_text("{}")
        times.append(name)

    monkeypatch.setattr(prepare_site, "call_command", collect)
    return times


def test_the_first_account_holds_every_role_and_its_password_lies_in_a_private_file(folder):
    assert prepare_site.make_first_account()
    path = folder / PASSWORD_FILE
    editor = authenticate(username="editor", password=path.read_text().strip())
    assert editor.is_staff
    assert not editor.is_superuser
    assert set(editor.groups.values_list("name", flat=True)) == {"editor", "verifier", "administrator"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_site_that_has_people_gets_no_account(folder):
    get_user_model().objects.create_user("ada")
    assert not prepare_site.make_first_account()
    assert not (folder / PASSWORD_FILE).exists()


def test_a_password_that_lies_there_already_is_used_again(folder):
    (folder / PASSWORD_FILE).write_text("one that was there before\n")
    prepare_site.make_first_account()
    assert authenticate(username="editor", password="one that was there before")


def test_static_files_are_collected_once(collected):
    assert prepare_site.collect_static_files()
    assert not prepare_site.collect_static_files()
    assert collected == ["collectstatic"]


def test_static_files_are_collected_again_when_one_changed(collected, monkeypatch):
    prepare_site.collect_static_files()
    monkeypatch.setattr(prepare_site, "static_digest", lambda: "another")
    assert prepare_site.collect_static_files()


def test_static_files_are_collected_again_when_they_are_gone(collected, folder):
    prepare_site.collect_static_files()
    (folder / "static/staticfiles.json").unlink()
    assert prepare_site.collect_static_files()


def test_a_whole_start_done_twice_changes_nothing(collected, capsys):
    call_command("prepare_site")
    assert "Made the user editor." in capsys.readouterr().out
    call_command("prepare_site")
    assert capsys.readouterr().out == "Starter catalogue: nothing new\n"


def test_a_broken_row_of_the_starter_catalogue_stops_the_start_in_words(monkeypatch):
    def broken():
        raise StarterError(["prices.csv, row 3, column amount: enter a number."])

    monkeypatch.setattr(prepare_site, "load_starter", broken)
    with pytest.raises(CommandError, match="^Starter catalogue: prices.csv, row 3, column amount"):
        call_command("prepare_site")
