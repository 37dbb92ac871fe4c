"""What is computed in the database is what the rules say, over random links, checks and days."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Authorization, Device, DeviceAuthorization, RegulatoryFinding, Verification
from catalog.models.finding_sql import RecheckDays
from catalog.models.findings import refresh_facts
from catalog.models.regulation import Covers, DecisionBasis, DeclaredStatus, PathwayChoice, Scope
from catalog.rules import freshness, statuses
from catalog.rules.verification_log import sha256
from tests import factories as make

pytestmark = pytest.mark.django_db

BORDERS = [0, 1, 29, 30, 31, 32, 59, 60, 61, 62, 89, 90, 91, 92, 179, 180, 181, 182, 365, 400]
TODAYS = ["2026-11-22", "2026-12-31", "2027-01-01", "2027-01-02", "2027-03-31", "2028-02-29"]

pathways = st.sampled_from(PathwayChoice.values)
links = st.lists(
    st.fixed_dictionaries(
        {
            "pathway": pathways,
            "decision_basis": st.sampled_from(DecisionBasis.values),
            "scope": st.sampled_from(Scope.values),
            "covers": st.sampled_from(Covers.values),
        }
    ),
    max_size=4,
)
todays = st.sampled_from(TODAYS).map(datetime.date.fromisoformat)
outcomes = st.sampled_from(["confirmed", "not-found", "detail-differs", "differs", "unreachable"])
looks = st.lists(
    st.fixed_dictionaries(
        {
            "age": st.sampled_from(BORDERS) | st.integers(0, 400),
            "outcome": outcomes,
            "same_facts": st.sampled_from([True, True, True, False]),
        }
    ),
    max_size=4,
)
findings = st.fixed_dictionaries(
    {
        "links": links,
        "declared": st.sampled_from(DeclaredStatus.values),
        "year": st.none() | st.integers(2025, 2028),
        "pace": st.sampled_from([None, None, *RecheckDays.values]),
        "looks": looks,
    }
)


def link_up(device, wanted):
    """Link `device` to a new record for each of `wanted`, past every save()."""
    records = Authorization.objects.bulk_create(
        Authorization(
            number=f"K{device.pk % 1000:03d}{i:03d}", pathway=w["pathway"], decision_basis=w["decision_basis"]
        )
        for i, w in enumerate(wanted)
    )
    DeviceAuthorization.objects.bulk_create(
        DeviceAuthorization(
            device=device,
            authorization=record,
            scope=w["scope"],
            covers=w["covers"],
            basis="none" if w["scope"] == "inferred" else "manual",
        )
        for record, w in zip(records, wanted, strict=True)
    )


def declare(device, case):
    registered = case["declared"] in ("exempt", "registered")
    finding = RegulatoryFinding(
        device=device, declared=case["declared"], registration_year=case["year"] if registered else None
    )
    if case["pace"]:
        finding.recheck_days, finding.recheck_reason = case["pace"], "A recall is under way."
        finding.recheck_source_url = "https://example.org/recall"
    RegulatoryFinding.objects.bulk_create([finding])
    refresh_facts(RegulatoryFinding.objects.filter(pk=finding.pk))
    return RegulatoryFinding.objects.get(pk=finding.pk)


def look_up(finding, wanted, today, by):
    """Write the log as the case says, unsealed: only its columns matter here."""
    found_nothing = finding.derive_status() == "none-found"
    first = Verification.objects.count() + 1
    return Verification._base_manager.bulk_create(
        Verification(
            sequence=number,
            finding=finding,
            by=by,
            checked_on=today - datetime.timedelta(days=look["age"]),
            outcome=look["outcome"],
            confirms=look["outcome"] == "confirmed" or look["outcome"] == "not-found" and found_nothing,
            status=finding.derive_status(),
            snapshot_sha256=finding.facts_sha256 if look["same_facts"] else sha256("other facts"),
            no_evidence_reason="None in this test.",
            recorded_at=datetime.datetime.now(datetime.UTC),
            hash=sha256(f"hash {number}"),
            previous_hash=sha256(f"previous {number}"),
        )
        for number, look in enumerate(wanted, first)
    )


def check_by_the_rule(finding, log, today):
    """Return (day of the newest confirmation, state of the check) as the rules say it."""
    newest_first = sorted(log, key=lambda entry: (entry.checked_on, entry.sequence), reverse=True)
    confirmed = next((entry for entry in newest_first if entry.confirms), None)
    telling = next((entry for entry in newest_first if entry.outcome != "unreachable"), None)
    verified_on = confirmed and confirmed.checked_on
    state = freshness.check_state(
        finding.derive_status(),
        verified_on,
        today,
        changed=bool(confirmed and (confirmed.snapshot_sha256 != finding.facts_sha256 or not telling.confirms)),
        year=finding.registration_year,
        own_pace=finding.recheck_days,
    )
    return verified_on, state


@given(cases=st.lists(findings, min_size=1, max_size=3), today=todays)
def test_the_database_derives_status_and_check_as_the_rules_do(cases, today):
    with make.rolled_back():
        by, brand, expected = make.make_user(), make.make_brand(), {}
        for case in cases:
            device = make.make_device(brand=brand)
            link_up(device, case["links"])
            finding = declare(device, case)
            log = look_up(finding, case["looks"], today, by)
            expected[device.pk] = (finding.derive_status(), *check_by_the_rule(finding, log, today))
        of_findings = RegulatoryFinding.objects.with_check(today).values_list(
            "device", "status", "verified_on", "check"
        )
        of_devices = Device.objects.with_fda(today).values_list("pk", "fda_status", "fda_verified_on", "fda_check")
        assert {pk: tuple(rest) for pk, *rest in of_findings} == expected
        assert {pk: tuple(rest) for pk, *rest in of_devices} == expected


@given(wanted=links, today=todays)
def test_a_device_without_a_finding_rests_on_its_links_unverified(wanted, today):
    with make.rolled_back():
        device = make.make_device()
        link_up(device, wanted)
        row = Device.objects.with_fda(today).get(pk=device.pk)
        carried = [link.authorization.status for link in device.links.all() if link.derives_status]
        assert row.fda_status == statuses.derive(carried, "not-checked")
        assert (row.fda_verified_on, row.fda_check) == (None, "unverified")


@given(wanted=links)
def test_a_link_derives_a_status_in_the_database_exactly_when_it_says_so(wanted):
    with make.rolled_back():
        device = make.make_device()
        link_up(device, wanted)
        in_sql = set(DeviceAuthorization.objects.deriving().values_list("pk", flat=True))
        carrying = {link.pk for link in device.links.all() if link.derives_status}
        of_an_exemption = {link.pk for link in device.links.all() if link.authorization.pathway == "hde"}
        assert in_sql - of_an_exemption == carrying


def test_two_devices_never_share_a_check():
    one, other = (make.make_device(number=number) for number in ("K103472", "K133823"))
    make.make_verification(one.findings.get())
    rows = {d.pk: d.fda_check for d in Device.objects.with_fda(make.days_ago(0))}
    assert rows == {one.pk: "current", other.pk: "unverified"}


def test_a_look_that_never_reached_the_register_changes_nothing():
    finding = make.make_device(number="K103472").findings.get()
    make.make_verification(finding, checked_on=make.days_ago(10))
    make.make_verification(finding, outcome="unreachable")
    row = RegulatoryFinding.objects.with_check(make.days_ago(0)).get()
    assert (row.check, row.verified_on) == ("current", make.days_ago(10))


def test_a_later_look_that_differs_takes_the_confirmation_back():
    finding = make.make_device(number="K103472").findings.get()
    make.make_verification(finding, checked_on=make.days_ago(10))
    make.make_verification(finding, outcome="differs")
    row = RegulatoryFinding.objects.with_check(make.days_ago(0)).get()
    assert (row.check, row.verified_on) == ("changed", make.days_ago(10))


def test_a_look_entered_later_but_made_earlier_does_not_outweigh_the_newest():
    finding = make.make_device(number="K103472").findings.get()
    make.make_verification(finding, checked_on=make.days_ago(1))
    make.make_verification(finding, checked_on=make.days_ago(5), outcome="differs")
    assert RegulatoryFinding.objects.with_check(make.days_ago(0)).get().check == "current"


def test_only_seven_or_ten_digits_are_an_establishment_number():
    finding = make.make_finding(declared="registered")
    finding.registration_number = "12345678"
    with pytest.raises(ValidationError, match="7 or 10 digits"):
        finding.full_clean()


def test_a_finding_is_named_by_its_device_and_authority():
    device = make.make_device("Trinity")
    assert str(make.make_finding(device)) == "NuFACE Trinity: FDA"
