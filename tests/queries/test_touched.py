"""What a mirror is told to read anew: never less than what changed, and nothing of a draft."""

import pytest

from catalog import signals
from catalog.models import Device, Revision, Touch
from catalog.queries.tables import TABLES
from catalog.queries.touched import EVERYTHING, SHOWS_IN, changes_since
from tests import factories
from tests.exported import make_catalogue
from tests.queries.test_columns import rows_of

pytestmark = pytest.mark.django_db


def now():
    return Revision.current().number


def content_of_tables():
    return {name: [table.cells(row) for row in rows_of(table)] for name, table in TABLES.items()}


CHANGES = {
    "a price": lambda device: factories.make_price(device, "1.00"),
    "a price that goes": lambda device: device.prices.first().delete(),
    "a record": lambda device: save(device.links.get().authorization, holder="Another"),
    "a link": lambda device: save(device.links.get(), covers="other"),
    "a finding": lambda device: save(device.findings.get(), note="New."),
    "a check": lambda device: factories.make_verification(device.findings.get(), outcome="differs"),
    "a brand": lambda device: save(device.brand, name="NuFACE II"),
    "an area": lambda device: save(device.areas.get(slug="face"), name="The face"),
    "a set of words": lambda device: device.features.clear(),
    "a withdrawal": lambda device: save(device, state="withdrawn", withdrawn_reason="Twice."),
    "a publication": lambda device: publish_the_draft(),
    "a claim": lambda device: factories.make_claim(device, "FDA certified"),
    "a notice": lambda device: factories.make_notice(device, title="Another"),
    "a source": lambda device: factories.make_source(device),
    "a label": lambda device: save(device.contraindications.get(), strength="wait"),
    "a benefit": lambda device: save(device.benefits.get().benefit, evidence="Little."),
    "a caution": lambda device: factories.make_contraindication("metal"),
    "a draft’s price": lambda device: factories.make_price(factories.make_device("Fix")),
    "a draft’s check": lambda device: factories.make_verification(factories.make_finding(declared="registered")),
}


def save(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def publish_the_draft():
    factories.publish(Device.objects.exclude(state__in=["published", "withdrawn"]).get())


def test_every_table_that_changes_is_named():
    device = make_catalogue()
    for name, change in CHANGES.items():
        with factories.rolled_back():
            before, since = content_of_tables(), now()
            change(device)
            told = changes_since(since)
            after = content_of_tables()
            missed = {table for table in TABLES if before[table] != after[table]} - set(told.tables)
            assert not missed, name
            assert not told.everything, name
            slugs = {row[0] for row in before["devices"] + after["devices"]}
            changed = {slug for slug in slugs if _row(before, slug) != _row(after, slug)}
            assert changed <= set(told.devices), name


def _row(content, slug):
    return [row for row in content["devices"] if row[0] == slug]


def test_a_draft_is_not_named():
    make_catalogue()
    for make in ("make_price", "make_claim", "make_source", "make_notice", "make_link"):
        since = now()
        getattr(factories, make)(factories.make_device(f"Fix {make}", brand=factories.make_brand("Hidden")))
        told = changes_since(since)
        assert (told.tables, told.devices, told.authorizations, told.everything) == ((), (), (), False), make


def test_a_record_is_named_once_it_is_public():
    since = now()
    device = factories.make_device("Mini", number="K133823")
    assert changes_since(since).authorizations == ()
    factories.publish(device)
    assert changes_since(since).authorizations == ("K133823",)


def test_a_record_that_is_no_longer_shown_makes_its_table_new():
    record = factories.make_authorization("K133823", shown_alone=True)
    since = now()
    save(record, shown_alone=False)
    told = changes_since(since)
    assert "authorizations" in told.tables
    assert told.authorizations == ("K133823",)


def test_nothing_is_new_to_whoever_has_the_newest_revision():
    factories.make_device(state="published")
    told = changes_since(now())
    assert (told.tables, told.devices, told.everything) == ((), (), False)


def test_whoever_has_nothing_or_something_too_old_reads_everything():
    make_catalogue()
    assert changes_since(None) == EVERYTHING
    Touch.objects.filter(revision__lte=5).delete()
    assert changes_since(4) == EVERYTHING
    assert changes_since(5) != EVERYTHING
    Touch.objects.all().delete()
    assert changes_since(now() - 1) == EVERYTHING


def test_a_change_that_does_not_say_what_it_touched_is_everything():
    factories.make_device(state="published")
    since = now()
    Revision.advance()
    assert changes_since(since) == EVERYTHING


def test_every_kind_of_public_row_has_tables_in_which_it_shows():
    assert {model._meta.model_name for model in signals._PUBLIC} == SHOWS_IN.keys()


def test_a_revision_that_is_still_to_come_is_refused():
    with pytest.raises(ValueError, match="newest revision is 0"):
        changes_since(1)


def test_only_the_newest_touches_are_kept(monkeypatch):
    monkeypatch.setattr("catalog.models.revision._SWEPT_EVERY", 1)
    monkeypatch.setattr("catalog.models.revision._TOUCHES_KEPT", 3)
    for _ in range(6):
        Revision.advance(kind="brand", name="x")
    assert list(Touch.objects.order_by("pk").values_list("revision", flat=True)) == [4, 5, 6]
