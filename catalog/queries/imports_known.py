"""What the catalogue already holds of the rows of an import, looked up for many of them at once."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.conf import settings
from django.contrib.contenttypes.models import ContentType

from catalog.models import Authorization, Device, Proposal
from catalog.queries.columns import CHUNK
from catalog.queries.imports_checks import unique_sets
from catalog.queries.proposals import REVIEWED
from catalog.queries.tables import TABLES
from catalog.rules import cells


@dataclass(frozen=True)
class Standing:
    """A row that the catalogue holds, with its cells as they stand, by name of column."""

    object: object
    cells: dict


class Known:
    """What stands behind the rows (`imports_rows.Row`) of one table. Every look-up is one query for all of them.

    `keys_only` leaves the other cells of what stands unread.
    """

    def __init__(self, table, rows, scope, *, keys_only=False):
        self.table, self.rows, self.scope = table, rows, scope
        self.names = set(table.key)
        if not keys_only:
            self.names |= {name for row in rows for name in row.texts}.union(*unique_sets(table))

    @cached_property
    def standing(self):
        """{key: Standing} of the rows that are there already."""
        parts = {row.key[self._place] for row in self.rows}
        found = self.table.every(self.scope).filter(**{f"{self._path}__in": parts})
        every = (self._standing(one) for one in found.iterator(chunk_size=CHUNK))
        return {tuple(one.cells[name] for name in self.table.key): one for one in every}

    def _standing(self, found):
        row = self.table.row(found, self.scope)
        columns = [column for column in self.table.columns if column.name in self.names]
        return Standing(found, {column.name: cells.cell(column.kind, column.value(row)) for column in columns})

    @property
    def _place(self):
        """Which part of the key finds few rows: the device, else the last."""
        return 0 if self.table.key[0] == "device" else len(self.table.key) - 1

    @property
    def _path(self):
        return path_of(self.table, self.table.key[self._place])

    @cached_property
    def targets(self):
        """{field: {key: object}} of the rows that ours point to."""
        return {reference.field: self._targets(reference) for reference in self.table.references}

    def _targets(self, reference):
        keys = {row.reference(reference)[-1] for row in self.rows}
        model = TABLES[reference.table].model
        found = model.objects.filter(**{f"{reference.keys[-1]}__in": keys})
        return {tuple(getattr(one, name) for name in reference.keys): one for one in found}

    @cached_property
    def words(self):
        """{column: slugs} of the words that the columns with sets of words may name."""
        field = self.table.model._meta.get_field
        models = {column.name: field(column.field).related_model for column in term_columns(self.table)}
        return {name: set(model.objects.values_list("slug", flat=True)) for name, model in models.items()}

    @cached_property
    def taken(self):
        """{columns: {their texts: id}} of what no two rows have in common, as far as our rows touch it."""
        return {columns: self._taken(columns) for columns in unique_sets(self.table)}

    def _taken(self, columns):
        paths = [path_of(self.table, name) for name in columns]
        texts = {self.text(row, columns[-1]) for row in self.rows}
        found = self.table.model.objects.filter(**{f"{paths[-1]}__in": texts})
        return {tuple(texts): pk for *texts, pk in found.values_list(*paths, "pk")}

    def text(self, row, name):
        """Return what a cell says, or would if the file had the column: what stands, "" for a new row."""
        standing = self.standing.get(row.key)
        return row.texts.get(name, standing.cells[name] if standing else "")

    @cached_property
    def public(self):
        """The ids of records that visitors read, where such facts wait for a second person."""
        if self.table.model is not Authorization:
            return set()
        return set(Authorization.objects.with_page().filter(pk__in=self._ids()).values_list("pk", flat=True))

    @cached_property
    def waiting(self):
        """The ids of rows of which a change waits for a second person already."""
        if not self.is_reviewed:
            return set()
        kind = ContentType.objects.get_for_model(self.table.model)
        proposals = Proposal.objects.waiting().filter(model=kind, object_id__in=self._ids())
        return set(proposals.values_list("object_id", flat=True))

    @property
    def is_reviewed(self):
        return settings.SECOND_PERSON and self.table.model in REVIEWED

    def _ids(self):
        return [one.object.pk for one in self.standing.values()]

    def is_read_by_visitors(self, row, standing):
        """Whether visitors read the row as soon as it is saved: of a published device, or what devices share."""
        if self.table.model is Device:
            return bool(standing) and standing.object.state == Device.State.PUBLISHED
        device = next((one for one in self.table.references if one.field == "device"), None)
        if device is None:
            return True
        target = self.targets["device"].get(row.reference(device))
        return bool(target) and target.state == Device.State.PUBLISHED

    def waits(self, row, standing):
        """Whether a change of the row is kept for a second person, as the form would keep it."""
        if not self.is_reviewed:
            return False
        if self.table.model is Authorization:
            return bool(standing) and standing.object.pk in self.public
        return self.is_read_by_visitors(row, standing)


def path_of(table, name):
    """Return where a query finds the text of a column: its own field, or that of what it points to."""
    for reference in table.references:
        if name in reference.columns:
            return f"{reference.field}__{reference.keys[reference.columns.index(name)]}"
    return table.column(name).field


def term_columns(table):
    """Return the columns of a table that hold sets of words."""
    many = {one.name for one in table.model._meta.many_to_many}
    return [column for column in table.columns if column.field in many]


def places_of(rows):
    """Return ({(table, key): Row}, {id(row): the earlier row of the same key}) of all rows of an import."""
    first, twins = {}, {}
    for row in rows:
        earlier = first.setdefault((row.table.name, row.key), row)
        if earlier is not row:
            twins[id(row)] = earlier
    return first, twins


def namesakes_of(rows):
    """Return {(id(row), columns): the earlier row} for what no two rows may have in common, but have in these files."""
    found = {}
    for name, group in groupby(rows, key=lambda row: row.table.name):
        group = list(group)
        for columns in unique_sets(TABLES[name]):
            first, standing = {}, _standing_texts(TABLES[name], columns, group)
            for row in group:
                texts = tuple(row.texts.get(name, standing.get(row.key, {}).get(name)) for name in columns)
                if all(texts) and (earlier := first.setdefault(texts, row)) is not row:
                    found[id(row), columns] = earlier
    return found


def _standing_texts(table, columns, rows):
    """Return {key: {column: text}} of what stands where a file has some of the columns and leaves others out."""
    partly = [row for row in rows if set(columns) & row.texts.keys() and not set(columns) <= row.texts.keys()]
    names = [*table.key, *columns]
    found = table.model.objects.filter(**{f"{path_of(table, table.key[-1])}__in": [row.key[-1] for row in partly]})
    every = found.values_list(*(path_of(table, name) for name in names)) if partly else ()
    return {texts[: len(table.key)]: dict(zip(names, texts, strict=True)) for texts in every}
