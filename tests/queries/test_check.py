"""What we hold of what somebody pasted."""

import pytest
from django.utils import timezone

from catalog.queries.check import MOST_DEVICES, Answer
from catalog.rules import claims, statuses
from catalog.rules.check import read_pasted
from tests import factories

pytestmark = pytest.mark.django_db


def answer(text):
    return Answer(text, read_pasted(text), timezone.localdate())


def the_number(text):
    [found] = answer(text).numbers
    return found


def words_of(found):
    return [decision.status.label if decision.status else "" for decision in found.decisions]


def test_a_number_that_we_hold_brings_its_record_and_its_published_devices():
    factories.make_device("Trinity", state="published", number="K181008")
    factories.make_device("Secret", number="K181008")
    found = the_number("k 181-008")
    assert found.record.number == "K181008"
    assert [item.card.device.model for item in found.covered] == ["Trinity"]


def test_a_number_that_we_do_not_hold_still_has_its_meaning_and_its_official_page():
    found = the_number("DEN150005")
    assert (found.record, found.covered, words_of(found)) == (None, [], ["De Novo granted"])
    assert found.number.official_address.endswith("denovo.cfm?id=DEN150005")


def test_a_record_of_drafts_alone_is_not_betrayed():
    factories.make_device("Secret", number="K181008")
    assert the_number("K181008").record is None


def test_a_k_number_may_stand_for_either_decision_until_its_record_is_known():
    assert words_of(the_number("K181008")) == ["510(k) cleared", "De Novo granted"]
    factories.make_authorization("K181008", pathway="de-novo", shown_alone=True)
    assert words_of(the_number("K181008")) == ["De Novo granted"]


def test_a_humanitarian_exemption_carries_none_of_the_words():
    assert words_of(the_number("H020002")) == [""]


def test_a_number_of_a_year_to_come_and_one_of_an_unsure_shape_are_doubted():
    assert "still to come" in the_number("K751234").doubts[0]
    assert "not confirmed by a public source" in the_number("BK123456").doubts[0]
    assert the_number("K181008").doubts == []


@pytest.mark.parametrize(
    ("text", "overstated"),
    [
        ("FDA approved, K181008", True),
        ("FDA certified P910001", True),
        ("FDA approved P910001", False),
        ("FDA cleared K181008", False),
        ("De Novo K181008", False),  # old De Novo files stand under K numbers
        ("FDA approved H020002", False),
        ("K181008", False),
        ("K181008 is not FDA approved", False),
    ],
)
def test_a_claim_is_held_against_what_the_number_can_stand_for(text, overstated):
    assert the_number(text).is_overstated is overstated


def test_a_record_that_is_known_narrows_what_the_number_can_stand_for():
    factories.make_authorization("K181008", shown_alone=True)
    assert the_number("De Novo granted K181008").is_overstated


@pytest.mark.parametrize(
    ("text", "status", "numbers"),
    [
        ("FDA approved", statuses.APPROVED, ["PMA", "old PMA", "PMA by CBER"]),
        ("510(k) cleared", statuses.CLEARED, ["510(k)", "510(k) by CBER"]),
        ("FDA registered", statuses.REGISTERED, []),
        ("FDA certified", None, []),
    ],
)
def test_a_claim_is_answered_with_its_meaning_and_the_numbers_that_carry_it(text, status, numbers):
    [found] = answer(text).claims
    assert (found.status, [kind.name for kind in found.kinds]) == (status, numbers)


def test_a_name_brings_devices_with_a_verdict_on_the_claim():
    factories.make_device("Trinity", state="published", number="K181008")
    factories.make_device("Secret")
    [found] = answer("FDA approved NuFACE").devices
    assert (found.device.model, found.verdict) == ("Trinity", claims.OVERSTATES)
    assert found.verdict_words.endswith("as that is reported to us")


