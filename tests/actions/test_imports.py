"""What an import does: new rows, changes, gaps, proposals; and that nothing else happens."""

import pytest

from catalog.actions.imports import receive_import
from catalog.actions.proposals import accept_proposal
from catalog.models import Authorization, Device, Price, Proposal, RegulatoryFinding, Verification
from catalog.rules.imports import ImportRefused
from catalog.rules.spreadsheets import SPREADSHEET
from tests.exported import make_catalogue
from tests.factories import (
    make_authorization,
    make_brand,
    make_device,
    make_link,
    make_price,
    make_source,
    make_user,
    make_word,
    publish,
)
from tests.imported import csv_of, everything, exported, imported, previewed, rows_of

pytestmark = pytest.mark.django_db


def wrong_of(*lines, name="devices.csv", **options):
    """Preview one file; return {column: why} of its first row."""
    return rows_of({name: csv_of(*lines)}, **options)[0]["wrong"]


@pytest.mark.parametrize("flavour", ["data", SPREADSHEET])
def test_what_was_exported_changes_nothing(flavour):
    make_catalogue()
    rows = rows_of(exported(flavour, drafts=True), flavour="")
    assert {row["state"] for row in rows} == {"unchanged"}


def test_a_preview_changes_nothing():
    make_brand()
    before = everything()
    rows = rows_of({"devices.csv": csv_of("slug,model,brand_slug", ",Trinity+,nuface")})
    assert everything() == before
    assert rows[0]["state"] == "new"


def test_a_new_device_is_a_draft_with_the_usual_address_and_a_reason():
    make_brand()
    by = make_user(role="editor")
    made = imported({"devices.csv": csv_of("slug,model,brand_slug", ",Trinity+,nuface")}, by=by, text="From the shop")
    device = Device.objects.get()
    assert (device.slug, device.state, made.counts["new"]) == ("nuface-trinity", "draft", 1)
    [version] = device.history.all()
    assert (version.history_user, version.history_change_reason) == (by, f"new: import {made.pk}; From the shop")


def test_rows_lean_on_rows_of_the_same_import_whatever_the_order_of_the_files():
    imported(
        {
            "prices.csv": csv_of("device,kind,retailer,amount,currency,seen_on,source_url,source_kind,seen_approximate",
                                 "a-b,list,,299.5,USD,2025,https://x.example,maker,false"),
            "devices.csv": csv_of("slug,model,brand_slug,areas", "a-b,B,a,face"),
            "areas.csv": csv_of("slug,name,explanation,position", "face,Face,,10"),
            "brands.csv": csv_of("slug,name,source_kind", "a,A,maker"),
        }
    )  # fmt: skip
    assert str(Price.objects.get().amount) == "299.50"
    assert [area.slug for area in Device.objects.get().areas.all()] == ["face"]


def test_a_cell_that_differs_is_told_before_and_after_and_an_empty_one_is_a_gap():
    device = make_device("Trinity", max_current_ua=400, medium="gel", areas=["face"], note="Old.")
    files = {"devices.csv": csv_of("slug,max_current_ua,medium,areas,weight_g", "nuface-trinity,,water,,120.5")}
    [row] = rows_of(files)
    assert row["changes"] == {
        "max_current_ua": ["400", ""], "medium": ["gel", "water"], "areas": ["face", ""], "weight_g": ["", "120.5"],
    }  # fmt: skip
    imported(files)
    device.refresh_from_db()
    assert (device.max_current_ua, device.medium, device.note, device.areas.count()) == (None, "water", "Old.", 0)


def test_the_same_value_written_otherwise_is_no_change():
    make_device("Trinity", areas=["face", "neck"], session_minutes_max="5.0")
    [row] = rows_of({"devices.csv": csv_of("slug,areas,session_minutes_max", "nuface-trinity,neck|face,5")})
    assert row["state"] == "unchanged"


