import pytest
from django.urls import reverse

from tests import crowd, factories


@pytest.fixture
def trinity(db):
    device = factories.make_device("Trinity", number="K181008", max_current_ua=400, areas=["face"])
    factories.make_price(device, "325.00", seen_on="2020")
    factories.make_claim(device, "FDA approved")
    return factories.publish(device)


def listed(response):
    return response.content.decode().count("data-device=")


def test_the_front_page_parts_what_was_checked_from_what_is_reported(client, trinity):
    factories.make_device("Mini", state="published", number="K133823")
    doubted = factories.make_device("Plus", state="published", number="K103472")
    factories.make_verification(trinity.findings.get())
    factories.make_verification(doubted.findings.get(), outcome="differs")
    page = client.get("/").content.decode()
    assert "1 checked by us, 1 looked up and not confirmed, 1 as reported" in page


def test_the_front_page_counts_the_published_devices(client, trinity):
    assert client.get("/").context["front"].devices == 1


def test_the_list_marks_its_total_and_each_device(client, trinity):
    factories.make_device("Hidden", state="draft")
    page = client.get("/devices/").content.decode()
    assert 'data-total="1"' in page
    assert page.count("data-device=") == 1
    assert 'data-device="nuface-trinity"' in page


@pytest.mark.parametrize(
    ("query", "name"), [("status=superb", "status"), ("price_max=cheap", "price_max"), ("page=x", "")]
)
def test_wrong_input_is_answered_with_400_and_no_list(client, trinity, query, name):
    response = client.get(f"/devices/?{query}")
    assert response.status_code == 400
    assert listed(response) == 0
    assert name in response.context["listing"].errors


def test_a_wrong_price_is_kept_in_its_field(client, trinity):
    assert 'value="cheap"' in client.get("/devices/?price_max=cheap").content.decode()


def test_a_page_past_the_end_is_not_found(client, trinity):
    assert client.get("/devices/?page=2").status_code == 404


@pytest.mark.parametrize(("query", "indexed"), [("", True), ("status=cleared", False), ("page=1", False)])
def test_only_the_plain_list_is_for_search_engines(client, trinity, query, indexed):
    page = client.get(f"/devices/?{query}").content.decode()
    assert ("noindex" in page) is not indexed


def test_a_published_device_shows_its_reported_number(client, trinity):
    page = client.get("/devices/nuface-trinity/").content.decode()
    assert "Reported: 510(k) K181008, not yet checked by us" in page
    assert "https://www.accessdata.fda.gov/scripts/cdrh/cfdocs/cfpmn/pmn.cfm?ID=K181008" in page


def test_a_claim_is_quoted_with_its_verdict(client, trinity):
    page = client.get("/devices/nuface-trinity/").content.decode()
    assert "FDA approved" in page
    assert "Overstates the record" in page


def test_a_verified_device_says_when_and_by_which_role(client, trinity):
    factories.make_verification(trinity.findings.get(), checked_on=factories.days_ago(10))
    page = client.get("/devices/nuface-trinity/").content.decode()
    assert "510(k) cleared" in page
    assert "verifier" in page
    assert "not yet checked" not in page.split("<footer")[0]


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_what_is_not_published_has_no_page(client, db, state):
    factories.make_device("Secret", state=state)
    assert client.get("/devices/nuface-secret/").status_code == 404


def test_a_withdrawn_device_is_gone_and_says_why(client, db):
    factories.make_device("Old", state="withdrawn", withdrawn_reason="Entered twice.")
    response = client.get("/devices/nuface-old/")
    assert response.status_code == 410
    assert "Entered twice." in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/devices/", "/devices/nuface-trinity/", "/brands/nuface/", "/devices.csv"])
def test_public_answers_may_be_kept_and_set_no_cookie(client, trinity, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"].startswith("public, max-age=0, s-maxage=60")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["ETag"]
    response.close()


def test_a_visitor_who_has_the_page_already_is_told_so(client, trinity):
    tag = client.get("/devices/").headers["ETag"]
    assert client.get("/devices/", headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize("address", ["/", "/devices/", "/devices/nuface-trinity/", "/devices.csv", "/safety/"])
def test_public_pages_take_no_posts(client, trinity, address):
    assert client.post(address).status_code == 405


def test_staff_see_on_public_addresses_what_visitors_see(admin_client, db):
    factories.make_device("Secret", state="draft")
    assert admin_client.get("/devices/nuface-secret/").status_code == 404
    assert listed(admin_client.get("/devices/")) == 0


@pytest.mark.parametrize("address", ["/devices/", "/devices/?status=cleared&area=face"])
def test_the_list_asks_as_much_for_twenty_devices_as_for_two(client, db, django_assert_max_num_queries, address):
    asked = []
    for size in (2, 20):
        while crowd.Device.objects.count() < size:
            device = factories.make_device(number="K181008", areas=["face"], modalities=["microcurrent"])
            factories.make_price(device)
            factories.publish(device)
        with django_assert_max_num_queries(35) as queries:
            client.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_device_page_asks_as_much_with_twenty_rows_as_with_two(client, trinity, django_assert_max_num_queries):
    asked = []
    for size in (2, 20):
        while trinity.prices.count() < size:
            factories.make_price(trinity)
            factories.make_source(trinity)
            slug = f"reason-{trinity.prices.count()}"
            factories.make_device_contraindication(trinity, factories.make_contraindication(slug))
        with django_assert_max_num_queries(30) as queries:
            client.get("/devices/nuface-trinity/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_every_link_out_says_that_it_leaves(client, trinity):
    page = client.get("/devices/nuface-trinity/").content.decode()
    links = [tag for tag in page.split("<a ")[1:] if 'href="http' in tag.split(">")[0]]
    outward = [tag for tag in links if "testserver" not in tag.split(">")[0]]
    assert outward
    assert all('rel="nofollow noopener external"' in tag.split(">")[0] for tag in outward)


def test_a_list_of_drafts_alone_is_empty_everywhere(client, db):
    factories.make_device("Secret", state="draft", number="K181008")
    for address in ("/", "/devices/", "/devices.csv", "/devices/?q=k181008"):
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"secret" not in content.lower()
    assert client.get("/authorizations/K181008/").status_code == 404
    assert client.get(reverse("brand_detail", args=["nuface"])).status_code == 404
