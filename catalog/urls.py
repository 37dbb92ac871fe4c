"""The public addresses. View name = URL name = template stem."""

from django.urls import path, re_path

from catalog.views import (
    brands,
    charts,
    check,
    comparison,
    devices,
    exports,
    feeds,
    health,
    history,
    pages,
    photos,
    regulation,
    reports,
    sitemaps,
    wellknown,
)

urlpatterns = [
    path("", devices.home, name="home"),
    path("devices/", devices.device_list, name="device_list"),
    path("compare/", comparison.comparison, name="comparison"),
    path("charts/", charts.charts, name="charts"),
    path("devices.csv", exports.devices_csv, name="devices_csv"),
    path("devices.atom", feeds.devices_atom, name="devices_atom"),
    path("devices/<slug:slug>/", devices.device_detail, name="device_detail"),
    path("devices/<slug:slug>/history/", history.device_history, name="device_history"),
    path("devices/<slug:slug>/history.atom", feeds.device_history_atom, name="device_history_atom"),
    path("history/", history.history, name="history"),
    path("history.atom", feeds.history_atom, name="history_atom"),
    re_path(r"^history/(?P<name>[a-z]+)-(?P<number>[0-9]{1,18})/$", history.change_detail, name="change_detail"),
    path("brands/", brands.brand_list, name="brand_list"),
    path("brands/<slug:slug>/", brands.brand_detail, name="brand_detail"),
    path("authorizations/", regulation.authorization_list, name="authorization_list"),
    re_path(
        r"^authorizations/(?P<number>[^/]+(?:/S[0-9]{3})?)/$",
        regulation.authorization_detail,
        name="authorization_detail",
    ),
    re_path(
        r"^photos/(?P<digest>[0-9a-f]{64})-(?P<width>[0-9]{1,4})\.(?P<ending>[a-z]{3,4})$", photos.photo, name="photo"
    ),
    path("safety/", pages.safety, name="safety"),
    path("guide/", pages.guide, name="guide"),
    path("check/", check.check, name="check"),
    path("method/", pages.method, name="method"),
    path("about/", pages.about, name="about"),
    path("report/", reports.report, name="report"),
    re_path(r"^report/(?P<receipt>[A-Za-z0-9_-]{16,40})/$", reports.report_receipt, name="report_receipt"),
    path("styles/", wellknown.styles, name="styles"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("manifest.webmanifest", wellknown.manifest, name="manifest"),
    path("favicon.ico", wellknown.favicon, name="favicon"),
    path(".well-known/security.txt", wellknown.security_txt, name="security_txt"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
]
