"""What a text claims of a regulator, and whether the record bears it out."""

import re

from catalog.rules import statuses
from catalog.rules.spelling import nearest, slips_forgiven

MATCHES, OVERSTATES, NO_RECORD, NOT_CHECKED = "matches", "overstates", "no-record", "not-checked"
OF_THE_FIRM, NO_DECISION = "of-the-firm", "no-decision"

VERDICT_LABELS = {
    MATCHES: "Does not go beyond the record",
    OVERSTATES: "Overstates the record",
    NO_RECORD: "No record found for it",
    NOT_CHECKED: "Not checked against the record",
    OF_THE_FIRM: "Says nothing of the device",
    NO_DECISION: "Claims no decision",
}

# A text without any of these says nothing that `says_too_much` finds: to narrow a search in a database. They stop short
# of letters that have look-alikes in the eyes of a pattern that disregards case (ſ, ı).
STEMS = ("approv", "aprov", "cert", "endor", "pma")

# No regulator certifies or endorses a device, so such a word overstates whatever record there is.
_BEYOND_ANY_RECORD = 99

_CERTIFIED = r"certif(?:ied|ication|icates?)|endors(?:ed|ement)"
_WORDS = (
    (_CERTIFIED, _BEYOND_ANY_RECORD),
    (r"approv(?:ed|al)|pma", statuses.APPROVED.rank),
    (r"de[\s-]*novo", statuses.GRANTED.rank),
    # "Granted" alone is no De Novo: "granted 510(k) clearance" is everyday English. "510(k) exempt" claims no decision.
    (r"clear(?:ed|ance)|granted|510\s*\(?\s*k\s*\)?(?![)\s-]*exempt)", statuses.CLEARED.rank),
    (r"exempt|listed|listing", statuses.EXEMPT.rank),
    (r"registered|registration", statuses.REGISTERED.rank),
)
# "not FDA approved", "isn't approved", "never been approved", "exempt from clearance": a denial is no claim. It reaches
# over three words, but not over one that turns it round: "not approved but cleared", "not only cleared".
_NEGATION = (
    r"not|never|no|nor|neither|without|cannot|(?:is|was|are|were|has|have|does|do)n[’']t|"
    r"(?:rather|other|less)\s+than|instead\s+of|different\s+from|short\s+of|unlike"
)
_REACH = r"(?:[\s-]+(?!(?:but|and|only|just|merely)\b)[\w()'’]+){0,3}[\s-]+(?:%s)"
_DENIAL = rf"\b(?:{_NEGATION}|exempt\s+from)\b{_REACH}"
_DENIED = rf"\b(?:{_NEGATION})\b{_REACH}(?!\w)"
# "Clearance pending", "510(k) submitted", "applied for FDA approval": what is waited for is not claimed.
_PENDING = (
    r"\b(?:pending|await(?:ing|s)?|waiting\s+for|seek(?:ing|s)?|appl(?:ied|ying|ication)\s+for|filed\s+for|submitted)\b"
    rf"{_REACH}(?:[\s-]+(?:%s))*(?!\w)"
    r"|(?<!\w)(?:%s)(?:[\s-]+(?:510\s*\(?\s*k\s*\)?|clearance|approval|application|submission|review|status|number|"
    r"is|are|was|has|have|been|being|still|now|currently))*"
    r"[\s-]+(?:pending|submitted|filed|awaited|expected|applied\s+for|in\s+progress|under\s+(?:way|review))\b"
)
# Words of claims in which a slip is forgiven, and words of everyday English that lie one slip away.
_WELL_SPELT = ("approved", "approval", "cleared", "clearance", "certified", "registered", "registration")
_OTHER_WORDS = ("clearer", "cleaned", "cleaved")
# Rank → what its words claim. The label of a status says more than a claim does: "registered only".
CLAIMED = {
    _BEYOND_ANY_RECORD: "certified, endorsed",
    statuses.APPROVED.rank: "approved",
    statuses.GRANTED.rank: "De Novo granted",
    statuses.CLEARED.rank: "cleared",
    statuses.EXEMPT.rank: "exempt, listed",
    statuses.REGISTERED.rank: "registered",
}
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

# How our own texts may say it: with the usual slip, and of a decision as well as of who decides.
_APPROVED = r"ap{1,2}rov(?:ed|als?)"
_DECIDING = rf"(?:{_REGULATOR}|food\s+and\s+drug\s+administration|510\s*\(?\s*k\s*\)?|k[0-9]{{6}})"
_APART = r"[\s,:/&'\"()-]+"
_BETWEEN = rf"(?:(?!(?:but|only|{_DECIDING})(?!\w))[\w']+{_APART}){{0,4}}"
_PLAIN_MARKS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | dict.fromkeys("’‘", "'") | dict.fromkeys("“”", '"')
)


