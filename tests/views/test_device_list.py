"""The list as a stranger reads it: its markup, its numbers, and what it says about itself."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from django.contrib.staticfiles import finders

from catalog.models import Device
from tests import crowd, factories

MOST_SCRIPT, MOST_PAGE = 40_000, 60_000  # bytes, compressed


class Outside(HTMLParser):
    """Collects of a page what anyone can check: its total, its devices, its facet values, its scripts and links."""

    def __init__(self, html):
        super().__init__()
        self.total, self.devices, self.values, self.scripts, self.links = None, [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.total = given.get("data-total", self.total)
        self.devices += [given["data-device"]] if "data-device" in given else []
        self.values += [attrs] if "data-facet" in given else []
        self.scripts += [given["src"]] if tag == "script" else []
        self.links += [given["href"]] if tag == "a" else []


@pytest.fixture
def trinity(db):
    device = factories.make_device("Trinity", number="K181008", max_current_ua=400, areas=["face"])
    factories.make_price(device, "325.00", seen_on="2020")
    return factories.publish(device)


def read(client, query="", status=200):
    response = client.get(f"/devices/?{query}")
    assert response.status_code == status
    return response.content.decode()


def plain(html):
    """The words of a page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main")[1]).split())


@pytest.mark.parametrize("query", ["", "power=solar&price_max=300", "q=zurich&price=not-stated"])
def test_whoever_parses_the_page_can_check_every_number_on_it(client, db, query):
    crowd.make_crowd(12)
    page = Outside(read(client, query))
    assert int(page.total) == len(page.devices)
    assert page.values
    for attrs in page.values[::6]:  # each is a page of its own
        (first, facet), (second, value), (third, count) = attrs[:3]
        assert (first, second, third) == ("data-facet", "data-value", "data-count")
        others = [pair for pair in parse_qsl(query) if pair[0] != facet]
        assert Outside(read(client, urlencode([*others, (facet, value)]))).total == count, (facet, value)


def test_a_value_that_gives_nothing_stays_and_cannot_be_chosen(client, trinity):
    page = read(client)
    item = page.split('data-facet="status" data-value="approved" data-count="0"')[1].split("</li>")[0]
    assert "disabled" in item
    chosen = read(client, "status=approved").split('data-value="approved" data-count="0"')[1].split("</li>")[0]
    assert "checked" in chosen
    assert "disabled" not in chosen


def test_a_long_list_of_values_folds_but_never_over_a_chosen_one(client, db):
    for place in range(11):
        factories.make_device(brand=factories.make_brand(f"Brand {place:02}"), state="published")
    folded = re.search(
        r'<details class="rest">\s*<summary>Show all 11</summary>(.*?)</details>', read(client), re.DOTALL
    )
    assert 'value="brand-10"' in folded[1]
    opened = re.search(
        r'<details class="rest" open>\s*<summary>Show all 11</summary>(.*?)</details>',
        read(client, "brand=brand-10"),
        re.DOTALL,
    )
    assert 'value="brand-10" checked' in opened[1]


def folds(page):
    """The groups that stand open, and {group: what its title says of it}."""
    groups = re.findall(r'<details class="fold" id="fold-(\w+)"( open)?>\s*<summary>(.*?)</summary>', page, re.DOTALL)
    titles = {name: " ".join(re.sub("<[^>]+>", " ", title).split()) for name, _, title in groups}
    return [name for name, is_open, _ in groups if is_open], titles


@pytest.mark.parametrize(
    ("query", "chosen"), [("", []), ("power=mains", ["power"]), ("current_max=500&q=x", ["current"])]
)
def test_what_most_come_for_stands_open_and_what_is_chosen_too(client, trinity, query, chosen):
    assert sorted(folds(read(client, query))[0]) == sorted(["status", "check", "price", *chosen])


@pytest.mark.parametrize(
    ("query", "wrong"),
    [("price_min=1e9", "price"), ("currency=gold", "price"), ("minutes_max=x", "minutes"), ("power=steam", "power")],
)
def test_only_the_group_at_fault_stands_open_and_the_others_say_what_is_chosen(client, trinity, query, wrong):
    opened, titles = folds(read(client, f"{query}&area=face&area=not-stated&current_max=400", status=400))
    assert opened == [wrong]
    assert titles["area"] == "Area of use 2 chosen Face, Not stated"
    assert titles["current"] == "Largest current 1 chosen At most (µA): 400"


