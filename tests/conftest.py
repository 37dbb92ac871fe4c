"""What every test stands on; the browser's part is in tests/browser.py, the data's in tests/factories.py."""

import gc
import os

import hypothesis
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase

from catalog.models import triggers

pytest_plugins = ["tests.browser"]

# `make test` is short and always the same; `make prove` looks further, elsewhere each time.
hypothesis.settings.register_profile("short", max_examples=100, deadline=None, derandomize=True)
hypothesis.settings.register_profile("long", max_examples=1000, deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


def pytest_collection_finish():
    """What is loaded by now stays to the end: not to be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _uploads_of_its_own(settings, tmp_path):
    """No test finds the files of another."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.HELD_UPLOADS_ROOT = tmp_path / "held"
    settings.EXPORTS_ROOT = tmp_path / "exports"


@pytest.fixture(scope="session", autouse=True)
def _emptying_lifts_the_triggers():
    """A test with real transactions empties the database after itself, which the log refuses; migrate re-arms it."""
    empty = TransactionTestCase._fixture_teardown

    def lift_and_empty(case):
        for connection in connections.all():
            triggers.lift(connection)
        empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lift_and_empty)
        yield


@pytest.fixture(scope="module")
def only_read(django_db_setup, django_db_blocker):
    """Make data once for all tests of a module, which look at it and change nothing: `only_read(make)`."""
    made = []

    def make_once(make):
        make()
        made.append(_all_rows())

    with django_db_blocker.unblock():
        yield make_once
        found = [_all_rows()]
        triggers.lift(connections["default"])
        call_command("flush", verbosity=0, interactive=False)
        connections.close_all()
    assert found == made, "a test that was to look only has changed something"


def _all_rows():
    """Return every row of the database, by its model."""
    models = apps.get_models(include_auto_created=True)
    return {model: list(model._base_manager.order_by("pk").values_list()) for model in models}
