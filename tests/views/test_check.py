"""The page that looks at what somebody pasted: any text is answered, wrong input kept and explained."""

import re
from urllib.parse import quote

import pytest
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.rules.claims import RULE
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def trinity():
    return factories.make_device("Trinity", state="published", number="K181008")


def check(client, text, status=200):
    response = client.get("/check/", {"q": text})
    assert response.status_code == status
    return response.content.decode()


def test_without_a_question_the_page_explains_itself_and_answers_nothing(client):
    page = client.get("/check/").content.decode()
    assert "What we can say of" not in page
    assert "/check/?q=K181008" in page
    assert "noindex" not in page


def test_a_number_brings_its_official_page_and_what_we_hold(client, trinity):
    page = check(client, "k 181-008")
    assert "cfpmn/pmn.cfm?ID=K181008" in page
    assert "Reported: 510(k) K181008, not yet checked by us" in strip_tags(page)
    assert "/authorizations/K181008/" in page


def test_a_number_that_we_do_not_hold_is_said_to_be_a_gap_of_ours(client):
    page = check(client, "K999999")
    assert "We hold no record under this number. That is a gap of ours" in page
    assert "cfpmn/pmn.cfm?ID=K999999" in page


def test_approved_beside_a_k_number_is_called_what_it_is(client, trinity):
    page = check(client, "FDA approved NuFACE K181008")
    assert "The claim goes further than such a number can" in page
    assert RULE in page
    assert "Overstates the record, as that is reported to us" in page


def test_a_claim_by_itself_is_answered_with_what_it_is_true_of(client):
    page = check(client, "FDA approved")
    assert "<h3>True only for a device with a PMA.</h3>" in page
    assert "Paste what stands on the box" not in page


@pytest.mark.parametrize("text", ["FDA approved K181008", "K181008", "PMA approved NuFACE Trinity K181008"])
def test_no_heading_beside_a_k_number_reads_approved(client, trinity, text):
    headings = re.findall(r"<h[1-4][^>]*>(.*?)</h[1-4]>", check(client, text))
    assert "K181008" in headings
    assert [heading for heading in headings if "approved" in heading.lower()] == []


def test_a_registration_is_said_to_be_of_the_firm(client):
    assert "“Registered” can be said of a firm" in check(client, "FDA registered")
    assert "It belongs to the firm and says nothing of a product" in check(client, "3005400022")


def test_registered_gets_no_good_mark_beside_a_cleared_device(client, trinity):
    page = check(client, "NuFACE Trinity FDA registered")
    assert "NuFACE Trinity: Says nothing of the device; we hold no registration of it." in page
    assert "Does not go beyond the record" not in page


def test_no_claim_gets_a_good_mark_where_a_look_did_not_confirm_the_record(client, trinity):
    factories.make_verification(trinity.findings.get(), outcome="differs")
    page = check(client, "NuFACE Trinity FDA cleared")
    assert "No verdict: our last look into FDA’s database did not confirm this record" in page
    assert "Does not go beyond the record" not in page


def test_a_search_for_an_illness_leads_to_who_should_not_use_one(client):
    answer = check(client, "pacemaker")
    assert 'see <a href="/safety/">who should not use microcurrent</a>' in answer


def test_a_matter_of_health_leads_to_its_own_caution(client):
    factories.make_contraindication("pregnancy", name="Pregnancy")
    assert '<a href="/safety/?applies=pregnancy">Pregnancy</a>' in check(client, "pregnant")


def test_the_verdict_comes_before_everything_else(client, trinity):
    page = check(client, "FDA approved NuFACE Trinity K181008")
    answer = page[page.index("What we can say of it") :]
    assert answer.index("NuFACE Trinity: Overstates the record, as that is reported to us.") < answer.index("<h3")


def test_a_verdict_that_differs_is_given_device_by_device(client, trinity):
    factories.make_device("Dot", state="published")
    assert "It depends on the device" in check(client, "FDA approved NuFACE")


def test_a_verdict_that_all_share_is_given_once(client, trinity):
    factories.make_device("Two", state="published", number="K181008")
    assert "Each of the 2 devices found: Overstates the record" in check(client, "FDA approved NuFACE")


def test_a_number_of_another_device_than_the_named_is_said_to_be_so(client, trinity):
    factories.make_device("Mini", state="published", number="K103472")
    page = check(client, "NuFACE Mini FDA cleared K181008")
    assert "K181008 is, in what we hold, the number of NuFACE Trinity, and not of NuFACE Mini." in page
    assert "No verdict: the number beside it is not one that we hold for this device" in page


