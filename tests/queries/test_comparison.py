"""Devices side by side: what stands in a cell, what counts as the same, and which links lead on."""

import datetime

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Device
from catalog.queries.comparison import compare, read_address
from catalog.queries.comparison_cells import Cell, Line, Row
from tests import factories as make

TODAY = datetime.date(2026, 11, 22)
GAPS = ("", "not-stated", "not-applicable", "not-checked", "none-entered")
lines = st.builds(Line, text=st.sampled_from(["Solar", "SOLAR", "Mains"]), notes=st.sampled_from([(), (1,)]))
cells = st.builds(Cell, lines=st.tuples(lines), gap=st.sampled_from(GAPS))


def shown(query):
    found = compare(QueryDict(query), Device.objects.published(), timezone.localdate())
    assert not found.errors
    return found


def rows(comparison):
    return {row.key: row for group in comparison.groups for row in group.rows}


def words(comparison, key):
    return [cell.words for cell in rows(comparison)[key].cells]


def slugs(query):
    return QueryDict(query).getlist("device")


@given(st.lists(cells, min_size=1, max_size=4))
def test_a_row_is_the_same_when_several_devices_say_the_same_and_none_is_silent(found):
    row = Row("power", "Power", tuple(found))
    texts = {cell.lines[0].text.lower() for cell in found}
    assert row.is_same is (len(found) > 1 and len(texts) == 1 and not any(cell.gap for cell in found))


@pytest.mark.parametrize(
    "since", ["x", "2026", "2026-11", "2026-02-30", "2026-11-23", "1899-12-31", "２０２０-01-01", "99999-01-01"]
)
def test_what_is_no_day_that_has_begun_is_an_error_of_its_parameter(since):
    assert list(read_address(QueryDict(f"since={since}"), TODAY).errors) == ["since"]


@pytest.mark.parametrize(
    ("query", "name"),
    [("only=best", "only"), ("only=differences&only=x", "only"), ("since=2026-01-01&since=2026-01-02", "since"),
     ("&".join(f"device=d{n}" for n in range(51)), "")],
)  # fmt: skip
def test_a_wrong_parameter_is_an_error_that_names_it(query, name):
    assert list(read_address(QueryDict(query), TODAY).errors) == [name]


def test_empty_and_unknown_parameters_are_as_good_as_not_given():
    asked = read_address(QueryDict("device=&only=&since=&colour=red"), TODAY)
    assert (asked.names, asked.only, asked.since, asked.errors) == ((), "", None, {})


@pytest.fixture
def devices(db):
    """Five published devices, a to e, of one brand."""
    return [make.make_device(name, slug=name.lower(), state="published") for name in "ABCDE"]


def test_columns_stand_in_the_order_of_the_address_each_once(devices):
    assert [device.slug for device in shown("device=c&device=a&device=c").devices] == ["c", "a"]


def test_a_fifth_device_is_refused_and_nothing_is_compared(devices):
    found = compare(QueryDict("&".join(f"device={slug}" for slug in "abcde")), Device.objects.published(), TODAY)
    assert found.errors == {"device": "At most 4 devices can stand side by side; this address names 5."}
    assert found.pages == []
    assert slugs(found.first_query) == list("abcd")
    assert slugs(found.removals[0][1]) == list("bcde")


def test_what_is_not_listed_takes_no_column(devices):
    make.make_device("Secret", slug="secret")
    found = shown("device=a&device=b&device=secret&device=c&device=d")
    assert [device.slug for device in found.devices] == list("abcd")


def test_a_draft_is_named_like_what_never_was(devices):
    make.make_device("Secret", slug="secret")
    missing = shown("device=a&device=secret&device=never").missing
    assert [(one.name, one.device) for one in missing] == [("secret", None), ("never", None)]


def test_a_withdrawn_device_is_named_with_the_reason(devices):
    make.make_device("Old", slug="old", state="withdrawn", withdrawn_reason="Entered twice.")
    [missing] = shown("device=old&device=a").missing
    assert (missing.name, missing.device.withdrawn_reason) == ("old", "Entered twice.")


@pytest.mark.parametrize(("typed", "name"), [("%00a%2Fb", "a/b"), ("%ED%A0%80x y", "x y"), ("z" * 999, "z" * 80)])
def test_a_name_that_no_device_can_have_is_named_as_far_as_it_can_be_shown(devices, typed, name):
    assert [one.name.replace("\ufffd", "") for one in shown(f"device={typed}").missing] == [name]


def test_devices_move_by_one_place_and_the_ends_stay(devices):
    columns = shown("device=a&device=b&device=c&only=differences").columns
    assert [slugs(column.left) for column in columns] == [[], ["b", "a", "c"], ["a", "c", "b"]]
    assert [slugs(column.right) for column in columns] == [["b", "a", "c"], ["a", "c", "b"], []]
    assert [slugs(column.without) for column in columns] == [["b", "c"], ["a", "c"], ["a", "b"]]
    assert all("only=differences" in column.without for column in columns)


def test_only_what_differs_is_left_and_what_was_hidden_is_counted(db):
    for slug, power in (("a", "solar"), ("b", "solar")):
        make.make_price(make.make_device(slug=slug, state="published", power=power, number="K181008", weight_g=None))
    everything, differing = shown("device=a&device=b"), shown("device=a&device=b&only=differences")
    hidden = rows(everything).keys() - rows(differing).keys()
    assert {"power", "holder", "meaning"} <= hidden
    assert len(hidden) == everything.same == differing.same
    assert {"status", "check", "price", "weight"} <= rows(differing).keys()


