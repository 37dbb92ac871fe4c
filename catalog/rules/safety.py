"""Whether a recall has been taken into account, and whether a text speaks of a reason not to use microcurrent."""

import re

from catalog.rules.spelling import slips_between
from catalog.rules.text import fold

# In the names of cautions, words that are no matter of health by themselves; shorter ones are not looked at.
_EVERYDAY = set(
    "active across broken device electronics facial front heavy other place procedure recent spots suspicious therapy "
    "three under weeks within years".split()
)
_LEAST_LETTERS, _STEM_LETTERS, _LETTERS_FOR_A_SLIP = 5, 6, 8


def is_considered(looks, *, known_at, dated_from):
    """Return whether a look into the register took a recall into account.

    `looks` are [(day, moment at which it was logged)]; `known_at` is the moment at which the recall was entered here,
    `dated_from` the first day that it may bear. A look counts that was logged with the recall before the editor's
    eyes, and made no earlier than the recall itself: so a recall that is entered late, and one that a late entry of
    the log passes by, both ask for another look.
    """
    return any(logged_at > known_at and day >= dated_from for day, logged_at in looks)


def speaks_of(text, caution):
    """Return whether `text` speaks of the matter that the name of a caution holds: "pregnant" of "Pregnancy"."""
    return any(_is_alike(word, other) for word in _words_of_health(text) for other in _words_of_health(caution))


def _words_of_health(text):
    return {word for word in re.findall(r"\w+", fold(text)) if len(word) >= _LEAST_LETTERS} - _EVERYDAY


def _is_alike(word, other):
    """Whether two words are one, begin alike (pregnant, pregnancy), or lie one slip apart (pacemeker)."""
    fewest = min(len(word), len(other))
    if fewest >= _STEM_LETTERS and word[:_STEM_LETTERS] == other[:_STEM_LETTERS]:
        return True
    return word == other or (fewest >= _LETTERS_FOR_A_SLIP and slips_between(word, other, most=1) == 1)
