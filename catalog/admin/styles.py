"""Every component of the public pages on one page, for whoever changes how they look.

What is shown comes from the pages' own templates and from the values that they are given anywhere else; only the rows
are made up, and never saved. What needs a device shows the listed one whose address comes first.
"""

import datetime
import itertools
import re

from django.conf import settings
from django.http import QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone

from catalog import models
from catalog.queries.changes_told import CHANGED, Outcome, PublicChange
from catalog.queries.charts import status_key
from catalog.queries.check_ages import Bucket
from catalog.queries.device_page import Noted, device_page
from catalog.queries.history_diff import Change
from catalog.queries.listing import list_devices
from catalog.queries.standing import Standing
from catalog.rules import freshness, reasons, statuses, wording
from catalog.rules.charts import bar_chart

TOKENS = settings.BASE_DIR / "catalog" / "styles" / "10-tokens.css"
_CHECKED_BEFORE = {freshness.CURRENT: 10, freshness.DUE: 120, freshness.STALE: 400, freshness.CHANGED: 30}
_BARS = (("up to 30", 12), ("31 to 90", 7), ("91 to 180", 0), ("more than 180", 3))
_EXAMPLE = "https://example.org/a-page"


def styles(request):
    today = timezone.localdate()
    published = models.Device.objects.published()
    first = published.order_by("slug").values_list("slug", flat=True).first()
    context = {
        "colours": colours(),
        "standings": list(_standings(today)),
        "listing": _listing("sort=price&status=cleared"),
        "cards": _listing("").cards[:3],
        "refused": _listing("price_min=1e9&status=nope"),
        "page": device_page(published, first, today) if first else None,
        "keys": [status_key(slug) for slug in statuses.STATUSES],
        "bars": bar_chart([Bucket(words, count) for words, count in _BARS]),
        "prices": list(_prices(today)),
        "notices": [Noted(_notice(), 1), Noted(_notice(), 2, state="unseen")],
        "strengths": models.Contraindication._meta.get_field("strength").choices,
        "waiting": [("the FDA finding", timezone.now())],
        "changes": list(_changes()),
    }
    return TemplateResponse(request, "admin/catalog/styles.html", context)


def _listing(query):
    listing = list_devices(QueryDict(query), models.Device.objects.published())
    listing.form.is_valid()
    return listing


def colours():
    """Return the names of the colours among the tokens, in their order."""
    light = TOKENS.read_text(encoding="utf-8").partition("@media")[0]
    return re.findall(r"--([a-z-]+): #[0-9a-f]+", light)


def _standings(today):
    """Yield a Standing for every status and every state of its check, and one for each doubt."""
    for status, check in itertools.product(statuses.STATUSES.values(), freshness.CHECK_LABELS):
        if status is not statuses.NOT_CHECKED or check in (freshness.CHANGED, freshness.UNVERIFIED):
            yield _standing(status, check, today)
    for outcome in ("differs", "not-found"):
        doubt = wording.Doubt(outcome, today - datetime.timedelta(days=3))
        yield _standing(statuses.CLEARED, freshness.CHANGED, today, doubt)


def _standing(status, check, today, doubt=None):
    days = _CHECKED_BEFORE.get(check)
    return Standing(
        status=status.slug,
        check=check,
        verified_on=today - datetime.timedelta(days=days) if days else None,
        next_due=today - datetime.timedelta(days=1),  # shown only where it has passed
        records=(_link(status),) if status.rests_on_a_number else (),
        other_links=(),
        finding=None,
        today=today,
        doubt=doubt,
    )


def _link(status):
    number, pathway = {"cleared": ("K123456", "510k"), "granted": ("DEN123456", "de-novo")}.get(
        status.slug, ("P123456", "pma")
    )
    record = models.Authorization(number=number, pathway=pathway, authority="fda")
    return models.DeviceAuthorization(authorization=record, scope="exact", basis="letter")


def _prices(today):
    for days, amount in ((3, "299.00"), (60, "325.00"), (900, "349.50")):
        seen = today - datetime.timedelta(days=days)
        price = models.Price(amount=amount, currency="USD", seen_on=seen.isoformat(), seen_from=seen)
        price.clean_fields(exclude=["device", "source_url"])
        yield Noted(price, 1, state=price.state(today))


def _notice():
    return models.Notice(kind="recall", title="An example of a recall", dated_on="2024-05")


def _changes():
    """Yield a change with everything that one can have, and one with as little as possible."""
    now = timezone.now()
    yield PublicChange(
        key="device-0",
        at=now,
        kind=CHANGED,
        what="Device changed",
        subject="",
        reason=reasons.LABELS[reasons.CORRECTED],
        changes=(Change("a", "Largest current (µA)", "335", "400"), Change("b", "Note", "Empty", "An example.")),
        sources=(("Manual or label", _EXAMPLE),),
        outcome=Outcome(now, now),
    )
    yield PublicChange("device-0", now, "listed", "Listed for the first time", "", "", (), ())