def test_a_device_alone_is_the_same_as_nothing(devices):
    assert shown("device=a").same == 0


def test_the_three_gaps_keep_their_own_words(db):
    make.make_device(slug="a", state="published", power="not-stated", medium="not-applicable")
    make.make_device(slug="b", state="published", power="not-stated", looked_for=["power"], status="registered")
    found = shown("device=a&device=b")
    assert words(found, "power") == ["Not stated in what we read", "Not stated by the maker (looked for)"]
    assert words(found, "medium")[0] == "Not applicable"
    assert words(found, "holder") == ["Not checked", "Not applicable"]
    assert words(found, "status")[0] == "Not checked"
    assert words(found, "check") == ["Not yet by us", "Not yet by us"]


def test_facts_of_several_records_begin_with_their_numbers(db):
    device = make.make_device(slug="a", state="published", number="K133823")
    make.make_link(device, make.make_authorization("K191672", areas=["face"], holder=""))
    make.make_link(device, make.make_authorization("K241718"), covers="other")
    found = shown("device=a")
    assert words(found, "number") == ["510(k) K133823; 510(k) K191672"]
    assert words(found, "holder") == ["K133823: Carol Cole Company; K191672: Not stated in what we read"]
    assert rows(found)["holder"].cells[0].gap == "not-stated"
    assert words(found, "other") == [
        "510(k) K241718 (This exact model. Covers: another function only (derives no status))"
    ]
    assert [record.number for record, _ in found.official_pages] == ["K133823", "K191672", "K241718"]


def test_a_check_says_when_by_whom_and_until_when(db):
    device = make.make_device(slug="a", state="published", number="K181008")
    make.make_verification(device.findings.get(), checked_on=datetime.date(2026, 5, 3))
    found = compare(QueryDict("device=a"), Device.objects.published(), TODAY)
    assert words(found, "status") == ["510(k) cleared"]
    assert words(found, "check")[0].startswith("3 May 2026 (by an editor of ours (role: verifier), in ")
    assert words(found, "due") == ["1 August 2026"]
    assert rows(found)["due"].cells[0].lines[0].aside == "That day has passed."


def test_a_change_that_waits_for_a_second_person_is_marked_at_its_device(devices):
    make.make_proposal(devices[0].findings.get()).devices.add(devices[0])
    asides = [cell.lines[0].aside for cell in rows(shown("device=a&device=b"))["status"].cells]
    assert asides == ["Under review: a change waits for a second person.", ""]


def test_a_caution_on_one_label_is_a_row_for_all(devices):
    make.make_device_contraindication(devices[0], wording="Do not use with a pacemaker.")
    make.make_device_contraindication(devices[1], make.make_contraindication("epilepsy"))
    make.make_source(devices[3], kind="manual")
    found = shown("device=a&device=b&device=c&device=d")
    assert words(found, "caution-pacemaker") == [
        "Do not use (“Do not use with a pacemaker.”)",
        "Not named in what we read of its label",
        "Not checked: we have read no label or manual",
        "Not checked: its label or manual has not been entered yet",
    ]
    assert "label" not in rows(found)


def test_a_claim_is_quoted_with_its_verdict_and_a_notice_with_its_date(db):
    device = make.make_device(slug="a", state="published", number="K181008")
    make.make_claim(device, "FDA approved")
    make.make_notice(device)
    found = shown("device=a")
    assert "“FDA approved”" in words(found, "claims")[0]
    assert "Against the record: Overstates the record, as that is reported to us" in words(found, "claims")[0]
    assert words(found, "notices") == ["Recall, May 2024: Recall of one lot"]


def test_footnotes_are_numbered_in_the_order_of_reading_and_shared(devices):
    make.make_source(devices[0], f"{make.PAGE}/power", fields=["power"])
    for device in devices[:2]:
        make.make_source(device, f"{make.PAGE}/both", fields=["medium"])
        make.make_source(device, f"{make.PAGE}/silent", fields=["weight"])
        Device.objects.filter(pk=device.pk).update(power="solar", medium="gel")
    found = shown("device=a&device=b")
    notes = [line.notes for key in ("medium", "power") for cell in rows(found)[key].cells for line in cell.lines]
    assert notes == [(1,), (1,), (2,), ()]
    assert [(n, address) for n, address, _ in found.sources] == [(1, f"{make.PAGE}/both"), (2, f"{make.PAGE}/power")]
    assert shown("device=a&device=b&only=differences").sources == []


def test_what_can_be_added_stands_by_brand_without_what_is_there(devices):
    make.make_device("Dot", slug="dot", state="published", brand=make.make_brand("ZIIP"))
    make.make_device("Secret", brand=make.make_brand("Hidden"))
    found = shown("device=a&device=b&device=c")
    assert found.choices == [("NuFACE", [("d", "D"), ("e", "E")]), ("ZIIP", [("dot", "Dot")])]
    assert [len(shown(query).places) for query in ("", "device=a", "device=a&device=b&device=c&device=d")] == [2, 1, 0]
