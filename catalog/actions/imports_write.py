"""Writing the rows of an import, one after the other, in the order in which they lean on each other.

Call it inside the transaction that has looked the rows up: nothing is half done when one of them is refused.
"""

from django.db import IntegrityError
from django.db.models.signals import post_save

from catalog.actions.proposals import AlreadyWaiting, keep_for_review
from catalog.actions.publication import NotReady, keep_publishable, weighed
from catalog.models import Authorization, Device
from catalog.models.proposals import ProposalAction
from catalog.queries.imports import CHANGED, NEW
from catalog.queries.imports_known import term_columns
from catalog.queries.proposals import REVIEWED
from catalog.queries.tables import TABLES
from catalog.queries.words import overstatements
from catalog.rules import reasons
from catalog.rules.imports import ImportRefused

_RACE = "it contradicts another entry of the catalogue."


class Writer:
    """Writes Planned rows in the name of `by` (None: the site itself); `made` is what was written, by table and key."""

    def __init__(self, *, by, code, text, confirmed_words=False):
        self.by, self.code, self.text, self.confirmed_words = by, code, text, confirmed_words
        self.made, self.touched, self.waiting = {}, set(), 0

    def write(self, planned):
        """Save one row, or keep it as a proposal. Raises ImportRefused naming the row."""
        instance = self._instance(planned)
        terms = {field: words for field, words in self._sets(planned) if words or planned.state == CHANGED}
        try:
            if not self._keep_for_review(planned, instance, terms):
                _save(instance, terms, is_new=planned.state == NEW)
        except (IntegrityError, AlreadyWaiting) as error:
            why = str(error) if isinstance(error, AlreadyWaiting) else _RACE
            raise ImportRefused([planned.row.problem("", why)]) from None
        self.made[planned.table.name, planned.row.key] = instance
        self._touch(instance)
        return instance

    def _instance(self, planned):
        model = planned.table.model
        many = {one.name for one in model._meta.many_to_many}
        instance = model() if planned.state == NEW else _locked(planned.standing.object)
        for name, value in planned.values.items():
            if (field := planned.table.column(name).field) not in many:
                setattr(instance, field, value)
        if planned.row.is_proposed:
            instance.slug = planned.row.key[0]
        for reference in planned.table.references:
            if planned.state == NEW or set(reference.columns) & planned.changes.keys():
                setattr(instance, reference.field, self._find(reference.table, planned.row.reference(reference)))
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
                yield column.field, [self._find(column.field, (slug,)) for slug in planned.values[column.name]]

    def _find(self, table, key):
        """Return the row of a table by its key: written just now, or there before."""
        if (table, key) not in self.made:
            names = dict(zip(TABLES[table].key, key, strict=True))
            self.made[table, key] = TABLES[table].model.objects.get(**names)
        return self.made[table, key]

    def _keep_for_review(self, planned, instance, terms):
        if self.by is None or type(instance) not in REVIEWED:
            return False
        action = ProposalAction.ADD if planned.state == NEW else ProposalAction.CHANGE
        kept = keep_for_review(instance, action=action, by=self.by, sets=terms, reason=instance._change_reason)
        self.waiting += bool(kept)
        return bool(kept)

    def _touch(self, instance):
        if isinstance(instance, Device):
            self.touched.add(instance.pk)
        elif device := getattr(instance, "device_id", None):
            self.touched.add(device)
        elif isinstance(instance, Authorization):
            self.touched.update(instance.links.values_list("device", flat=True))

    def keep_publishable(self):
        """Refuse what leaves a published device without what publishing asks for, all of it at once."""
        problems = []
        for device in Device.objects.published().filter(pk__in=self.touched).select_related("brand"):
            try:
                keep_publishable(device)
            except NotReady as lacking:
                problems += [f"{device}: {sentence}" for sentence in lacking.missing]
        if problems:
            raise ImportRefused(problems)


def _locked(standing):
    return type(standing).objects.select_for_update().get(pk=standing.pk)


def write_rows(planned, *, by, code, text, confirmed_words=False):
    """Write every new and changed row; returns how many wait for a second person. Raises ImportRefused."""
    writer = Writer(by=by, code=code, text=text, confirmed_words=confirmed_words)
    for one in planned:
        if one.state in (NEW, CHANGED):
            writer.write(one)
    writer.keep_publishable()
    return writer.waiting


def _save(instance, terms, *, is_new):
    """Save a row and its sets of words so that its history gets one entry, which is complete."""
    if not terms:
        instance.save(force_insert=is_new)
        return
    instance.skip_history_when_saving = True
    instance.save(force_insert=is_new)
    for name, words in terms.items():
        getattr(instance, name).set(words)
    del instance.skip_history_when_saving
    post_save.send(
        type(instance), instance=instance, created=is_new, raw=False, using=instance._state.db, update_fields=None
    )
