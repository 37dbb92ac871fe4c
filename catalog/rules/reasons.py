"""Why something was changed: the six reasons that a history gives, and how one is kept with each change.

A kept reason is one text: a code alone, or the code, a colon and what somebody added in their own words.
"""

from dataclasses import dataclass

NEW, REGISTER, CORRECTED, PRODUCT, PRICE, RECHECKED = "new", "register", "corrected", "product", "price", "rechecked"

LABELS = {
    NEW: "New",
    REGISTER: "Register changed",
    CORRECTED: "Our error corrected",
    PRODUCT: "Maker changed the product",
    PRICE: "Price observed",
    RECHECKED: "Re-checked, no change",
}
MAX_TEXT = 300


@dataclass(frozen=True)
class Reason:
    """A reason as it was kept; `code` is "" where a text alone was kept, or nothing."""

    code: str
    text: str

    @property
    def label(self):
        return LABELS.get(self.code, "")


def compose(code, text=""):
    """Return what is kept of a reason. Raises ValueError for a code that is none of the six."""
    if code not in LABELS:
        raise ValueError(f"“{code}” is not one of the reasons.")
    text = " ".join(text.split())
    return f"{code}: {text}" if text else code


def parse(kept):
    """Return the Reason that was kept as `kept` (a text, or None)."""
    code, _, text = (kept or "").partition(":")
    if code in LABELS:
        return Reason(code, text.strip())
    return Reason("", (kept or "").strip())


def default_for(noun, *, is_new, was_public, fills_gap=False):
    """Return the code that fits a change when nobody chose one.

    `noun` is the model's name in lower case; `fills_gap` says that nothing was there that could have been wrong. What
    no visitor has seen yet is still being entered; an observed price is never overwritten, so changing one corrects
    it like anything else.
    """
    if is_new and noun == "price":
        return PRICE
    return CORRECTED if was_public and not (is_new or fills_gap) else NEW
