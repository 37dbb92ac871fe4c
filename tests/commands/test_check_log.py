"""The check of the log: silent about one that holds, and never fooled by one that was tampered with."""

import random

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models import Verification, triggers
from catalog.queries.log_check import check_log
from catalog.rules import verification_log
from tests import factories as make

pytestmark = pytest.mark.django_db

# A fifth of what any other property gets: 200 in the long profile, 20 in the short one.
TAMPERINGS = settings.default.max_examples // 5


@pytest.fixture
def log():
    findings = [make.make_device(number=number).findings.get() for number in ("K103472", "K133823")]
    by = make.make_user(role="verifier")
    for place in range(8):
        evidence = SimpleUploadedFile("a.pdf", b"%%PDF-1.7 %d" % place) if place % 3 == 0 else None
        outcome = ("confirmed", "differs", "unreachable")[place % 3]
        make.make_verification(
            findings[place % 2], by=by, outcome=outcome, evidence=evidence, note=f"Look {place}",
            checked_on=make.days_ago(20 - place),
        )  # fmt: skip
    make.make_user("other", role="verifier")
    return check_log().head


def run(capsys, **options):
    try:
        call_command("check_log", **options)
        status = 0
    except SystemExit as end:
        status = end.code
    said = capsys.readouterr()
    return status, said.out + said.err


def test_a_log_that_holds_says_so_with_its_head(log, capsys):
    status, said = run(capsys)
    assert (status, said) == (0, f"All 8 entries hold. The newest hash is {log}.\n")
    assert run(capsys, head=f" {log.upper()} ")[0] == 0


def test_an_empty_log_holds(capsys):
    assert run(capsys) == (0, "The log is empty.\n")


def test_the_first_broken_entry_is_named(log, capsys):
    tamper_in_database("UPDATE catalog_verification SET note = 'x' WHERE sequence IN (3, 6)")
    status, said = run(capsys)
    assert status == 1
    assert said.startswith("Entry 3 of the log (numbered 3) is broken: what it says is not what was written")


def test_a_log_cut_short_is_found_with_the_head_that_was_noted(log, capsys):
    tamper_in_database("DELETE FROM catalog_verification WHERE sequence = 8")
    assert run(capsys)[0] == 0
    status, said = run(capsys, head=log)
    assert status == 1
    assert "cut short or written anew" in said


@pytest.mark.parametrize(("content", "why"), [(None, "is missing"), (b"%PDF-1.7 other", "is another file")])
def test_evidence_that_is_gone_or_another_is_found(log, capsys, settings, content, why):
    file = settings.EVIDENCE_ROOT / Verification.objects.get(sequence=4).evidence.name
    file.chmod(0o600)
    file.write_bytes(content) if content else file.unlink()
    status, said = run(capsys)
    assert status == 1
    assert said.startswith("Entry 4")
    assert why in said


def test_another_person_behind_a_check_is_found(log, capsys):
    other = User.objects.get(username="other").pk
    tamper_in_database(f"UPDATE catalog_verification SET by_id = {other} WHERE sequence = 5")
    assert "who looked" in run(capsys)[1]


def test_a_snapshot_swapped_with_its_hashes_kept_is_found(log, capsys):
    entry = Verification.objects.get(sequence=2)
    columns = entry.public_fields() | {"snapshot": "{}"}
    forged = verification_log.entry_hash(columns, entry.previous_hash)
    tamper_in_database(f"UPDATE catalog_verification SET snapshot = '{{}}', hash = '{forged}' WHERE sequence = 2")
    assert "the facts it confirmed" in run(capsys)[1]


def test_an_entry_numbered_anew_is_found(log, capsys):
    tamper_in_database("UPDATE catalog_verification SET sequence = 30 WHERE sequence = 8")
    assert "an entry before it is missing" in run(capsys)[1]


def test_two_entries_that_change_places_are_found(log, capsys):
    tamper_in_database(
        "UPDATE catalog_verification SET sequence = 99 WHERE sequence = 4",
        "UPDATE catalog_verification SET sequence = 4 WHERE sequence = 5",
        "UPDATE catalog_verification SET sequence = 5 WHERE sequence = 99",
    )
    assert "does not follow" in run(capsys)[1]


def tamper_in_database(*statements):
    """What an owner of the database can do: lift the triggers, write, put them back."""
    triggers.lift(connection)
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        triggers.make(connection)


def change_a_column(dice, entry):
    column = dice.choice(
        "checked_on by register address outcome status snapshot snapshot_sha256 evidence_sha256 no_evidence_reason "
        "note recorded_at salt private_sha256 previous_hash hash finding by_role sequence evidence".split()
    )
    values = {
        "checked_on": make.days_ago(dice.randint(30, 900)),
        "recorded_at": entry.recorded_at.replace(year=entry.recorded_at.year - 1),
        "by": User.objects.get(username="other").pk,
        "finding": Verification.objects.exclude(finding=entry.finding_id).first().finding_id,
        "outcome": "not-found",
        "sequence": 100 + dice.randint(0, 9),
        "evidence": f"{dice.randbytes(8).hex()}.pdf",
    }
    new = values.get(column, dice.randbytes(16).hex())
    changes = {column: new}
    if column == "outcome":
        changes["confirms"] = False
    if column in ("evidence", "evidence_sha256"):
        changes |= {"no_evidence_reason": "", "evidence": entry.evidence.name or "x.pdf"} | {
            "evidence_sha256": entry.evidence_sha256 or "0" * 64
        }
        changes[column] = new
    if column == "no_evidence_reason":
        changes |= {"evidence": "", "evidence_sha256": ""}
    Verification.objects.filter(pk=entry.pk).update(**changes)


def take_out(dice, entry):
    Verification.objects.filter(pk=entry.pk)._raw_delete("default")


def cut_the_end(dice, entry):
    Verification.objects.filter(sequence__gte=entry.sequence)._raw_delete("default")


def put_in_a_copy(dice, entry):
    entry.pk, entry.sequence = None, entry.sequence + 100
    entry.hash, entry.previous_hash = dice.randbytes(32).hex(), dice.randbytes(32).hex()
    Verification._base_manager.bulk_create([entry])


def write_anew_from_here(dice, entry):
    """The forger who knows how: another note, and every hash from there on computed again."""
    entry.note = f"Forged {dice.random()}"
    previous, rest = entry.previous_hash, list(Verification.objects.filter(sequence__gt=entry.sequence))
    for each in [entry, *rest]:
        each.seal(previous)
        previous = each.hash
        Verification.objects.filter(pk=each.pk).update(note=each.note, previous_hash=each.previous_hash, hash=each.hash)


def test_every_random_tampering_is_found(log):
    @settings(max_examples=TAMPERINGS)
    @given(seed=st.integers(0, 2**32))
    def is_found(seed):
        dice = random.Random(seed)
        way = dice.choice([change_a_column] * 4 + [take_out, cut_the_end, put_in_a_copy, write_anew_from_here])
        with make.rolled_back():
            triggers.lift(connection)
            way(dice, Verification.objects.get(sequence=dice.randint(1, 8)))
            assert check_log(head=log).broken, way.__name__

    is_found()
    assert check_log(head=log).broken is None
