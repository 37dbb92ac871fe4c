import pytest

from catalog.actions.publication import withdraw_device
from catalog.models import Authorization, Device
from tests import factories


def save(row, **columns):
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()


@pytest.fixture
def record(db):
    factories.publish(factories.make_device("Trinity", number="K181008"))


@pytest.mark.parametrize("spelling", ["k181008", "K-181008", "K%20181008"])
def test_another_spelling_of_a_number_leads_to_its_one_address(client, record, spelling):
    response = client.get(f"/authorizations/{spelling}/")
    assert (response.status_code, response.headers["Location"]) == (301, "/authorizations/K181008/")


def test_a_record_names_its_devices_and_its_official_page(client, record):
    page = client.get("/authorizations/K181008/").content.decode()
    assert "NuFACE Trinity" in page
    assert "cfpmn/pmn.cfm?ID=K181008" in page


@pytest.mark.parametrize("number", ["K181009", "181008", "К181008", "K" * 300])
def test_a_number_without_a_record_is_not_found(client, record, number):
    assert client.get(f"/authorizations/{number}/").status_code == 404


def test_a_supplement_keeps_its_slash(client, db):
    factories.make_authorization("P910001/S012", shown_alone=True)
    assert client.get("/authorizations/P910001/S012/").status_code == 200


def test_a_record_of_drafts_alone_is_not_shown(client, db):
    factories.make_device("Secret", number="K103472")
    assert client.get("/authorizations/K103472/").status_code == 404


def test_a_record_without_devices_is_shown_where_an_editor_said_so(client, db):
    factories.make_authorization("K103472")
    factories.make_authorization("K161654", trade_name="Gel Primer", shown_alone=True)
    assert client.get("/authorizations/K103472/").status_code == 404
    assert "Gel Primer" in client.get("/authorizations/K161654/").content.decode()


def test_an_unpublished_device_is_not_named_by_a_record_that_it_shares(client, record):
    factories.make_device("Secret", number="K181008")
    assert "Secret" not in client.get("/authorizations/K181008/").content.decode()


def test_a_brand_lists_its_published_devices(client, record):
    factories.make_device("Secret")
    page = client.get("/brands/nuface/").content.decode()
    assert "Trinity" in page
    assert "Secret" not in page


def listed(client, query=""):
    response = client.get(f"/authorizations/{query}")
    assert response.status_code == 200
    return [line.record.number for line in response.context["lines"]]


def test_the_list_holds_every_record_that_a_visitor_may_see_and_no_other(client, record):
    factories.make_authorization("K161654", shown_alone=True)
    factories.make_authorization("K103472")
    factories.make_device("Secret", number="K133823")
    assert listed(client) == ["K161654", "K181008"]


def test_a_record_in_the_list_names_its_published_devices_with_our_check(client, record):
    factories.make_device("Secret", number="K181008")
    page = client.get("/authorizations/").content.decode()
    assert "NuFACE Trinity" in page
    assert "Not yet checked by us" in page
    assert "Secret" not in page


@pytest.mark.parametrize(
    ("sort", "numbers"),
    [
        ("number", ["DEN150005", "K103472", "K161654"]),
        ("newest", ["K161654", "K103472", "DEN150005"]),
        ("oldest", ["K103472", "K161654", "DEN150005"]),
    ],
)
def test_records_are_ordered_with_what_is_not_stated_last(client, db, sort, numbers):
    factories.make_authorization("K103472", shown_alone=True, decision_date="2011-11-07")
    factories.make_authorization("DEN150005", shown_alone=True)
    factories.make_authorization("K161654", shown_alone=True, decision_date="2016-12-30")
    assert listed(client, f"?sort={sort}") == numbers


def test_records_are_narrowed_by_their_kind(client, record):
    factories.make_authorization("DEN150005", shown_alone=True)
    assert listed(client, "?pathway=de-novo&unknown=1") == ["DEN150005"]
    assert listed(client, "?pathway=pma") == []


