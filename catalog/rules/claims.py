"""What a text claims of a regulator, and whether the record bears it out."""

import re

from catalog.rules import statuses

MATCHES, OVERSTATES, NO_RECORD, NOT_CHECKED = "matches", "overstates", "no-record", "not-checked"

VERDICT_LABELS = {
    MATCHES: "Does not go beyond the record",
    OVERSTATES: "Overstates the record",
    NO_RECORD: "No record found for it",
    NOT_CHECKED: "Not checked against the record",
}

# A text without any of these says nothing that `says_too_much` finds: to narrow a search in a database. They stop short
# of letters that have look-alikes in the eyes of a pattern that disregards case (ſ, ı).
STEMS = ("approv", "cert", "endor", "pma")

# No regulator certifies or endorses a device, so such a word overstates whatever record there is.
_BEYOND_ANY_RECORD = 99

_WORDS = (
    (r"certif(?:ied|ication)|endors(?:ed|ement)", _BEYOND_ANY_RECORD),
    (r"approv(?:ed|al)|pma", statuses.APPROVED.rank),
    (r"de[\s-]*novo", statuses.GRANTED.rank),
    # "Granted" alone is no De Novo: "granted 510(k) clearance" is everyday English. "510(k) exempt" claims no decision.
    (r"clear(?:ed|ance)|granted|510\s*\(?\s*k\s*\)?(?![)\s-]*exempt)", statuses.CLEARED.rank),
    (r"exempt|listed|listing", statuses.EXEMPT.rank),
    (r"registered|registration", statuses.REGISTERED.rank),
)
# "not FDA approved", "isn't approved", "never been approved", "exempt from clearance": a denial is no claim. It reaches
# over three words, but not over one that turns it round: "not approved but cleared", "not only cleared".
_DENIAL = (
    r"\b(?:not|never|no|nor|neither|without|cannot|exempt\s+from|(?:is|was|are|were|has|have|does|do)n[’']t)\b"
    r"(?:[\s-]+(?!(?:but|and|only|just|merely)\b)[\w()]+){0,3}[\s-]+(?:%s)"
)
# Rank → of what its word may be said, for somebody who has read it somewhere. What the decision means: rules/statuses.
SAID_OF = {
    _BEYOND_ANY_RECORD: "No regulator certifies or endorses a device, so this can be said of none.",
    statuses.APPROVED.rank: (
        "“Approved” can be said of a device with a PMA. Beside any other kind of number it is false, whoever writes it."
    ),
    statuses.GRANTED.rank: (
        "“Granted” can be said of a device for which FDA granted a De Novo request. It is not an approval."
    ),
    statuses.CLEARED.rank: (
        "“Cleared” can be said of a device that a decided 510(k) covers. The number alone does not show that FDA has "
        "decided: it is given when the file arrives. It is not an approval."
    ),
    statuses.EXEMPT.rank: (
        "“Exempt” and “listed” can be said where this kind of device needs no review before sale. Nobody at FDA has "
        "reviewed it for that."
    ),
    statuses.REGISTERED.rank: (
        "“Registered” can be said of a firm. Of a device it says nothing, and it is no approval of either."
    ),
}
# Rank → the same in one sentence, which has to hold when nothing else is read.
TRUE_OF = {
    _BEYOND_ANY_RECORD: "True of no device.",
    statuses.APPROVED.rank: "True only for a device with a PMA.",
    statuses.GRANTED.rank: "True only for a device whose De Novo request was granted.",
    statuses.CLEARED.rank: "True only for a device that a decided 510(k) covers.",
    statuses.EXEMPT.rank: "True only where this kind of device needs no review before sale.",
    statuses.REGISTERED.rank: "Can be true of a firm. It says nothing of a device.",
}
# What an editor is told when our own words go too far.
RULE = (
    "Only a PMA is an approval, and no regulator certifies a device. A 510(k) number does not denote approval, and to "
    "suggest so is misbranding (21 CFR 807.97); neither does registration (21 CFR 807.39). Better words are “510(k) "
    "cleared”, “De Novo granted”, “registered only”."
)
_REGULATOR = r"(?:u\.?s\.?\s*)?f\.?\s*d\.?\s*a\.?"

