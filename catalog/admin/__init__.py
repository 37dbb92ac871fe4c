"""The admin, for editors. Importing it registers every page on `site`."""

from catalog.admin import (  # noqa: F401  (each registers its pages)
    devices,
    findings,
    imports,
    lists,
    observations,
    people,
    proposals,
    records,
    reports,
    verifications,
)
from catalog.admin.site import site

__all__ = ["site"]