@pytest.mark.parametrize(
    ("query", "said"),
    [("?sort=best", "sort: “best”"), ("?pathway=ce", "pathway: “ce”"), ("?page=two", "page: A page is a plain number")],
)
def test_a_wrong_value_is_refused_by_name_and_lists_nothing(client, record, query, said):
    response = client.get(f"/authorizations/{query}")
    assert response.status_code == 400
    assert said in response.content.decode()
    assert "data-total" not in response.content.decode()


@pytest.mark.parametrize("page", ["2", "0", "-1", "9" * 40])
def test_a_page_past_the_end_is_not_there(client, record, page):
    assert client.get(f"/authorizations/?page={page}").status_code == 404


def test_a_long_list_is_paged_and_keeps_its_order(client, db, monkeypatch):
    monkeypatch.setattr("catalog.views.regulation.PER_PAGE", 2)
    for number in ("K103472", "K133823", "K181008"):
        factories.make_authorization(number, shown_alone=True)
    page = client.get("/authorizations/?sort=newest").content.decode()
    assert 'href="?sort=newest&amp;page=2"' in page
    assert listed(client, "?sort=newest&page=2") == ["K181008"]


@pytest.mark.parametrize(("query", "indexed"), [("", True), ("?sort=number", False)])
@pytest.mark.parametrize("address", ["/authorizations/", "/brands/"])
def test_only_the_plain_list_is_for_search_engines(client, record, address, query, indexed):
    assert ("noindex, follow" not in client.get(address + query).content.decode()) is indexed


def test_the_queries_behind_the_list_do_not_grow_with_it(client, record, django_assert_num_queries):
    client.get("/authorizations/")
    for place in range(10):
        factories.make_device(f"Model {place}", state="published", number=f"K1234{place:02}")
    with django_assert_num_queries(12):
        assert len(listed(client)) == 11


def test_a_brand_in_the_list_leads_to_its_page(client, record):
    factories.make_device("Secret", brand=factories.make_brand("Ghost"))
    page = client.get("/brands/").content.decode()
    assert 'href="/brands/nuface/"' in page
    assert "Ghost" not in page


def test_a_record_of_a_device_withdrawn_since_is_not_denied(client, db):
    device = factories.publish(factories.make_device(number="K181008"))
    withdraw(device)
    page = client.get("/authorizations/K181008/")
    assert page.status_code == 200
    assert "None of the devices that are listed now rests on this record" in page.content.decode()


def withdraw(device):
    withdraw_device(device, by=factories.make_user(role="verifier"), reason="Entered twice.")


# What was done to a device, its record and the link between them, in turn → whether visitors have seen the number.
PASTS = {
    "publish withdraw": True,
    "publish unlink": True,
    "publish relink": True,
    "publish withdraw publish unlink": True,
    "publish withdraw unlink": True,
    "unlink publish": False,
    "relink publish": False,
    "unlink publish withdraw": False,
    "unlink publish withdraw link": False,
    "unlink publish withdraw link unlink publish": False,
    "unlink publish withdraw link publish unlink": True,
    "unlink show hide": True,
    "unlink": False,
}


@pytest.mark.parametrize(("past", "seen"), PASTS.items())
def test_a_number_is_found_for_good_once_visitors_have_seen_it_and_no_sooner(client, db, past, seen):
    device = factories.make_device(number="K199999")
    record, other = Authorization.objects.get(), factories.make_authorization("K181008")
    steps = {
        "publish": lambda: factories.publish(Device.objects.get()),
        "withdraw": lambda: withdraw(device),
        "link": lambda: factories.make_link(device, record),
        "unlink": lambda: device.links.get().delete(),
        "relink": lambda: save(device.links.get(), authorization=other),
        "show": lambda: save(record, shown_alone=True),
        "hide": lambda: save(record, shown_alone=False),
    }
    for step in past.split():
        steps[step]()
    for address in ("/authorizations/K199999/", "/authorizations/K199999.json"):
        assert client.get(address).status_code == (200 if seen else 404)