# "Dermatologist approved", "CE certified": somebody else's word, which is none of a device register's. Together with
# FDA ("FDA and CE approved") it is a claim of both.
_OF_OTHERS = (
    rf"({_REGULATOR}[\s,/&-]*(?:and\s+)?)?(?<!\w)(?:dermatolog\w+|doctor|physician|clinic\w+|expert|beautician|"
    r"a?esthetician|celebrity|editor|customer|user|ce|iso|iec|rohs|ul|vegan)[\s-]*"
    r"(?:approv\w+|certif\w+|endors\w+|clear\w+|regist\w+|listed)"
)


def claimed_rank(wording):
    """Return the rank of the strongest regulatory word that `wording` claims, 0 when it claims none."""
    return max(claimed_ranks(wording), default=0)


def claimed_ranks(wording):
    """Return the ranks of the regulatory words that `wording` claims, the strongest first; a denial claims nothing."""
    wording = re.sub(_OF_OTHERS, lambda found: found.group() if found.group(1) else " ", wording, flags=re.I)
    ranks = []
    for pattern, rank in _WORDS:
        asserted = re.sub(_DENIAL % pattern, " ", wording, flags=re.I)
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", asserted, re.I):
            ranks.append(rank)
    return ranks


def without_claims(wording):
    """Return `wording` without regulators and their words, FDA's or others': what is left may name a device."""
    words = "|".join(pattern for pattern, _ in _WORDS)
    own = rf"(?<!\w)(?:{_REGULATOR}|{words}|510\s*\(?\s*k\)?)(?!\w)"
    return re.sub(own, " ", re.sub(_OF_OTHERS, " ", wording, flags=re.I), flags=re.I)


def of_others(wording):
    """Return the phrases of `wording` that are somebody else's word and none of FDA's, such as "CE certified"."""
    return [found.group().strip() for found in re.finditer(_OF_OTHERS, wording, re.I) if not found.group(1)]


def verdict(wording, status_slug):
    """Return whether the claim `wording` stands against the status that is known.

    A claim weaker than the record matches it. With nothing known the verdict is not-checked, except for words
    that no record could carry ("FDA certified").
    """
    rank = claimed_rank(wording)
    if rank == _BEYOND_ANY_RECORD:
        return OVERSTATES
    if not rank or status_slug == statuses.NOT_CHECKED.slug:
        return NOT_CHECKED
    if status_slug == statuses.NONE_FOUND.slug:
        return NO_RECORD
    return OVERSTATES if rank > statuses.STATUSES[status_slug].rank else MATCHES


def confirmation(phrases):
    """Return how a history says that somebody let `phrases` stand."""
    return "Words confirmed: " + ", ".join(f"“{phrase}”" for phrase in dict.fromkeys(phrases))


def says_too_much(text, *, approved):
    """Return the phrases of our own `text` that say "FDA approved", "FDA certified" or the like.

    `approved` says whether an approved authorization is linked; then only certification and endorsement are listed.
    """
    strong = _WORDS[0][0] if approved else f"{_WORDS[0][0]}|{_WORDS[1][0]}"
    asserted = re.sub(_DENIAL % strong, lambda m: " " * len(m.group()), text, flags=re.I)
    before = rf"{_REGULATOR}[\s,’'s-]*(?:ha[sd]\s+|have\s+)?(?:{strong})"
    after = rf"(?:{strong})\s+(?:by|from)\s+(?:the\s+)?{_REGULATOR}"
    return [match.group().strip() for match in re.finditer(rf"(?<!\w)(?:{before}|{after})(?!\w)", asserted, re.I)]
