"""Reading what somebody pasted: which numbers, codes, claims and names are in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import statuses
from catalog.rules.check import MAX_CHARACTERS, Pasted, read_pasted, refuse_text

printable = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]), max_size=100)


def found(text):
    pasted = read_pasted(text)
    return [str(number) for number in pasted.numbers], pasted.name


@pytest.mark.parametrize(
    ("text", "numbers", "name"),
    [
        ("K181008", ["K181008"], ""),
        (" k 181-008 ", ["K181008"], ""),
        ("#K181008.", ["K181008"], ""),
        ("DEN150005", ["DEN150005"], ""),
        ("p910001s012", ["P910001/S012"], ""),
        ("P910001/S012", ["P910001/S012"], ""),
        ("K181008 K133823", ["K181008", "K133823"], ""),
        ("K 181008 and K 181 008", ["K181008"], ""),
        ("510(k) K181008", ["K181008"], ""),
        ("NuFACE Trinity (K181008)", ["K181008"], "NuFACE Trinity"),
        ("the NuFACE is FDA approved, K181008!", ["K181008"], "NuFACE"),
        ("FDA approved NuFACE", [], "NuFACE"),
        ("FDA registered", [], ""),
        ("NūFACE Trinity+", [], "NūFACE Trinity+"),
        ("NuFACE 2012", [], "NuFACE 2012"),
        ("RJV-10", [], "RJV-10"),
        ("FDA-listed - NuFACE", [], "NuFACE"),
        ("510(k) exempt NuFACE", [], "NuFACE"),
        ("CE certified NuFACE", [], "NuFACE"),
        ("TPML-100", [], "TPML-100"),
        ("", [], ""),
        ("?!", [], ""),
    ],
)
def test_numbers_and_names_are_told_apart(text, numbers, name):
    assert found(text) == (numbers, name)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("К181008", "CYRILLIC CAPITAL LETTER KA (U+041A)"),
        ("FDA К181008", "CYRILLIC CAPITAL LETTER KA (U+041A)"),
        ("Ｋ181008", "FULLWIDTH LATIN CAPITAL LETTER K"),
        ("K18100８", "FULLWIDTH DIGIT EIGHT"),
        ("\u212a181008", "KELVIN SIGN"),
        ("510K181008", "begins with the name of the pathway"),
        ("K18100", "exactly six digits"),
        ("k 18100", "exactly six digits"),
        ("NuFACE K18100", "exactly six digits"),
        ("K1234", "exactly six digits"),
        ("K18100O", "a letter (O, I or L) where a digit belongs"),
        ("K19167Z", "K and exactly six digits; this ends in a letter"),
        ("NuFACE k19167z", "this ends in a letter"),
        ("KI81008", "a letter (O, I or L) where a digit belongs"),
        ("181008", "has no letter in front"),
        ("12345678901", "has no letter in front"),
        ("882.589", "three digits, a dot and four digits"),
    ],
)
def test_what_was_meant_for_a_number_is_refused_with_its_reason(text, because):
    pasted = read_pasted(text)
    assert because in pasted.refusal
    assert not pasted.numbers


def test_a_refused_number_leaves_the_name_beside_it():
    assert read_pasted("NuFACE K18100").name == "NuFACE"


@pytest.mark.parametrize(
    ("text", "pasted"),
    [
        ("NFO", Pasted(product_code="NFO", name="NFO")),
        ("nfo", Pasted(product_code="NFO", name="nfo")),
        ("Product code NFO", Pasted(product_code="NFO")),
        ("882.5890", Pasted(regulation="882.5890")),
        ("21 CFR 882.5890", Pasted(regulation="882.5890")),
        ("1234567", Pasted(establishment="1234567")),
        ("3005400022", Pasted(establishment="3005400022")),
    ],
)
def test_codes_are_read_as_what_they_have_the_shape_of(text, pasted):
    assert read_pasted(text) == pasted


@pytest.mark.parametrize("text", ["FDA", "PMA", "LED"])
def test_a_word_of_the_field_is_no_product_code(text):
    assert not read_pasted(text).product_code


def test_a_code_inside_a_sentence_is_found_too():
    assert read_pasted("Registered with FDA under 3005400022").establishment == "3005400022"
    assert read_pasted("regulation 882.5890 device").regulation == "882.5890"


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("FDA approved NuFACE", [statuses.APPROVED.rank]),
        ("FDA registered and 510(k) cleared", [statuses.CLEARED.rank, statuses.REGISTERED.rank]),
        ("De Novo", [statuses.GRANTED.rank]),
        ("not FDA approved", []),
        ("NuFACE", []),
    ],
)
def test_every_claim_in_a_text_is_found(text, ranks):
    assert list(read_pasted(text).claimed) == ranks


@pytest.mark.parametrize(
    ("text", "denies", "waits", "name"),
    [
        ("NuFACE is not FDA approved", True, False, "NuFACE"),
        ("NuFACE: FDA clearance pending", False, True, "NuFACE"),
        ("FDA clearance pending", False, True, ""),
    ],
)
def test_what_is_denied_or_waited_for_is_told_from_a_claim(text, denies, waits, name):
    pasted = read_pasted(text)
    assert (pasted.is_denial, pasted.is_pending, pasted.claimed, pasted.name) == (denies, waits, (), name)
    assert pasted.speaks_of_a_decision
    assert not pasted.is_nothing_known


@pytest.mark.parametrize(("text", "speaks"), [("FDA approved", True), ("NuFACE K181008", False)])
def test_a_name_and_a_number_alone_speak_of_no_decision(text, speaks):
    assert read_pasted(text).speaks_of_a_decision is speaks


def test_the_word_of_somebody_else_is_told_from_a_claim_about_fda():
    pasted = read_pasted("CE certified and dermatologist-approved")
    assert (pasted.others, pasted.claimed) == (("CE certified", "dermatologist-approved"), ())
    assert not pasted.is_nothing_known
    assert read_pasted("FDA and CE approved").others == ()


def test_a_text_with_nothing_but_a_name_says_so():
    assert read_pasted("NuFACE").is_nothing_known
    assert not read_pasted("K181008").is_nothing_known


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("x" * 101, "at most 100 characters: these are 101"),
        ("K18\u00001008", "unnamed character (U+0000)"),
        ("K181\u200b008", "ZERO WIDTH SPACE (U+200B)"),
        ("\u202eK181008", "RIGHT-TO-LEFT OVERRIDE (U+202E)"),
    ],
)
def test_a_text_that_is_too_long_or_hides_something_is_not_looked_at(text, because):
    assert because in refuse_text(text)


@given(printable)
def test_any_text_that_can_be_seen_is_read(text):
    assert not refuse_text(text)
    pasted = read_pasted(text)
    assert len(pasted.name) <= MAX_CHARACTERS
    assert not (pasted.numbers and pasted.refusal)


@given(st.integers(0, 999999), st.sampled_from(["K", "k ", "#K", "k-", "DEN", "den "]), printable)
def test_a_number_is_found_whatever_stands_around_it(digits, letters, around):
    number = f"{letters}{digits:06}"
    assert read_pasted(number).numbers
    assert read_pasted(f"“{number}”, says FDA").numbers == read_pasted(number).numbers
