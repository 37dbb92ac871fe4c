"""Numbers: what a register could have given, what it could not, and why."""

import datetime
import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.rules import authorities, statuses
from catalog.rules.authorities import NumberError, implausible_year, parse_number

TODAY = datetime.date(2026, 11, 22)
FDA_PAGES = "https://www.accessdata.fda.gov/scripts/cdrh/cfdocs"

SHAPES = {kind.name: kind for kind in authorities._KINDS}
numbers = st.sampled_from(list(SHAPES.values())).flatmap(
    lambda kind: st.tuples(
        st.just(kind), st.from_regex(kind.shape, fullmatch=True, alphabet=st.characters(codec="ascii"))
    )
)


def refusal(text):
    """Return the sentence with which `text` is refused."""
    with pytest.raises(NumberError) as refused:
        parse_number(text)
    return str(refused.value)


@pytest.mark.parametrize(
    ("typed", "canonical", "kind"),
    [
        ("K181008", "K181008", "510(k)"),
        (" k 181008 ", "K181008", "510(k)"),
        ("#K181008", "K181008", "510(k)"),
        ("# k-181 008\n", "K181008", "510(k)"),
        ("BK123456", "BK123456", "510(k) by CBER"),
        ("DEN150005", "DEN150005", "De Novo"),
        ("den-150005", "DEN150005", "De Novo"),
        ("P910001", "P910001", "PMA"),
        ("P910001/S012", "P910001/S012", "PMA"),
        ("p910001s012", "P910001/S012", "PMA"),
        ("N1234", "N1234", "old PMA"),
        ("N12345", "N12345", "old PMA"),
        ("N123456/S001", "N123456/S001", "old PMA"),
        ("H020002", "H020002", "HDE"),
        ("H020002/S001", "H020002/S001", "HDE"),
        ("BP123456", "BP123456", "PMA by CBER"),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed, canonical, kind):
    number = parse_number(typed)
    assert (number.canonical, str(number), number.kind.name) == (canonical, canonical, kind)


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ("", "No number was given"),
        (" #", "No number was given"),
        ("K18100", "exactly six digits"),
        ("K1810080", "exactly six digits"),
        ("K181008/S012", "exactly six digits"),
        ("KI81008", "has a letter (O, I or L) where a digit belongs"),
        ("K18100O", "has a letter (O, I or L) where a digit belongs"),
        ("DEN15000L", "has a letter (O, I or L) where a digit belongs"),
        ("510K181008", "begins with the name of the pathway"),
        ("510(k) K181008", "begins with the name of the pathway"),
        ("181008", "has no letter in front"),
        ("K number pending", "is not a premarket number"),
        ("##K181008", "is not a premarket number"),
        ("K181008 K133823", "exactly six digits"),
        ("P910001/S12", "is not a premarket number"),
        ("P910001/012", "is not a premarket number"),
        ("N123", "is not a premarket number"),
        ("N1234567", "is not a premarket number"),
        ("DEN15005", "is not a premarket number"),
    ],
)
def test_what_no_register_gave_is_refused_with_its_reason(typed, because):
    assert because in refusal(typed)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("К181008", "CYRILLIC CAPITAL LETTER KA (U+041A)"),
        ("\u212a181008", "KELVIN SIGN (U+212A)"),
        ("Ｋ181008", "FULLWIDTH LATIN CAPITAL LETTER K (U+FF2B)"),
        ("K18100８", "FULLWIDTH DIGIT EIGHT (U+FF18)"),
        ("K18100٨", "ARABIC-INDIC DIGIT EIGHT (U+0668)"),
        ("K181\u200b008", "ZERO WIDTH SPACE (U+200B)"),
        ("\ufeffK181008", "ZERO WIDTH NO-BREAK SPACE (U+FEFF)"),
        ("K\u202e181008", "RIGHT-TO-LEFT OVERRIDE (U+202E)"),
        ("K\u2066181008", "LEFT-TO-RIGHT ISOLATE (U+2066)"),
        ("K\u00a0181008", "NO-BREAK SPACE (U+00A0)"),
        ("K\u2011181008", "NON-BREAKING HYPHEN (U+2011)"),
        ("K\u00ad181008", "SOFT HYPHEN (U+00AD)"),
        ("K18\t1008", "unnamed character (U+0009)"),
        ("K18\u00001008", "unnamed character (U+0000)"),
        ("K18100Ο", "GREEK CAPITAL LETTER OMICRON (U+039F)"),
        ("DΕN150005", "GREEK CAPITAL LETTER EPSILON (U+0395)"),
        ("Р910001", "CYRILLIC CAPITAL LETTER ER (U+0420)"),
    ],
)
def test_a_look_alike_is_refused_by_its_name(typed, named):
    assert named in refusal(typed)


