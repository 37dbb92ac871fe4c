"""What the commit would refuse, the preview tells: all of it at once, at the row that brings it about."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.actions.imports import commit_import, continue_preview, receive_import
from catalog.models import Authorization, Device, Price, Proposal
from catalog.rules.imports import ImportRefused
from tests.factories import (
    PAGE,
    make_authorization,
    make_brand,
    make_device,
    make_device_contraindication,
    make_link,
    make_price,
    make_source,
    make_user,
    publish,
    rolled_back,
)
from tests.imported import csv_of, everything, imported, previewed, rows_of

pytestmark = pytest.mark.django_db

PRICE = "device,kind,retailer,amount,currency,seen_on,source_url,source_kind,seen_approximate"
RECORD = "authority,number,pathway,holder,decision_basis,source_url,source_kind,shown_alone"


@pytest.fixture
def trinity():
    """A published device of which each fact has its source, linked to a record."""
    device = make_device("Trinity", number="K181008", weight_g="120.5")
    make_source(device, f"{PAGE}/trinity", fields=["weight"])
    return publish(device)


def told(files, **options):
    """Return {(file, row): {column: why}} of the rows that a preview calls wrong."""
    rows = rows_of(files, **options)
    assert all((row["state"] == "wrong") == bool(row["wrong"]) for row in rows)
    return {(row["file"], row["row"]): row["wrong"] for row in rows if row["wrong"]}


def test_a_price_without_its_source_is_told_at_its_row_with_all_that_is_wrong_otherwise(trinity):
    good, bare = (
        "nuface-trinity,list,,9,USD,2025,https://x.example,maker,false",
        "nuface-trinity,list,,8,USD,2025,,maker,false",
    )
    wrong = told({
        "prices.csv": csv_of(PRICE, good, bare),
        "devices.csv": csv_of("slug,max_current_ua", "nuface-trinity,1e5"),
    })  # fmt: skip
    assert wrong.keys() == {("devices.csv", 2), ("prices.csv", 3)}
    assert wrong["prices.csv", 3] == {
        "source_url": "NuFACE Trinity is published, so it keeps what publishing asks for. "
        "The price USD 8 has no source address."
    }


def test_what_is_told_of_a_row_stands_in_the_order_of_the_columns(trinity):
    header = "slug,note,launched_on,weight_g,model,max_current_ua,warranty"
    [row] = rows_of({"devices.csv": csv_of(header, "nuface-trinity,N,1/2/24,x,M,1e5,W")})
    assert list(row["changes"]) == ["model", "max_current_ua", "weight_g", "warranty", "launched_on", "note"]
    assert list(row["wrong"]) == ["", "max_current_ua", "weight_g", "launched_on"]


def test_it_is_told_too_when_the_rows_are_looked_at_in_many_steps(trinity, monkeypatch):
    monkeypatch.setattr("catalog.actions.imports.STEP", 1)
    by = make_user(role="editor")
    lines = [f"nuface-trinity,list,,{amount},USD,2025,{page},maker,false" for amount, page in ((9, ""), (8, PAGE))]
    made = receive_import({"prices.csv": csv_of(PRICE, *lines)}, by=by)
    made = continue_preview(continue_preview(made, seconds=0), seconds=0)
    states = [(row["row"], row["state"]) for part in made.parts.all() for row in part.rows]
    assert (made.is_previewed, states) == (True, [(2, "wrong"), (3, "new")])
    with pytest.raises(ImportRefused, match="row 2, column source_url: NuFACE Trinity is published"):
        commit_import(made, by=by)


def test_a_fact_without_its_tick_is_told_whichever_row_takes_it(trinity):
    [(place, wrong)] = told({"sources.csv": csv_of("device,address,fields", f"nuface-trinity,{PAGE}/trinity,")}).items()
    assert place == ("sources.csv", 2)
    assert "No source is ticked for: weight." in wrong[""]
    [(place, wrong)] = told({
        "devices.csv": csv_of("slug,warranty,areas", "nuface-trinity,Two years,face"),
        "areas.csv": csv_of("slug,name,explanation,position", "face,Face,,10"),
    }).items()  # fmt: skip
    assert place == ("devices.csv", 2)
    assert "No source is ticked for: area of use, warranty." in wrong[""]


def test_rows_that_together_keep_a_device_complete_are_taken_together(trinity):
    imported({
        "devices.csv": csv_of("slug,warranty,weight_g", "nuface-trinity,Two years,"),
        "sources.csv": csv_of("device,address,kind,fields", f"nuface-trinity,{PAGE}/new,maker,warranty"),
    })  # fmt: skip
    trinity.refresh_from_db()
    assert (trinity.warranty, trinity.weight_g) == ("Two years", None)


def test_a_record_or_a_finding_that_loses_its_source_is_told_where_one_person_is_enough(trinity, settings):
    settings.SECOND_PERSON = False
    files = {"authorizations.csv": csv_of("authority,number,source_url", "fda,K181008,")}
    [(place, wrong)] = told(files).items()
    assert place == ("authorizations.csv", 2)
    assert "The record K181008 has no source address." in wrong["source_url"]
    assert "The FDA finding says" not in wrong["source_url"]
    trinity.links.update(basis="label", source_url=PAGE)
    files = {"device-authorizations.csv": csv_of("device,authority,number,source_url", "nuface-trinity,fda,K181008,")}
    assert "The link to K181008 rests on a page of its own" in told(files)["device-authorizations.csv", 2]["source_url"]


def test_what_waits_for_a_second_person_takes_nothing_away_yet(trinity):
    imported({"authorizations.csv": csv_of("authority,number,source_url", "fda,K181008,")})
    assert Proposal.objects.count() == 1


def test_the_caution_of_a_label_that_loses_its_source_is_told(trinity):
    make_device_contraindication(trinity)
    row = "nuface-trinity,pacemaker,"
    wrong = told({"device-contraindications.csv": csv_of("device,contraindication,source_url", row)})
    assert (
        "The contraindication “Pacemaker” has no source address."
        in wrong["device-contraindications.csv", 2]["source_url"]
    )


def test_a_device_that_nobody_sees_yet_may_lack_anything():
    make_device("Mini")
    imported({"prices.csv": csv_of(PRICE, "nuface-mini,list,,8,USD,2025,,maker,false")})
    assert Price.objects.count() == 1


def test_a_name_that_is_taken_is_told_though_the_file_leaves_the_brand_out():
    make_device("Trinity")
    make_device("Mini")
    assert (
        "has this name" in told({"devices.csv": csv_of("slug,model", "nuface-mini,Trinity")})["devices.csv", 2]["model"]
    )
    wrong = told({"devices.csv": csv_of("slug,model", "nuface-mini,Nova", "nuface-trinity,Nova")})
    assert wrong == {("devices.csv", 3): {"model": "devices.csv, row 2 has this name."}}


def test_a_brand_with_a_device_of_this_name_is_told_though_the_file_leaves_the_model_out():
    make_device("Trinity")
    make_device("Trinity", brand=make_brand("Other"))
    wrong = told({"devices.csv": csv_of("slug,brand_slug", "other-trinity,nuface")})
    assert "has this name" in wrong["devices.csv", 2]["model"]


def test_a_new_record_does_not_wait_because_some_published_device_has_none():
    publish(make_device("Bare"))
    made = imported({"authorizations.csv": csv_of(RECORD, f"fda,K181008,510k,A firm,listed,{PAGE},maker,false")})
    assert (made.counts["waiting"], Authorization.objects.get().holder) == (0, "A firm")


def test_the_commit_still_guards_what_the_preview_did_not_see(trinity, monkeypatch):
    monkeypatch.setattr("catalog.queries.imports.lacking", lambda rows, scope: {})
    by = make_user(role="editor")
    made = previewed({"prices.csv": csv_of(PRICE, "nuface-trinity,list,,8,USD,2025,,maker,false")}, by=by)
    before = everything()
    with pytest.raises(ImportRefused, match="is published, so it keeps what publishing asks for"):
        commit_import(made, by=by)
    assert everything() == before


def table(header, *columns):
    """Return the strategy of files with this header: up to three rows, each cell drawn from its column's values."""
    row = st.tuples(*map(st.sampled_from, columns))
    return st.lists(row, max_size=3).map(lambda rows: (header.split(","), rows))


