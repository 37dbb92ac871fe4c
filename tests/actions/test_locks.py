"""Whoever changes a row waits for the revision first: then two writers wait for each other in one order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.actions.gaps import mark_not_stated, unmark_not_stated
from catalog.actions.history import bring_back
from catalog.actions.proposals import accept_proposal, decline_proposal, withdraw_proposal
from catalog.actions.publication import submit_device
from catalog.actions.sources import support_the_rest
from catalog.models import Revision
from tests.factories import make_device, make_proposal, make_source, make_user

pytestmark = pytest.mark.django_db
_ROWS = ("catalog_device", "catalog_source", "catalog_proposal")


def _brought_back(device, by):
    before, now = device.history.first().history_id, device
    now.note = "Changed."
    now.save()
    return bring_back(now, before, by=by, shown=now.history.first().history_id)


@pytest.mark.parametrize(
    "act",
    [
        lambda device, by: mark_not_stated(device, "warranty", by=by),
        lambda device, by: unmark_not_stated(device, "warranty", by=by),
        lambda device, by: support_the_rest(device, str(device.only_source.pk), by=by),
        lambda device, by: submit_device(device, by=by),
        _brought_back,
        lambda device, by: accept_proposal(make_proposal(device), by=by),
        lambda device, by: decline_proposal(make_proposal(device), by=by, answer="No."),
        lambda device, by: withdraw_proposal(make_proposal(device, by=by), by=by),
    ],
    ids="gap gap-again source state old-version accepted declined taken-back".split(),
)
def test_an_action_locks_the_revision_before_it_reads_a_row(monkeypatch, act):
    device, by = make_device(weight_g="120.5"), make_user(role="verifier")
    device.only_source = make_source(device)
    lock, order = Revision.lock, []
    monkeypatch.setattr(Revision, "lock", lambda: (order.append(len(asked.captured_queries)), lock()))
    with CaptureQueriesContext(connection) as asked:
        act(device, by)
    read = [place for place, query in enumerate(asked.captured_queries) if _locks_a_row(query["sql"])]
    assert order[0] < read[0]


def _locks_a_row(sql):
    return sql.startswith("SELECT") and any(f'FROM "{name}"' in sql for name in _ROWS)
