"""The page of charts: what is drawn, what is said in words, and what it costs."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def make_priced(place, **columns):
    device = factories.make_device(f"Model {place}", state="published", max_current_ua=100 + 10 * place, **columns)
    factories.make_price(device, str(100 + 40 * place), seen_on=factories.days_ago(place).isoformat())
    return device


@pytest.fixture
def five():
    return [make_priced(place, number="K181008") for place in range(5)]


def page_of(client, address="/charts/"):
    return client.get(address).content.decode()


def test_from_five_devices_on_each_is_a_point_that_leads_to_it(client, five):
    page = page_of(client)
    for device in five:
        assert f'<a class="dot" href="{device.get_absolute_url()}">' in page
    assert "Reported: 510(k) K181008, not yet checked by us" in page
    assert page.count('<tr><th scope="row"><a href="/devices/') == 5


def test_below_five_a_sentence_and_a_table_say_what_is_known(client, five):
    five[0].prices.all().delete()
    page = page_of(client)
    assert '<a class="dot"' not in page
    assert "4 of 5 devices have both a largest current and a price in USD" in page
    assert "Left out: 1 without a price in USD." in page
    assert "NuFACE Model 3" in page


def test_the_list_leads_to_the_chart_only_where_there_is_one(client, five):
    assert 'href="/charts/"' in page_of(client, "/devices/").split('class="exports"')[1]
    five[0].prices.all().delete()
    assert "Draw these devices" not in page_of(client, "/devices/")


def test_the_ages_of_checks_come_first(client, five):
    page = page_of(client)
    assert page.index('<h2 id="ages">') < page.index('<h2 id="price-current">')


def test_without_any_device_the_page_still_answers(client):
    page = page_of(client)
    assert "None of 0 devices has both" in page


def test_points_that_hide_each_other_open_as_a_list(client, five):
    factories.make_price(factories.make_device("Twin", state="published", max_current_ua=100), "100")
    page = page_of(client)
    assert "price_min=100.00&amp;price_max=100.00&amp;current_min=100&amp;current_max=100&amp;currency=USD" in page
    assert client.get("/devices/?price_min=100.00&price_max=100.00&currency=USD").context["listing"].total == 2


@pytest.mark.parametrize(
    ("query", "field"), [("currency=XYZ", "currency"), ("currency=%00", "currency"), ("price_min=1e9", "price_min")]
)
def test_wrong_input_is_answered_with_400_naming_the_field(client, five, query, field):
    response = client.get(f"/charts/?{query}")
    assert response.status_code == 400
    assert field in response.context["listing"].errors
    assert "<svg" not in response.content.decode()


def test_an_unknown_parameter_changes_nothing_but_the_way_for_search_engines(client, five):
    assert "dot-cleared" in page_of(client, "/charts/?utm=1")
    assert "noindex" in page_of(client, "/charts/?currency=GBP")
    assert "noindex" not in page_of(client)


def test_a_draft_leaves_no_trace_in_the_charts(client, five):
    draft = factories.make_device("Secret", max_current_ua=900, number="K181008")
    factories.make_price(draft, "900")
    factories.make_verification(draft.findings.get())
    page = page_of(client)
    assert "Secret" not in page
    assert "No editor of ours has confirmed the status of any of these 5 devices yet." in page


def test_the_ages_of_checks_are_drawn_with_words_and_a_table(client, five):
    for device in five:
        factories.make_verification(device.findings.get(), checked_on=factories.days_ago(40))
    page = page_of(client)
    assert page.count('class="chart-bar"') == 5
    assert "The status of 5 devices was confirmed in the register" in page
    assert '<th scope="row">31 to 90</th><td>5</td>' in page


def test_no_chart_needs_a_style_of_its_own(client, five):
    page = page_of(client)
    assert "style=" not in page
    assert "<style" not in page


def test_the_charts_cost_the_same_queries_for_two_devices_and_for_twenty(client, django_assert_max_num_queries):
    asked = []
    for size in (2, 20):
        for place in range(size):
            make_priced(100 * size + place, number="K181008", areas=["face"])
        with django_assert_max_num_queries(20) as queries:
            page_of(client)
        asked.append(len(queries))
    assert asked[0] == asked[1]