def test_a_name_alone_brings_devices_without_a_verdict():
    factories.make_device("Trinity", state="published", number="K181008")
    [found] = answer("NuFACE Trinity").devices
    assert (found.verdict, found.verdict_words) == ("", "")


def test_many_devices_are_counted_and_the_first_are_shown():
    for place in range(MOST_DEVICES + 1):
        factories.make_device(f"Model {place}", state="published")
    found = answer("NuFACE")
    assert (found.total, len(found.devices)) == (MOST_DEVICES + 1, MOST_DEVICES)


def test_too_many_words_for_a_name_are_not_searched_for():
    factories.make_device("one", state="published")
    found = answer("one two three four five six seven eight nine")
    assert (found.total, found.is_nothing) == (0, True)


def test_in_a_sentence_that_names_no_device_the_brand_is_looked_for():
    factories.make_device("Trinity", state="published")
    factories.make_device("Dot", brand=factories.make_brand("ZIIP"), state="published")
    found = answer("doctors love the wonder of NūFACE, FDA approved")
    assert (found.name, [each.device.model for each in found.devices]) == ("NūFACE", ["Trinity"])


def test_a_brand_of_drafts_alone_is_not_recognised():
    factories.make_device("Secret", brand=factories.make_brand("Ghost"))
    found = answer("the Ghost wonder")
    assert (found.name, found.total) == ("Ghost wonder", 0)


@pytest.mark.parametrize("text", ["NFO", "21 CFR 882.5890"])
def test_a_code_brings_the_public_records_that_carry_it(text):
    codes = {"product_code": "NFO", "regulation_number": "882.5890"}
    factories.make_authorization("K181008", shown_alone=True, **codes)
    factories.make_authorization("K103472", **codes)
    factories.make_authorization("K133823", shown_alone=True)
    assert [record.number for record in answer(text).under_code] == ["K181008"]


def test_a_text_without_a_code_brings_no_records():
    factories.make_authorization("K181008", shown_alone=True)
    assert answer("FDA approved").under_code == []


def test_an_establishment_number_brings_the_published_devices_entered_under_it():
    device = factories.make_device("AGE-R", state="published")
    factories.make_finding(device, declared="registered", registration_number="3005400022")
    factories.make_finding(factories.make_device("Secret"), declared="registered", registration_number="3005400022")
    assert [found.device for found in answer("3005400022").registered] == [device]
    assert answer("FDA registered").registered == []


@pytest.mark.parametrize(("text", "nothing"), [("qqqq zzzz", True), ("?", True), ("K181008", False), ("FDA", True)])
def test_a_text_of_which_nothing_can_be_said_says_so(text, nothing):
    assert answer(text).is_nothing is nothing


def test_a_verdict_that_all_share_is_said_in_the_words_that_hold_for_all():
    factories.make_device("Trinity", state="published", number="K181008")
    checked = factories.make_device("Mini", state="published", number="K103472")
    factories.make_verification(checked.findings.get())
    assert answer("FDA approved NuFACE").verdicts == [(claims.OVERSTATES, "Overstates the record")]


def test_a_good_verdict_is_never_shortened():
    factories.make_device("Trinity", state="published", number="K181008")
    checked = factories.make_device("Mini", state="published", number="K103472")
    factories.make_verification(checked.findings.get())
    assert len(answer("FDA cleared NuFACE").verdicts) == 2


def test_a_number_strays_only_from_devices_that_are_named_beside_it():
    factories.make_device("Trinity", state="published", number="K181008")
    factories.make_device("Mini", state="published", number="K103472")
    assert [str(found.number) for found in answer("Mini K181008 K103472").strays] == ["K181008"]
    assert answer("K181008").strays == answer("Qqqq K181008").strays == []


def test_a_name_that_is_a_matter_of_health_brings_its_caution():
    pregnancy = factories.make_contraindication("pregnancy", name="Pregnancy")
    assert answer("pregnant").cautions == [pregnancy]
    factories.make_device("Pregnant", state="published")
    assert answer("pregnant").cautions == []
