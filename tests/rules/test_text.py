"""Folding: what readers type finds what they mean, whatever form the letters come in."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.text import describe_character, drop_hidden, first_hidden_character, fold, squeeze

text = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("NūFACE", "nuface"),
        ("NŪFACE  Mini\t", "nuface mini"),
        ("CAFÉ", "cafe"),
        ("İstanbul", "istanbul"),
        ("ISPARTA ısparta", "isparta isparta"),
        ("Straße STRASSE ẞ", "strasse strasse ss"),
        ("Ørsted Łódź Đ ð ħ", "orsted lodz d d h"),
        ("Æon œuvre", "aeon oeuvre"),
        ("ｆｕｌｌ ﬁ №", "full fi no"),
        ("\u212a181008", "k181008"),
        ("  ", ""),
    ],
)
def test_case_and_accents_fold_away(written, folded):
    assert fold(written) == folded


@given(text)
def test_both_unicode_normal_forms_fold_alike(written):
    folded = {fold(unicodedata.normalize(form, written)) for form in ("NFC", "NFD")}
    assert folded == {fold(written)}


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_fold_as_they_do_among_others(written):
    assert fold(written + " é") == (fold(written) + " e").strip()


@given(text)
def test_folding_twice_changes_nothing(written):
    assert fold(fold(written)) == fold(written)


@given(text)
def test_a_folded_text_has_neither_accents_nor_double_spaces(written):
    folded = fold(written)
    assert not any(map(unicodedata.combining, folded))
    assert folded == " ".join(folded.split())


@pytest.mark.parametrize("written", ["K 181-008", "k181008", "#K181008", "K-181.008"])
def test_squeezing_leaves_letters_and_digits(written):
    assert squeeze(written) == "k181008"


@pytest.mark.parametrize(
    ("character", "described"),
    [
        ("К", "“К” CYRILLIC CAPITAL LETTER KA (U+041A)"),
        ("\u200b", "ZERO WIDTH SPACE (U+200B)"),
        ("\u00a0", "NO-BREAK SPACE (U+00A0)"),
        ("\x07", "unnamed character (U+0007)"),
        ("\U000e0001", "LANGUAGE TAG (U+E0001)"),
    ],
)
def test_a_character_is_named_and_shown_only_when_it_can_be_seen(character, described):
    assert describe_character(character) == described


@pytest.mark.parametrize(
    ("written", "hidden"),
    [
        ("a plain line\r\n\twith breaks", ""),
        ("left\u202eright", "\u202e"),
        ("nu\u200bface\u0000", "\u200b"),
        ("bell\x07", "\x07"),
        ("paragraph\u2029", "\u2029"),
        ("Straße café 한국 ★", ""),
    ],
)
def test_the_first_hidden_character_is_found(written, hidden):
    assert first_hidden_character(written) == hidden


def test_what_hides_is_dropped_but_for_what_is_allowed():
    assert drop_hidden("nu\u200bface\r\n\x00\u202eTrinity", allow="\n") == "nuface\nTrinity"


def test_what_hides_can_be_narrowed():
    assert first_hidden_character("one\ntwo", allow="") == "\n"
