"""The tables of what registers hold, what we say of each device under them, and when somebody looked."""

import json
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F

from catalog.models import Authorization, Device, DeviceAuthorization, RegulatoryFinding, Verification
from catalog.models.fields import Bytewise, SourceKind
from catalog.models.finding_sql import RecheckDays
from catalog.models.regulation import (
    AuthorityChoice,
    Covers,
    DecisionBasis,
    DeclaredStatus,
    LinkBasis,
    PathwayChoice,
    Scope,
    Supply,
)
from catalog.models.verification import Outcome
from catalog.queries.columns import Located, Reference, Table, choice, derived, located, own, slugs, source_columns
from catalog.queries.standing import standing_of
from catalog.queries.tables_devices import OF_A_DEVICE, device_column, of_published
from catalog.rules import cells, freshness, statuses


def _record(name, kind, description, **options):
    return own(name, kind, description, of=located, **options)


def _page_of_record(found):
    return found.scope.base + found.row.get_absolute_url()


AUTHORIZATIONS = Table(
    name="authorizations",
    title="Authorizations",
    description="One row a record of a register: those of listed devices, and others that we show by themselves.",
    model=Authorization,
    columns=(
        choice("authority", AuthorityChoice, "Whose register it is", of=located),
        _record("number", cells.TEXT, "Number of the record, as the register writes it"),
        choice("pathway", PathwayChoice, "Way to the decision", of=located),
        derived(
            "status",
            cells.TEXT,
            "Status that such a record carries, if its decision is listed: as we read it, not as we checked it",
            lambda found: found.row.status,
            values=tuple(statuses.STATUSES),
        ),
        _record("holder", cells.TEXT, "Firm that the record names; often not the brand"),
        _record("trade_name", cells.TEXT, "Device name as on the record"),
        _record("decision_date", cells.DATE, "Day of the decision"),
        _record("decision_code", cells.TEXT, "Code of the decision, such as SESE"),
        choice("decision_basis", DecisionBasis, "How we know of a decision", of=located),
        _record("product_code", cells.TEXT, "FDA’s code for the kind of device: three letters"),
        _record("regulation_number", cells.TEXT, "Section of 21 CFR, such as 882.5890"),
        choice("supply", Supply, "Over the counter or by prescription, as the record says", of=located),
        slugs("areas", "Areas that the record names: slugs joined by |", of=located),
        _record("note", cells.TEXT, "Remark"),
        # Derived, so that no import sets it: to show a record by itself is to publish it.
        derived(
            "shown_alone",
            cells.BOOLEAN,
            "Whether it is shown without a device; no import sets it",
            lambda found: found.row.shown_alone,
        ),
        derived("official_url", cells.ADDRESS, "The register’s own page", lambda found: found.row.official_address),
        derived("url", cells.ADDRESS, "Our page of the record", _page_of_record, is_asked=True),
        *source_columns(of=located, choices=SourceKind),
    ),
    key=("authority", "number"),
    every=lambda scope: Authorization.objects.prefetch_related("areas").order_by(
        Bytewise("authority"), Bytewise("number")
    ),
    public=lambda records: records.public(),
    row=Located,
)

_OF_A_RECORD = Reference("authorization", ("authority", "number"), "authorizations", ("authority", "number"))

DEVICE_AUTHORIZATIONS = Table(
    name="device-authorizations",
    title="Devices and their authorizations",
    description="Which record covers which device: how far, for which function, and how we know.",
    model=DeviceAuthorization,
    columns=(
        device_column(),
        derived("authority", cells.TEXT, "Whose register it is", lambda link: link.authorization.authority),
        derived("number", cells.TEXT, "Number of the record", lambda link: link.authorization.number),
        choice("scope", Scope, "How far the record covers this device"),
        choice("covers", Covers, "Which function of the device it covers"),
        own("function", cells.TEXT, "The function covered, in the record’s words"),
        choice("basis", LinkBasis, "How we know that it covers the device"),
        derived(
            "derives_status",
            cells.BOOLEAN,
            "Whether the status of the device may rest on it",
            lambda link: link.derives_status,
        ),
        own("note", cells.TEXT, "Remark"),
        *source_columns(choices=SourceKind),
    ),
    key=("device", "authority", "number"),
    every=lambda scope: DeviceAuthorization.objects.select_related("device", "authorization").order_by(
        Bytewise("device__slug"), Bytewise("authorization__authority"), Bytewise("authorization__number")
    ),
    public=of_published,
    references=(OF_A_DEVICE, _OF_A_RECORD),
)


@dataclass(frozen=True)
class FindingRow:
    """A finding that `with_check` and `for_facts` have loaded, with its standing."""

    finding: RegulatoryFinding
    scope: object

    @property
    def device(self):
        return self.finding.device

    @cached_property
    def standing(self):
        return standing_of(self.finding, self.scope.today)


def _finding(row):
    return row.finding


def _of_finding(name, kind, description, **options):
    return own(name, kind, description, of=_finding, **options)


def _of_standing(name, kind, description, **options):
    return derived(name, kind, description, lambda row: getattr(row.standing, name), **options)


