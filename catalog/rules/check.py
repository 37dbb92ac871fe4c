"""What somebody has pasted into the page that checks a number or a claim: numbers, codes, claims, perhaps a name."""

import re
from dataclasses import dataclass

from catalog.rules import claims
from catalog.rules.authorities import (
    ESTABLISHMENT,
    PRODUCT_CODE,
    REGULATION,
    Number,
    NumberError,
    parse_number,
)
from catalog.rules.text import describe_character, first_hidden_character

MAX_CHARACTERS = 100

_AROUND = " \t\r\n.,;:!?()[]\"'“”‘’"
# Three letters that are words of the field, or of everyday English, and no product code.
_NO_CODES = set("FDA PMA HDE UDI OTC CFR EMS LED NOT AND THE FOR".split())
_FILLERS = set(
    "is are was has been by from of the a an it its this that my and for with to says no not number device isn't isn’t "
    "pending submitted applied awaiting application".split()
)
_REGULATION_LIKE = re.compile(r"(?:21\s*CFR\s*(?:§\s*)?)?([0-9]{3}\.[0-9]+)", re.I)
# What is meant for a number, well or badly typed; the grammar of `authorities` then says what is wrong with it.
_NUMBER_LIKE = re.compile(
    r"K[0-9]{5}[A-Z]|#?(?:510\(?K\)?)?(?:BK|BP|DEN|[KPNH])?[0-9OIL]*[0-9]{2}[0-9OIL]*(?:/?S?[0-9]{0,4})", re.I | re.A
)
_LEAST_DIGITS = 4


@dataclass(frozen=True)
class Pasted:
    """What a text holds, as far as its shape tells; "" and () stand for nothing.

    `refusal` says what is wrong with something that was meant for a number, `claimed` are the ranks of FDA's words in
    it, `others` the phrases that are somebody else's word, and `name` is what is left. `is_denial` and `is_pending`
    say that it speaks of a decision of FDA's that was not made, or is only waited for.
    """

    numbers: tuple[Number, ...] = ()
    refusal: str = ""
    product_code: str = ""
    regulation: str = ""
    establishment: str = ""
    claimed: tuple[int, ...] = ()
    others: tuple[str, ...] = ()
    name: str = ""
    is_denial: bool = False
    is_pending: bool = False

    @property
    def speaks_of_a_decision(self):
        """Whether it speaks of a decision of FDA's at all: claims, denies or awaits one."""
        return bool(self.claimed or self.is_denial or self.is_pending)

    @property
    def is_nothing_known(self):
        """Whether nothing but a possible name was found in it."""
        return self == Pasted(name=self.name)


def refuse_text(text):
    """Return why `text` is not looked at, as a sentence for who typed it; "" when it is."""
    if len(text) > MAX_CHARACTERS:
        return f"Paste at most {MAX_CHARACTERS} characters: these are {len(text)}."
    if hidden := first_hidden_character(text):
        return f"It holds a character that cannot be seen: {describe_character(hidden)}. Type it by hand."
    return ""


def read_pasted(text):
    """Return the Pasted that `text` (at most MAX_CHARACTERS, nothing hidden) holds."""
    words = [word for word in (piece.strip(_AROUND) for piece in text.split()) if word]
    if single := _single(" ".join(words)):
        return single
    numbers, rest = _numbers(words)
    refusal, rest = ("", rest) if numbers else _refused(rest)
    regulation = next(filter(REGULATION.fullmatch, rest), "")
    establishment = next(filter(ESTABLISHMENT.fullmatch, rest), "")
    return Pasted(
        numbers=tuple(dict.fromkeys(numbers)),
        refusal=refusal,
        regulation=regulation,
        establishment=establishment,
        claimed=tuple(claims.claimed_ranks(text)),
        others=tuple(claims.of_others(text)),
        name=_name(word for word in rest if word not in (regulation, establishment)),
        is_denial=claims.is_denial(text),
        is_pending=claims.is_pending(text),
    )


def _single(whole):
    """Return the Pasted of a text that is one number or one code and nothing else, else None."""
    if number := _read(whole)[0]:
        return Pasted(numbers=(number,))
    if found := _REGULATION_LIKE.fullmatch(whole):
        return _regulation(found.group(1))
    if ESTABLISHMENT.fullmatch(whole):
        return Pasted(establishment=whole)
    code = re.sub(r"product\s*code\s*", "", whole, flags=re.I).upper()
    if PRODUCT_CODE.fullmatch(code) and code not in _NO_CODES:
        return Pasted(product_code=code, name=whole if len(whole) == len(code) else "")
    return None


def _regulation(number):
    if REGULATION.fullmatch(number):
        return Pasted(regulation=number)
    shape = "The number of a device’s regulation is three digits, a dot and four digits, such as 882.5890, zeros kept."
    return Pasted(refusal=f"“{number}” is no such number. {shape}")


def _read(text):
    """Return (the Number that `text` spells or None, why it is none or "")."""
    try:
        return parse_number(text), ""
    except NumberError as error:
        return None, str(error)


def _numbers(words):
    """Return the numbers among `words`, each spread over at most three of them, and the words that are left."""
    numbers, rest, place = [], [], 0
    while place < len(words):
        spans = [words[place : place + size] for size in (3, 2, 1)]
        number, taken = next(((n, len(span)) for span in spans if (n := _read(" ".join(span))[0])), (None, 1))
        if number:
            numbers.append(number)
        else:
            rest.append(words[place])
        place += taken
    return numbers, rest


def _refused(words):
    """Return why what is meant for a number among `words` is none, and the words that are left.

    All of them together are meant when somebody spaces a number out ("k 18100").
    """
    whole = " ".join(words)
    if _is_meant_for_a_number(whole) and not claims.claimed_ranks(whole):
        return _read(whole)[1], []
    meant = next((word for word in words if _is_meant_for_a_number(word) and not _is_code(word)), "")
    return (_read(meant)[1], [word for word in words if word != meant]) if meant else ("", words)


def _is_code(word):
    return bool(ESTABLISHMENT.fullmatch(word) or REGULATION.fullmatch(word))


def _is_meant_for_a_number(text):
    """Whether a text has the look of a premarket number, in whatever alphabet its letters and digits are."""
    bare = re.sub(r"[\s-]", "", text)
    digits = sum(character.isdecimal() for character in bare)
    if bare.isascii():
        return bool(_NUMBER_LIKE.fullmatch(bare)) and digits >= _LEAST_DIGITS + bare.isdecimal()
    return digits >= _LEAST_DIGITS and len(bare) - digits <= _LEAST_DIGITS


def _name(words):
    """Return what is left of `words` for a name once claims and filling words are gone."""
    left = claims.without_claims(" ".join(words)).split()
    named = [word for piece in left if any(map(str.isalnum, word := piece.strip(_AROUND)))]
    return " ".join(word for word in named if word.lower() not in _FILLERS)
