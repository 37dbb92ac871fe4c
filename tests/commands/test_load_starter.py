import pytest
from django.core.management import CommandError, call_command

from catalog.models import Device


@pytest.mark.django_db
def test_it_says_what_it_made_and_then_that_nothing_is_new(capsys):
    call_command("load_starter")
    assert "50 devices" in capsys.readouterr().out
    call_command("load_starter")
    assert capsys.readouterr().out == "Starter catalogue: nothing new\n"
    assert Device.objects.published().exists()


@pytest.mark.django_db
def test_a_broken_folder_ends_it_in_one_line(tmp_path):
    with pytest.raises(CommandError, match="There is no CSV file in"):
        call_command("load_starter", folder=tmp_path)