FINDINGS = Table(
    name="findings",
    title="Findings",
    description="What we say of each device under each authority, and how old our check of it is.",
    model=RegulatoryFinding,
    columns=(
        device_column(),
        choice("authority", AuthorityChoice, "Whose register it is about", of=_finding),
        _of_standing(
            "status",
            cells.TEXT,
            "Status, derived; it is no more than reported unless check says current or due",
            values=tuple(statuses.STATUSES),
        ),
        derived("words", cells.TEXT, "The status in our words", lambda row: row.standing.headline),
        choice("declared", DeclaredStatus, "What stands where no record carries a status", of=_finding),
        _of_standing("check", cells.TEXT, "State of our check", values=tuple(freshness.CHECK_LABELS)),
        _of_standing("verified_on", cells.DATE, "Day of the newest confirming check"),
        _of_standing("next_due", cells.DATE, "Day by which the next check is due"),
        derived(
            "doubt",
            cells.TEXT,
            "Outcome of the newest look, if it did not confirm",
            lambda row: row.finding.doubt,
            values=(Outcome.DETAIL_DIFFERS.value, Outcome.DIFFERS.value, Outcome.NOT_FOUND.value),
        ),
        derived("doubted_on", cells.DATE, "Day of that look", lambda row: row.finding.doubted_on),
        _of_finding("registration_number", cells.TEXT, "Establishment number; it belongs to the firm"),
        _of_finding("registration_year", cells.INTEGER, "Year for which the registration is valid"),
        _of_finding(
            "recheck_days",
            cells.INTEGER,
            "Days after which we check again, where the general policy does not fit",
            unit="d",
            values=tuple(map(str, RecheckDays.values)),
        ),
        _of_finding("recheck_reason", cells.TEXT, "Why it is another pace"),
        _of_finding("recheck_source_url", cells.ADDRESS, "Source of that"),
        _of_finding("note", cells.TEXT, "Remark"),
        *source_columns(of=_finding, choices=SourceKind),
    ),
    key=("device", "authority"),
    every=lambda scope: (
        RegulatoryFinding.objects.with_check(scope.today)
        .for_facts()
        .order_by(Bytewise("device__slug"), Bytewise("authority"))
    ),
    public=of_published,
    row=FindingRow,
    references=(OF_A_DEVICE,),
)

# Whose checks may be read. A device that was ever published stays in one of these states.
_KNOWN_TO_VISITORS = (Device.State.PUBLISHED, Device.State.WITHDRAWN)


@dataclass(frozen=True)
class LogRow:
    """An entry of the log; of one about a device that nobody has seen yet, no more than its place in the chain."""

    entry: Verification
    scope: object

    @property
    def disclosed(self):
        return self.entry.device_state in _KNOWN_TO_VISITORS

    @cached_property
    def snapshot(self):
        return json.loads(self.entry.snapshot)


def _told(read):
    """Return how a column of the log is read: a gap in an entry that is not disclosed."""
    return lambda row: read(row) if row.disclosed else None


def _of_entry(name, kind, description, **options):
    return derived(name, kind, description, _told(lambda row: getattr(row.entry, name)), **options)


def _of_snapshot(name, description):
    return derived(name, cells.TEXT, description, _told(lambda row: row.snapshot[name]))


VERIFICATIONS = Table(
    name="verifications",
    title="Log of verifications",
    description=(
        "Every look of an editor into a register, each chained to the one before. Of a device that is not published "
        "yet, the place in the chain alone is given."
    ),
    model=Verification,
    columns=(
        derived("sequence", cells.INTEGER, "Place in the log, from 1", lambda row: row.entry.sequence),
        derived("disclosed", cells.BOOLEAN, "Whether the entry is told in full", lambda row: row.disclosed),
        _of_snapshot("device", "The device, by its slug on that day"),
        _of_snapshot("authority", "Whose register it is about"),
        _of_entry("finding_id", cells.INTEGER, "Which finding was looked up: one number for one finding, for good"),
        _of_entry("checked_on", cells.DATE, "Day of the look"),
        _of_entry("recorded_at", cells.MOMENT, "When it was written down"),
        _of_entry("by_role", cells.TEXT, "Role of who looked"),
        _of_entry("register", cells.TEXT, "Register consulted"),
        _of_entry("address", cells.ADDRESS, "Page that was seen"),
        _of_entry("outcome", cells.TEXT, "What was seen", values=tuple(Outcome.values)),
        _of_entry("confirms", cells.BOOLEAN, "Whether it confirmed the finding"),
        _of_entry("status", cells.TEXT, "Status of the finding at that moment", values=tuple(statuses.STATUSES)),
        _of_entry("snapshot", cells.TEXT, "The facts that stood, as canonical JSON"),
        _of_entry("snapshot_sha256", cells.TEXT, "SHA-256 of the snapshot"),
        _of_entry("evidence_sha256", cells.TEXT, "SHA-256 of the file of evidence"),
        _of_entry("no_evidence_reason", cells.TEXT, "Why there is no file of evidence"),
        _of_entry("note", cells.TEXT, "Remark"),
        _of_entry("private_sha256", cells.TEXT, "Salted SHA-256 of what stays with us: who looked, name of the file"),
        derived("previous_hash", cells.TEXT, "Hash of the entry before", lambda row: row.entry.previous_hash),
        derived("hash", cells.TEXT, "Hash of this entry", lambda row: row.entry.hash),
    ),
    key=("sequence",),
    every=lambda scope: Verification.objects.annotate(device_state=F("finding__device__state")).order_by("sequence"),
    public=lambda entries: entries.all(),
    row=LogRow,
    is_imported=False,
)
