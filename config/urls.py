"""Where the addresses begin; the public ones are in catalog/urls.py."""

from django.urls import include, path

from catalog.admin import site

urlpatterns = [
    path("admin/", site.urls),
    path("", include("catalog.urls")),
]

handler400 = "catalog.views.errors.bad_request"
handler403 = "catalog.views.errors.permission_denied"
handler404 = "catalog.views.errors.page_not_found"
handler500 = "catalog.views.errors.server_error"
