"""System checks: promises of the database that a table rebuild or a careless hand can take away."""

from django.core.checks import Error, Tags, register
from django.db import connections

from catalog.models import triggers


@register(Tags.database)
def triggers_are_there(app_configs, databases, **options):
    """Report every trigger that ought to guard the log and the devices and does not."""
    errors = []
    for alias in databases or ():
        connection = connections[alias]
        if "catalog_verification" not in connection.introspection.table_names():
            continue
        errors += [
            Error(
                f"The trigger {name} is missing in the database “{alias}”.",
                hint="Run manage.py migrate: it makes them anew.",
                id="catalog.E001",
            )
            for name in triggers.missing(connection)
        ]
    return errors
