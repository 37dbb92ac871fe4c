"""The public history: what changed in the published catalogue, for everybody to see; no names of people, no drafts.

The site's history is one stream of saves and of looks into the register, newest first. A page of it is found in a
single query over all tables; what each save changed is worked out by `history_public` for the rows on that page alone.
"""

from collections import namedtuple

from django.db.models import Exists, F, Min, OuterRef, Q, Value

from catalog.models import Authorization, Brand, Device, DeviceAuthorization, Verification
from catalog.queries.changes_told import tell
from catalog.queries.history_public import WORDS, PublicPast
from catalog.queries.history_rows import ROWS
from catalog.queries.pages import one_page

PER_PAGE = 40

# Every kind of row that the history tells of; its place in the list is its rank where moments are equal.
STREAM = (Verification, Device, *ROWS, Authorization, Brand, *WORDS)
_BY_NAME = {model._meta.model_name: model for model in STREAM}

_Save = namedtuple("_Save", "at rank row version")


def page_of_changes(text):
    """Return (Page of the whole stream that `text` names, its PublicChanges). Raises PageError or PageMissing."""
    page = one_page(_stream(), text, PER_PAGE)
    return page, _changes(page.object_list)


def page_of_device(device, text):
    """Return (Page, PublicChanges) like `page_of_changes`, of one device."""
    page = one_page(changes_of_device(device), text, PER_PAGE)
    return page, page.object_list


def newest_changes(most, devices=None):
    """Return the PublicChanges among the `most` newest saves, newest first; `devices` (ids): only of theirs."""
    return _changes(_stream(devices)[:most], devices)


def newest_by_device(most):
    """Return the newest PublicChange of each of the `most` listed devices that changed last, newest first."""
    newest = {}
    for change in newest_changes(20 * most):
        if change.device and change.device.state == Device.State.PUBLISHED:
            newest.setdefault(change.device.pk, change)
    return list(newest.values())[:most]


def newest_moment():
    """Return when something last changed in sight of visitors, None before anything did."""
    return next((at for at, *_ in _stream()[:1]), None)


def entry_changed_at(device):
    """Return when the entry of a device that is or was listed last changed, None before; a check is no change of it."""
    kinds = [model for model in STREAM if model is not Verification]
    return next((at for at, *_ in _stream([device.pk], kinds)[:1]), None)


def changes_of_device(device):
    """Return every PublicChange of a device that is or was listed: its own, its rows', its records' and its brand's."""
    own = {model: model.history.filter(device_id=device.pk).values("id") for model in ROWS}
    links = DeviceAuthorization.history.filter(device_id=device.pk)
    shared = {Authorization: links.values("authorization_id"), Brand: device.history.values("brand_id")}
    past = PublicPast({Device: [device.pk], **own, **shared}, only=[device.pk])
    return tell(past, Verification.objects.filter(finding__device=device))


def change_of(name, number):
    """Return the PublicChange under a key such as price-12; None where there is none to be seen."""
    model = _BY_NAME.get(name)
    if model is None:
        return None
    if model is Verification:
        found = _told({}, [number])
    else:
        rows = model.history.filter(history_id=number)
        found = _told({model: list(rows.values_list("id", flat=True))}, [])
    return next((change for change in found if change.key == f"{name}-{number}"), None)


def _changes(saves, devices=None):
    """Return what the saves of a piece of the stream changed, in its order."""
    saves = [_Save(*save) for save in saves]
    wanted, checks = {}, []
    for save in saves:
        model = STREAM[save.rank]
        if model is Verification:
            checks.append(save.row)
        else:
            wanted.setdefault(model, set()).add(save.row)
    keys = {f"{STREAM[save.rank]._meta.model_name}-{save.version}" for save in saves}
    return [change for change in _told(wanted, checks, devices) if change.key in keys]


def _told(wanted, checks, devices=None):
    """Return what became of the rows `wanted` ({model: ids}), and the looks into the register `checks` (ids)."""
    looks = Verification.objects.filter(pk__in=checks)
    owners = looks.values_list("finding__device", flat=True) if checks else ()
    since = _opened() if set(wanted) & set(WORDS) else None
    return tell(PublicPast(wanted, only=devices, also=owners, words_since=since), looks)


def _opened():
    """Return the moment from which there was something to see, None before it."""
    return Device.objects.aggregate(opened=Min("published_at"))["opened"]


def _stream(devices=None, kinds=STREAM):
    """Return the rows (moment, rank, id of the row, id of the version) of every save that may have been seen."""
    parts = [_part(rank, model, devices) for rank, model in enumerate(STREAM) if model in kinds]
    first, *others = [part for part in parts if part is not None]
    return first.union(*others, all=True).order_by("-at", "rank", "-version")


def _part(rank, model, devices):
    if devices is not None and model in (Brand, *WORDS):
        return None
    if model is Verification:
        rows, at, row, version = _checks(devices), "recorded_at", "pk", "pk"
    else:
        rows, at, row, version = _saves(model, devices), "history_date", "id", "history_id"
    columns = {"at": F(at), "rank": Value(rank), "row": F(row), "version": F(version)}
    return rows.order_by().annotate(**columns).values_list(*columns)


def _checks(devices):
    rows = Verification.objects.filter(finding__device__published_at__isnull=False)
    return rows if devices is None else rows.filter(finding__device__in=devices)


def _saves(model, devices):
    """Return the versions of one kind of row that came when a page may have shown them."""
    versions = model.history.all()
    if model is Device:
        versions = versions.filter(state__in=[Device.State.PUBLISHED, Device.State.WITHDRAWN])
        return versions if devices is None else versions.filter(id__in=devices)
    if model in ROWS:
        versions = versions.filter(device__published_at__lte=F("history_date"))
        return versions if devices is None else versions.filter(device_id__in=devices)
    if model in WORDS:
        first = Device.objects.exclude(published_at=None).order_by("published_at")
        return versions.filter(history_date__gte=first.values("published_at")[:1])
    shown = Q(Exists(_shown_on(model, devices)))
    return versions.filter(shown | Q(shown_alone=True) if model is Authorization and devices is None else shown)


def _shown_on(model, devices):
    """Return what showed a record or a brand by the time of one of its versions."""
    if model is Brand:
        return Device.objects.filter(brand=OuterRef("id"), published_at__lte=OuterRef("history_date"))
    links = DeviceAuthorization.history.filter(
        authorization_id=OuterRef("id"),
        history_date__lte=OuterRef("history_date"),
        device__published_at__lte=OuterRef("history_date"),
    )
    return links if devices is None else links.filter(device_id__in=devices)
