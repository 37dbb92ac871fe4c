"""Claims: what a wording asserts, and whether the record bears it out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import claims, statuses
from catalog.rules.claims import (
    MATCHES,
    NO_DECISION,
    NO_RECORD,
    NOT_CHECKED,
    OF_THE_FIRM,
    OVERSTATES,
    claimed_rank,
    is_denial,
    is_pending,
    says_too_much,
    verdict,
)

CERTIFIED, APPROVED, GRANTED, CLEARED, EXEMPT, REGISTERED, NOTHING = 99, 6, 5, 4, 3, 2, 0

slugs = st.sampled_from(list(statuses.STATUSES))


@pytest.mark.parametrize(
    ("wording", "rank"),
    [
        ("FDA approved", APPROVED),
        ("FDA-Approved for home use", APPROVED),
        ("has FDA approval", APPROVED),
        ("PMA", APPROVED),
        ("De Novo", GRANTED),
        ("FDA De-Novo granted", GRANTED),
        ("FDA cleared", CLEARED),
        ("FDA-cleared", CLEARED),
        ("510(k) cleared", CLEARED),
        ("510k", CLEARED),
        ("has a 510 (k)", CLEARED),
        ("FDA granted it 510(k) clearance", CLEARED),
        ("listed with the FDA", EXEMPT),
        ("510(k) exempt", EXEMPT),
        ("510(k)-exempt", EXEMPT),
        ("510k exempt", EXEMPT),
        ("FDA registered", REGISTERED),
        ("our factory has an FDA registration", REGISTERED),
        ("FDA certified", CERTIFIED),
        ("endorsed by the FDA", CERTIFIED),
        ("FDA-cleared and FDA-registered", CLEARED),
        ("FDA cleared and FDA approved", APPROVED),
        ("FDA certificate", CERTIFIED),
        ("cleared rather than approved by FDA", CLEARED),
        ("meets the highest standards", NOTHING),
        ("unapproved", NOTHING),
        ("clears and lifts", NOTHING),
        ("", NOTHING),
    ],
)
def test_the_strongest_word_counts(wording, rank):
    assert claimed_rank(wording) == rank


@pytest.mark.parametrize(
    ("wording", "rank"),
    [
        ("not FDA approved", NOTHING),
        ("not yet been approved", NOTHING),
        ("never been approved by the FDA", NOTHING),
        ("isn't FDA approved", NOTHING),
        ("hasn’t been approved", NOTHING),
        ("without FDA clearance", NOTHING),
        ("no FDA approval", NOTHING),
        ("cannot be approved", NOTHING),
        ("does not need FDA approval", NOTHING),
        ("neither approved nor cleared", NOTHING),
        ("not FDA approved or cleared", NOTHING),
        ("not FDA certified", NOTHING),
        ("exempt from 510(k) clearance", EXEMPT),
        ("FDA cleared, not approved", CLEARED),
        ("not approved, FDA cleared", CLEARED),
        ("not approved but cleared by the FDA", CLEARED),
        ("not painful and FDA cleared", CLEARED),
        ("not only FDA cleared", CLEARED),
        ("not just registered but FDA approved", APPROVED),
        ("FDA registered, not cleared", REGISTERED),
    ],
)
def test_a_denial_is_no_claim(wording, rank):
    assert claimed_rank(wording) == rank


@pytest.mark.parametrize(
    ("wording", "status", "said"),
    [
        ("FDA approved", "approved", MATCHES),
        ("FDA approved", "granted", OVERSTATES),
        ("FDA approved", "cleared", OVERSTATES),
        ("FDA approved", "registered", OVERSTATES),
        ("FDA approved", "none-found", NO_RECORD),
        ("FDA approved", "not-checked", NOT_CHECKED),
        ("FDA cleared", "approved", MATCHES),
        ("FDA cleared", "cleared", MATCHES),
        ("FDA cleared", "exempt", OVERSTATES),
        ("FDA cleared", "registered", OVERSTATES),
        ("FDA cleared", "none-found", NO_RECORD),
        ("FDA cleared, not approved", "cleared", MATCHES),
        ("510(k) exempt", "exempt", MATCHES),
        ("FDA granted it 510(k) clearance", "cleared", MATCHES),
        ("FDA listed", "registered", OVERSTATES),
        ("FDA registered", "registered", MATCHES),
        ("FDA registered", "not-checked", OF_THE_FIRM),
        ("FDA registered", "cleared", OF_THE_FIRM),
        ("FDA registered", "exempt", OF_THE_FIRM),
        ("FDA registered", "none-found", NO_RECORD),
        ("FDA registered and 510(k) cleared", "cleared", MATCHES),
        ("FDA aproved", "cleared", OVERSTATES),
        ("FDA clearance pending", "cleared", NO_DECISION),
        ("FDA approved, clearance pending", "cleared", OVERSTATES),
        ("FDA certified", "approved", OVERSTATES),
        ("FDA certified", "none-found", OVERSTATES),
        ("FDA certified", "not-checked", OVERSTATES),
        ("not FDA approved", "cleared", NO_DECISION),
        ("lifts the face", "none-found", NOT_CHECKED),
    ],
)
def test_a_claim_is_held_against_the_record(wording, status, said):
    assert verdict(wording, status) == said


@pytest.mark.parametrize(
    "wording",
    [
        "FDA clearance pending",
        "FDA 510(k) clearance is pending",
        "510(k) submitted",
        "submitted to FDA for 510(k) clearance",
        "applied for FDA approval",
        "FDA approval has been applied for",
        "pending FDA aproval",
        "awaiting FDA’s approval",
        "510(k) application under review",
        "seeking De Novo",
    ],
)
def test_what_is_waited_for_is_not_claimed(wording):
    assert (is_pending(wording), claimed_rank(wording)) == (True, NOTHING)


@pytest.mark.parametrize("wording", ["submitted and approved", "FDA cleared", "pending", "approved, pending in Europe"])
def test_not_everything_is_waited_for(wording):
    assert not is_pending(wording)


@pytest.mark.parametrize(
    ("wording", "denies"),
    [
        ("not FDA approved", True),
        ("isn’t FDA aproved", True),
        ("FDA cleared, not approved", True),
        ("exempt from 510(k) clearance", False),
        ("not only FDA cleared", False),
        ("not CE certified", False),
        ("FDA approved", False),
    ],
)
def test_a_denial_is_told_from_a_claim(wording, denies):
    assert is_denial(wording) is denies


@pytest.mark.parametrize(
    ("wording", "rank"),
    [
        ("FDA aproved", APPROVED),
        ("FDA-Approvd", APPROVED),
        ("FDA cleard", CLEARED),
        ("FDA regsitered", REGISTERED),
        ("FDA certfied", CERTIFIED),
        ("FDA aprved", NOTHING),
        ("clearer, cleaned skin", NOTHING),
        ("FDA listde", NOTHING),
    ],
)
def test_one_slip_in_a_word_of_a_claim_is_forgiven(wording, rank):
    assert claimed_rank(wording) == rank


@given(st.text(st.characters(exclude_categories=["L", "M"])))
def test_nothing_but_letters_is_respelt(text):
    assert claims.respelt(text) == text


@given(st.text(), slugs)
def test_every_wording_gets_one_of_the_known_verdicts(wording, status):
    assert verdict(wording, status) in claims.VERDICT_LABELS


@given(slugs, slugs)
def test_a_weaker_claim_never_overstates_what_a_stronger_one_does_not(one, other):
    weaker, stronger = sorted((one, other), key=lambda slug: statuses.STATUSES[slug].rank)
    for wording in ("FDA approved", "De Novo granted", "FDA cleared", "FDA listed"):
        if verdict(wording, weaker) == MATCHES:
            assert verdict(wording, stronger) == MATCHES


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("It is FDA approved.", ["FDA approved"]),
        ("FDA-approved", ["FDA-approved"]),
        ("the FDA’s approval", ["FDA’s approval"]),
        ("approved by the U.S. FDA", ["approved by the U.S. FDA"]),
        ("with approval from the F.D.A.", ["approval from the F.D.A."]),
        ("The FDA has approved it.", ["FDA has approved"]),
        ("FDA approved, FDA certified", ["FDA approved", "FDA certified"]),
        ("FDA cleared/approved", ["FDA cleared/approved"]),
        ("FDA: approved", ["FDA: approved"]),
        ("FDA\u2011approved", ["FDA\u2011approved"]),
        ("FDA aproved", ["FDA aproved"]),
        ("FDA has since fully approved it", ["FDA has since fully approved"]),
        ("approved by the Food and Drug Administration", ["approved by the Food and Drug Administration"]),
        ("approved for home use by FDA", ["approved for home use by FDA"]),
        ("FDA 510(k) approved", ["510(k) approved"]),
        ("510(k)-approved", ["510(k)-approved"]),
        ("It was approved under K103472.", ["approved under K103472"]),
        ("K103472: approved", ["K103472: approved"]),
        ("has an FDA certificate", ["FDA certificate"]),
        ("FDA’s PMA", ["FDA’s PMA"]),
        ("FDA cleared it, but approved it never was", []),
        ("FDA cleared it. Approved by our editors.", []),
        ("510(k) clearance rather than approval", []),
        ("FDA clears it, which is different from approval", []),
        ("FDA’s 510(k), PMA and De Novo databases", []),
        ("It is not FDA approved.", []),
        ("A clearance is not FDA approval.", []),
        ("FDA cleared", []),
        ("approved by our editors", []),
        ("", []),
    ],
)
def test_our_own_text_is_searched_for_words_that_say_too_much(text, phrases):
    assert says_too_much(text, approved=False) == phrases


def test_approval_may_be_named_where_there_is_one_but_never_certification():
    text = "FDA approved and FDA-endorsed"
    assert says_too_much(text, approved=True) == ["FDA-endorsed"]


@pytest.mark.parametrize(
    "wording",
    ["FDA cleared, dermatologist approved", "FDA-cleared; CE certified", "Clinically approved and FDA cleared"],
)
def test_the_word_of_somebody_else_is_no_claim_about_fda(wording):
    assert claims.verdict(wording, "cleared") == claims.MATCHES


@pytest.mark.parametrize("wording", ["FDA and CE approved", "FDA, CE certified", "FDA/CE approved"])
def test_a_word_shared_with_fda_is_a_claim_about_fda(wording):
    assert claims.verdict(wording, "cleared") == claims.OVERSTATES


def test_a_confirmation_names_each_phrase_once():
    assert claims.confirmation(["FDA approved", "FDA certified", "FDA approved"]) == (
        "Words confirmed: “FDA approved”, “FDA certified”"
    )


@given(st.text(max_size=40), st.sampled_from("FDA approved,FDA-CERTIFIED,endorsed by the FDA,fda pma".split(",")))
def test_every_text_that_says_too_much_holds_one_of_the_stems(around, phrase):
    for text in (around, f"{around} {phrase} {around}"):
        said = "".join(says_too_much(text, approved=False)).lower()
        assert not said or any(stem in said for stem in claims.STEMS)


def test_every_word_that_can_be_claimed_has_its_sentence():
    wordings = ("certified", "approved", "De Novo", "cleared", "exempt", "registered")
    ranks = [claims.claimed_ranks(wording) for wording in wordings]
    assert [rank for found in ranks for rank in found] == list(claims.SAID_OF) == list(claims.CLAIMED)


def test_what_words_claim_is_read_as_that_claim():
    assert {rank: claimed_rank(f"FDA {words}") for rank, words in claims.CLAIMED.items()} == {
        r: r for r in claims.CLAIMED
    }


@pytest.mark.parametrize(
    ("wording", "left"),
    [("FDA approved NuFACE", "NuFACE"), ("NuFACE, 510(k) cleared by the U.S. FDA", "NuFACE, by the"), ("FDA", "")],
)
def test_what_is_left_without_the_claim_may_be_a_name(wording, left):
    assert " ".join(claims.without_claims(wording).split()) == left
