"""What changed since a revision: which tables, devices and records have another answer, so that a mirror reads them.

It may name more than changed, never less. What changes with the day alone (whether a check is due) is not named.
"""

from dataclasses import dataclass

from django.db.models import Q

from catalog.models import Area, Authorization, Brand, Device, Feature, Modality, Revision, Touch
from catalog.queries.tables import TABLES

_OF_A_DEVICE = tuple(table.name for table in TABLES.values() if any(r.field == "device" for r in table.references))
# Kind of row → the tables in which a change of it shows; any other kind may show anywhere.
SHOWS_IN = {
    "area": ("areas", "devices", "authorizations", "findings"),
    "authorization": ("authorizations", "devices", "device-authorizations", "findings", "claims"),
    "benefit": ("benefits", "device-benefits"),
    "brand": ("brands", "devices", "findings"),
    "contraindication": ("contraindications", "device-contraindications"),
    "device": ("devices", "brands", "authorizations", "verifications", *_OF_A_DEVICE),
    "deviceauthorization": ("device-authorizations", "devices", "authorizations", "findings", "claims"),
    "devicebenefit": ("device-benefits",),
    "devicecontraindication": ("device-contraindications",),
    "feature": ("features", "devices"),
    "marketingclaim": ("claims", "devices"),
    "modality": ("modalities", "devices"),
    "notice": ("notices",),
    "photo": (),
    "price": ("prices", "devices"),
    "regulatoryfinding": ("findings", "devices", "claims"),
    "source": ("sources",),
    "verification": ("verifications", "findings", "devices"),
}
_SEEN = (Device.State.PUBLISHED, Device.State.WITHDRAWN)
_WORDS = {"area": (Area, "areas"), "feature": (Feature, "features"), "modality": (Modality, "modalities")}


@dataclass(frozen=True)
class Changes:
    """The tables, devices (slugs) and records (numbers) whose answers changed; with `everything`, any of them may have.

    What visitors may no longer see is not named: it is missing in its table.
    """

    everything: bool
    tables: tuple
    devices: tuple
    authorizations: tuple


EVERYTHING = Changes(True, tuple(TABLES), (), ())


def changes_since(since):
    """Return the Changes after the revision `since`; None, or one that is too long past, gives everything.

    Raises ValueError for a revision that is still to come.
    """
    current = Revision.current().number
    if since is not None and since > current:
        raise ValueError(f"The newest revision is {current}.")
    if since == current:
        return Changes(False, (), (), ())
    touches = Touch.objects.order_by("pk")
    oldest = touches.values_list("revision", flat=True).first()
    if since is None or oldest is None or since < oldest - 1:
        return EVERYTHING
    return _told(list(touches.filter(revision__gt=since).values_list("kind", "device", "name").order_by().distinct()))


def _told(touched):
    names = {
        kind: {name for other, _, name in touched if other == kind} for kind in ("authorization", "brand", *_WORDS)
    }
    if any(kind not in SHOWS_IN for kind, _, _ in touched) or _has_lost_words(names):
        return EVERYTHING
    seen = Device.objects.filter(state__in=_SEEN)
    devices = set(seen.filter(pk__in={device for _, device, _ in touched if device}).values_list("pk", flat=True))
    brands = set(Brand.objects.with_published_devices().filter(slug__in=names["brand"]).values_list("slug", flat=True))
    records = _numbers(Authorization.objects.ever_public(), number__in=names["authorization"])
    once_alone = _numbers(Authorization.history.filter(shown_alone=True), number__in=names["authorization"])
    shown = {"brand": brands, "authorization": records | once_alone}
    tables = set()
    for kind, device, name in touched:
        is_seen = name in shown[kind] if kind in shown else device is None or device in devices
        tables |= set(_tables_of(kind, is_seen))
    records |= _numbers(Authorization.objects.ever_public(), areas__slug__in=names["area"])
    behind = Q(pk__in=devices) | Q(links__authorization__number__in=records) | Q(brand__slug__in=brands)
    for kind, (_, path) in _WORDS.items():
        behind |= Q(**{f"{path}__slug__in": names[kind]})
    slugs = set(seen.filter(behind).values_list("slug", flat=True))
    linked = {name for kind, device, name in touched if kind == "deviceauthorization" and device in devices}
    records |= _numbers(Authorization.objects.ever_public(), number__in=linked)
    records |= _numbers(Authorization.objects.ever_public(), links__device__slug__in=slugs)
    return Changes(False, tuple(n for n in TABLES if n in tables), tuple(sorted(slugs)), tuple(sorted(records)))


def _has_lost_words(names):
    """Whether a word was touched that is not there any more: nobody can tell which devices had it."""
    return any(
        model.objects.filter(slug__in=names[kind]).count() < len(names[kind]) for kind, (model, _) in _WORDS.items()
    )


def _numbers(records, **condition):
    return set(records.filter(**condition).values_list("number", flat=True))


def _tables_of(kind, is_seen):
    """Return the tables in which a visitor may see a change: the log grows with the checks of drafts as well."""
    if is_seen:
        return SHOWS_IN[kind]
    return ("verifications",) if kind == "verification" else ()
