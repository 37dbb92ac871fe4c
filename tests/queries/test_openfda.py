"""Asking for one record: what is asked, what is taken from an answer, and what is said when there is none."""

import json

import pytest

from catalog.queries import openfda
from catalog.queries.openfda import LookupFailed, NotThere, look_up
from catalog.rules.authorities import NumberError
from tests.openfda import a_row, openfda_service  # noqa: F401  (a fixture)


@pytest.fixture
def service(openfda_service):  # noqa: F811
    return openfda_service


def refusal_of(number="K103472"):
    with pytest.raises(LookupFailed) as refused:
        look_up(number)
    return str(refused.value)


def test_a_number_in_any_spelling_is_asked_for_in_its_canonical_form(service):
    service.answers(a_row())
    assert look_up(" k 103-472").values["holder"] == "CAROL COLE COMPANY"
    assert service.asked == ["/device/510k.json?search=k_number:K103472&limit=2"]


def test_a_de_novo_is_asked_for_at_the_same_end_point(service):
    service.answers(a_row("DEN150005", decision_code="DENG"))
    assert look_up("DEN150005").values["pathway"] == "de-novo"
    assert service.asked[0].startswith("/device/510k.json?search=k_number:DEN150005")


def test_a_pma_is_picked_from_among_its_supplements(service):
    service.answers({"pma_number": "P910001", "supplement_number": "S012"}, {"pma_number": "P910001"})
    assert look_up("P910001").number.canonical == "P910001"
    assert look_up("P910001/S012").number.canonical == "P910001/S012"
    assert service.asked[1] == "/device/pma.json?search=pma_number:P910001+AND+supplement_number:S012&limit=100"


def test_an_impossible_number_is_never_asked_for(service):
    with pytest.raises(NumberError):
        look_up("K12&limit=1000")
    assert service.asked == []


def test_a_humanitarian_exemption_is_never_asked_for(service):
    assert "FDA’s own page" in refusal_of("H990001")
    assert service.asked == []


def test_nothing_is_asked_where_it_is_switched_off(service, settings):
    settings.OPENFDA_LOOKUP = False
    assert "switched off" in refusal_of()
    assert service.asked == []


def test_a_number_that_is_not_there_means_not_yet(service):
    service.status = 404
    with pytest.raises(NotThere, match="not yet"):
        look_up("K103472")


@pytest.mark.parametrize(
    ("status", "words"), [(429, "too many requests"), (500, "status 500"), (403, "status 403"), (503, "status 503")]
)
def test_a_refusal_of_the_service_is_said_in_words(service, status, words):
    service.status = status
    assert words in refusal_of()


def test_a_redirect_is_not_followed(service):
    service.status, service.headers = 302, {"Location": "/elsewhere"}
    assert "status 302" in refusal_of()
    assert len(service.asked) == 1


def test_a_service_that_does_not_answer_in_time_is_given_up(service):
    service.delay = 1
    assert "did not answer, so nothing was searched" in refusal_of()


def test_an_answer_that_trickles_is_given_up_as_well(service, settings):
    service.answers(a_row())
    service.piece, service.pause = 8, 0.05
    assert "did not answer" in refusal_of()


def test_a_service_that_is_not_there_is_said_in_words(service, settings):
    settings.OPENFDA_URL = "http://127.0.0.1:1"
    assert "did not answer" in refusal_of()


def test_an_answer_that_breaks_off_is_not_taken(service):
    service.answers(a_row())
    service.claimed_length = len(service.body)
    service.body = service.body[:-20]
    assert refusal_of()


def test_an_answer_that_is_too_long_is_not_read_to_its_end(service):
    service.body = b"[" + b" " * openfda.MAX_ANSWER + b"]"
    assert "too long" in refusal_of()


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"[" * 100_000])
def test_an_answer_that_is_not_json_is_said_in_words(service, body):
    service.body = body
    assert "not JSON" in refusal_of()


@pytest.mark.parametrize("answer", [[], {}, {"results": []}, {"results": {}}, {"results": "K103472"}, 7, None])
def test_an_answer_without_results_is_said_in_words(service, answer):
    service.body = json.dumps(answer).encode()
    assert "no results" in refusal_of()


@pytest.mark.parametrize("row", [None, "K103472", {}, {"k_number": 7}, {"k_number": "nonsense"}])
def test_a_row_of_another_kind_is_said_in_words(service, row):
    service.answers(row)
    assert "cannot be read" in refusal_of()


def test_the_record_of_another_number_is_never_shown_as_this_one(service):
    service.answers(a_row("K181008"))
    assert refusal_of() == "openFDA answered with K181008 instead of K103472."


def test_two_questions_at_once_are_one_too_many(service, monkeypatch):
    monkeypatch.setattr(openfda, "SHORTEST_GAP", 60)
    service.answers(a_row())
    look_up("K103472")
    assert "a moment ago" in refusal_of()
    assert len(service.asked) == 1
