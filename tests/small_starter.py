"""A starter catalogue of one row a file, to be written into a folder and broken there."""

import csv

from catalog.queries.tables import TABLES

PAGE = {"source_url": "https://example.org/page", "source_kind": "maker"}
WORD = {"explanation": "One line.", "position": "10"}
DEVICE = {"brand_slug": "nuface", "medium": "gel", "power": "rechargeable", "app": "none", "availability": ""}
_FIELDS = "model|modalities|areas|current|session|medium|power|app|launched"
ROWS = {
    "brands": {"slug": "nuface", "name": "NuFACE"} | PAGE,
    "modalities": {"slug": "microcurrent", "name": "Microcurrent"} | WORD,
    "areas": {"slug": "face", "name": "Face"} | WORD,
    "features": {"slug": "usb", "name": "USB"} | WORD,
    "contraindications": {
        "slug": "pregnancy",
        "name": "Pregnancy",
        "strength": "do-not-use",
        "general": "true",
        "position": "10",
        "source_kind": "project",
    },
    "benefits": {
        "slug": "lifts",
        "name": "Lifts",
        "statement": "Said to lift.",
        "evidence_level": "none-found",
        "position": "10",
        "source_kind": "project",
    },
    "authorizations": {
        "authority": "fda",
        "pathway": "510k",
        "number": "K181008",
        "decision_date": "2018-10-11",
        "decision_basis": "listed",
        "product_code": "NFO",
        "regulation_number": "882.5890",
        "supply": "otc",
        "areas": "face",
        "shown_alone": "true",
    }
    | PAGE,
    "devices": DEVICE
    | {
        "slug": "nuface-trinity",
        "model": "Trinity",
        "modalities": "microcurrent",
        "areas": "face",
        "min_current_ua": "0",
        "max_current_ua": "400",
        "session_minutes_max": "1.5",
        "launched_on": "2018",
    },
    "device-authorizations": {
        "device": "nuface-trinity",
        "authority": "fda",
        "number": "K181008",
        "scope": "exact",
        "covers": "whole",
        "basis": "name-on-record",
    }
    | PAGE,
    "findings": {"device": "nuface-trinity", "authority": "fda", "declared": "not-checked"} | PAGE,
    "prices": {
        "device": "nuface-trinity",
        "kind": "list",
        "amount": "379.99",
        "currency": "GBP",
        "seen_on": "2020-05",
        "seen_approximate": "false",
    }
    | PAGE,
    "device-contraindications": {
        "device": "nuface-trinity",
        "contraindication": "pregnancy",
        "strength": "do-not-use",
    }
    | PAGE,
    "claims": {"device": "nuface-trinity", "wording": "FDA-cleared", "said_by": "maker"} | PAGE,
    "sources": {"device": "nuface-trinity", "address": PAGE["source_url"], "kind": "maker", "fields": _FIELDS},
}
MINI = DEVICE | {"slug": "nuface-mini", "model": "Mini", "areas": "face"}
OF_MINI = {
    "devices": MINI,
    "device-authorizations": ROWS["device-authorizations"] | {"device": "nuface-mini"},
    "sources": ROWS["sources"] | {"device": "nuface-mini"},
    "findings": ROWS["findings"] | {"device": "nuface-mini"},
}


def write_folder(folder):
    """Write every file with its one row; return the folder."""
    for name, row in ROWS.items():
        write_rows(folder, name, row)
    return folder


def columns(name):
    """Return the columns of a file: those that an import reads, and whether a record is shown alone."""
    table = TABLES[name]
    return [one.name for one in table.columns if table.role(one) != "derived" or one.name == "shown_alone"]


def write_rows(folder, name, *rows):
    """Write the file of a table anew; cells that are not given stay empty."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns(name), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
