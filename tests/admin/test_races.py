"""Two editors who save at the same moment: on either engine nothing is overwritten unseen, and nothing made twice.

Real threads, each a browser of its own with its own connection, start together; `make prove` runs a thousand races.
"""

import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from catalog.models import Brand, Device, Price
from tests.admin.pages import add_row, address, filled
from tests.factories import make_brand, make_device, make_finding, make_price, make_user

RACES = 1000 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 12
pytestmark = pytest.mark.django_db(transaction=True)


class Browser:
    """A signed-in editor in a thread of their own."""

    def __init__(self):
        self.client = Client()
        self.client.force_login(make_user(role="editor"))
        self.thread = ThreadPoolExecutor(max_workers=1)

    def form(self, url):
        return self.thread.submit(lambda: filled(self.client.get(url))).result()

    def close(self):
        self.thread.submit(lambda: connection.close()).result()
        self.thread.shutdown()


@pytest.fixture
def browsers():
    pair = Browser(), Browser()
    yield pair
    for browser in pair:
        browser.close()


def race(browsers, url, *forms, urls=None):
    """Send a form from each browser at the same moment; return whether each was carried out."""
    start = threading.Barrier(len(browsers))

    def send(browser, url, form):
        start.wait()
        return browser.client.post(url, form)

    sent = [
        browser.thread.submit(send, browser, one, form)
        for browser, one, form in zip(browsers, urls or [url] * len(browsers), forms, strict=True)
    ]
    return [answer.result() for answer in sent]


def race_for_a_field(browsers, number):
    brand = make_brand(f"Brand {number}", note="Before")
    url = address("brand_change", brand.pk)
    forms = [browser.form(url) | {"note": f"By {place}"} for place, browser in enumerate(browsers)]
    saved = [answer.status_code == 302 for answer in race(browsers, url, *forms)]
    brand.refresh_from_db()
    return saved.count(True) == 1 and brand.note == f"By {saved.index(True)}"


def race_for_two_fields(browsers, number):
    """Different fields of one form: the second would put the old text of the other's field back."""
    brand = make_brand(f"Brand {number}", note="Before")
    url = address("brand_change", brand.pk)
    typed = {"note": "After"}, {"aliases": "After"}
    forms = [browser.form(url) | fields for browser, fields in zip(browsers, typed, strict=True)]
    saved = [answer.status_code == 302 for answer in race(browsers, url, *forms)]
    brand.refresh_from_db()
    return saved.count(True) == 1 and (brand.note == "After", brand.aliases == "After") == tuple(saved)


def race_for_a_row(browsers, number):
    """One changes a price, the other takes it out or changes it too."""
    price = make_price(make_finding().device, "100.00")
    url = address("device_change", price.device_id)
    second = {"prices-0-DELETE": "on"} if number % 2 else {"prices-0-amount": "120.00"}
    forms = [browsers[0].form(url) | {"prices-0-amount": "110.00"}, browsers[1].form(url) | second]
    saved = [answer.status_code == 302 for answer in race(browsers, url, *forms)]
    left = [str(row.amount) for row in Price.objects.filter(pk=price.pk)]
    wanted = ["110.00"] if saved[0] else [] if number % 2 else ["120.00"]
    return saved.count(True) == 1 and left == wanted


def race_of_two_pages(browsers, number):
    """The same finding from its own page and from its device's."""
    finding = make_finding(note="Before")
    urls = address("device_change", finding.device_id), address("regulatoryfinding_change", finding.pk)
    typed = {"findings-0-note": "By 0"}, {"note": "By 1"}
    forms = [b.form(url) | fields for b, url, fields in zip(browsers, urls, typed, strict=True)]
    saved = [answer.status_code == 302 for answer in race(browsers, "", *forms, urls=urls)]
    finding.refresh_from_db()
    return saved.count(True) == 1 and finding.note == f"By {saved.index(True)}"


def race_to_delete(browsers, number):
    """One deletes what the other is saving."""
    device = make_finding(make_device(note="Before")).device
    urls = address("device_change", device.pk), address("device_delete", device.pk)
    forms = [browsers[0].form(urls[0]) | {"note": "After"}, browsers[1].form(urls[1])]
    answers = race(browsers, "", *forms, urls=urls)
    deleted = answers[1].status_code == 302
    stands = Device.objects.filter(pk=device.pk, note="After").exists()
    kept = b"no longer there" in answers[0].content and b"After" in answers[0].content
    return kept and not stands if deleted else stands and answers[0].status_code == 302


def race_of_one_form(browsers, number):
    """A double click: the same form of one editor, twice at once, makes one object."""
    browsers[1].client.cookies = browsers[0].client.cookies
    url = address("brand_add")
    form = browsers[0].form(url) | {"name": f"Name {number}", "slug": f"name-{number}", "source_kind": "maker"}
    answers = race(browsers, url, form, form)
    made = Brand.objects.filter(slug=f"name-{number}").count()
    return made == 1 and [answer.status_code for answer in answers] == [302, 302]


def race_of_one_row(browsers, number):
    """The same double click on a page to which a price was added."""
    browsers[1].client.cookies = browsers[0].client.cookies
    device = make_finding().device
    url = address("device_change", device.pk)
    row = {"amount": "5.00", "currency": "USD", "kind": "list", "source_kind": "maker"}
    form = add_row(browsers[0].form(url), "prices", **row)
    answers = race(browsers, url, form, form)
    return device.prices.count() == 1 and [answer.status_code for answer in answers] == [302, 302]


LIGHT = [race_for_a_field, race_for_two_fields, race_of_one_form]
HEAVY = [race_for_a_row, race_of_two_pages, race_to_delete, race_of_one_row]  # the page of a device is long
KINDS = [*LIGHT, *LIGHT, *LIGHT, *HEAVY]


def test_nothing_is_overwritten_unseen_and_nothing_made_twice(browsers):
    dice = random.Random()
    kinds = [KINDS[number % len(KINDS)] for number in range(RACES)]
    dice.shuffle(kinds)
    cookies = [dict(browser.client.cookies) for browser in browsers]
    lost = []
    for number, kind in enumerate(kinds):
        for browser, own in zip(browsers, cookies, strict=True):
            browser.client.cookies.clear()
            browser.client.cookies.update(own)
        try:
            held = kind(browsers, number)
        except Exception as error:
            error.add_note(f"{kind.__name__}, race {number} of {RACES}")
            raise
        if not held:
            lost.append(f"{kind.__name__}, race {number}")
    assert not lost, f"{len(lost)} of {RACES}: {lost[:5]}"