_DEVICES, _PAGES = ("nuface-trinity", "nuface-mini", "new"), ("", f"{PAGE}/trinity", f"{PAGE}/other")
FILES = {
    "devices.csv": table(
        "slug,model,brand_slug,weight_g,warranty,note", _DEVICES, ("Trinity", "Mini", "Nova"), ("nuface",),
        ("", "120.5"), ("", "Two years"), ("", "FDA approved."),
    ),
    "sources.csv": table(
        "device,address,kind,fields", _DEVICES, _PAGES[1:], ("maker",), ("", "weight", "weight|warranty"),
    ),
    "prices.csv": table(
        PRICE, _DEVICES, ("list",), ("",), ("9.00", "8.50"), ("USD",), ("2025",), _PAGES, ("maker",), ("false",),
    ),
    "authorizations.csv": table(
        RECORD, ("fda",), ("K181008", "K223344", "DEN150005"), ("510k", "de-novo"), ("A firm",),
        ("listed", "number-only"), _PAGES[:2], ("maker",), ("false",),
    ),
    "device-authorizations.csv": table(
        "device,authority,number,scope,basis,source_url,source_kind", _DEVICES, ("fda",),
        ("K181008", "K223344"), ("exact", "inferred"), ("label", "name-on-record"), _PAGES[:2], ("maker",),
    ),
    "findings.csv": table(
        "device,authority,declared,note,source_url,source_kind", _DEVICES, ("fda",),
        ("not-checked", "registered"), ("", "Seen."), _PAGES[:2], ("maker",),
    ),
}  # fmt: skip


