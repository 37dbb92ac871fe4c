"""Data for tests: plain functions that make one row with real values; whatever matters to a test is named there.

A keyword given to a factory is a column of its model. What a row leans on is made when it is not given.
"""

import datetime
import itertools
from contextlib import contextmanager
from decimal import Decimal

from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from catalog import models
from catalog.actions.publication import open_finding, publish_device
from catalog.actions.verification import verify_finding
from catalog.queries.specification import unsourced_facts
from catalog.rules import authorities

PAGE = "https://example.org/page"
PASSWORD = "a password of many words"

_next = itertools.count(1)


def make_user(name="", *, role="", **columns):
    """Make a member of staff; `role` is editor, verifier or administrator. The password is PASSWORD."""
    name = name or f"{role or 'person'}-{next(_next)}"
    user = User.objects.create_user(name, password=PASSWORD, **{"is_staff": bool(role)} | columns)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def make_brand(name="NuFACE", **columns):
    slug = columns.pop("slug", name.lower().replace(" ", "-").replace("ū", "u"))
    return models.Brand.objects.get_or_create(slug=slug, defaults={"name": name, **columns})[0]


def make_device(model="", *, brand=None, state="draft", number="", status="", **columns):
    """Make a device in any state, complete enough for it; sets of words are given as lists of slugs.

    `number` links a decided record of that number; `status` declares one without a number. A device that visitors
    see, or that has either, has its FDA finding.
    """
    model = model or f"Trinity {next(_next)}"
    brand = brand or make_brand()
    words = {name: columns.pop(name) for name in ("modalities", "areas", "features") if name in columns}
    columns.setdefault("slug", f"{brand.slug}-{model.lower().replace(' ', '-')}")
    if state in ("published", "withdrawn"):
        columns.setdefault("published_at", timezone.now())
    if state == "withdrawn":
        columns.setdefault("withdrawn_reason", "Entered twice.")
    device = models.Device.objects.create(brand=brand, model=model, state=state, **columns)
    for name, slugs in words.items():
        getattr(device, name).set([make_word(name, slug) for slug in slugs])
    if state != "draft" or number or status:
        make_finding(device, **{"declared": status} if status else {})
    if number:
        make_link(device, make_authorization(number))
    return device


def make_word(kind, slug):
    """Make (or find) a word of the vocabulary; `kind` is modalities, areas or features."""
    model = {"modalities": models.Modality, "areas": models.Area, "features": models.Feature}[kind]
    return model.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " ").capitalize()})[0]


def make_authorization(number="K103472", *, areas=(), **columns):
    """Make (or find) the record of a number; its pathway follows from the number."""
    parsed = authorities.parse_number(number)
    defaults = {
        "pathway": parsed.pathways[0],
        "holder": "Carol Cole Company",
        "trade_name": "NuFACE Trinity",
        "decision_basis": "listed",
        "source_url": PAGE,
        "source_kind": "register-copy",
    }
    record, _ = models.Authorization.objects.get_or_create(
        authority="fda", number=parsed.canonical, defaults=defaults | columns
    )
    if areas:
        record.areas.set([make_word("areas", slug) for slug in areas])
    return record


def make_link(device=None, authorization=None, **columns):
    return models.DeviceAuthorization.objects.create(
        device=device or make_device(),
        authorization=authorization or make_authorization(),
        **{"scope": "exact", "basis": "name-on-record"} | columns,
    )


def make_finding(device=None, **columns):
    """Make (or bring up to date) the device's FDA finding, “not checked” unless said otherwise."""
    finding = open_finding(device or make_device())
    for name, value in columns.items():
        setattr(finding, name, value)
    finding.save()
    return finding


def make_verification(finding=None, *, checked_on=None, by=None, outcome="confirmed", **given):
    """Log a look into the register, today unless said otherwise, and return the entry."""
    return verify_finding(
        finding or make_finding(declared="registered"),
        by=by or make_user(role="verifier"),
        checked_on=checked_on or timezone.localdate(),
        outcome=outcome,
        **{
            "register": authorities.FDA.register,
            "no_evidence_reason": "No file in this test.",
            "note": "The register names another holder." if outcome.endswith("differs") else "",
        }
        | given,
    )


def make_price(device=None, amount="339.00", **columns):
    defaults = {"currency": "USD", "seen_on": "2025-02-19", "source_url": PAGE}
    return models.Price.objects.create(device=device or make_device(), amount=Decimal(amount), **defaults | columns)


def make_claim(device=None, wording="FDA-cleared", **columns):
    defaults = {"stated_on": "2025", "source_url": PAGE, "source_kind": "maker"}
    return models.MarketingClaim.objects.create(device=device or make_device(), wording=wording, **defaults | columns)


def make_source(device=None, address="", **columns):
    return models.Source.objects.create(
        device=device or make_device(), address=address or f"{PAGE}/{next(_next)}", **{"kind": "maker"} | columns
    )


def make_photo(device=None, **columns):
    """Make the row of a photo; no file stands behind it."""
    defaults = {
        "digest": f"{next(_next):064x}",
        "width": 1000,
        "height": 750,
        "alt": "The device lying on a table.",
        "credit": "Our own picture.",
    }
    return models.Photo.objects.create(device=device or make_device(), **defaults | columns)


def make_contraindication(slug="pacemaker", **columns):
    defaults = {"name": slug.replace("-", " ").capitalize(), "strength": "do-not-use", "general": True}
    return models.Contraindication.objects.get_or_create(slug=slug, defaults=defaults | columns)[0]


def make_device_contraindication(device=None, contraindication=None, **columns):
    defaults = {"strength": "do-not-use", "source_url": PAGE, "source_kind": "manual"}
    return models.DeviceContraindication.objects.create(
        device=device or make_device(),
        contraindication=contraindication or make_contraindication(),
        **defaults | columns,
    )


def make_notice(device=None, **columns):
    defaults = {"kind": "recall", "title": "Recall of one lot", "dated_on": "2024-05", "source_url": PAGE}
    return models.Notice.objects.create(device=device or make_device(), **defaults | columns)


def make_benefit(slug="circulation", **columns):
    defaults = {
        "name": slug.replace("-", " ").capitalize(),
        "statement": "Improves circulation.",
        "evidence_level": "inconclusive",
    }
    return models.Benefit.objects.get_or_create(slug=slug, defaults=defaults | columns)[0]


def make_report(device=None, **columns):
    return models.ErrorReport.objects.create(**{"device": device, "text": "The current is wrong."} | columns)


def make_proposal(row=None, *, by=None, **columns):
    """Make a waiting proposal to change a row (a finding unless given)."""
    row = row or make_finding()
    defaults = {"object_id": row.pk, "action": "change", "changes": {"note": ["", "Seen."]}}
    return models.Proposal.objects.create(
        model=ContentType.objects.get_for_model(row), by=by or make_user(role="editor"), **defaults | columns
    )


def publish(device):
    """Publish a device the way an editor does, with sources and a finding where it lacks them; returns it anew."""
    if not device.sources.exists() or unsourced_facts(device):
        make_source(device, fields=list(unsourced_facts(device)))
    open_finding(device)
    return publish_device(device)


def days_ago(days):
    """Return the day so many days before today."""
    return timezone.localdate() - datetime.timedelta(days=days)


@contextmanager
def rolled_back():
    """Undo what is done inside: for property tests, whose examples share one test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
