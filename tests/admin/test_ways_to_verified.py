"""Fifty-odd ways to reach “verified” without what it needs. None leads there."""

import contextlib
import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.actions.verification import FactsChanged
from catalog.models import RegulatoryFinding
from catalog.queries.log_check import check_log
from tests.admin import ways_by_code as code
from tests.admin import ways_by_form as forms
from tests.factories import make_device

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding():
    device = make_device("Trinity", number="K181008", state="published")
    record = device.links.get().authorization
    record.decision_date = datetime.date(2018, 10, 11)
    record.save()
    return RegulatoryFinding.objects.for_facts().get(device=device)


def is_verified(finding):
    return RegulatoryFinding.objects.with_check(timezone.localdate()).get(pk=finding.pk).check == "current"


TOMORROW = timezone.localdate() + datetime.timedelta(days=2)
WAYS = {
    "form: as an editor": forms.by_form(role="editor"),
    "form: as an administrator": forms.by_form(role="administrator"),
    "form: no evidence and no reason": forms.by_form(no_evidence_reason=""),
    "form: a blank reason": forms.by_form(no_evidence_reason="   "),
    "form: evidence of another kind": forms.by_form(
        no_evidence_reason="", evidence=SimpleUploadedFile("a.pdf", b"<html>not a page</html>")
    ),
    "form: in the future": forms.by_form(checked_on=TOMORROW.isoformat()),
    "form: before the decision": forms.by_form(checked_on="2018-10-10"),
    "form: no day": forms.by_form(checked_on=""),
    "form: no register": forms.by_form(register=""),
    "form: no outcome": forms.by_form(outcome=""),
    "form: an outcome that is none": forms.by_form(outcome="verified"),
    "form: the register differs": forms.by_form(outcome="differs", note="The holder.", confirms="on"),
    "form: a detail differs": forms.by_form(outcome="detail-differs", note="The holder.", confirms="on"),
    "form: not found": forms.by_form(outcome="not-found", confirms="on"),
    "form: could not be reached": forms.by_form(outcome="unreachable", confirms="on"),
    "form: without what was shown": forms.by_form(shown_facts=None),
    "form: with another snapshot": forms.by_form(shown_facts="{}"),
    "form: an address that is no page": forms.by_form(address="javascript:alert(1)"),
    "form: facts changed meanwhile": forms.by_form_of_changed_facts,
    "form: what they entered themselves": forms.by_form_of_what_they_entered,
    "one step: never confirmed before": forms.by_one_step,
    "one step: after a difference": forms.by_one_step_after_a_difference,
    "selection: never confirmed before": forms.by_selection,
    "extra fields: finding": forms.by_extra_fields_of_the_finding,
    "extra fields: device and inline": forms.by_extra_fields_of_the_device,
    "inline: a row among the checks": forms.by_a_row_among_the_checks,
    "log: its add form": forms.by_the_form_of_the_log,
    "log: its change form": forms.by_changing_the_log,
    "bulk: verify, as an editor": forms.by_action("verify_selected"),
    "bulk: unchanged, as an editor": forms.by_action("unchanged_selected"),
    "publishing again": forms.by_publishing,
    "import": forms.by_import,
    "code: an editor": code.by_action_of_code(role="editor"),
    "code: in the future": code.by_action_of_code(checked_on=TOMORROW),
    "code: no evidence": code.by_action_of_code(no_evidence_reason=""),
    "code: no register": code.by_action_of_code(register=""),
    "code: differs without saying what": code.by_action_of_code(outcome="differs"),
    "code: unchanged, never confirmed": code.by_confirming_again_what_never_was,
    "code: unchanged, and changed": code.by_confirming_again_what_has_changed,
    "code: nothing to confirm": code.by_confirming_nothing,
    "save: by an editor": code.by_save(role="editor"),
    "save: in the future": code.by_save(checked_on=TOMORROW),
    "save: other facts": code.by_save(snapshot="{}"),
    "save: no evidence and no reason": code.by_save(no_evidence_reason=""),
    "save: no register": code.by_save(register=""),
    "save: confirms a difference": code.by_save(outcome="differs"),
    "save: confirms that nobody checked": code.by_save(status="not-checked"),
    "save: a gap before it": code.by_save(sequence=5),
    "save: unsealed": code.by_save_unsealed,
    "save: sealed to another chain": code.by_save_out_of_line,
    "create: another hash": code.by_create,
    "bulk_create": code.by_bulk_create,
    "update of the log": code.by_update,
    "the stored hash of the facts": code.by_hash_of_the_facts,
    "SQL: a check moved to another finding": code.by_moving_a_check,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_way_around_leads_to_verified(client, finding, way):
    refusals = (ValidationError, PermissionDenied, FactsChanged, IntegrityError)
    with contextlib.suppress(*refusals), transaction.atomic():
        way(client, finding)
    assert not is_verified(finding)
    assert check_log().broken is None


@pytest.mark.parametrize("way", [forms.by_form(), code.by_action_of_code(), code.by_save()])
def test_with_all_it_needs_each_way_leads_there(client, finding, way):
    way(client, finding)
    assert is_verified(finding)
