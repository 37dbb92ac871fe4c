"""A crowd of devices of every kind, and what each filter means said a second time, in plain Python.

The second saying is on purpose independent of the queries: it reads rows one by one and compares values.
"""

import random
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from hypothesis import strategies as st

from catalog.models import Device
from catalog.queries.filters import FACETS, RANGES, DeviceFilter
from catalog.rules import freshness, statuses
from catalog.rules.text import fold
from tests import factories

BRANDS = ("NūFACE", "Elan Vital", "Zürich Skin", "Unbranded")
TERMS = {
    "modalities": ("microcurrent", "red-light", "heat"),
    "areas": ("face", "neck", "body"),
    "features": ("auto-off", "waterproof"),
}
NUMBERS = ("K181008", "K103472", "DEN150005", "P910001", "K072260", "K130065")


def make_crowd(size=36, seed=7):
    """Make `size` devices of all states, with and without each kind of fact; nothing depends on the clock's hour."""
    dice = random.Random(seed)
    brands = [factories.make_brand(name, slug=fold(name).replace(" ", "-")) for name in BRANDS]
    verifier = factories.make_user(role="verifier")
    for place in range(size):
        _make_one(dice, place, dice.choice(brands), verifier)


def _make_one(dice, place, brand, verifier):
    state = dice.choice(["published"] * 8 + ["draft", "in_review", "withdrawn"])
    low, high = sorted(dice.sample(range(0, 500, 40), 2))
    device = factories.make_device(
        f"Model {place}",
        brand=brand,
        state=state,
        max_current_ua=dice.choice([None, high]),
        min_current_ua=dice.choice([None, low]),
        session_minutes_max=dice.choice([None, Decimal(5), Decimal("12.5"), Decimal(20)]),
        power=dice.choice(["rechargeable", "disposable", "solar", "not-stated"]),
        medium=dice.choice(["brand-gel", "gel", "none", "not-stated"]),
        app=dice.choice(["none", "required", "not-stated"]),
        availability=dice.choice(["sold", "discontinued", "not-stated"]),
        **{kind: dice.sample(words, dice.randint(0, len(words))) for kind, words in TERMS.items()},
    )
    _give_record(dice, device)
    for currency in dice.sample(["USD", "GBP", "EUR"], dice.randint(0, 2)):
        amount = f"{dice.randint(50, 500)}.{dice.choice(['00', '99'])}"
        factories.make_price(
            device, amount, currency=currency, seen_on=dice.choice(["", "2024", "2025-03", "2025-04-02"])
        )
    if dice.random() < 0.5 and device.fda_rows:
        _check(dice, device.fda_rows[0], verifier)


def _give_record(dice, device):
    for number in dice.sample(NUMBERS, dice.choice([0, 1, 1, 2])):
        record = factories.make_authorization(number, supply=dice.choice(["otc", "prescription", "both", "not-stated"]))
        scope = dice.choice(["exact", "exact", "family", "inferred"])
        factories.make_link(device, record, scope=scope, covers=dice.choice(["whole", "microcurrent", "other"]))
    declared = dice.choice(["not-checked", "none-found", "registered", "exempt"])
    finding = factories.make_finding(device, declared=declared) if dice.random() < 0.9 else None
    device.fda_rows = [finding] if finding else []


def _check(dice, finding, verifier):
    finding.refresh_from_db()
    if finding.derive_status() == statuses.NOT_CHECKED.slug:
        return
    age = dice.choice([0, 30, 31, 60, 61, 90, 91, 180, 181])
    factories.make_verification(finding, by=verifier, checked_on=factories.days_ago(age))
    if dice.random() < 0.2:
        finding.device.model += " II"
        finding.device.save()


@dataclass(frozen=True)
class Facts:
    """What the filters ask of a device, read once, row by row, without the queries under test."""

    columns: Device
    sets: dict
    prices: dict


def read_facts():
    """Return {slug: Facts} of the published devices."""
    return {device.slug: _facts(device) for device in Device.objects.filter(state="published")}


def _facts(device):
    sets = {
        "status": {_status(device)},
        "check": {_check_state(device)},
        "brand": {device.brand.slug},
        "supply": _supplies(device),
        "modality": _slugs(device.modalities) or {"not-stated"},
        "area": _slugs(device.areas) or {"not-stated"},
        "feature": _slugs(device.features) or {"not-stated"},
    }
    sets |= {name: {getattr(device, name)} for name in ("power", "medium", "app", "availability")}
    return Facts(device, sets, {currency: _newest_price(device, currency) for currency in ("USD", "GBP", "EUR")})


def _slugs(relation):
    return {term.slug for term in relation.all()}


def _finding(device):
    return device.findings.filter(authority="fda").first()


def _counted_links(device):
    links = device.links.select_related("authorization")
    return [link for link in links if link.scope != "inferred" and link.covers != "other"]


def _status(device):
    finding = _finding(device)
    carried = [link.authorization.status for link in _counted_links(device)]
    return statuses.derive(carried, finding.declared if finding else "not-checked")


def _check_state(device):
    finding = _finding(device)
    entries = sorted(finding.verifications.all(), key=lambda e: (e.checked_on, e.sequence)) if finding else []
    confirming = [entry for entry in entries if entry.confirms]
    if not confirming:
        return freshness.UNVERIFIED
    changed = confirming[-1].snapshot != finding.snapshot() or not entries[-1].confirms
    day = confirming[-1].checked_on
    return freshness.check_state(
        _status(device), day, timezone.localdate(), changed=changed, year=finding.registration_year
    )


def _newest_price(device, currency):
    known = [price for price in device.prices.all() if price.currency == currency]
    known.sort(key=lambda price: (price.seen_from is not None, str(price.seen_from), price.pk))
    return known[-1].amount if known else None


def _supplies(device):
    stated = set()
    for link in _counted_links(device):
        supply = link.authorization.supply
        stated |= {"otc", "prescription"} if supply == "both" else {supply} - {"not-stated"}
    return stated or {"not-stated"}


def expected(facts, params):
    """Return the slugs of the devices whose `facts` meet every filter of the parameters {name: value or values}."""
    return {slug for slug, one in facts.items() if all(_meets(one, params, name) for name in params)}


def _meets(facts, params, name):
    kind = name.split("_")[0]
    own = {
        "price": facts.prices[params.get("currency", "USD")],
        "current": facts.columns.max_current_ua,
        "minutes": facts.columns.session_minutes_max,
    }.get(kind)
    if name in RANGES:
        limit = Decimal(params[name])
        return own is not None and (own >= limit if name.endswith("_min") else own <= limit)
    if name in ("price", "current", "minutes"):
        return ("not-stated" if own is None else "stated") in params[name]
    return name not in FACETS or bool(facts.sets[name] & set(params[name]))


def filter_sets():
    """Return the strategy of parameter sets {name: value or values}, drawn from the choices of the filters."""
    numbers = st.sampled_from(["0", "100", "200.50", "400", "12.5", "5"])
    optional = dict.fromkeys(RANGES, numbers)
    optional |= {
        "currency": st.sampled_from(["USD", "GBP", "EUR"]),
        "sort": st.sampled_from(["name", "-price", "verified"]),
    }
    for name in FACETS:
        optional[name] = st.deferred(
            lambda name=name: st.lists(st.sampled_from(values_of(name)), min_size=1, max_size=3, unique=True)
        )
    names = st.lists(st.sampled_from(sorted(optional)), max_size=4, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: optional[name] for name in chosen}))


def values_of(name):
    choices = DeviceFilter().form.fields[name].choices
    return [slug for slug, _ in choices]
