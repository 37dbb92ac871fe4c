import pytest

from tests import factories


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
