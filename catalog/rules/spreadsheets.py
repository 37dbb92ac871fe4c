"""The formula guard: text that a spreadsheet would run is marked with one apostrophe, and back.

Reversible on purpose: a cell that already begins with an apostrophe gets one as well, so stripping exactly one
gives the text back whatever it was.
"""

# The two flavours of a table: guarded and with a byte order mark, or as it is.
SPREADSHEET, DATA = "spreadsheet", "data"

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", "'")


def guard(text):
    """Return `text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_STARTS) else text


def unguard(text):
    """Return what `guard` was given."""
    return text[1:] if text.startswith("'") else text
