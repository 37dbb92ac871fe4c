"""What search engines are told: which pages there are and when they changed, and where robots have no business."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import HttpResponse
from django.urls import reverse

from catalog.models import Authorization, Brand, Device
from catalog.models.fields import Bytewise
from catalog.queries.changes import newest_moment
from catalog.queries.last_changes import LastChanges
from catalog.views.caching import public
from config.addresses import base_of

_PAGES = (
    "home", "device_list", "charts", "brand_list", "authorization_list", "history", "guide", "check", "safety",
    "method", "data", "about",
)  # fmt: skip
_ROBOTS = """User-agent: *
Disallow: {staff}
Disallow: {report}

Sitemap: {base}{sitemap}
"""


class OwnSitemap(Sitemap):
    """Addresses that begin with SITE_URL where it is set, whatever host was asked."""

    limit = 10_000

    def get_protocol(self, protocol=None):
        return urlsplit(settings.SITE_URL).scheme or super().get_protocol(protocol)

    def get_domain(self, site=None):
        parts = urlsplit(settings.SITE_URL)
        return parts.netloc + parts.path if parts.netloc else super().get_domain(site)


class PageSitemap(OwnSitemap):
    """Pages that there is one of."""

    def items(self):
        return _PAGES

    def location(self, name):
        return reverse(name)

    def lastmod(self, name):
        return newest_moment() if name == "history" else None  # of the others nobody keeps when they changed


class RowSitemap(OwnSitemap):
    """The pages of the rows of one model; `moments` are {id: when it last changed in sight of visitors}."""

    def __init__(self, rows, moments):
        self.rows, self.moments = rows, moments

    def items(self):
        return self.rows

    def lastmod(self, row):
        return self.moments.get(row.pk)


class HistorySitemap(RowSitemap):
    """The history of each device that is listed."""

    def location(self, device):
        return reverse("device_history", args=[device.slug])


@public
def sitemap(request):
    """Every page that a search engine may show. 404 for a part past the end (`p`)."""
    last = LastChanges()
    devices = Device.objects.published().order_by(Bytewise("slug"))
    records = Authorization.objects.public().order_by(Bytewise("number"))
    brands = Brand.objects.with_published_devices().order_by("pk")
    sections = {
        "pages": PageSitemap(),
        "devices": RowSitemap(devices, last.devices),
        "histories": HistorySitemap(devices, last.devices),
        "authorizations": RowSitemap(records, last.records),
        "brands": RowSitemap(brands, last.brands),
    }
    return sitemap_view(request, sections, template_name="catalog/sitemap.xml")


@public
def robots(request):
    """Robots may read everything but the editors' pages and the form, which are nothing to be found by."""
    text = _ROBOTS.format(
        staff=settings.STAFF_PREFIX, report=reverse("report"), base=base_of(request), sitemap=reverse("sitemap")
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
