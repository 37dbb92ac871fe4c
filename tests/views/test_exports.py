import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client

from catalog.queries.tables import TABLES
from tests import factories
from tests.exported import BOM, SECRET, content, make_catalogue, rows

HEADER = (
    b"slug,brand,model,model_number,aliases,url,modalities,areas,features,price,price_currency,price_seen_on,"
    b"min_current_ua,max_current_ua,intensity_levels,session_minutes_min,session_minutes_max,medium,power,app,weight_g,"
    b"dimensions,warranty,availability,launched_on,fda_status,fda_numbers,fda_holder,fda_decision_date,fda_check,"
    b"fda_verified_on,fda_next_due,fda_source_url,fda_official_urls,claim_wording,claim_said_by,claim_verdict,"
    b"brand_slug,fda_words,current_note,intensity_note,waveform,session_note,medium_note,power_note,app_note,"
    b"attachments,note,looked_for,fda_covers\r\n"
)
HEADERS = {
    "brands": "slug,name,aliases,website,note,source_url,source_kind",
    "modalities": "slug,name,explanation,position",
    "areas": "slug,name,explanation,position",
    "features": "slug,name,explanation,position",
    "contraindications": "slug,name,strength,general,explanation,position,source_url,source_kind",
    "benefits": "slug,name,statement,evidence_level,evidence,position,source_url,source_kind",
    "authorizations": (
        "authority,number,pathway,status,holder,trade_name,decision_date,decision_code,decision_basis,product_code,"
        "regulation_number,supply,areas,note,shown_alone,official_url,url,source_url,source_kind"
    ),
    "device-authorizations": (
        "device,authority,number,scope,covers,function,basis,derives_status,note,source_url,source_kind"
    ),
    "findings": (
        "device,authority,status,words,declared,check,verified_on,next_due,doubt,doubted_on,registration_number,"
        "registration_year,recheck_days,recheck_reason,recheck_source_url,note,source_url,source_kind"
    ),
    "verifications": (
        "sequence,disclosed,device,authority,finding_id,checked_on,recorded_at,by_role,register,address,outcome,"
        "confirms,status,snapshot,snapshot_sha256,evidence_sha256,no_evidence_reason,note,private_sha256,"
        "previous_hash,hash"
    ),
    "prices": (
        "device,kind,retailer,amount,currency,seen_on,seen_approximate,state,note,source_url,source_kind,occurrence"
    ),
    "device-contraindications": "device,contraindication,strength,wording,source_url,source_kind",
    "device-benefits": "device,benefit,wording,source_url,source_kind",
    "claims": "device,wording,said_by,stated_on,verdict,note,source_url,source_kind,occurrence",
    "notices": "device,kind,title,dated_on,note,source_url,source_kind,occurrence",
    "sources": "device,address,kind,title,fields,seen_on,note",
}


@pytest.fixture
def mini(db):
    device = factories.make_device("Mini", number="K133823", areas=["face", "neck"], min_current_ua=0)
    factories.make_link(device, factories.make_authorization("K191672", decision_date="2019-10-15"))
    factories.make_price(device, "299.00", seen_on="2020")
    return factories.publish(device)


def test_the_header_of_the_data_flavour_never_changes(client, db):
    assert content(client.get("/devices.csv?flavour=data")) == HEADER


def test_the_spreadsheet_flavour_has_the_same_columns_after_a_byte_order_mark(client, db):
    assert content(client.get("/devices.csv")) == BOM + HEADER


def test_a_row_holds_units_dates_and_joined_values(client, mini):
    [row] = rows(client.get("/devices.csv?flavour=data"))
    assert row["areas"] == "face|neck"
    assert row["fda_numbers"] == "K133823|K191672"
    assert row["fda_decision_date"] == "|2019-10-15"
    assert (row["price"], row["price_currency"], row["price_seen_on"]) == ("299.00", "USD", "2020")
    assert row["min_current_ua"] == "0"


def test_a_gap_is_an_empty_cell(client, mini):
    [row] = rows(client.get("/devices.csv?flavour=data"))
    assert {row[name] for name in ("max_current_ua", "medium", "power", "fda_verified_on", "claim_verdict")} == {""}


def test_a_verified_row_carries_its_dates(client, mini):
    day = factories.days_ago(10)
    factories.make_verification(mini.findings.get(), checked_on=day)
    [row] = rows(client.get("/devices.csv?flavour=data"))
    assert (row["fda_check"], row["fda_verified_on"]) == ("current", day.isoformat())
    assert row["fda_next_due"] == factories.days_ago(-80).isoformat()


@pytest.mark.parametrize(("flavour", "cell"), [("spreadsheet", "'=1+1"), ("data", "=1+1")])
def test_only_the_spreadsheet_flavour_is_guarded_against_formulas(client, db, flavour, cell):
    factories.publish(factories.make_device("Plain", aliases="=1+1"))
    [row] = rows(client.get(f"/devices.csv?flavour={flavour}"))
    assert row["aliases"] == cell


def test_lines_end_with_carriage_return_and_line_feed(client, mini):
    whole = content(client.get("/devices.csv?flavour=data"))
    assert whole.count(b"\r\n") == whole.count(b"\n") == 2


