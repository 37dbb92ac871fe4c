"""Where the addresses begin; the public ones are in catalog/urls.py."""

from django.urls import include, path

from catalog.admin import site

urlpatterns = [
    path("admin/", site.urls),
    path("", include("catalog.urls")),
]
