"""What a page showed of an object: every value that can be changed there, by names that stay, signed."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.core import signing
from django.core.exceptions import ValidationError

# What a page carries: the state it shows, the one that its editor first saw, and why it was sent.
BASE, WAS, MERGING, REFILL, SHOWN = "_base", "_was", "_merging", "_refill", "_shown"
_SALT = "catalog.base"
_MOST_ROWS = 1000


@dataclass(frozen=True)
class Sheet:
    """An object's form and the formsets of its rows, unbound: what the page shows now.

    A state is {"": {field: value}, prefix of an inline: {id of a row: {field: value}}}; a value is a text, or a sorted
    list of texts.
    """

    form: Any
    formsets: list

    @cached_property
    def state(self):
        rows = {formset.prefix: _rows(formset) for formset in self.formsets}
        return {"": shown(self.form, guarded(self.form.fields)), **rows}


def sheet_of(model_admin, request, obj):
    """Return the Sheet of `obj` as it stands in the database; rows that the user may not change are left out."""
    fields = flatten_fieldsets(model_admin.get_fieldsets(request, obj))
    form = model_admin.get_form(request, obj, change=True, fields=fields)(instance=obj)
    formsets, taken = [], {}
    for formset_class, inline in model_admin.get_formsets_with_inlines(request, obj):
        prefix = formset_class.get_default_prefix()
        taken[prefix] = taken.get(prefix, 0) + 1
        if taken[prefix] > 1:
            prefix = f"{prefix}-{taken[prefix]}"
        if inline.has_change_permission(request, obj):
            formsets.append(formset_class(instance=obj, prefix=prefix, queryset=inline.get_queryset(request)))
    return Sheet(form, formsets)


def guarded(fields, skip=()):
    """Return the fields whose values are compared: no files, which cannot be shown back, nor what nobody can change."""
    return {
        name: field
        for name, field in fields.items()
        if name not in skip and not field.disabled and not isinstance(field, forms.FileField)
    }


def row_fields(formset):
    """Return the guarded fields of an inline's rows, without those that hold the row itself in place."""
    return guarded(formset.empty_form.fields, {formset._pk_field.name, formset.fk.name, "DELETE", "ORDER"})


def shown(form, fields):
    """Return {name: value} as an unbound form shows it."""
    return {name: plain(field, form.get_initial_for_field(field, name)) for name, field in fields.items()}


def typed(form_fields, data, prefix=""):
    """Return {name: value} as somebody typed it into the fields named with `prefix`, spelt as `shown` spells it."""
    return {
        name: _read(field, field.widget.value_from_datadict(data, {}, f"{prefix}{name}"))
        for name, field in form_fields.items()
    }


def plain(field, value):
    """Return a value as text, or as a sorted list of texts: two that mean the same are spelt the same."""
    value = field.prepare_value(value)
    if isinstance(value, list | tuple | set):
        return sorted(str(field.prepare_value(one)) for one in value)
    if value is None or value is False:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value.is_finite() else str(value)
    return str(value).replace("\r\n", "\n").strip()


def raw(field, value):
    """Return a plain value as the list of texts that a browser would send for it."""
    if isinstance(value, list):
        return value
    if isinstance(field, forms.BooleanField):
        return ["on"] if value else []
    return [value]


def sign(state, obj):
    """Return a state as signed, compressed text that belongs to `obj` alone."""
    return signing.dumps([_name(obj), state], salt=_SALT, compress=True)


def read_base(data, obj, name=BASE):
    """Return the state that a page carried in the field `name`; None if it is missing, forged or another object’s."""
    try:
        of, state = signing.loads(data.get(name, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    return state if of == _name(obj) else None


def same(one, other):
    """Whether two states show the same rows with the same values; what only one of them could show does not count."""
    return all(_same_rows(one[prefix], other[prefix], prefix) for prefix in one.keys() & other.keys())


def _same_rows(one, other, prefix):
    if not prefix:
        return _same_values(one, other)
    return one.keys() == other.keys() and all(_same_values(one[pk], other[pk]) for pk in one)


def _same_values(one, other):
    return all(one[name] == other[name] for name in one.keys() & other.keys())


def _rows(formset):
    fields = row_fields(formset)
    return {str(form.instance.pk): shown(form, fields) for form in formset.initial_forms[:_MOST_ROWS]}


def _read(field, value):
    if isinstance(field, forms.ModelChoiceField):
        return plain(field, value)  # its id is compared, and no row fetched for it
    try:
        return plain(field, field.to_python(value))
    except ValidationError:
        return plain(field, value)


def _name(obj):
    return f"{obj._meta.label_lower}:{obj.pk}"