@pytest.fixture
def world():
    """Two published devices and a draft, with records; the preview of whatever is sent is looked at by a verifier."""
    for model in ("Trinity", "Mini"):
        device = make_device(model, number="K181008", weight_g="120.5")
        make_source(device, f"{PAGE}/{model.lower()}", fields=["weight"])
        publish(device)
    make_link(make_device("Draft"), make_authorization("K223344"))
    make_price(Device.objects.get(slug="nuface-mini"))
    return make_user(role="verifier")


@settings(
    max_examples=settings().max_examples // 10,  # each looks and writes like a whole import
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.fixed_dictionaries(FILES), st.booleans())
def test_the_preview_says_of_each_row_what_the_commit_would_do(world, settings, files, alone):
    """Without the rows that are wrong by themselves, it is done exactly if no published device would lack anything."""
    settings.SECOND_PERSON = not alone
    with rolled_back(), pytest.MonkeyPatch.context() as patch:
        while wrong := {
            place for place, told in _told(files, by=world).items() if any(_KEPT not in why for why in told.values())
        }:
            files = {name: (header, [row for place, row in enumerate(rows, start=2) if (name, place) not in wrong])
                     for name, (header, rows) in files.items()}  # fmt: skip
        lacking = " ".join(why for wrong in _told(files, by=world).values() for why in wrong.values())
        patch.setattr("catalog.queries.imports.lacking", lambda rows, scope: {})
        refused = _refused(files, by=world)
        assert bool(refused) == bool(lacking)
        assert all(problem.partition(_KEPT)[2] in lacking for problem in refused)  # but for a name that changes


_KEPT = "keeps what publishing asks for"


def _told(files, **options):
    return told(written, **options) if (written := _written(files)) else {}


def _refused(files, *, by):
    """Import files; return what the commit itself found, [] when it was done."""
    made = previewed(written, by=by) if (written := _written(files)) else None
    try:
        if made:
            commit_import(made, by=by, confirmed_words=True)
    except ImportRefused as refused:
        return refused.problems
    return []


def _written(files):
    """Return {name: bytes} of the files that have a row."""
    return {name: _csv([header, *rows]) for name, (header, rows) in files.items() if rows}


def _csv(rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()
