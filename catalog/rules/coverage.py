"""How much of a device its records cover. A number may cover one function, or a family, and not the product."""

WHOLE, MICROCURRENT, OTHER, NOT_STATED = "whole", "microcurrent", "other", "not-stated"
EXACT, FAMILY, REBADGED, INFERRED = "exact", "family", "rebadged", "inferred"

_OF_FAMILY = "the record names its family, not this model"


def coverage(links):
    """Return what must be said beside a status about how far it reaches; "" when it reaches the whole of this model.

    `links` are (scope, covers) of the records that the status rests on, in the slugs above.
    """
    covered = {covers for _, covers in links}
    by_family = {scope for scope, _ in links} == {FAMILY}
    if not links or WHOLE in covered:
        extent = ""
    elif MICROCURRENT in covered:
        extent = "covers its microcurrent function only"
    else:
        extent = "how much of the device this covers is not stated"
    parts = [part for part in (extent, _OF_FAMILY if by_family else "") if part]
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:]
