"""Values of a form in words, for an editor who has to choose between two of them."""

from django import forms

_EMPTY = "(empty)"


def in_words(field, value):
    """Return a plain value as an editor reads it: labels for choices, names for rows."""
    if isinstance(field, forms.BooleanField):
        return "yes" if value else "no"
    if not value:
        return _EMPTY
    if isinstance(field, forms.ModelChoiceField):
        return _names(field, value)
    if isinstance(field, forms.ChoiceField):
        labels = dict(_flat(field.choices))
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(one, one)) for one in values)
    return ", ".join(value) if isinstance(value, list) else value


def summary(fields, values):
    """Return what a whole row says: its labels and values, without what is empty."""
    said = [f"{field.label or name}: {in_words(field, values[name])}" for name, field in fields.items() if values[name]]
    return "; ".join(said) or _EMPTY


def _names(field, value):
    wanted = value if isinstance(value, list) else [value]
    key = field.to_field_name or "pk"
    usable = [one for one in wanted if one.isascii() and one.isdigit() and len(one) < 19]
    found = {str(getattr(row, key)): str(row) for row in field.queryset.filter(**{f"{key}__in": usable})}
    return ", ".join(found.get(one, one) for one in wanted)


def _flat(choices):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), label
