"""Writing the rows of an import, one after the other, in the order in which they lean on each other.

Call it inside the transaction that has looked the rows up: nothing is half done when one of them is refused. What
follows from each save (history, sets of words, the revision, the facts of findings) is written once for all of them:
meanwhile other editors wait.
"""

from collections import defaultdict

from django.db import IntegrityError
from django.db.models import Q

from catalog.actions.imports_history import write_history
from catalog.actions.proposals import AlreadyWaiting, keep_for_review
from catalog.actions.publication import weighed
from catalog.models import Authorization, Device, Revision
from catalog.models.findings import facts_refreshed_once
from catalog.models.proposals import ProposalAction
from catalog.queries.columns import CHUNK
from catalog.queries.imports import CHANGED, NEW
from catalog.queries.imports_known import term_columns
from catalog.queries.imports_published import words_of
from catalog.queries.quality import for_publication, missing_for_publication
from catalog.queries.tables import TABLES
from catalog.queries.words import overstatements
from catalog.rules import reasons
from catalog.rules.imports import ImportRefused

_RACE = "it contradicts another entry of the catalogue."


class Writer:
    """Writes Planned rows in the name of `by` (None: the site itself); `made` is what was written, by table and key."""

    def __init__(self, *, by, code, text, confirmed_words=False):
        self.by, self.code, self.text, self.confirmed_words = by, code, text, confirmed_words
        self.made, self.saved, self.waiting = {}, [], 0
        self.locked, self.sets = {}, defaultdict(list)

    def write(self, planned):
        """Save every new and changed row, or keep it as a proposal. Raises ImportRefused naming the row."""
        planned = [one for one in planned if one.state in (NEW, CHANGED)]
        self._lock(planned)
        with Revision.gathered(), facts_refreshed_once():
            for one in planned:
                try:
                    self._write(one)
                except (IntegrityError, AlreadyWaiting) as error:
                    why = str(error) if isinstance(error, AlreadyWaiting) else _RACE
                    raise ImportRefused([one.row.problem("", why)]) from None
            for through, rows in self.sets.items():
                through.objects.bulk_create(rows, batch_size=CHUNK)
            write_history(self.saved)

    def _lock(self, planned):
        """Read the rows that change anew, so that nobody else changes them before the end."""
        standing = defaultdict(list)
        for one in planned:
            if one.state == CHANGED:
                standing[one.table.model].append(one.standing.object.pk)
        for model, pks in standing.items():
            self.locked[model] = model.objects.select_for_update().in_bulk(pks)

    def _write(self, planned):
        instance, is_new = self._instance(planned), planned.state == NEW
        sets = dict(self._sets(planned))
        self.made[planned.table.name, planned.row.key] = instance
        if planned.waits and self.by is not None and self._keep_for_review(instance, sets, is_new=is_new):
            self.waiting += 1
            return
        instance.skip_history_when_saving = True
        instance.save(force_insert=is_new)
        for field, words in sets.items():
            if is_new:
                self._add_words(instance, field, words)
            else:
                getattr(instance, field).set(words)
        self.saved.append((instance, is_new))

    def _instance(self, planned):
        model, is_new = planned.table.model, planned.state == NEW
        many = {one.name for one in model._meta.many_to_many}
        instance = model() if is_new else self.locked[model][planned.standing.object.pk]
        for name, value in planned.values.items():
            if (field := planned.table.column(name).field) not in many:
                setattr(instance, field, value)
        if planned.row.is_proposed:
            instance.slug = planned.row.key[0]
        for reference in planned.table.references:
            if is_new or set(reference.columns) & planned.changes.keys():
                target = self.made.get((reference.table, planned.row.reference(reference)))
                setattr(instance, reference.field, target or planned.targets[reference.field])
        instance._history_user = self.by
        instance._change_reason = self._reason(planned, instance)
        return instance

    def _reason(self, planned, instance):
        noun, is_new = instance._meta.model_name, planned.state == NEW
        usual = reasons.default_for(noun, is_new=is_new, was_public=planned.is_public)
        found = overstatements(instance) if planned.words else []
        return weighed(reasons.compose(self.code or usual, self.text), found, confirmed=self.confirmed_words)

    def _sets(self, planned):
        """Yield (field, words) of each set of words that the row gives; others stay as they are."""
        for column in term_columns(planned.table):
            if column.name in planned.values:
                yield column.field, [self._word(column.field, slug) for slug in planned.values[column.name]]

    def _word(self, table, slug):
        """Return a word by its slug: written just now, or there before."""
        if (table, (slug,)) not in self.made:
            self.made[table, (slug,)] = TABLES[table].model.objects.get(slug=slug)
        return self.made[table, (slug,)]

    def _add_words(self, instance, name, words):
        field = instance._meta.get_field(name)
        through, own, other = field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name()
        self.sets[through] += [through(**{own: instance, other: word}) for word in words]

    def _keep_for_review(self, instance, sets, *, is_new):
        action = ProposalAction.ADD if is_new else ProposalAction.CHANGE
        return keep_for_review(instance, action=action, by=self.by, sets=sets, reason=instance._change_reason)

    def keep_publishable(self):
        """Refuse what leaves a published device without what publishing asks for, all of it at once."""
        rows = [row for row, _ in self.saved]
        touched = {row.pk if isinstance(row, Device) else getattr(row, "device_id", None) for row in rows}
        records = [row.pk for row in rows if isinstance(row, Authorization)]
        found = Device.objects.published().filter(Q(pk__in=touched - {None}) | Q(links__authorization__in=records))
        devices = for_publication(Device.objects.filter(pk__in=found.values("pk")))
        lacks = [
            words_of(device, lack)
            for device in devices.iterator(chunk_size=CHUNK)
            for lack in missing_for_publication(device)
        ]
        if lacks:
            raise ImportRefused(lacks)


def write_rows(planned, *, by, code, text, confirmed_words=False):
    """Write every new and changed row; returns how many wait for a second person. Raises ImportRefused."""
    writer = Writer(by=by, code=code, text=text, confirmed_words=confirmed_words)
    writer.write(planned)
    writer.keep_publishable()
    return writer.waiting
