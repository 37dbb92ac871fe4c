"""A process of its own for the benchmark of exports: `fill DEVICES PRICES` makes rows, `export TABLE` writes them.

The latter prints as JSON: rows, the most memory that the process had (KB), and seconds.
"""

import json
import resource
import sys
import time
from decimal import Decimal

import django
from django.core.management import call_command

CHUNK = 5000


def fill(devices, prices):
    """Make published devices, and prices spread over them."""
    from django.utils import timezone

    from catalog.models import Brand, Device, Price, Revision

    call_command("migrate", verbosity=0)
    published = {"state": "published", "published_at": timezone.now()}
    brand = Brand.objects.create(name="Many", slug="many")
    for start in range(0, devices, CHUNK):
        Device.objects.bulk_create(
            Device(brand=brand, model=str(n), slug=f"many-{n}", note="x" * 80, **published)
            for n in range(start, min(start + CHUNK, devices))
        )
    Price.objects.bulk_create(
        [
            Price(device_id=pk, amount=Decimal(pk % 500 + 1), seen_on="2025", seen_from="2025-01-01")
            for pk in Device.objects.order_by("pk").values_list("pk", flat=True)
        ],
        batch_size=CHUNK,
    )
    repeat(Price, prices)
    Revision.advance()


def repeat(model, rows):
    """Copy the rows of a model inside the database until there are as many."""
    from django.db import connection

    names = ", ".join(f'"{one.column}"' for one in model._meta.concrete_fields if not one.primary_key)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        while left := rows - model.objects.count():
            cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{table}" LIMIT %s', [left])


def export(name):
    from catalog.queries.exports import whole_table
    from catalog.queries.exports_kept import edition_now
    from catalog.queries.snapshots import one_snapshot

    began = time.monotonic()
    with one_snapshot():
        whole = whole_table(edition_now("https://register.example"), name, "csv")
    whole.file.close()
    process = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps([whole.rows, process, round(time.monotonic() - began, 1)]))


if __name__ == "__main__":
    django.setup()
    {"fill": lambda: fill(*map(int, sys.argv[2:])), "export": lambda: export(sys.argv[2])}[sys.argv[1]]()
