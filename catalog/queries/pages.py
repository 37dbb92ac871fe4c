"""One page of a long list, as an address asks for it."""

import re

from django.core.paginator import Paginator


class PageError(ValueError):
    """A page number that is not a number."""


class PageMissing(ValueError):
    """A page past the end."""


def one_page(rows, text, per_page):
    """Return the Page of `rows` that `text` names, the first for "". Raises PageError or PageMissing."""
    if text and not re.fullmatch(r"-?[0-9]+", text):
        raise PageError("A page is a plain number, such as 2.")
    pages = Paginator(rows, per_page)
    number = int(text[:9] or 1)  # whatever is longer lies past the end all the same
    if not 1 <= number <= pages.num_pages:
        raise PageMissing(f"There are {pages.num_pages} pages.")
    return pages.page(number)