def test_a_character_that_cannot_be_seen_is_not_printed():
    assert "\u202e" not in refusal("K\u202e181008")


@given(numbers, st.data())
def test_no_character_of_a_number_can_be_swapped_for_another_script(shaped, data):
    text = shaped[1]
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]))
    assert f"U+{ord(other):04X}" in refusal(text[:place] + other + text[place + 1 :])


@given(numbers, st.data())
def test_the_letter_o_never_becomes_a_zero(shaped, data):
    text = shaped[1]
    places = [i for i, c in enumerate(text) if c == "0"]
    assume(places)
    place = data.draw(st.sampled_from(places))
    for letter in "Oo":
        refusal(text[:place] + letter + text[place + 1 :])


@given(numbers)
def test_reading_a_canonical_number_gives_it_back(shaped):
    kind, text = shaped
    assert parse_number(text).canonical == text
    assert parse_number(text).kind == kind
    assert parse_number(str(parse_number(text))) == parse_number(text)


@given(numbers, st.sampled_from(["", "#"]), st.lists(st.sampled_from([" ", "-", "", "  "]), min_size=20, max_size=20))
def test_case_spaces_and_hyphens_do_not_matter(shaped, front, between):
    text = shaped[1]
    typed = front + "".join(a + b for a, b in zip(text.swapcase(), between, strict=False))
    assert parse_number(typed).canonical == text


@given(numbers)
def test_no_number_has_two_kinds(shaped):
    assert [k.name for k in SHAPES.values() if re.fullmatch(k.shape, shaped[1])] == [shaped[0].name]


@given(st.text(max_size=14))
def test_any_other_text_is_refused_in_words(text):
    try:
        number = parse_number(text)
    except NumberError as refused:
        assert str(refused).endswith(".")
    else:
        assert number.canonical.isascii()
        assert unicodedata.is_normalized("NFC", number.canonical)


def test_shapes_without_a_public_source_are_accepted_with_a_warning():
    warned = {name for name, kind in SHAPES.items() if not kind.sourced}
    assert warned == {"510(k) by CBER", "HDE", "PMA by CBER"}
    assert "not confirmed by a public source" in parse_number("BK123456").warnings[0]
    assert parse_number("K181008").warnings == ()


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("K181008", f"{FDA_PAGES}/cfpmn/pmn.cfm?ID=K181008"),
        ("DEN150005", f"{FDA_PAGES}/cfpmn/denovo.cfm?id=DEN150005"),
        ("P910001", f"{FDA_PAGES}/cfpma/pma.cfm?id=P910001"),
        ("P910001/S012", f"{FDA_PAGES}/cfpma/pma.cfm?id=P910001S012"),
        ("N12345/S001", f"{FDA_PAGES}/cfpma/pma.cfm?id=N12345S001"),
        ("H020002", f"{FDA_PAGES}/cfhde/hde.cfm?id=H020002"),
        ("BK123456", ""),
        ("BP123456", ""),
    ],
)
def test_the_official_address_is_built_from_the_number(number, address):
    assert parse_number(number).official_address == address


def test_the_official_address_of_a_product_code_is_built_from_it():
    assert (
        authorities.product_code_address("NFO")
        == f"{FDA_PAGES}/cfpcd/classification.cfm?start_search=1&productcode=NFO"
    )


@pytest.mark.parametrize(
    ("number", "year"),
    [
        ("K103472", 2010), ("K040871", 2004), ("K760001", 1976), ("K991234", 1999), ("K001234", 2000),
        ("DEN150005", 2015), ("P910001", None), ("H020002", None), ("BK123456", None),
    ],
)  # fmt: skip
def test_the_first_two_digits_are_the_year_received(number, year):
    assert parse_number(number).year_received == year


