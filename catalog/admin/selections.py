"""What was chosen in a list, as far as one page can show it: nothing is left out without saying so."""

from django.contrib import messages


def first_of(request, queryset, most):
    """Return the first `most` rows that were chosen, as a list; tell the editor when there were more.

    “Select all” chooses rows of other pages of the list too. No action does anything by itself: each leads to a page
    that shows every row that it is about, and asks.
    """
    chosen = queryset.count()
    if chosen > most:
        messages.warning(
            request,
            f"You chose {chosen:,}. At most {most} are worked at once: here are the first {most}; nothing happens to "
            "the others.",
        )
    return list(queryset[:most])
