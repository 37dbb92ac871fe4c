"""Two sets of facts laid side by side: what a check was about to confirm, and what stands by now."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """One fact that differs: what it is, in words, and both values in words; "" where there is none."""

    label: str
    before: str
    after: str


def read_snapshot(text):
    """Return the facts of a canonical snapshot; {} for a text that is none."""
    try:
        facts = json.loads(text)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def differences(before, after):
    """Return [Difference] between two sets of facts as `RegulatoryFinding.facts` gives them, in a stable order."""
    old, new = _flat(before), _flat(after)
    labels = [*old, *(label for label in new if label not in old)]
    return [
        Difference(label, old.get(label, ""), new.get(label, ""))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    ]


def _flat(facts):
    """Return {label: value in words}; a record's facts are named after its number."""
    flat = {_words(name): _text(value) for name, value in facts.items() if name != "records"}
    records = facts.get("records", [])
    for record in records if isinstance(records, list) else []:
        number = _text(record.get("number", "")) if isinstance(record, dict) else ""
        flat |= {f"{number}: {_words(name)}": _text(value) for name, value in record.items()} if number else {}
    return flat


def _words(name):
    return name.replace("_", " ")


def _text(value):
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
