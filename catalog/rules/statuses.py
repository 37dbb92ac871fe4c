"""What may be said of a device under an authority, and in which words.

The words are fixed here and nowhere else. Each follows the regulator's own vocabulary: a 510(k) is *cleared*
(21 CFR 807.97 forbids calling it approval), a De Novo request *granted*, a PMA *approved*; registration says
nothing of a product (21 CFR 807.39).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    """One status: its slug (stored and in addresses), its wording, one sentence of meaning, its rank."""

    slug: str
    label: str
    meaning: str
    rank: int
    symbol: str

    @property
    def rests_on_a_number(self):
        """Whether a premarket number carries it."""
        return self.rank >= CLEARED.rank


APPROVED = Status(
    "approved",
    "PMA approved",
    "FDA reviewed this device’s own evidence of safety and effectiveness before it was sold (class III).",
    6,
    "●",
)
GRANTED = Status(
    "granted",
    "De Novo granted",
    "FDA accepted it as a new kind of low- or moderate-risk device. This is not the same as approval.",
    5,
    "◆",
)
CLEARED = Status(
    "cleared",
    "510(k) cleared",
    "FDA found it substantially equivalent to a device already on the market. That is not approval, "
    "and no proof that it works.",
    4,
    "■",
)
EXEMPT = Status(
    "exempt",
    "Exempt: listed only",
    "This kind of device needs no review before sale; the maker has only listed it.",
    3,
    "▲",
)
REGISTERED = Status(
    "registered",
    "Registered only: not a review",
    "The firm told FDA that it exists. FDA did not look at the product.",
    2,
    "△",
)
NONE_FOUND = Status(
    "none-found",
    "No record found",
    "Somebody searched the register and found nothing under this name. That alone does not make it illegal.",
    1,
    "○",
)
NOT_CHECKED = Status(
    "not-checked",
    "Not checked",
    "Nobody has looked this device up for us yet. It may or may not have a record.",
    0,
    "–",
)

STATUSES = {s.slug: s for s in (APPROVED, GRANTED, CLEARED, EXEMPT, REGISTERED, NONE_FOUND, NOT_CHECKED)}
DECLARABLE = (EXEMPT, REGISTERED, NONE_FOUND, NOT_CHECKED)


def derive(pathway_statuses, declared):
    """Return the status slug of a finding.

    `pathway_statuses` are the statuses that decided, evidenced authorizations carry (slugs, "" for a pathway that
    carries none); the strongest wins. Without any, what the editor `declared` stands.
    """
    carried = [STATUSES[slug] for slug in pathway_statuses if slug]
    return max(carried, key=lambda s: s.rank).slug if carried else declared
