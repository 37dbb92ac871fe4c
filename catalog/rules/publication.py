"""The states of a device and who may move it from one to the next."""

DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = "draft", "in_review", "published", "withdrawn"

STATE_LABELS = {DRAFT: "Draft", IN_REVIEW: "In review", PUBLISHED: "Published", WITHDRAWN: "Withdrawn"}

EDIT, PUBLISH = "change_device", "publish_device"

# (from, to) → the permission that the move asks for. What is not here is not allowed to anybody.
TRANSITIONS = {
    (DRAFT, IN_REVIEW): EDIT,
    (IN_REVIEW, DRAFT): EDIT,
    (DRAFT, PUBLISHED): PUBLISH,
    (IN_REVIEW, PUBLISHED): PUBLISH,
    (PUBLISHED, WITHDRAWN): PUBLISH,
    (WITHDRAWN, PUBLISHED): PUBLISH,
}


def permission_for(old, new):
    """Return the permission that a move asks for. Raises ValueError, in words, for a move that nobody may make."""
    try:
        return TRANSITIONS[old, new]
    except KeyError:
        raise ValueError(
            f"A device that is {STATE_LABELS[old].lower()} cannot become {STATE_LABELS[new].lower()}."
        ) from None


def may_be_deleted(state, *, was_published):
    """Whether a device may vanish: only what no visitor has ever seen."""
    return state in (DRAFT, IN_REVIEW) and not was_published
