import html
import re
from datetime import date

import pytest
from django.utils import timezone

from tests import factories as make


@pytest.fixture
def devices(db):
    """Six published devices, a to f."""
    return [make.make_device(s.upper(), slug=s, state="published", number="K181008") for s in "abcdef"]


def page(client, query="", status=200, path="/compare/"):
    response = client.get(f"{path}?{query}")
    assert response.status_code == status
    return html.unescape(response.content.decode())


def test_an_empty_comparison_offers_every_published_device(client, devices):
    make.make_device("Secret", slug="secret")
    text = page(client)
    assert text.count('<select id="add-') == 2
    assert set(re.findall(r'<option value="(\w*)">', text)) == {"", *"abcdef"}


def test_the_table_has_a_caption_and_a_header_for_each_column_and_row(client, devices):
    text = page(client, "device=a&device=b")
    table = text[text.index("<table") : text.index("</table>")]
    assert "<caption" in table
    assert table.count('scope="col"') == 3
    assert table.count('scope="row"') == table.count("<tr") - 1 - table.count('scope="rowgroup"')
    assert 'role="region" aria-labelledby="comparison-caption" tabindex="0"' in text


def test_a_number_leads_to_the_register_and_every_note_to_its_source(client, devices):
    text = page(client, "device=a&device=b")
    assert 'href="https://www.accessdata.fda.gov/scripts/cdrh/cfdocs/cfpmn/pmn.cfm?ID=K181008"' in text
    noted = set(re.findall(r'href="#(source-\d+)"', text))
    assert noted
    assert noted == set(re.findall(r'id="(source-\d+)"', text))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("device=a&device=b&device=c&device=d&device=e", "At most 4 devices can stand side by side"),
        ("device=a&since=yesterday", "since"),
        ("device=a&only=best", "only"),
    ],
)
def test_wrong_input_is_answered_with_400_the_reason_and_a_way_on(client, devices, query, said):
    text = page(client, query, status=400)
    assert said in text
    assert "<table" not in text
    assert 'href="?device=a' in text


def test_missing_devices_are_named_and_a_draft_leaves_no_trace(client, devices):
    make.make_device("Hidden thing", slug="secret")
    make.make_device("Old", slug="old", state="withdrawn", withdrawn_reason="Entered twice.")
    text = page(client, "device=a&device=secret&device=never&device=old")
    assert "“secret”: no device is listed under this name." in text
    assert "“never”: no device is listed under this name." in text
    assert "Entered twice." in text
    assert "Hidden thing" not in text


def test_a_name_from_the_address_is_never_markup(client, devices):
    response = client.get("/compare/", {"device": "<script>alert(1)</script>"})
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize(("query", "indexed"), [("", True), ("device=a", False), ("x=1", False)])
def test_only_the_empty_comparison_is_for_search_engines(client, devices, query, indexed):
    text = page(client, query)
    assert ("noindex" in text) is not indexed
    assert '<link rel="canonical" href="http://testserver/compare/">' in text


def test_the_link_to_share_carries_the_day_on_which_it_was_made(client, devices):
    address = f"/compare/?device=a&device=b&since={timezone.localdate()}"
    assert f"http://testserver{address}" in page(client, "device=a&device=b&since=2020-01-01")
    assert client.get(address).status_code == 200


def test_a_shared_link_says_what_changed(client, devices):
    text = page(client, "device=a&since=2020-01-01")
    assert "What changed since 1 January 2020" in text
    assert "New: first listed here on" in text
    assert "What changed since" not in page(client, "device=a")


def test_four_devices_ask_as_much_as_two(client, devices, django_assert_max_num_queries):
    asked = []
    for query in ("device=a&device=b", "device=a&device=b&device=c&device=d"):
        with django_assert_max_num_queries(22) as queries:
            page(client, query)
        asked.append(len(queries))
    assert asked[0] == asked[1] + 1  # a full table does not ask which devices could be added


HOSTILE = ["device=%00", "device=%ED%A0%80", "since=%00", "only=%00", "device=" + "9" * 40, "since=9999-12-31",
           "since=0001-01-01", "device=" + "x" * 5000, "&".join(f"device=a{n}" for n in range(999)),
           "&".join(f"p{n}=1" for n in range(1001)), "device[]=a", "device=a&device=A"]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_no_address_breaks_the_comparison_or_the_tray(client, devices, query):
    for path in (f"/compare/?{query}", f"/devices/?{query.replace('device', 'compare')}"):
        assert client.get(path).status_code in (200, 400)


def test_the_list_carries_the_tray_in_its_form_and_leads_to_the_comparison(client, devices):
    text = page(client, "compare=b&compare=a", path="/devices/")
    assert re.findall(r'name="compare" value="(\w)" form="filters"', text) == ["b", "a"]
    assert 'href="/compare/?device=b&device=a"' in text
    assert "Compare 2 devices" in text
    assert "Compare 2 devices" not in page(client, path="/devices/")
    assert 'id="tray"' in page(client, path="/devices/")


def test_the_export_of_a_list_with_a_tray_is_that_of_the_list(client, devices):
    text = page(client, "compare=a&power=not-stated", path="/devices/")
    assert 'href="/devices.csv?power=not-stated"' in text


def test_a_full_tray_says_why_nothing_more_is_taken(client, devices):
    text = page(client, "compare=a&compare=b&compare=c&compare=d", path="/devices/")
    assert text.count("Four are chosen already; remove one first.") == 2


def test_a_device_leads_to_its_comparison(client, devices):
    assert 'href="/compare/?device=a"' in page(client, path="/devices/a/")


def test_an_old_check_is_shown_with_its_doubt(client, devices):
    make.make_verification(devices[0].findings.get(), checked_on=date(2020, 5, 3))
    text = page(client, "device=a")
    assert "3 May 2020" in text
    assert "years ago: may have changed" in text
    assert 'class="badge"' not in text