@pytest.mark.parametrize(
    ("number", "decided", "because"),
    [
        ("K103472", "2011-11-07", ""),
        ("K040871", "2005-06-01", ""),
        ("K103472", "2010-01-01", ""),
        ("K103472", "2009-12-31", "was received in 2010: it cannot have been decided in 2009"),
        ("K252218", "2024-06-01", "was received in 2025: it cannot have been decided in 2024"),
        ("DEN150005", "2014-06-01", "was received in 2015"),
        ("K262218", "2026-11-22", ""),
        ("K262218", "2026-11-23", "lies in the future"),
        ("K272218", None, "would have been received in 2027"),
        ("K750001", None, "would have been received in 2075"),
        ("K262218", None, ""),
        ("P910001", "1976-01-01", ""),
        ("P910001", "1975-12-31", "lies before 1976"),
        ("P910001", None, ""),
    ],
)
def test_a_decision_is_never_before_the_file_nor_after_today(number, decided, because):
    day = decided and datetime.date.fromisoformat(decided)
    reason = implausible_year(parse_number(number), day, TODAY)
    assert because in reason
    assert bool(because) == bool(reason)


def test_each_pathway_carries_the_word_of_its_own_decision():
    carried = {slug: pathway.status for slug, pathway in authorities.PATHWAYS.items()}
    assert carried == {"510k": "cleared", "de-novo": "granted", "pma": "approved", "hde": ""}
    assert set(carried.values()) - {""} <= statuses.STATUSES.keys()


def test_every_kind_of_number_stands_under_a_known_pathway():
    assert {p for kind in SHAPES.values() for p in kind.pathways} == authorities.PATHWAYS.keys()
    assert parse_number("K133823").pathways == ("510k", "de-novo")


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        (authorities.PRODUCT_CODE, ["NFO", "OHS"], ["nfo", "NF", "NFOO", "NF0", "NFО", "NFO\n"]),
        (authorities.REGULATION, ["882.5890", "878.4810"], ["882.589", "8825890", "882.58900", "٨82.5890"]),
        (authorities.ESTABLISHMENT, ["1234567", "1234567890"], ["12345678", "12345678901", "１２３４５６７"]),
    ],
)  # fmt: skip
def test_other_identifiers_are_matched_whole_and_in_ascii(shape, good, bad):
    assert all(map(shape.fullmatch, good))
    assert not any(map(shape.fullmatch, bad))


def test_the_only_register_so_far_is_fdas():
    assert authorities.AUTHORITIES == {"fda": authorities.FDA}
    assert authorities.FDA.short == "FDA"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://www.accessdata.fda.gov/scripts/x", True),
        ("https://FDA.gov/", True),
        ("https://accessgudid.nlm.nih.gov/devices/1", True),
        ("https://fda.gov.example/", False),
        ("https://notfda.gov/", False),
        ("https://example.org/?fda.gov", False),
        ("mailto:someone", False),
    ],
)
def test_the_register_keeps_what_lies_on_its_hosts(address, kept):
    assert authorities.FDA.keeps(address) is kept


def test_each_status_that_rests_on_a_number_has_a_kind_with_an_example():
    for status in statuses.STATUSES.values():
        examples = [kind.example for kind in authorities.kinds_under(status.slug) if kind.example]
        assert bool(examples) == status.rests_on_a_number


def test_an_example_is_a_number_of_its_own_kind():
    for kind in SHAPES.values():
        assert not kind.example or parse_number(kind.example).kind == kind


def test_a_humanitarian_exemption_leads_to_no_status():
    assert [kind.name for kind in authorities.kinds_under("")] == ["HDE"]


def test_a_number_is_looked_up_on_the_page_that_its_address_is_built_from():
    assert SHAPES["De Novo"].search_page == f"{FDA_PAGES}/cfpmn/denovo.cfm"
    assert SHAPES["510(k) by CBER"].search_page == ""


def test_a_regulation_keeps_its_zeros_in_its_address():
    assert authorities.regulation_address("882.5890").endswith("/title-21/section-882.5890")
