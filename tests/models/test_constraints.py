"""The database keeps every promise by itself, and validation explains it in words."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from catalog.models import Device, DeviceBenefit, Import, ImportPart, KeptForm, Price, Reminder, Revision
from tests import factories as make

pytestmark = pytest.mark.django_db


def make_device_benefit():
    return DeviceBenefit.objects.create(device=make.make_device(), benefit=make.make_benefit())


def make_revision():
    Revision.advance()
    return Revision.current()


def make_kept_form():
    return KeptForm.objects.create(user=make.make_user(), address="/admin/", values={})


def make_reminder():
    return Reminder.objects.create(user=make.make_user(), sent_on="2026-01-02")


def make_import_part():
    return ImportPart.objects.create(of=Import.objects.create(by=make.make_user()), start=0, rows=[])


ROWS = {
    "ImportPart": make_import_part,
    "KeptForm": make_kept_form,
    "Proposal": make.make_proposal,
    "Reminder": make_reminder,
    "Authorization": make.make_authorization,
    "Benefit": make.make_benefit,
    "Brand": make.make_brand,
    "Contraindication": make.make_contraindication,
    "Device": make.make_device,
    "DeviceAuthorization": make.make_link,
    "DeviceBenefit": make_device_benefit,
    "DeviceContraindication": make.make_device_contraindication,
    "ErrorReport": make.make_report,
    "MarketingClaim": make.make_claim,
    "Notice": make.make_notice,
    "Photo": make.make_photo,
    "Price": make.make_price,
    "RegulatoryFinding": make.make_finding,
    "Revision": make_revision,
    "Source": make.make_source,
    "Verification": lambda: make.make_verification(outcome="unreachable"),
}

# Model, constraint, columns that break it.
BROKEN = [
    ("Authorization", "number_is_canonical", {"number": "k103472"}),
    ("Authorization", "number_is_canonical", {"number": "K 103472"}),
    ("Authorization", "number_is_canonical", {"number": ""}),
    (
        "Authorization",
        "a_dated_decision_is_a_decision",
        {"decision_date": "2011-11-07", "decision_basis": "number-only"},
    ),
    ("Device", "smallest_current_is_not_above_largest", {"min_current_ua": 401, "max_current_ua": 400}),
    ("Device", "shortest_session_is_not_above_longest", {"session_minutes_min": 6, "session_minutes_max": 5}),
    ("Device", "measures_are_positive", {"session_minutes_min": 0}),
    ("Device", "measures_are_positive", {"session_minutes_max": 0}),
    ("Device", "measures_are_positive", {"weight_g": 0}),
    ("Device", "measures_are_positive", {"intensity_levels": 0}),
    ("Device", "what_was_published_has_its_day", {"state": "published"}),
    ("Device", "a_withdrawal_has_a_reason", {"withdrawn_reason": "Entered twice."}),
    ("DeviceAuthorization", "a_link_without_evidence_is_inferred", {"basis": "none"}),
    ("ErrorReport", "a_report_says_something", {"text": ""}),
    ("MarketingClaim", "a_claim_has_a_source", {"source_url": ""}),
    ("Notice", "a_notice_has_date_and_source", {"source_url": ""}),
    ("Notice", "a_notice_has_date_and_source", {"dated_on": ""}),
    ("Photo", "a_photo_has_a_size", {"width": 0}),
    ("Photo", "a_photo_has_a_size", {"height": 0}),
    ("Price", "price_amount_is_positive", {"amount": 0}),
    ("Price", "price_date_has_its_first_day", {"seen_on": ""}),
    ("Price", "price_date_has_its_first_day", {"seen_from": None}),
    ("RegulatoryFinding", "a_registration_is_declared", {"registration_number": "1234567"}),
    ("RegulatoryFinding", "a_registration_is_declared", {"registration_year": 2026, "declared": "none-found"}),
    ("RegulatoryFinding", "a_registration_has_a_possible_year", {"registration_year": 0, "declared": "exempt"}),
    ("RegulatoryFinding", "a_registration_has_a_possible_year", {"registration_year": 20026, "declared": "exempt"}),
    ("RegulatoryFinding", "an_own_pace_has_reason_and_source", {"recheck_days": 7}),
    (
        "RegulatoryFinding",
        "an_own_pace_has_reason_and_source",
        {"recheck_reason": "A recall.", "recheck_source_url": "https://example.org/"},
    ),
    ("RegulatoryFinding", "an_own_pace_has_reason_and_source", {"recheck_reason": "A recall."}),
    ("RegulatoryFinding", "an_own_pace_has_reason_and_source", {"recheck_days": 7, "recheck_reason": "A recall."}),
    ("Proposal", "a_decision_has_its_person_and_day", {"state": "declined"}),
    ("Proposal", "a_decision_has_its_person_and_day", {"decided_at": "2026-01-02T00:00Z"}),
    ("Proposal", "only_a_new_row_has_no_object", {"object_id": None}),
    ("Proposal", "only_a_new_row_has_no_object", {"action": "add"}),
    ("Revision", "one_revision", {"id": 2}),
    ("Verification", "evidence_or_a_reason_for_none", {"no_evidence_reason": ""}),
    ("Verification", "evidence_or_a_reason_for_none", {"evidence": "a.pdf"}),
    ("Verification", "evidence_or_a_reason_for_none", {"evidence": "a.pdf", "evidence_sha256": "a" * 64}),
    ("Verification", "evidence_or_a_reason_for_none", {"evidence_sha256": "a" * 64, "no_evidence_reason": ""}),
    ("Verification", "only_a_confirmation_confirms", {"outcome": "differs", "confirms": True}),
    ("Verification", "only_a_confirmation_confirms", {"outcome": "unreachable", "confirms": True}),
    ("Verification", "only_a_confirmation_confirms", {"outcome": "not-found", "confirms": True}),
]
# Validation makes a number canonical and a first day follow its date, so there is nothing left to explain.
REPAIRED = {"number_is_canonical", "price_date_has_its_first_day", "one_revision"}


def constraints():
    """Every constraint of the catalogue as (model name, constraint)."""
    ours = [m for m in apps.get_app_config("catalog").get_models() if not m.__name__.startswith("Historical")]
    return [(model.__name__, constraint) for model in ours for constraint in model._meta.constraints]


def words_of(model_name, constraint_name):
    named = {(name, c.name): c for name, c in constraints()}
    return named[model_name, constraint_name].violation_error_message


VOCABULARIES = [
    (name, constraint.name, {constraint.name.removeprefix(f"{name.lower()}_").removesuffix("_is_known"): "?"})
    for name, constraint in constraints()
    if constraint.name.endswith("_is_known")
]
UNIQUE = [(name, c.name, c.fields) for name, c in constraints() if isinstance(c, models.UniqueConstraint)]


def change(row, columns):
    """Write columns past every save() and clean(); the log of verifications only takes a new row."""
    if type(row).__name__ == "Proposal" and columns == {"state": "?"}:
        # Decided by somebody, or PostgreSQL names the other promise that is broken with this one.
        columns = columns | {"decided_by": models.F("by"), "decided_at": row.at}
    if type(row).__name__ != "Verification":
        return type(row).objects.filter(pk=row.pk).update(**columns)
    number = row.sequence + 1
    for name, value in {"pk": None, "sequence": number, "hash": "b" * 64, "previous_hash": row.hash, **columns}.items():
        setattr(row, name, value)
    return type(row)._base_manager.bulk_create([row])


@pytest.mark.parametrize(("model", "constraint", "columns"), BROKEN + VOCABULARIES)
def test_the_database_refuses_what_breaks_a_promise(model, constraint, columns):
    row = ROWS[model]()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change(row, columns)


@pytest.mark.parametrize(
    ("model", "constraint", "columns"), [row for row in BROKEN + VOCABULARIES if row[1] not in REPAIRED]
)
def test_validation_explains_the_promise_in_words(model, constraint, columns):
    row = ROWS[model]()
    for name, value in columns.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    said = " ".join(refused.value.messages)
    column = row._meta.get_field(next(iter(columns)))
    # Django explains choices and empty or too small values by itself before it asks the constraint.
    assert (
        words_of(model, constraint) in said
        or {"?", "", 0} & set(columns.values())
        and column.name in refused.value.error_dict
    )


@pytest.mark.parametrize(("model", "constraint", "fields"), UNIQUE)
def test_a_second_row_for_the_same_is_refused_and_explained(model, constraint, fields):
    row = ROWS[model]()
    twin = type(row).objects.get(pk=row.pk)
    twin.pk, twin._state.adding = None, True
    if model == "Device":
        twin.slug = "another-address"
    with pytest.raises(ValidationError) as refused:
        twin.full_clean()
    assert words_of(model, constraint) in refused.value.messages
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        type(row)._base_manager.bulk_create([twin])
    named = (
        constraint
        if connection.vendor == "postgresql"
        else f"{row._meta.db_table}.{row._meta.get_field(fields[-1]).column}"
    )
    assert named in str(error.value)


@pytest.mark.parametrize("model", ["Brand", "Device", "Modality", "Area", "Feature", "Benefit", "Contraindication"])
def test_no_two_rows_share_an_address(model):
    assert apps.get_model("catalog", model)._meta.get_field("slug").unique


def test_nobody_accepts_a_change_of_their_own():
    proposal = make.make_proposal()
    with pytest.raises(IntegrityError, match="nobody_accepts_their_own_change"), transaction.atomic():
        change(proposal, {"state": "accepted", "decided_at": proposal.at, "decided_by": proposal.by})


def test_every_constraint_is_tried():
    tried = {(model, constraint) for model, constraint, _ in BROKEN + VOCABULARIES + UNIQUE}
    tried.add(("Proposal", "nobody_accepts_their_own_change"))  # in a test of its own
    assert {(name, constraint.name) for name, constraint in constraints()} == tried


def test_a_refusal_in_words_is_a_sentence():
    assert all(c.violation_error_message.endswith(".") for _, c in constraints())


@pytest.mark.parametrize("columns", [{"min_current_ua": 400}, {"max_current_ua": 400}, {"session_minutes_max": 5}, {}])
def test_a_gap_breaks_no_promise(columns):
    device = make.make_device(**columns)
    device.full_clean()
    assert Device.objects.filter(pk=device.pk, **columns).exists()


def test_the_log_accepts_a_search_that_confirms_that_nothing_is_there():
    entry = make.make_verification(make.make_finding(declared="none-found"), outcome="not-found")
    assert entry.confirms


def test_prices_keep_every_cent():
    device = make.make_device()
    Price.objects.bulk_create([Price(device=device, amount="1234567.89", source_url=make.PAGE)])
    assert str(Price.objects.get().amount) == "1234567.89"
