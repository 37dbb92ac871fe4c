"""The JSON API: the list, one device, one record, what changed, and the description of it all."""

import re
from dataclasses import asdict
from urllib.parse import urlencode

from django.http import HttpResponsePermanentRedirect
from django.urls import reverse

from catalog.models import Authorization, Device
from catalog.queries.columns import Scope
from catalog.queries.cursors import CursorError, page_after, read_limit
from catalog.queries.documents import device_document, record_document, withdrawn
from catalog.queries.exports_kept import edition_now
from catalog.queries.listing import list_devices
from catalog.queries.openapi import description
from catalog.queries.snapshots import one_snapshot
from catalog.queries.tables import TABLES
from catalog.queries.touched import changes_since
from catalog.rules.authorities import NumberError, parse_number
from catalog.views.problems import problem, wrong_parameters
from catalog.views.sending import open_data, send_json
from config.addresses import base_of


@open_data
def devices_json(request):
    """The list as JSON, with the list's own parameters, page by page: `limit` devices after `cursor`."""
    with one_snapshot():
        edition = edition_now(base_of(request))
        listing = list_devices(request.GET, Device.objects.published())
        page, errors = _page(request, listing)
        if errors:
            return wrong_parameters(errors)
        document = _list_document(listing, page, edition, limit=request.GET.get("limit"))
    following = [(document["next"], "next")] if document["next"] else []
    return send_json(request, document, edition=edition, links=[*described(edition.base), *following])


def _page(request, listing):
    """Return the page that is asked for, or None, and what is wrong with the parameters."""
    errors = dict(listing.errors)
    try:
        limit = read_limit(request.GET.get("limit", ""))
    except CursorError as error:
        errors["limit"] = [str(error)]
    if errors:
        return None, errors
    try:
        return page_after(listing, request.GET.get("cursor", ""), limit), {}
    except CursorError as error:
        return None, {"cursor": [str(error)]}


def _list_document(listing, page, edition, *, limit):
    table, scope = TABLES["devices"], Scope(listing.today, edition.base, listing.currency)
    asked = [*listing.chosen, *([("limit", limit)] if limit else []), ("cursor", page.cursor)]
    return {
        "total": listing.total,
        "devices": [table.json_row(table.row(device, scope)) for device in page.devices],
        "next": f"{edition.base}{reverse('devices_json')}?{urlencode(asked)}" if page.cursor else None,
    }


@open_data
def device_json(request, slug):
    """A published device with all its rows; a withdrawn one answers 410 and says why; a draft does not exist."""
    if not re.fullmatch(r"[-a-zA-Z0-9_]{1,120}", slug):
        return _no_device()
    with one_snapshot():
        edition = edition_now(base_of(request))
        if gone := withdrawn(slug):
            return problem(410, "This device was withdrawn.", detail=gone.withdrawn_reason)
        try:
            document = device_document(slug, edition.scope)
        except Device.DoesNotExist:
            return _no_device()
    return send_json(request, document, edition=edition, links=described(edition.base))


def _no_device():
    return problem(404, "No device of this name is listed.")


@open_data
def authorization_json(request, number):
    """The record under a number, in any spelling; the canonical address is the only one that answers 200."""
    try:
        canonical = parse_number(number).canonical
    except NumberError as error:
        return problem(404, "This is no number of a record.", detail=str(error))
    with one_snapshot():
        edition = edition_now(base_of(request))
        try:
            document = record_document(canonical, edition.scope)
        except Authorization.DoesNotExist:
            return problem(404, f"We hold no record under {canonical}.")
    if number != canonical:
        return HttpResponsePermanentRedirect(reverse("authorization_json", args=[canonical]))
    return send_json(request, document, edition=edition, links=described(edition.base))


@open_data
def openapi_json(request):
    return send_json(request, description(base_of(request)))


def described(base):
    """Return the links of an answer to what describes it."""
    return ((f"{base}{reverse('datapackage')}", "describedby"), (f"{base}{reverse('openapi_json')}", "service-desc"))


@open_data
def changes_json(request):
    """What changed after the revision `since`; without it, everything is new."""
    text = request.GET.get("since", "")
    if text and not re.fullmatch(r"[0-9]{1,18}", text):
        return wrong_parameters({"since": ["Write a revision as a plain number, such as 120."]})
    since = int(text) if text else None
    with one_snapshot():
        edition = edition_now(base_of(request))
        try:
            changes = changes_since(since)
        except ValueError as error:
            return wrong_parameters({"since": [str(error)]})
    document = {"revision": edition.revision, "since": since, **asdict(changes)}
    document["next"] = f"{edition.base}{reverse('changes_json')}?since={edition.revision}"
    return send_json(request, document, edition=edition, links=described(edition.base))