def claimed_rank(wording):
    """Return the rank of the strongest regulatory word that `wording` claims, 0 when it claims none."""
    return max(claimed_ranks(wording), default=0)


def claimed_ranks(wording):
    """Return the ranks of the regulatory words that `wording` claims, the strongest first.

    A denial claims nothing, nor does what is only waited for. One slip in a word is forgiven.
    """
    wording = _of_fda(wording)
    ranks = []
    for pattern, rank in _WORDS:
        asserted = re.sub(_pending(pattern), " ", re.sub(_DENIAL % pattern, " ", wording, flags=re.I), flags=re.I)
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", asserted, re.I):
            ranks.append(rank)
    return ranks


def is_denial(wording):
    """Whether `wording` denies a decision of FDA's: "not FDA approved"."""
    return any(re.search(_DENIED % pattern, _of_fda(wording), re.I) for pattern, _ in _WORDS)


def is_pending(wording):
    """Whether `wording` says that a decision of FDA's is waited for: "clearance pending"."""
    return any(re.search(_pending(pattern), _of_fda(wording), re.I) for pattern, _ in _WORDS)


def _pending(pattern):
    return _PENDING.replace("%s", pattern)


def _of_fda(wording):
    """Return `wording` well spelt and without the words of others than FDA."""
    return re.sub(_OF_OTHERS, lambda found: found.group() if found.group(1) else " ", respelt(wording), flags=re.I)


def respelt(wording):
    """Return `wording` with one slip mended in each of the words that claim something: "aproved" → "approved"."""
    return re.sub(r"[^\W\d_]{6,}", lambda found: _respelt(found.group()), wording)


def _respelt(word):
    bare = word.lower()
    if bare in _OTHER_WORDS or not slips_forgiven(bare):
        return word
    return next(iter(nearest(bare, _WELL_SPELT, most=1)), word)


def without_claims(wording):
    """Return `wording` without regulators and their words, FDA's or others': what is left may name a device."""
    words = "|".join(pattern for pattern, _ in _WORDS)
    own = rf"(?<!\w)(?:{_REGULATOR}(?:['’]s)?|{words}|510\s*\(?\s*k\)?)(?!\w)"
    return re.sub(own, " ", re.sub(_OF_OTHERS, " ", respelt(wording), flags=re.I), flags=re.I)


def of_others(wording):
    """Return the phrases of `wording` that are somebody else's word and none of FDA's, such as "CE certified"."""
    return [found.group().strip() for found in re.finditer(_OF_OTHERS, wording, re.I) if not found.group(1)]


def verdict(wording, status_slug):
    """Return whether the claim `wording` stands against the status that is known.

    A claim weaker than the record matches it, but for registration: it is of the firm, so no decision on a device
    bears it. With nothing known the verdict is not-checked, except for words that no record could carry ("FDA
    certified"). What is denied or only waited for claims no decision.
    """
    rank = claimed_rank(wording)
    if rank == _BEYOND_ANY_RECORD:
        return OVERSTATES
    if not rank:
        return NO_DECISION if is_denial(wording) or is_pending(wording) else NOT_CHECKED
    if status_slug == statuses.NONE_FOUND.slug:
        return NO_RECORD
    if rank == statuses.REGISTERED.rank and status_slug != statuses.REGISTERED.slug:
        return OF_THE_FIRM
    if status_slug == statuses.NOT_CHECKED.slug:
        return NOT_CHECKED
    return OVERSTATES if rank > statuses.STATUSES[status_slug].rank else MATCHES


def confirmation(phrases):
    """Return how a history says that somebody let `phrases` stand."""
    return "Words confirmed: " + ", ".join(f"“{phrase}”" for phrase in dict.fromkeys(phrases))


def says_too_much(text, *, approved):
    """Return the phrases of our own `text` that say "FDA approved", "FDA certified" or the like.

    They are found over up to four words ("FDA has since fully approved it"), and beside a 510(k) or its number as well.
    `approved` says whether an approved authorization is linked; then only certification and endorsement are listed.
    """
    strong = _CERTIFIED if approved else f"{_CERTIFIED}|{_APPROVED}"
    before = rf"{_DECIDING}(?:'s)?{_APART}{_BETWEEN}(?:{strong})"
    after = rf"(?:{strong}){_APART}{_BETWEEN}(?:by|from|of|under|through|via|with|per)\s+(?:the\s+|an?\s+)?{_DECIDING}"
    pma = "" if approved else rf"|{_REGULATOR}(?:'s)?[\s,-]*pma"
    # Every replacement is as long as what it replaces: a phrase is found where it stands in `text`.
    plain = text.translate(_PLAIN_MARKS)
    asserted = re.sub(_DENIAL % strong, lambda m: " " * len(m.group()), plain, flags=re.I)
    found = re.finditer(rf"(?<!\w)(?:{before}|{after}{pma})(?!\w)", asserted, re.I)
    return [text[match.start() : match.end()].strip() for match in found]
