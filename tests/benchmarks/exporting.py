"""A process of its own for the benchmark of exports: `fill ROWS` makes rows, `export TABLE` writes them and measures.

Prints as JSON: rows, most memory that Python held while writing (bytes), that of the process (KB), and seconds.
"""

import json
import resource
import sys
import time
import tracemalloc
from decimal import Decimal

import django
from django.core.management import call_command

CHUNK = 5000


def fill(rows):
    """Make as many prices, ten of each published device."""
    from django.utils import timezone

    from catalog.models import Brand, Device, Price, Revision

    call_command("migrate", verbosity=0)
    published = {"state": "published", "published_at": timezone.now()}
    brand, devices = Brand.objects.create(name="Many", slug="many"), rows // 10
    for start in range(0, devices, CHUNK):
        Device.objects.bulk_create(
            Device(brand=brand, model=str(n), slug=f"many-{n}", note="x" * 80, **published)
            for n in range(start, min(start + CHUNK, devices))
        )
    ids = list(Device.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, rows, CHUNK):
        Price.objects.bulk_create(
            Price(device_id=ids[n % devices], amount=Decimal(n % 500 + 1), seen_on="2025", seen_from="2025-01-01")
            for n in range(start, min(start + CHUNK, rows))
        )
    Revision.advance()


def export(name):
    from catalog.queries.exports import whole_table
    from catalog.queries.exports_kept import edition_now
    from catalog.queries.snapshots import one_snapshot

    began = time.monotonic()
    tracemalloc.start()
    with one_snapshot():
        whole = whole_table(edition_now("https://register.example"), name, "csv")
    whole.file.close()
    held = tracemalloc.get_traced_memory()[1]
    process = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps([whole.rows, held, process, round(time.monotonic() - began, 1)]))


if __name__ == "__main__":
    django.setup()
    {"fill": lambda: fill(int(sys.argv[2])), "export": lambda: export(sys.argv[2])}[sys.argv[1]]()