def test_a_wrong_search_or_page_folds_nothing_away(client, trinity):
    assert folds(read(client, "page=x&power=mains", status=400))[0] == ["status", "check", "price", "power"]


def test_a_status_says_for_how_many_a_check_of_ours_counts(client, trinity):
    bear = factories.make_device("Bear", number="K202020", state="published")
    factories.make_verification(factories.make_finding(bear))
    factories.make_device("Mini", state="published")

    def words(value, query=""):
        item = read(client, query).split(f'data-facet="status" data-value="{value}"')[1].split("</li>")[0]
        return re.sub("<[^>]+>", "", item.split(">", 1)[1]).strip()

    assert words("cleared") == "510(k) cleared 1 checked by us 2"
    assert words("cleared", "check=unverified") == "510(k) cleared none checked by us 1"
    assert words("not-checked") == "Not checked 1"
    assert words("approved") == "PMA approved 0"


@pytest.mark.parametrize(
    ("facet", "values"),
    [
        ("status", ["not-checked", "none-found"]),
        ("check", ["unverified"]),
        *(
            (facet, ["not-stated"])
            for facet in "price current minutes modality area feature app supply availability".split()
        ),
        *((facet, ["not-stated", "not-applicable"]) for facet in "power medium".split()),
    ],
)
def test_each_kind_of_gap_can_be_chosen_in_its_facet(client, trinity, facet, values):
    page = read(client)
    assert all(f'data-facet="{facet}" data-value="{value}"' in page for value in values)


@pytest.mark.parametrize("facet", "status check price current minutes modality area medium supply".split())
def test_a_filter_in_the_words_of_the_trade_explains_itself(client, trinity, facet):
    group = read(client).split(f'id="facet-{facet}"')[1].split("</fieldset>")[0]
    assert re.search(rf'^ aria-describedby="hint-{facet}"', group)
    assert re.search(rf'<p class="hint" id="hint-{facet}">[^<]{{20,}}</p>', group)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "1 device is listed."),
        ("status=cleared", "1 device matches these filters."),
        ("q=trinity", "1 device matches this search."),
        ("status=approved", "No device matches these filters."),
        ("q=zzz", "No device matches this search."),
        ("price_max=cheap", "Nothing is listed: some of the filters cannot be used."),
    ],
)
def test_the_number_of_results_is_a_whole_phrase_in_the_status(client, trinity, query, words):
    page = client.get(f"/devices/?{query}").content.decode()
    assert re.search(r'<p class="total" id="total" role="status"[^>]*>([^<]+)</p>', page)[1] == words


def test_a_chip_drops_what_it_names_and_clearing_keeps_search_and_order(client, trinity):
    page = read(client, "q=trinity&status=cleared&price_max=400&sort=price").replace("&amp;", "&")
    dropping = (
        '<a class="chip" href="/devices/?q=trinity&price_max=400&sort=price"><span class="vh">Remove filter </span>'
    )
    assert f"{dropping}FDA status: 510(k) cleared" in page
    assert '<a class="clear" href="/devices/?q=trinity&sort=price">Clear filters</a>' in page


def test_a_limit_says_what_it_leaves_out_for_want_of_a_number(client, trinity):
    factories.make_device("Mini", state="published", power="mains")
    page = read(client, "price_max=400&compare=nuface-mini").replace("&amp;", "&")
    assert "1 more matches, but no price in USD is known for it." in plain(page)
    assert '<a href="/devices/?price=not-stated&compare=nuface-mini">Show it</a>' in page
    assert read(client, "price_max=400&current_min=1").count('class="left-out"') == 0
    assert read(client, "current_min=500&power=mains").count("no largest current is stated for it") == 1
    assert 'class="left-out"' not in read(client, "price_max=400&price=stated")


def test_an_empty_list_names_what_can_be_dropped_and_what_that_gives(client, trinity):
    page = plain(read(client, "q=trinity&status=approved"))
    assert "Without “Search: trinity” : 0 devices" in page
    assert "Without “FDA status: PMA approved” : 1 device" in page


