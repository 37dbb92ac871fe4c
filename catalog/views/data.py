"""The page about the data, and the files that describe and hold all of it."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse

from catalog.queries.data_page import downloads, health
from catalog.queries.datapackage import NO_LICENCE, kept_archive, kept_package
from catalog.queries.exports import JSON_TYPE
from catalog.queries.exports_kept import compressed, edition_now
from catalog.queries.linked_data import dataset, document
from catalog.queries.snapshots import one_snapshot
from catalog.views.caching import public
from catalog.views.exports import described_by
from catalog.views.sending import ZIP_TYPE, open_data, send
from config.addresses import base_of


@open_data
def datapackage(request):
    """The Data Package of all tables, with whole addresses."""
    with one_snapshot():
        edition = edition_now(base_of(request))
        whole = kept_package(edition)
    return send(
        request,
        whole,
        content_type=JSON_TYPE,
        edition=edition,
        packed=lambda found: compressed(edition, "datapackage.json", found),
    )


@open_data
def catalogue_zip(request):
    """All tables and their description in one file."""
    with one_snapshot():
        edition = edition_now(base_of(request))
        whole = kept_archive(edition)
    name = f"microcurrent-catalogue-{edition.today.isoformat()}.zip"
    return send(
        request,
        whole,
        content_type=ZIP_TYPE,
        filename=name,
        edition=edition,
        links=described_by(edition.base),
    )


@public
def data(request):
    """How far the data can be trusted, every table to take away, and what its columns mean."""
    with one_snapshot():
        edition = edition_now(base_of(request))
        context = {
            "edition": edition,
            "health": health(edition.today),
            "downloads": downloads(edition),
            "licence": settings.DATA_LICENCE,
            "has_licence": settings.DATA_LICENCE != NO_LICENCE,
        }
    context["linked_data"] = document(_dataset(edition, context["downloads"]))
    return render(request, "catalog/data.html", context)


def _dataset(edition, tables):
    files = [("All tables and what describes them", edition.base + reverse("catalogue_zip"), ZIP_TYPE)]
    files += [(found.table.title, edition.base + found.csv, "text/csv") for found in tables]
    return dataset(
        name=f"{settings.SITE_NAME}: every table",
        description="Facial microcurrent devices and what FDA’s records say of them, each fact with its source and the "
        "date of its check.",
        address=edition.base + reverse("data"),
        licence=settings.DATA_LICENCE if settings.DATA_LICENCE.startswith("https://") else "",
        modified=edition.at,
        files=files,
    )