def test_absent_rows_are_left_alone():
    make_device("Mini")
    make_device("Trinity")
    imported({"devices.csv": csv_of("slug,note", "nuface-mini,Seen.")})
    assert Device.objects.count() == 2


def test_a_known_price_is_not_doubled_and_never_overwritten():
    make_device("Trinity")
    price = make_price(Device.objects.get(), note="First.")
    files = exported(drafts=True, names=["prices"])
    assert rows_of(files)[0]["state"] == "unchanged"
    changed = {"prices.csv": files["prices.csv"].replace(b"First.", b"Other.")}
    assert "never overwritten" in rows_of(changed)[0]["wrong"]["note"]
    imported({"prices.csv": files["prices.csv"].replace(b"339.00", b"329.00")})
    assert Price.objects.count() == 2
    price.refresh_from_db()
    assert str(price.amount) == "339.00"


def test_a_price_without_its_occurrence_is_counted_in_the_file():
    make_price(make_device("Trinity"))
    [line] = exported(drafts=True, names=["prices"])["prices.csv"].decode().splitlines()[1:]
    header = exported(names=["prices"])["prices.csv"].decode().splitlines()[0].removesuffix(",occurrence")
    rows = rows_of({"prices.csv": csv_of(header, *[line.removesuffix(",1")] * 2)})
    assert [row["state"] for row in rows] == ["unchanged", "new"]


@pytest.mark.parametrize("column", ["fda_status", "fda_check", "fda_verified_on", "fda_next_due", "brand", "fda_words"])
def test_a_worked_out_column_is_read_and_never_written(column):
    make_device("Trinity", number="K181008")
    wrong = wrong_of(f"slug,{column}", "nuface-trinity,2026-01-01")
    assert "worked out" in wrong[column]


@pytest.mark.parametrize("column", ["state", "published_at", "withdrawn_reason", "id", "facts_sha256"])
def test_a_column_of_publication_does_not_exist(column):
    with pytest.raises(ImportRefused, match=f"column {column}: devices has no such column"):
        receive_import({"devices.csv": csv_of(f"slug,{column}", "a,b")}, by=make_user(role="editor"))


def test_a_new_row_takes_nothing_from_worked_out_columns():
    make_brand()
    imported({"devices.csv": csv_of("slug,model,brand_slug,fda_status,fda_check,url", "a,A,nuface,cleared,current,x")})
    assert not RegulatoryFinding.objects.exists()
    assert not Verification.objects.exists()


@pytest.fixture
def published():
    device = make_device("Trinity", number="K181008")
    make_source(device)
    return publish(device)


def test_a_published_regulatory_fact_waits_for_a_second_person(published):
    [row] = rows_of({"authorizations.csv": csv_of("authority,number,holder", "fda,K181008,Another firm")})
    assert row["waits"]
    made = imported({"authorizations.csv": csv_of("authority,number,holder", "fda,K181008,Another firm")})
    assert Authorization.objects.get().holder == "Carol Cole Company"
    proposal = Proposal.objects.get()
    assert (made.counts["waiting"], proposal.reason) == (1, f"corrected: import {made.pk}")
    accept_proposal(proposal, by=make_user(role="verifier"))
    assert Authorization.objects.get().holder == "Another firm"


def test_a_verifier_does_not_get_past_the_second_person_either(published):
    imported(
        {"findings.csv": csv_of("device,authority,note", "nuface-trinity,fda,Seen.")}, by=make_user(role="verifier")
    )
    assert (Proposal.objects.count(), published.findings.get().note) == (1, "")


def test_a_new_link_of_a_published_device_waits_and_one_of_a_draft_does_not(published):
    make_device("Mini")
    make_authorization("K223344")
    header = "device,authority,number,scope,basis,covers,source_url,source_kind"
    made = imported({
        "device-authorizations.csv": csv_of(
            header,
            "nuface-mini,fda,K223344,exact,name-on-record,,,maker",
            "nuface-trinity,fda,K223344,exact,name-on-record,,,maker",
        )
    })  # fmt: skip
    assert (made.counts["new"], made.counts["waiting"]) == (2, 1)
    assert Device.objects.get(slug="nuface-mini").links.count() == 1
    assert published.links.count() == 1


