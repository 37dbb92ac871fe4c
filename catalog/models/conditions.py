"""Whether a row satisfies a check constraint, told in Python: for many rows, where a query each would be too slow.

It says what the database says, three-valued logic included; the tests hold one against the other. The database keeps
the promise all the same: this only tells early, and in words.
"""

from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Upper

_COMPARISONS = {
    "exact": lambda value, other: value == other,
    "in": lambda value, others: value in others,
    "lte": lambda value, other: value <= other,
    "gte": lambda value, other: value >= other,
    "gt": lambda value, other: value > other,
    "contains": lambda value, part: part in value,
    "range": lambda value, ends: ends[0] <= value <= ends[1],
}


def violations(row):
    """Return the sentence of each check constraint that an unsaved or saved row violates."""
    return [
        str(constraint.get_violation_error_message())
        for constraint in type(row)._meta.constraints
        if isinstance(constraint, CheckConstraint) and holds(constraint.condition, row) is False
    ]


def holds(condition, row, *, negated=False):
    """Return True, False, or None where SQL would say NULL. Raises KeyError for a comparison that it does not know."""
    if not isinstance(condition, Q):
        return _compare(condition, row, negated=negated)
    negated ^= condition.negated
    results = [holds(child, row, negated=negated) for child in condition.children]
    decisive = condition.connector == Q.OR
    result = decisive if decisive in results else None if None in results else not decisive
    return result if result is None or not condition.negated else not result


def _compare(leaf, row, *, negated):
    name, _, lookup = leaf[0].partition("__")
    value, other = getattr(row, name), _value(leaf[1], row)
    if lookup == "isnull" or leaf[1] is None:
        return (value is None) is (leaf[1] is not False)
    if value is None or other is None:
        return False if negated else None  # below a negation Django asks for a value as well
    return _COMPARISONS[lookup or "exact"](value, other)


def _value(expression, row):
    if isinstance(expression, Upper):
        return _value(expression.source_expressions[0], row).upper()
    return getattr(row, expression.name) if isinstance(expression, F) else expression