def test_a_search_that_finds_nothing_can_be_cleared_or_looked_up(client, trinity):
    page = read(client, "q=zz+9&compare=nuface-trinity")
    assert 'href="/devices/?compare=nuface-trinity">Clear the search</a>' in page
    assert 'href="/check/?q=zz%209">Check this name or number</a>' in page
    assert "Clear the search" not in read(client, "q=zz+9&status=approved")


@pytest.mark.parametrize(("query", "status"), [("status=approved", 200), ("price_max=cheap", 400), ("page=x", 400)])
def test_where_nothing_is_listed_no_order_is_asked_and_the_one_chosen_is_kept(client, trinity, query, status):
    page = read(client, f"{query}&sort=price", status)
    assert 'id="order"' not in page
    assert '<input type="hidden" form="filters" name="sort" value="price">' in page


def test_a_wrong_order_can_be_mended_where_it_is_asked(client, trinity):
    assert 'id="error-sort"' in read(client, "sort=x", status=400)


def test_the_order_is_said_to_be_unpaid(client, trinity):
    assert "Nobody pays for a place in this list." in read(client)


@pytest.mark.parametrize("query", ["", "status=cleared", "q=trinity&page=1"])
def test_every_list_names_the_whole_one_as_the_canonical_page(client, trinity, query):
    assert '<link rel="canonical" href="http://testserver/devices/">' in read(client, query)


def test_a_result_says_why_it_was_found_when_its_name_does_not(client, trinity):
    assert "Found by number: K181008" in read(client, "q=k+181-008")
    assert "Similar spelling: Trinity" in read(client, "q=trinty")
    assert 'class="why"' not in read(client, "q=trinity")


def test_a_search_that_finds_nothing_asks_what_was_meant_and_keeps_the_filters(client, trinity):
    factories.make_device("Mini", state="published")
    page = read(client, "q=trinitty+mini+xylophone&power=not-stated&compare=nuface-mini").replace("&amp;", "&")
    assert 'Did you mean <a href="/devices/?q=mini&power=not-stated&compare=nuface-mini">mini</a> (1 device)' in page


def test_a_number_that_finds_nothing_is_not_guessed_and_that_is_said(client, trinity):
    page = read(client, "q=K181009")
    assert Outside(page).devices == []
    assert "A number is never guessed" in page
    assert "Did you mean" not in page


def test_a_wrong_value_stands_beside_its_field_and_stays_in_it(client, trinity):
    page = read(client, "price_max=1_000", status=400)
    assert re.search(r'id="error-price_max"><p>Write plain digits', page)
    assert re.search(
        r'name="price_max" value="1_000"[^>]* aria-invalid="true" aria-describedby="error-price_max"', page
    )
    assert "data-count" not in page


def test_a_search_for_a_matter_of_health_leads_to_the_caution_and_guesses_no_device(client, db):
    factories.make_device("FaceMaster", state="published")
    factories.make_contraindication("pacemaker", name="Pacemaker")
    page = read(client, "q=pacemaker")
    assert '<a href="/safety/?applies=pacemaker">Pacemaker</a>' in page
    assert "Did you mean" not in page


def test_a_search_for_a_claim_leads_to_the_check(client, trinity):
    page = read(client, "q=fda+approved")
    assert '<a href="/check/?q=fda%20approved">What the claim is worth</a>' in page


def test_an_address_answers_htmx_as_it_answers_anyone(client, trinity):
    plain, live = client.get("/devices/?q=mini"), client.get("/devices/?q=mini", headers={"hx-request": "true"})
    assert live.content == plain.content
    assert live.headers.get("Vary") == plain.headers.get("Vary")


def test_the_scripts_of_the_list_are_small_and_deferred(client, trinity):
    page = read(client)
    scripts = Outside(page).scripts
    files = [Path(finders.find(source.removeprefix("/static/"))).read_bytes() for source in scripts]
    assert scripts
    assert len(re.findall(r'<script src="[^"]+" defer></script>', page)) == len(scripts)
    assert sum(len(gzip.compress(file)) for file in files) < MOST_SCRIPT


def test_a_full_page_of_the_list_is_light(client, db):
    crowd.make_crowd(40)
    assert Device.objects.published().count() > 24
    assert len(gzip.compress(client.get("/devices/").content)) < MOST_PAGE
