"""Two versions of one object: where they differ, and what is saved once somebody has chosen."""

from dataclasses import dataclass
from dataclasses import field as fresh

from catalog.admin.guarding_posted import posted_rows, rewrite_rows
from catalog.admin.guarding_state import Sheet, raw, row_fields, typed
from catalog.admin.guarding_state import guarded as guarded_fields
from catalog.admin.guarding_words import in_words, summary

THEIRS, MINE = "theirs", "mine"
CHOICE = "_choice:"


@dataclass(frozen=True)
class Difference:
    """One thing that two editors left differently: `usual` is the side that alone changed it, "" when both did.

    `before` is what both had seen, None when that is not known.
    """

    key: str
    label: str
    before: str | None
    theirs: str
    mine: str
    usual: str


@dataclass
class Conflict:
    """What stands (`sheet`), what the page had shown (`was`, None when unknown) and what its form sent (`data`)."""

    sheet: Sheet
    was: dict | None
    data: object
    differences: list = fresh(default_factory=list)
    news: list = fresh(default_factory=list)

    @classmethod
    def of(cls, sheet, was, data):
        found = cls(sheet, was, data)
        found._compare_fields()
        for formset in sheet.formsets:
            found._compare_rows(formset)
        return found

    @property
    def is_idle(self):
        """Whether nobody else changed anything that this form would undo, or that its editor should know of."""
        lost = [pk for formset in self.sheet.formsets for pk in self._posted(formset) if pk not in self._now(formset)]
        undone = self.was is None and self.differences or [one for one in self.differences if one.usual != MINE]
        return not (self.news or lost or undone)

    def choices(self, data):
        """Return {key: side} for every difference, as chosen in `data`, else as usual; "" where neither is so."""
        sides = {one.key: (data.get(CHOICE + one.key), one.usual) for one in self.differences}
        return {key: chosen if chosen in (THEIRS, MINE) else usual for key, (chosen, usual) in sides.items()}

    def merged(self, choices):
        """Return the form's data as it is once the choices are made; everything that was typed beside them stays."""
        data = self.data.copy()
        for name, field in guarded_fields(self.sheet.form.fields).items():
            if choices.get(name) == THEIRS:
                data.setlist(name, raw(field, self.sheet.state[""][name]))
        for formset in self.sheet.formsets:
            self._merge_rows(data, formset, choices)
        return data

    def _now(self, formset):
        return self.sheet.state[formset.prefix]

    def _posted(self, formset):
        return posted_rows(formset, self.data, row_fields(formset))

    def _compare_fields(self):
        fields = guarded_fields(self.sheet.form.fields)
        was = self.was.get("", {}) if self.was is not None else {}
        self._compare(self.sheet.form, fields, was, self.sheet.state[""], typed(fields, self.data))

    def _compare(self, form, fields, was, now, mine, key="", label=""):
        for name, field in fields.items():
            before = was.get(name)
            if now[name] == mine[name] or (_only_asked(form, name) and before in (None, now[name])):
                continue
            words = [None if side is None else in_words(field, side) for side in (before, now[name], mine[name])]
            title = str(field.label or name)
            usual = _usual(before, now[name], mine[name])
            self.differences.append(Difference(f"{key}{name}", f"{label}{title}", *words, usual))

    def _compare_rows(self, formset):
        fields, prefix = row_fields(formset), formset.prefix
        now, posted, was = self._now(formset), self._posted(formset), (self.was or {}).get(prefix, {})
        names = {str(form.instance.pk): str(form.instance) for form in formset.initial_forms}
        noun = str(formset.model._meta.verbose_name).capitalize()
        for pk, values in now.items():
            title = f"{noun} “{names[pk]}”"
            if pk not in posted:
                if self.was is None or pk not in was:
                    self.news.append(f"{title} was added: {summary(fields, values)}")
            elif posted[pk].removed:
                self._differ(f"{prefix}:{pk}", title, fields, was.get(pk), values, None)
            else:
                key = f"{prefix}:{pk}:"
                mine = posted[pk].values
                self._compare(formset.empty_form, fields, was.get(pk, {}), values, mine, key, f"{title}: ")
        for pk, row in posted.items():
            if pk not in now and not row.removed:
                title = f"{noun}, removed meanwhile"
                self._differ(f"{prefix}:{pk}", title, fields, was.get(pk), None, row.values)

    def _differ(self, key, label, fields, before, theirs, mine):
        """Note a whole row that one side removed."""
        usual = _usual(before, theirs, mine)
        words = [summary(fields, side) if side is not None else "(removed)" for side in (theirs, mine)]
        was = summary(fields, before) if before is not None else None
        self.differences.append(Difference(key, label, was, *words, usual))

    def _merge_rows(self, data, formset, choices):
        """Write an inline's rows anew: those that stand, as chosen, then those that are new or brought back."""
        prefix, fields = formset.prefix, row_fields(formset)
        now, posted = self._now(formset), self._posted(formset)
        standing, added = [], []
        for pk, values in now.items():
            theirs = {name: raw(field, values[name]) for name, field in fields.items()}
            if pk not in posted or choices.get(f"{prefix}:{pk}") == THEIRS:
                standing.append(theirs | {formset._pk_field.name: [pk]})
                continue
            won = {name: theirs[name] for name in fields if choices.get(f"{prefix}:{pk}:{name}") == THEIRS}
            standing.append(posted[pk].sent | won)
        for pk, row in posted.items():
            if pk not in now and choices.get(f"{prefix}:{pk}") == MINE:
                added.append(row.sent | {formset._pk_field.name: [""]})
        rewrite_rows(data, formset, standing, added)


def news_since(was, sheet):
    """Return, in sentences, what changed between what a page showed (`was`) and what stands."""
    lines = _field_news(guarded_fields(sheet.form.fields), was.get("", {}), sheet.state[""])
    for formset in sheet.formsets:
        fields, noun = row_fields(formset), str(formset.model._meta.verbose_name).capitalize()
        now, before = sheet.state[formset.prefix], was.get(formset.prefix, {})
        for pk in sorted(now.keys() | before.keys(), key=int):
            if pk not in now:
                lines.append(f"{noun} removed: {summary(fields, before[pk])}")
            elif pk not in before:
                lines.append(f"{noun} added: {summary(fields, now[pk])}")
            else:
                lines += _field_news(fields, before[pk], now[pk], f"{noun}, ")
    return lines


def _field_news(fields, before, now, label=""):
    return [
        f"{label}{field.label or name}: {in_words(field, before[name])} → {in_words(field, now[name])}"
        for name, field in fields.items()
        if name in before and before[name] != now[name]
    ]


def _usual(before, theirs, mine):
    if before is None:
        return ""
    if before == theirs:
        return MINE
    return THEIRS if before == mine else ""


def _only_asked(form, name):
    """Whether a field is a question of the form alone, which no other save can have changed."""
    return name not in {column.name for column in form._meta.model._meta.get_fields()}
