"""Where a text leads that names no device: a matter of health to the cautions, words of a claim to the check."""

from dataclasses import dataclass

from catalog.models import Contraindication
from catalog.rules import claims, safety
from catalog.rules.text import fold


@dataclass(frozen=True)
class Signpost:
    """The cautions that a text speaks of, and whether it holds a regulator's words."""

    cautions: list
    is_claim: bool

    def __bool__(self):
        return bool(self.cautions or self.is_claim)


def cautions_in(text):
    """Return the cautions that `text` speaks of, in their order."""
    return [row for row in Contraindication.objects.all() if safety.speaks_of(text, row.name)]


def signpost(search):
    """Return the Signpost of a Search; it points nowhere when devices are found by their names."""
    if search.found or not search.text:
        return Signpost([], False)
    text = search.text
    is_claim = "fda" in fold(text).split() or bool(claims.claimed_ranks(text)) or claims.is_pending(text)
    return Signpost(cautions_in(text), is_claim)
