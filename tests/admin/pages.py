"""Filling in the admin's forms as a browser would: what a page shows is what is sent back."""

from html.parser import HTMLParser

from django.urls import reverse

from tests.factories import make_user


def signed_in(client, role="verifier"):
    """Sign a new member of staff in and return them."""
    user = make_user(role=role)
    client.force_login(user)
    return user


def address(name, *args):
    return reverse(f"admin:catalog_{name}", args=args)


class _Form(HTMLParser):
    """Collects the values of every control; a select gives its selected options."""

    def __init__(self):
        super().__init__()
        self.values, self._select, self._area = {}, "", ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""
        elif tag == "option" and "selected" in given and self._select:
            self.values.setdefault(self._select, []).append(given.get("value", ""))
        elif tag == "input" and name:
            self._take_input(name, given)

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area:
            self.values[self._area] += data.removeprefix("\n")

    def _take_input(self, name, given):
        kind = given.get("type", "text")
        if kind in ("checkbox", "radio"):
            if "checked" in given:
                self.values.setdefault(name, []).append(given.get("value", "on"))
        elif kind not in ("submit", "file", "button"):
            self.values[name] = given.get("value", "")


def filled(response):
    """Return what the page's forms would send as they stand, without the empty template rows."""
    parser = _Form()
    parser.feed(response.content.decode())
    return {name: value for name, value in parser.values.items() if "__prefix__" not in name and name != "q"}


def submit(client, url, **typed):
    """Open a page, type into its form, save it; returns the answer."""
    return client.post(url, filled(client.get(url)) | typed)


def add_row(form, prefix, **typed):
    """Put one more row into an inline's part of a filled form, as the page's script does."""
    place = int(form[f"{prefix}-TOTAL_FORMS"])
    form[f"{prefix}-TOTAL_FORMS"] = str(place + 1)
    form.update({f"{prefix}-{place}-{name}": value for name, value in typed.items()})
    return form


def text_of(response):
    return response.content.decode()
