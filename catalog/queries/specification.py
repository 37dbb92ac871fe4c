"""A device's specification in words: groups of facts, each a value or one of the gaps, with its sources."""

from dataclasses import dataclass
from decimal import Decimal

NOT_STATED, NOT_APPLICABLE = "Not stated", "Not applicable"
NOT_READ = "Not stated in what we read"
LOOKED_FOR = "Not stated by the maker (looked for)"

# Line of the specification → the column under which `Device.looked_for` names it, where that differs.
_COLUMNS = {
    "current": "max_current_ua",
    "intensity": "intensity_levels",
    "session": "session_minutes_max",
    "weight": "weight_g",
    "launched": "launched_on",
}


@dataclass(frozen=True)
class Fact:
    """One line of the specification; `gap` is "", "not-stated" or "not-applicable".

    `looked_for` tells a maker who does not state it from us, who may not have looked.
    """

    key: str
    label: str
    value: str
    gap: str
    remark: str
    notes: tuple
    looked_for: bool = False


@dataclass(frozen=True)
class Group:
    title: str
    facts: tuple

    @property
    def rows(self):
        """The facts that have something to show: a value, a remark, or that they do not apply."""
        return [fact for fact in self.facts if fact.gap != "not-stated" or fact.remark]

    @property
    def unread(self):
        """The labels of the others that nothing we read states, and that nobody has looked for."""
        return self._silent(False)

    @property
    def silent(self):
        """The labels of those that somebody looked for and the maker does not state."""
        return self._silent(True)

    def _silent(self, looked_for):
        shown = self.rows
        return [fact.label for fact in self.facts if fact not in shown and fact.looked_for == looked_for]


def number_range(low, high, unit):
    """Return "80 to 400 µA", "up to 400 µA", "from 80 µA", or "" when neither end is stated."""
    low, high = _plain(low), _plain(high)
    if low and high:
        return f"{low} {unit}" if low == high else f"{low} to {high} {unit}"
    if low or high:
        return f"from {low} {unit}" if low else f"up to {high} {unit}"
    return ""


def _terms(relation):
    return lambda device: ", ".join(term.name for term in getattr(device, relation).all())


def _choice(name):
    """Return the words of a choice; the two gaps as they are."""

    def value(device):
        stored = getattr(device, name)
        return stored if stored in ("not-stated", "not-applicable") else getattr(device, f"get_{name}_display")()

    return value


def _text(name, unit=""):
    return lambda device: f"{plain}{unit}" if (plain := _plain(getattr(device, name))) else ""


def _plain(value):
    """Return a number without superfluous zeros, "" for a gap."""
    text = "" if value is None else str(value)
    return text.rstrip("0").rstrip(".") if isinstance(value, Decimal) and "." in text else text


def _current(device):
    return number_range(device.min_current_ua, device.max_current_ua, "µA")


def _session(device):
    return number_range(device.session_minutes_min, device.session_minutes_max, "min")


# (group, ((key of the sources, label, value, column of the remark), …)): the order in which a buyer asks.
_GROUPS = (
    ("What it does", (
        ("modalities", "Functions", _terms("modalities"), ""),
        ("areas", "Area of use", _terms("areas"), ""),
        ("features", "Features", _terms("features"), ""),
        ("attachments", "Attachments", _text("attachments"), ""),
    )),
    ("Output", (
        ("current", "Current", _current, "current_note"),
        ("intensity", "Intensity levels", _text("intensity_levels"), "intensity_note"),
        ("waveform", "Waveform", _text("waveform"), ""),
    )),
    ("Use", (
        ("session", "Session", _session, "session_note"),
        ("medium", "Conductive medium", _choice("medium"), "medium_note"),
        ("app", "App", _choice("app"), "app_note"),
    )),
    ("Body and power", (
        ("power", "Power", _choice("power"), "power_note"),
        ("weight", "Weight", _text("weight_g", " g"), ""),
        ("dimensions", "Dimensions", _text("dimensions"), ""),
    )),
    ("On the market", (
        ("model_number", "Model number", _text("model_number"), ""),
        ("availability", "Availability", _choice("availability"), ""),
        ("launched", "Launched", lambda d: d.launched_words, ""),
        ("warranty", "Warranty", _text("warranty"), ""),
    )),
)  # fmt: skip


def specification(device, notes):
    """Return the Groups of a device; `notes` numbers the addresses of its sources."""
    return [Group(title, tuple(_fact(device, notes, *line) for line in lines)) for title, lines in _GROUPS]


def unsourced_facts(device):
    """Return {key of the sources: label} of the facts that `device` states and that no source of it is ticked for."""
    ticked = {key for source in device.sources.all() for key in source.fields}
    facts = [(key, label, value(device)) for _, lines in _GROUPS for key, label, value, _ in lines]
    gaps = ("", "not-stated", "not-applicable")
    return {key: label for key, label, words in facts if words not in gaps and key not in ticked}


def _fact(device, notes, key, label, value, remark):
    words = value(device)
    gap = words if words in ("not-stated", "not-applicable") else "" if words else "not-stated"
    looked_for = gap == "not-stated" and _COLUMNS.get(key, key) in device.looked_for
    silence = LOOKED_FOR if looked_for else NOT_READ
    shown = {"not-stated": silence, "not-applicable": NOT_APPLICABLE}.get(gap, words)
    said = getattr(device, remark) if remark else ""
    numbers = [
        notes.number(source.address, source.get_kind_display())
        for source in device.sources.all()
        if key in source.fields
    ]
    return Fact(key, label, shown, gap, said, tuple(numbers) if said or not gap else (), looked_for)
