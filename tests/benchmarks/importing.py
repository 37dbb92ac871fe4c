"""A process of its own for the benchmark of imports: `fill` makes the site, `measure TABLE ROWS` imports so many rows.

Prints as JSON: seconds of the preview, of its longest step, of the commit, of the time for which others wait, and the
same for saving as many rows one by one.
"""

import itertools
import json
import sys
import time

import django
from django.core.management import call_command

DEVICES = "slug,model,brand_slug,modalities,areas,max_current_ua,power,weight_g,note,launched_on,session_minutes_max"
PRICES = "device,kind,retailer,amount,currency,seen_on,source_url,source_kind,seen_approximate"
ONE_BY_ONE = 200  # rows that are saved as a form would, to compare with


def fill():
    from django.contrib.auth.models import Group, User

    call_command("migrate", verbosity=0)
    call_command("load_starter", verbosity=0)
    User.objects.create_user("editor", is_staff=True).groups.add(Group.objects.get(name="editor"))


def file_of(table, rows):
    """Return a file with so many new rows: drafts, or prices of the published devices."""
    from catalog.models import Device

    slugs = list(Device.objects.published().values_list("slug", flat=True))
    lines = {
        "devices": lambda n: f"nuface-q{n},Q {n},nuface,microcurrent,face|neck,400,solar,12.5,Some words.,2020-05,5.5",
        "prices": lambda n: (
            f"{slugs[n % len(slugs)]},retail,Shop {n},99.50,USD,2025,https://x.example/{n},retailer,false"
        ),
    }
    header = {"devices": DEVICES, "prices": PRICES}[table]
    return "\r\n".join([header, *map(lines[table], range(rows)), ""]).encode()


def measure(table, rows):
    from django.contrib.auth.models import User

    from catalog.actions import imports
    from catalog.models import Revision

    by, lock, locked = User.objects.get(username="editor"), Revision.lock, []
    Revision.lock = classmethod(lambda cls: (lock(), locked.append(time.monotonic())))
    made, steps = imports.receive_import({f"{table}.csv": file_of(table, rows)}, by=by), [time.monotonic()]
    while not made.is_previewed:
        made = imports.continue_preview(made)
        steps.append(time.monotonic())
    made = imports.commit_import(made, by=by, confirmed_words=True)
    done = time.monotonic()
    longest = max(after - before for before, after in itertools.pairwise(steps))
    sys.stdout.write(
        json.dumps(
            [steps[-1] - steps[0], longest, done - steps[-1], done - locked[0], rows / ONE_BY_ONE * saving(table)]
        )
    )


def saving(table):
    """Return the seconds that ONE_BY_ONE rows take when each is saved as a form saves it."""
    from django.db import transaction

    from catalog.models import Area, Brand, Device, Price

    began = time.monotonic()
    with transaction.atomic():
        for n in range(ONE_BY_ONE):
            if table == "prices":
                Price.objects.create(device=Device.objects.published().first(), amount=n + 1, seen_on="2025")
            else:
                brand = Brand.objects.get(slug="nuface")
                device = Device.objects.create(brand=brand, model=f"Form {n}", slug=f"form-{n}", note="Some words.")
                device.areas.set(Area.objects.all()[:2])
    return time.monotonic() - began


if __name__ == "__main__":
    django.setup()
    {"fill": fill, "measure": lambda: measure(sys.argv[2], int(sys.argv[3]))}[sys.argv[1]]()