def test_the_file_says_its_length_and_its_day(client, mini):
    response = client.get("/devices.csv")
    assert int(response.headers["Content-Length"]) == len(content(response))
    assert response.headers["Content-Disposition"].startswith('attachment; filename="microcurrent-devices-20')
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_the_page_is_ignored(client, mini):
    assert len(rows(client.get("/devices.csv?page=99"))) == 1


@pytest.mark.parametrize(
    ("query", "name"), [("status=superb", "status"), ("price_min=1e9", "price_min"), ("flavour=sweet", "flavour")]
)
def test_wrong_parameters_are_a_problem_document_that_names_them(client, db, query, name):
    response = client.get(f"/devices.csv?{query}")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert [error["parameter"] for error in json.loads(response.content)["errors"]] == [name]


def test_a_known_export_is_not_sent_again(client, mini):
    first = client.get("/devices.csv")
    assert content(first)
    tag = first.headers["ETag"]
    again = client.get("/devices.csv", headers={"if-none-match": tag})
    assert again.status_code == 304
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_the_export_asks_as_much_for_twenty_devices_as_for_two(client, db, django_assert_max_num_queries):
    asked = []
    for size in (2, 20):
        for _ in range(size):
            factories.publish(factories.make_device(number="K181008"))
        with django_assert_max_num_queries(20) as queries:
            content(client.get("/devices.csv"))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_an_undated_claim_stands_behind_a_dated_one(client, mini):
    factories.make_claim(mini, "FDA approved", stated_on="")
    factories.make_claim(mini, "FDA-cleared", stated_on="2020")
    [row] = rows(client.get("/devices.csv?flavour=data"))
    assert (row["claim_wording"], row["claim_verdict"]) == ("FDA-cleared", "matches")


def test_what_changed_since_it_was_checked_has_no_day_on_which_it_is_due(client, mini):
    factories.make_verification(mini.findings.get())
    mini.model = "Mini II"
    mini.save()
    [row] = rows(client.get("/devices.csv?flavour=data"))
    assert (row["fda_check"], row["fda_next_due"]) == ("changed", "")


def test_addresses_begin_with_the_sites_own_wherever_they_are_asked_for(client, mini, settings):
    settings.SITE_URL = "https://register.example"
    [row] = rows(client.get("/devices.csv?flavour=data"))
    assert row["url"] == "https://register.example/devices/nuface-mini/"


@pytest.mark.django_db(transaction=True)
def test_an_export_does_not_wait_for_a_save_under_way(client):
    factories.publish(factories.make_device("Trinity"))
    with transaction.atomic():
        factories.make_brand("Another")
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(_export_elsewhere).result(timeout=15) == b"nuface-trinity"


def _export_elsewhere():
    try:
        [row] = rows(Client().get("/devices.csv?flavour=data"))
        return row["slug"].encode()
    finally:
        connection.close()


@pytest.mark.parametrize("name", HEADERS)
def test_the_header_of_a_table_never_changes(client, db, name):
    assert content(client.get(f"/data/{name}.csv?flavour=data")) == HEADERS[name].encode() + b"\r\n"
    assert content(client.get(f"/data/{name}.csv")) == BOM + HEADERS[name].encode() + b"\r\n"


def test_every_table_has_its_pinned_header():
    assert HEADERS.keys() | {"devices"} == TABLES.keys()


def test_no_table_tells_of_a_draft(client, db):
    make_catalogue()
    for name in HEADERS:
        for address in (f"/data/{name}.csv", f"/data/{name}.csv?flavour=data", f"/data/{name}.json"):
            told = content(client.get(address))
            assert told.count(b"\n") > 1
            assert SECRET.encode() not in told.lower()
            assert b"K223344" not in told


def test_a_table_says_which_day_and_what_describes_it(client, db):
    response = client.head("/data/prices.csv")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="microcurrent-prices-20')
    assert response.headers["Link"] == '<http://testserver/data/datapackage.json>; rel="describedby"'
    assert client.head("/data/prices.json").headers["Link"] == response.headers["Link"]


def test_the_json_of_a_table_holds_typed_values(client, db):
    make_catalogue()
    document = json.loads(content(client.get("/data/prices.json")))
    assert document["table"] == "prices"
    price = document["rows"][0]
    assert (price["amount"], price["seen_approximate"], price["retailer"]) == (339.0, False, None)


@pytest.mark.parametrize("name", ["nothing", "devices", "-"])
def test_a_table_that_is_not_there_is_a_problem_document(client, db, name):
    response = client.get(f"/data/{name}.csv")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_failure_while_writing_is_an_error_and_never_a_short_file(client, db, monkeypatch, settings, tmp_path):
    make_catalogue()
    client.raise_request_exception = False
    broken = TABLES["prices"].columns[-1]

    def read(row):
        if row.row.occurrence == 2:
            raise RuntimeError("broken on purpose")

    monkeypatch.setitem(broken.__dict__, "read", read)
    for address in ("/data/prices.csv", "/data/prices.json", "/data/catalogue.zip", "/data/datapackage.json"):
        assert client.get(address).status_code == 500
    assert not list((tmp_path / "exports").rglob("*prices*"))
    assert not list((tmp_path / "exports").glob("scratch-*"))
