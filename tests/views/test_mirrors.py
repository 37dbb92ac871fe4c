"""A mirror that reads anew what /data/changes.json names, and nothing else, has what a fresh copy has."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.models import Area, Device
from tests import factories
from tests.examples import costly
from tests.exported import content, make_catalogue
from tests.factories import rolled_back

pytestmark = pytest.mark.django_db


class Mirror:
    """A copy of everything that is answered: tables by name, devices by slug, records by number."""

    def __init__(self, client):
        self.client = client
        self.tables, self.devices, self.records, self.since = {}, {}, {}, None
        self.follow()

    def follow(self):
        """Read what changed since the last time, as docs/api.md tells a mirror to."""
        question = "" if self.since is None else f"?since={self.since}"
        told = json.loads(content(self.client.get(f"/data/changes.json{question}")))
        for name in told["tables"]:
            self.tables[name] = self._read_table(name)
        slugs, numbers = self._named("devices", 0), self._named("authorizations", 1)
        everything = told["everything"]
        self.devices = self._kept(self.devices, slugs, slugs if everything else told["devices"], "/devices/{}.json")
        self.records = self._kept(
            self.records, numbers, numbers if everything else told["authorizations"], "/authorizations/{}.json"
        )
        self.since = told["revision"]

    def _read_table(self, name):
        path = "/devices" if name == "devices" else f"/data/{name}"
        return content(self.client.get(f"{path}.csv?flavour=data"))

    def _named(self, table, column):
        return [line.split(",")[column] for line in self.tables[table].decode().split("\r\n")[1:-1]]

    def _kept(self, kept, names, changed, address):
        """Return {name: answer}: without what its table no longer names, and with what changed read anew."""
        fresh = {name: answer for name, answer in kept.items() if name in names}
        for name in changed:
            response = self.client.get(address.format(name))
            body = content(response)
            if response.status_code == 200:
                fresh[name] = json.loads(body)
        return fresh

    def everything(self):
        return self.tables, self.devices, self.records


def save(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def toggle_publication(device):
    """Publish, withdraw, publish again."""
    if device.state == Device.State.PUBLISHED:
        save(device, state=Device.State.WITHDRAWN, withdrawn_reason="For now.")
    else:
        factories.publish(device)


def delete_first(rows):
    for row in rows.order_by("pk")[:1]:
        row.delete()


def link(device):
    record = factories.make_authorization("K133823")
    if not device.links.filter(authorization=record).exists():
        factories.make_link(device, record)


EDITS = {
    "a note": lambda device: save(device, note=f"{device.note} more"),
    "its brand’s name": lambda device: save(device.brand, name=f"{device.brand.name} II"),
    "another brand": lambda device: save(device, brand=factories.make_brand("Carol", note="New.")),
    "published or withdrawn": toggle_publication,
    "a price": lambda device: factories.make_price(device, "1.00"),
    "a price less": lambda device: delete_first(device.prices),
    "a claim": lambda device: factories.make_claim(device, "FDA certified"),
    "a claim less": lambda device: delete_first(device.claims),
    "a source less": lambda device: delete_first(device.sources),
    "a notice": lambda device: factories.make_notice(device),
    "a finding": lambda device: save(device.findings.get(), note="Seen."),
    "a check": lambda device: factories.make_verification(device.findings.get()),
    "a check that differs": lambda device: factories.make_verification(device.findings.get(), outcome="differs"),
    "a link": link,
    "a link less": lambda device: delete_first(device.links),
    "what a link covers": lambda device: [save(one, covers="other") for one in device.links.all()],
    "a record": lambda device: [save(one.authorization, holder="Another") for one in device.links.all()],
    "areas of a record": lambda device: [
        one.authorization.areas.set([factories.make_word("areas", "eyes")]) for one in device.links.all()
    ],
    "a record alone": lambda device: save(factories.make_authorization("K191672"), shown_alone=True),
    "a record no longer alone": lambda device: save(factories.make_authorization("K191672"), shown_alone=False),
    "its words": lambda device: device.areas.set([factories.make_word("areas", "eyes")]),
    "the order of words": lambda device: save(Area.objects.get(slug="neck"), position=99),
    "a word’s name": lambda device: save(Area.objects.get(slug="neck"), name="The neck"),
    "a word’s slug": lambda device: save(Area.objects.get(slug__startswith="face"), slug="face-ii"),
    "a caution less": lambda device: delete_first(device.contraindications),
    "a benefit less": lambda device: delete_first(device.benefits),
}  # fmt: skip
SLUGS = ("nuface-trinity", "nuface-old", "hush-hush", "nuface-mini")
edits = st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.sampled_from(SLUGS)), min_size=1, max_size=4)


@pytest.fixture
def catalogue(db):
    """Devices of every state; one shares the record of another."""
    make_catalogue()
    factories.make_finding(Device.objects.get(slug="nuface-old"), source_url=factories.PAGE, source_kind="register")
    mini = factories.make_device("Mini", number="K181008", areas=["neck"])
    factories.publish(mini)


@settings(costly, max_examples=max(4, costly.max_examples // 10))  # each reads everything twice or more
@given(rounds=st.lists(edits, min_size=1, max_size=2))
def test_a_mirror_that_follows_the_changes_has_what_a_fresh_copy_has(catalogue, client, rounds):
    with rolled_back():
        mirror = Mirror(client)
        for changes in rounds:
            for name, slug in changes:
                EDITS[name](Device.objects.get(slug=slug))
            mirror.follow()
            fresh = Mirror(client).everything()
            for kept, now in zip(mirror.everything(), fresh, strict=True):
                assert kept == now, changes
