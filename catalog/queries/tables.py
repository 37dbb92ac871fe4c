"""Every table of public data, by name: what a row points to stands before it."""

from catalog.queries import tables_devices as devices
from catalog.queries import tables_facts as facts
from catalog.queries import tables_regulation as regulation

TABLES = {
    table.name: table
    for table in (
        devices.BRANDS,
        devices.MODALITIES,
        devices.AREAS,
        devices.FEATURES,
        facts.CONTRAINDICATIONS,
        facts.BENEFITS,
        regulation.AUTHORIZATIONS,
        devices.DEVICES,
        regulation.DEVICE_AUTHORIZATIONS,
        regulation.FINDINGS,
        regulation.VERIFICATIONS,
        facts.PRICES,
        facts.DEVICE_CONTRAINDICATIONS,
        facts.DEVICE_BENEFITS,
        facts.CLAIMS,
        facts.NOTICES,
        devices.SOURCES,
    )
}
