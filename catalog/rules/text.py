"""Folding text so that a search finds what a reader means."""

import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark.
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})

# Characters that show nothing or turn the reading direction: they can make two different texts look alike.
_INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def fold(text):
    """Return `text` in lower case, without accents and with single spaces: "NūFACE  Mini" → "nuface mini"."""
    if text.isascii():  # nearly every name: nothing to decompose
        return " ".join(text.lower().split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(bare.casefold().translate(_UNDECOMPOSED).split())


def squeeze(text):
    """Return the folded `text` with letters and digits only: "K 181-008" → "k181008"."""
    return "".join(c for c in fold(text) if c.isalnum())


def describe_character(character):
    """Name one character for an error message, without printing it when it cannot be seen."""
    name = unicodedata.name(character, "unnamed character")
    code = f"U+{ord(character):04X}"
    if unicodedata.category(character) in _INVISIBLE_CATEGORIES or character.isspace():
        return f"{name} ({code})"
    return f"“{character}” {name} ({code})"


def first_hidden_character(text, *, allow="\n\r\t"):
    """Return the first invisible or direction-turning character of `text`, or "" when there is none."""
    return next((c for c in text if c not in allow and unicodedata.category(c) in _INVISIBLE_CATEGORIES), "")


def drop_hidden(text, *, allow=""):
    """Return `text` without invisible and direction-turning characters, but for those in `allow`."""
    return "".join(c for c in text if c in allow or unicodedata.category(c) not in _INVISIBLE_CATEGORIES)
