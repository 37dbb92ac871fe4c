"""The history as Atom: of everything, of one device, and of the devices that match a filter."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date

from catalog.models import Device, Revision
from catalog.queries.changes import newest_changes
from catalog.queries.listing import list_devices
from catalog.queries.snapshots import one_snapshot
from catalog.views.caching import public
from catalog.views.problems import wrong_parameters
from config.addresses import base_of

MOST = 50


class AtomFeed(Atom1Feed):
    """Atom whose `updated` is that of the data, so that the same state of the catalogue gives the same bytes."""

    def latest_post_date(self):
        return self.feed["changed_at"]


class ChangesFeed(Feed):
    """A feed of PublicChanges; the object that it is called with is a dict of what its head says."""

    feed_type = AtomFeed
    description_template = "catalog/_change_in_feed.html"

    def get_object(self, request, head):
        return head | {"base": base_of(request)}

    def title(self, head):
        return head["title"]

    def subtitle(self, head):
        return head["subtitle"]

    def link(self, head):
        return head["base"] + head["page"]

    def feed_url(self, head):
        return head["base"] + head["feed"]

    def feed_guid(self, head):
        return head["base"] + head["feed"]

    def feed_extra_kwargs(self, head):
        return {"changed_at": head["changed_at"]}

    def author_name(self, head):
        return settings.SITE_NAME

    def items(self, head):
        self._base = head["base"]
        return head["changes"]

    def item_title(self, change):
        about = [str(change.device)] if change.device else []
        return ": ".join([*about, change.what, *filter(None, [change.subject])])

    def item_link(self, change):
        return self._base + change.address

    item_guid = item_link

    def item_pubdate(self, change):
        return change.at

    item_updateddate = item_pubdate

    def item_categories(self, change):
        return [change.reason] if change.reason else []


@public
def history_atom(request):
    """Every public change."""
    return _feed(
        request,
        title=f"{settings.SITE_NAME}: all changes",
        subtitle="Every change that visitors could see, the newest first.",
        page=reverse("history"),
        devices=None,
    )


@public
def device_history_atom(request, slug):
    """The changes of one device that is listed, or was."""
    device = Device.objects.ever_listed().filter(slug=slug).select_related("brand").first()
    if device is None:
        raise Http404("No device of this name is listed.")
    return _feed(
        request,
        title=f"{device}: changes",
        subtitle=f"What changed in the entry of {settings.SITE_NAME} for this device.",
        page=reverse("device_history", args=[slug]),
        devices=[device.pk],
    )


@public
def devices_atom(request):
    """The changes of the devices that match the list's own parameters; wrong ones are a problem document (400)."""
    listing = list_devices(request.GET, Device.objects.published())
    if listing.errors:
        return wrong_parameters(listing.errors)
    query = f"?{listing.query}" if listing.query else ""
    chosen = "; ".join(chip.words for chip in listing.chips)
    return _feed(
        request,
        title=f"{settings.SITE_NAME}: {chosen or 'all listed devices'}",
        subtitle="Changes of the devices that match now. One that begins to match comes in with the change that made "
        "it match; one that matches no longer leaves without an entry.",
        page=reverse("device_list") + query,
        devices=list(listing.devices.order_by().values_list("pk", flat=True)),
        query=query,
    )


def _feed(request, *, title, subtitle, page, devices, query=""):
    with one_snapshot():
        changed_at = _changed_at()
        changes = newest_changes(2 * MOST, devices)[:MOST]
    head = {
        "title": title, "subtitle": subtitle, "page": page, "feed": request.path + query,
        "changes": changes, "changed_at": changes[0].at if changes else changed_at,
    }  # fmt: skip
    response = ChangesFeed()(request, head=head)
    response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    return response


def _changed_at():
    """Return when anything public changed last: with a save, or with the day, as a check grows old by itself."""
    revision = Revision.current()
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return max(revision.at, midnight) if revision.number else midnight
