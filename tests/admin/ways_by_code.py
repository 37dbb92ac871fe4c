"""Ways to “verified” by code and by SQL, each lacking something: `way(client, finding)` tries one."""

import contextlib

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from catalog.actions.verification import confirm_unchanged, verify_finding
from catalog.models import RegulatoryFinding, Verification
from catalog.rules import verification_log
from tests.admin.ways_by_form import GIVEN
from tests.factories import days_ago, make_device, make_finding, make_user, make_verification

# By calling the action, without what it asks for.


def by_action_of_code(**given):
    def way(client, finding):
        by = make_user(role=given.get("role", "verifier"))
        asked = {"checked_on": days_ago(0)} | GIVEN | {k: v for k, v in given.items() if k != "role"}
        verify_finding(finding, by=by, **asked)

    return way


def by_confirming_again_what_never_was(client, finding):
    confirm_unchanged(finding, by=make_user(role="verifier"), shown_facts=finding.snapshot())


def by_confirming_again_what_has_changed(client, finding):
    make_verification(finding)
    record = finding.links()[0].authorization
    record.holder = "Another firm"
    record.save()
    confirm_unchanged(finding, by=make_user(role="verifier"), shown_facts=finding.snapshot())


def by_confirming_nothing(client, finding):
    empty = make_finding(make_device(state="published"))
    with contextlib.suppress(ValidationError):
        make_verification(empty)
    assert not empty.verifications.exists()


# By writing the row itself.


def entry_of(finding, **columns):
    last = Verification.objects.order_by("-sequence").first()
    usual = {
        "finding": finding, "sequence": last.sequence + 1 if last else 1, "checked_on": days_ago(0),
        "by": make_user(role="verifier"), "by_role": "verifier", "register": "FDA", "outcome": "confirmed",
        "confirms": True, "status": "cleared", "snapshot": finding.snapshot(), "no_evidence_reason": "None.",
        "recorded_at": timezone.now(), "salt": "0" * 32,
    }  # fmt: skip
    entry = Verification(**usual | columns)
    entry.seal(last.hash if last else verification_log.GENESIS)
    return entry


def by_save(**columns):
    def way(client, finding):
        given = {"by": make_user(role=columns["role"])} if "role" in columns else {}
        entry_of(finding, **given, **{k: v for k, v in columns.items() if k != "role"}).save()

    return way


def by_save_unsealed(client, finding):
    entry = entry_of(finding)
    entry.hash = "1" * 64
    entry.save()


def by_save_out_of_line(client, finding):
    entry = entry_of(finding)
    entry.seal("2" * 64)
    entry.save()


def by_create(client, finding):
    columns = {f.attname: getattr(entry_of(finding), f.attname) for f in Verification._meta.concrete_fields}
    Verification.objects.create(**columns | {"hash": "1" * 64})


def by_bulk_create(client, finding):
    Verification.objects.bulk_create([entry_of(finding)])


def by_update(client, finding):
    make_verification(finding, outcome="unreachable")
    Verification.objects.update(confirms=True, outcome="confirmed")


def by_hash_of_the_facts(client, finding):
    entry = make_verification(finding)
    record = finding.links()[0].authorization
    record.holder = "Another firm"
    record.save()
    later = RegulatoryFinding.objects.get(pk=finding.pk)
    later.facts_sha256 = entry.snapshot_sha256
    later.save()


def by_moving_a_check(client, finding):
    other = make_device("Mini", number="K133823", state="published").findings.get()
    make_verification(other)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE catalog_verification SET finding_id = {finding.pk}")
