"""Whether a recall has been taken into account: the desk asks it of all findings, a device's page of its own."""


def is_considered(looks, *, known_at, dated_from):
    """Return whether a look into the register took a recall into account.

    `looks` are [(day, moment at which it was logged)]; `known_at` is the moment at which the recall was entered here,
    `dated_from` the first day that it may bear. A look counts that was logged with the recall before the editor's
    eyes, and made no earlier than the recall itself: so a recall that is entered late, and one that a late entry of
    the log passes by, both ask for another look.
    """
    return any(logged_at > known_at and day >= dated_from for day, logged_at in looks)
