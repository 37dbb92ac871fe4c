"""A fault at any statement of an import leaves nothing half done: reading, writing, history, counting, the end itself.

The statements of a whole import are counted first; then one after the other fails, spread evenly over all of them,
every other one only after it was carried out. What a fault in Python does, test_imports_commit asks.
"""

import os

import pytest
from django.db import OperationalError, connection

from catalog.actions.imports import commit_import, continue_preview, receive_import
from catalog.models import Device
from tests.exported import make_catalogue
from tests.factories import make_user, rolled_back
from tests.imported import everything, exported, previewed

pytestmark = pytest.mark.django_db
FAULTS = 100 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 8
_BRACKETS = ("SAVEPOINT", "RELEASE", "ROLLBACK")  # once carried out, they cannot be said to have failed


class Faults:
    """Counts the statements of what is done inside, and lets the one at `place` fail, counted from 0; None: none."""

    def __init__(self, place=None):
        self.place, self.seen = place, 0

    def __call__(self, execute, sql, params, many, context):
        place, self.seen = self.seen, self.seen + 1
        if place != self.place:
            return execute(sql, params, many, context)
        if place % 2 and not sql.startswith(_BRACKETS):
            execute(sql, params, many, context)
        raise OperationalError("database or disk is full")


def statements(work):
    """Return how many statements some work takes; it is undone."""
    counted = Faults()
    with rolled_back(), connection.execute_wrapper(counted):
        work()
    return counted.seen


def every_fault(work):
    """Do some work again and again, each time with a fault at another place; yield the place after each.

    There are FAULTS places, evenly spread; or every statement, where there are fewer.
    """
    statements(work)  # the first time fills what is kept in memory, such as permissions
    total = statements(work)
    places = sorted({number * total // FAULTS for number in range(FAULTS)})
    assert len(places) == min(FAULTS, total)
    for place in places:
        with pytest.raises(OperationalError, match="disk is full"), connection.execute_wrapper(Faults(place)):
            work()
        yield place


@pytest.fixture
def files(db):
    """A catalogue with a row in every table, as files; none of it is there any more."""
    with rolled_back():
        make_catalogue()
        return exported(drafts=True)


def test_a_fault_at_any_statement_of_a_commit_leaves_nothing_and_the_next_try_does_it_all(files):
    by = make_user(role="editor")
    made = previewed(files, by=by)
    before = everything()
    for place in every_fault(lambda: commit_import(made, by=by, confirmed_words=True)):
        assert everything() == before, place
        made.refresh_from_db()
        assert (made.committed_at, made.is_previewed) == (None, True), place
    commit_import(made, by=by, confirmed_words=True)
    assert Device.objects.count() == 3
    assert exported(drafts=True).keys() == files.keys()


def test_a_fault_at_any_statement_of_a_preview_leaves_nothing_and_it_goes_on(files):
    by = make_user(role="editor")
    before = everything()
    for place in every_fault(lambda: continue_preview(receive_import(files, by=by), seconds=600)):
        assert everything() == before, place
    made = previewed(files, by=by)
    assert made.done == made.total == sum(len(part.rows) for part in made.parts.all())