@pytest.mark.parametrize("number", ["K999999", "K103472"])
def test_a_number_that_no_listed_device_has_is_said_not_to_be_the_named_one_s(client, trinity, number):
    factories.make_authorization("K103472", shown_alone=True)
    assert f"We hold {number} under no listed device, so not under NuFACE Trinity." in check(
        client, f"NuFACE Trinity {number}"
    )


def test_a_number_of_one_of_the_named_devices_strays_from_none(client, trinity):
    factories.make_device("Mini", state="published", number="K103472")
    assert "in what we hold, the number of" not in check(client, "NuFACE K181008")


def test_what_is_denied_or_awaited_is_told_from_a_claim(client, trinity):
    page = check(client, "NuFACE Trinity is not FDA approved")
    assert "Your text denies a decision of FDA’s. Here is what we hold." in page
    page = check(client, "FDA clearance pending")
    assert "Not decided: a number is given when a file arrives" in page
    assert RULE in page


def test_a_link_that_is_only_likely_is_called_so(client):
    device = factories.make_device("Face", state="published")
    factories.make_link(device, factories.make_authorization("K103031"), scope="inferred", basis="none")
    assert "only likely: derives no status" in check(client, "K103031")


def test_a_slip_in_a_claim_is_mended_in_sight(client):
    assert "Read as “FDA approved”." in check(client, "FDA aproved")
    assert "Read as" not in check(client, "FDA approved")


def test_a_number_that_ends_in_a_letter_is_refused_for_it(client):
    assert "K and exactly six digits; this ends in a letter" in check(client, "K19167Z")


def test_a_look_alike_is_explained_by_the_name_of_its_character(client):
    page = check(client, "К181008")
    assert "CYRILLIC CAPITAL LETTER KA (U+041A)" in page
    assert "No number that FDA gives" in page


def test_the_word_of_somebody_else_is_called_so(client):
    assert "“CE certified”" in check(client, "CE certified")
    assert "This is somebody else’s word" in check(client, "dermatologist approved")


def test_codes_are_explained_with_their_official_page(client):
    assert "classification.cfm?start_search=1&amp;productcode=NFO" in check(client, "NFO")
    assert "title-21/section-882.5890" in check(client, "882.5890")


def test_nothing_found_is_said_honestly(client, trinity):
    assert "nothing that claims a decision of FDA’s and no listed device in it" in check(client, "qqqq zzzz")
    assert "No listed device under “qqqq”" in check(client, "FDA cleared qqqq")


def test_a_draft_is_not_found_by_its_name(client):
    factories.make_device("Secretissimo")
    assert "We found no number" in check(client, "Secretissimo")


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("x" * 101, "at most 100 characters: these are 101"),
        ("K18\x001008", "unnamed character (U+0000)"),
        ("K181\u200b008", "ZERO WIDTH SPACE (U+200B)"),
    ],
)
def test_text_that_cannot_be_looked_at_is_refused_beside_its_field_and_kept(client, text, because):
    page = check(client, text, status=400)
    assert because in page
    assert f'value="{text}"' in page
    assert 'aria-invalid="true"' in page
    assert "What we can say of" not in page


def test_two_different_texts_are_refused(client):
    response = client.get("/check/?q=a&q=b")
    assert response.status_code == 400
    assert "Give one text only." in response.content.decode()


@pytest.mark.parametrize("query", ["q=", "q=&q=", "q=+", "unknown=1", "q=K181008&q=K181008", "q=NFO&page=x"])
def test_empty_repeated_and_unknown_parameters_do_no_harm(client, query):
    page = client.get(f"/check/?{query}")
    assert page.status_code == 200
    assert "noindex, follow" in page.content.decode()


def test_what_was_pasted_is_shown_as_text(client):
    page = check(client, "<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_answer_asks_no_more_of_the_database_for_more_devices(client, trinity, django_assert_max_num_queries):
    for place in range(10):
        factories.make_device(f"Model {place}", state="published", number="K181008")
    with django_assert_max_num_queries(40):
        check(client, "FDA approved NuFACE K181008")


@settings(max_examples=settings().max_examples // 4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(
        st.text(max_size=120), st.from_regex(r"(?i)(fda )?(bk|den|[kphn])?[ -]?[0-9OIL]{4,8}( approved| cleared)?")
    )
)
def test_any_text_is_answered_or_refused(client, trinity, text):
    address = f"/check/?q={quote(text.encode('utf-8', 'surrogatepass'))}"
    assert client.get(address).status_code in (200, 400)
