"""Who should not use microcurrent: the general list, what labels add, and what they say of what a visitor picked."""

from dataclasses import dataclass, field
from functools import cached_property

from catalog.models import Contraindication, Device
from catalog.models.fields import Bytewise, SourceKind
from catalog.models.safety import Strength
from catalog.queries.device_page import Footnotes, Noted

# What a device's own label says is read in these; a copy of an official record is no label.
_LABELS = (SourceKind.MANUAL, SourceKind.MAKER)


@dataclass(frozen=True)
class Label:
    """A device with the lines of its label, {id of the caution: Noted row}, and where the label was read.

    `notes` are the numbers of those sources; empty where no label or maker's page was read.
    """

    device: Device
    lines: dict
    notes: tuple

    @property
    def by_strength(self):
        """[(strength in words, names of what is named so strongly)], the strongest first."""
        rows = [line.row for line in self.lines.values()]
        named = [(s.label, [row.contraindication.name for row in rows if row.strength == s]) for s in Strength]
        return [(words, names) for words, names in named if names]


@dataclass(frozen=True)
class Caution:
    """A reason not to use microcurrent, or to ask or wait first; how many labels name it; whether it was picked."""

    row: Contraindication
    note: int | None
    labels: int
    is_picked: bool


@dataclass(frozen=True)
class Reason:
    """What the labels of the listed devices say of one picked caution."""

    caution: Caution
    naming: list
    silent: list


@dataclass
class SafetyGuide:
    """The cautions with their sources, and what labels say of those in `picked` (slugs; unknown ones are `unknown`)."""

    picked: list
    notes: Footnotes = field(default_factory=Footnotes)

    @cached_property
    def rows(self):
        return list(Contraindication.objects.all())

    @cached_property
    def unknown(self):
        """The first picked value that is none of the cautions, "" when all are."""
        known = {row.slug for row in self.rows}
        return next((slug for slug in self.picked if slug not in known), "")

    @cached_property
    def cautions(self):
        named = [pk for label in self.labels for pk in label.lines]
        return [Caution(row, self.notes.of(row), named.count(row.pk), row.slug in self.picked) for row in self.rows]

    @cached_property
    def general(self):
        return [caution for caution in self.cautions if caution.row.general]

    @cached_property
    def on_labels(self):
        return [caution for caution in self.cautions if not caution.row.general]

    @property
    def has_own_notes(self):
        return any(caution.row.is_own_note for caution in self.cautions)

    @cached_property
    def labels(self):
        """[Label] of every published device, by name."""
        loaded = Device.objects.published().select_related("brand")
        loaded = loaded.prefetch_related("contraindications__contraindication", "sources")
        return [self._label(device) for device in loaded.order_by(Bytewise("slug"))]

    @cached_property
    def reasons(self):
        """[Reason] of what was picked, the general ones first."""
        return [self._reason(caution) for caution in [*self.general, *self.on_labels] if caution.is_picked]

    @cached_property
    def unread(self):
        """The Labels of devices of which no label was read, even where another source names something."""
        return [label for label in self.labels if not label.notes]

    @property
    def sources(self):
        """[(number, address, kind)]; the cautions know all of them, since counting labels reads every label."""
        self.cautions  # noqa: B018
        return self.notes.listed

    def _reason(self, caution):
        pk = caution.row.pk
        naming = [(label, label.lines[pk]) for label in self.labels if pk in label.lines]
        return Reason(caution, naming, [label for label in self.labels if label.notes and pk not in label.lines])

    def _label(self, device):
        rows = device.contraindications.all()
        lines = {row.contraindication_id: Noted(row, self.notes.of(row)) for row in rows}
        return Label(device, lines, tuple(sorted(set(self._read(device, rows)))))

    def _read(self, device, rows):
        """Yield the numbers of the sources in which the device's own label was read."""
        for row in rows:
            if row.source_kind in _LABELS and (note := self.notes.of(row)):
                yield note
        for source in device.sources.all():
            if source.kind in _LABELS and "contraindications" in source.fields:
                yield self.notes.number(source.address, source.get_kind_display())


def safety_guide(picked):
    """Return the SafetyGuide of the picked cautions, given as slugs in any order and number."""
    return SafetyGuide(list(dict.fromkeys(value for value in picked if value)))