def test_a_row_of_which_a_change_waits_is_told_at_the_preview(published):
    files = {"authorizations.csv": csv_of("authority,number,holder", "fda,K181008,Another firm")}
    imported(files)
    assert "waits for a second person" in rows_of(files)[0]["wrong"][""]


def test_alone_a_published_fact_is_changed_at_once(published, settings):
    settings.SECOND_PERSON = False
    imported({"authorizations.csv": csv_of("authority,number,holder", "fda,K181008,Another firm")})
    assert Authorization.objects.get().holder == "Another firm"


def test_a_published_device_keeps_what_publishing_asks_for(published):
    before = everything()
    with pytest.raises(ImportRefused, match="is published, so it keeps what publishing asks for"):
        imported({"prices.csv": csv_of(
            "device,kind,retailer,amount,currency,seen_on,source_url,source_kind,seen_approximate",
            "nuface-trinity,list,,9,USD,2025,,maker,false",
        )})  # fmt: skip
    assert everything() == before


def test_words_that_go_beyond_the_record_have_to_be_confirmed(published):
    files = {"devices.csv": csv_of("slug,note", "nuface-trinity,FDA approved.")}
    with pytest.raises(ImportRefused, match="FDA approved"):
        imported(files)
    imported(files, confirmed_words=True)
    assert "FDA approved" in published.history.first().history_change_reason


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_done():
    make_brand()
    files = {
        "devices.csv": csv_of("slug,model,brand_slug,max_current_ua,launched_on,areas",
                              "a,A,nuface,4e2,1/2/24,elbow", "a,B,foreo,1,,"),
    }  # fmt: skip
    first, second = rows_of(files)
    assert first["wrong"].keys() == {"max_current_ua", "launched_on", "areas"}
    assert "names the same as devices.csv, row 2" in second["wrong"]["slug"]
    with pytest.raises(ImportRefused, match="column launched_on"):
        imported(files)
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    ("header", "line", "column", "why"),
    [
        ("slug,model,brand_slug", "x,Trinity,nuface", "brand_slug", "has this name"),
        ("slug,model,brand_slug", ",Trinity,nuface", "slug", "is taken"),
        ("slug,model,brand_slug", "No Slug,M,nuface", "slug", "valid"),
        ("slug,model", "new,New", "brand_slug", "neither in the catalogue"),
        ("slug,min_current_ua,max_current_ua", "nuface-trinity,9,5", "", "not above the largest"),
        ("slug,model", "nuface-trinity,", "model", "cannot be blank"),
        ("slug,looked_for", "nuface-trinity,colour", "looked_for", "Only the listed facts"),
    ],
)
def test_a_row_that_cannot_stand_says_why(header, line, column, why):
    make_device("Trinity")
    wrong = wrong_of(header, line)
    assert why in " ".join(wrong.values())
    assert column in wrong or column == "brand_slug"


def test_a_number_in_another_spelling_is_not_entered_a_second_time():
    make_authorization("K181008")
    wrong = wrong_of(
        "authority,number,pathway,decision_basis,source_kind,shown_alone",
        "fda,k181008,510k,listed,maker,false",
        name="authorizations.csv",
    )
    assert wrong["number"] == "write it as “K181008”."


def test_a_preview_asks_as_much_for_twenty_rows_as_for_two(django_assert_max_num_queries):
    make_word("areas", "face")
    asked = []
    for size in (2, 20):
        for _ in range(size):
            make_link(make_device(areas=["face"]))
        files = {name: content.replace(b",exact,", b",family,") for name, content in exported(drafts=True).items()}
        by = make_user(role="editor")
        with django_assert_max_num_queries(150) as queries:
            previewed(files, by=by)
        asked.append(len(queries))
    assert asked[0] == asked[1]
