"""Links out of the admin: a regulator's page is always one click away, and learns nothing of where it came from."""

from django.utils.html import format_html, format_html_join

from catalog.rules.authorities import NumberError

_OUT = '<a href="{}" target="_blank" rel="nofollow noopener external">{}</a>'


def out(address, text):
    """Return a link to another site that opens in a new tab; the bare text when there is no address."""
    return format_html(_OUT, address, text) if address else text


def official(record, text=""):
    """Return the link to the regulator's page of an Authorization, by default under its number."""
    try:
        return out(record.official_address, text or record.number)
    except NumberError:
        return record.number


def official_list(records):
    """Return the official links of several records, one a line."""
    return format_html_join(", ", "{}", ((official(record),) for record in records))
