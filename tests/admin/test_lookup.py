"""Looking up at openFDA from a record's form: compared, chosen, and never saved by itself."""

import pytest

from catalog.models import Authorization
from tests.admin.pages import address, filled, signed_in, text_of
from tests.factories import make_authorization
from tests.openfda import a_row, openfda_service  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(openfda_service):  # noqa: F811
    openfda_service.answers(a_row())
    return openfda_service


@pytest.fixture
def editor(client):
    return signed_in(client, "editor")


def rows_of(answer):
    return {row.field: row for row in answer.context["lookup_rows"]}


def page_of(record):
    return address("authorization_change", record.pk)


def look_up(client, page, **typed):
    return client.post(page, filled(client.get(page)) | typed | {"_lookup": "1"})


def test_a_look_up_shows_the_record_beside_what_is_typed_and_marks_differences(client, editor, service):
    page = page_of(make_authorization("K103472", holder="Somebody", trade_name="NuFACE Trinity"))
    rows = rows_of(look_up(client, page, decision_code="SESE"))
    assert rows["holder"].differs
    assert (rows["holder"].entered, rows["holder"].theirs) == ("Somebody", "CAROL COLE COMPANY")
    assert not rows["trade_name"].differs
    assert not rows["decision_code"].differs
    assert rows["decision_date"].differs


def test_a_look_up_saves_nothing_and_keeps_all_that_was_typed(client, editor, service):
    record = make_authorization("K103472", holder="Before")
    answer = look_up(client, page_of(record), holder="Typed", note="Half a sent", product_code="not a code")
    shown = filled(answer)
    assert (shown["holder"], shown["note"], shown["product_code"]) == ("Typed", "Half a sent", "not a code")
    assert "Please correct" not in text_of(answer)
    record.refresh_from_db()
    assert (record.holder, record.history.count()) == ("Before", 1)


def test_a_look_up_hides_no_change_that_somebody_else_made_meanwhile(client, editor, service):
    record = make_authorization("K103472", holder="Before")
    opened = filled(client.get(page_of(record)))
    record.holder = "Theirs"
    record.save()
    shown = filled(client.post(page_of(record), opened | {"note": "Mine", "_lookup": "1"}))
    assert (shown["holder"], shown["note"]) == ("Before", "Mine")
    assert client.post(page_of(record), shown | {"_save": "Save"}).status_code == 200
    record.refresh_from_db()
    assert (record.holder, record.note) == ("Theirs", "")


def test_a_form_that_was_looked_up_with_is_saved_once(client, editor, service):
    typed = {"decision_basis": "listed", "source_url": "https://example.org/", "source_kind": "register"}
    shown = filled(look_up(client, address("authorization_add"), number="K103472", **typed))
    for _ in range(2):
        assert client.post(address("authorization_add"), shown | {"_save": "Save"}).status_code == 302
    assert Authorization.objects.get().history.count() == 1


def test_a_look_up_works_before_there_is_a_record(client, editor, service):
    answer = look_up(client, address("authorization_add"), number="k 103-472")
    assert rows_of(answer)["holder"].theirs == "CAROL COLE COMPANY"
    assert filled(answer)["number"] == "k 103-472"
    assert not Authorization.objects.exists()


def test_what_is_ticked_is_filled_in_and_the_rest_is_left(client, editor, service):
    record = make_authorization("K103472", holder="Typed", decision_code="")
    page = page_of(record)
    ticked = filled(look_up(client, page)) | {"take": ["holder", "decision_date"], "_take": "1"}
    answer = client.post(page, ticked)
    shown = filled(answer)
    assert (shown["holder"], shown["decision_date"]) == ("CAROL COLE COMPANY", "2011-11-07")
    assert shown["decision_code"] == ""
    assert "Nothing is saved yet" in text_of(answer)
    record.refresh_from_db()
    assert record.holder == "Typed"


def test_what_was_filled_in_is_saved_by_saving(client, editor, service):
    record = make_authorization("K103472", holder="Typed")
    page = page_of(record)
    ticked = filled(look_up(client, page)) | {"take": ["holder"], "_take": "1"}
    assert client.post(page, filled(client.post(page, ticked)) | {"_save": "Save"}).status_code == 302
    record.refresh_from_db()
    assert record.holder == "CAROL COLE COMPANY"


def test_taking_without_ticking_fills_in_nothing(client, editor, service):
    page = page_of(make_authorization("K103472", holder="Typed"))
    answer = client.post(page, filled(look_up(client, page)) | {"_take": "1"})
    assert filled(answer)["holder"] == "Typed"
    assert "Nothing was ticked" in text_of(answer)


def test_only_facts_of_the_record_can_be_taken(client, editor, service):
    record = make_authorization("K103472")
    forged = {"take": ["note", "number"], "found_note": "x", "found_number": "K999999", "_take": "1"}
    answer = client.post(page_of(record), filled(client.get(page_of(record))) | forged)
    assert (filled(answer)["note"], filled(answer)["number"]) == ("", "K103472")


@pytest.mark.parametrize("number", ["K12", "", "\u041a103472"])
def test_a_number_that_is_none_is_refused_in_words_and_not_asked_for(client, editor, service, number):
    answer = look_up(client, address("authorization_add"), number=number)
    assert answer.context["lookup_refusal"]
    assert service.asked == []


@pytest.mark.parametrize(("status", "words"), [(404, "not yet"), (429, "too many requests"), (500, "status 500")])
def test_a_refusal_of_the_service_is_shown_with_all_that_was_typed(client, editor, service, status, words):
    service.status = status
    answer = look_up(client, address("authorization_add"), number="K103472", holder="Typed")
    assert words in text_of(answer)
    assert filled(answer)["holder"] == "Typed"


def test_a_name_from_outside_is_shown_as_text(client, editor, service):
    service.answers(a_row(device_name="<script>alert(1)</script>"))
    answer = look_up(client, address("authorization_add"), number="K103472")
    assert "<script>alert" not in text_of(answer)
    assert "&lt;script&gt;alert" in text_of(answer)


def test_where_it_is_switched_off_nothing_is_offered_or_asked(client, editor, service, settings):
    settings.OPENFDA_LOOKUP = False
    page = address("authorization_add")
    assert "_lookup" not in text_of(client.get(page))
    assert look_up(client, page, number="K103472").status_code == 200
    assert service.asked == []


def test_who_may_only_read_cannot_ask(client, service):
    signed_in(client, "administrator")
    page = page_of(make_authorization("K103472"))
    assert "_lookup" not in text_of(client.get(page))
    assert client.post(page, {"number": "K103472", "_lookup": "1"}).status_code == 403
    assert service.asked == []


def test_a_look_up_whose_session_had_ended_gives_the_text_back_and_asks_nobody(client, editor, service):
    page = page_of(make_authorization("K103472"))
    form = filled(client.get(page)) | {"note": "Mine", "_lookup": "1"}
    client.session.flush()
    client.post(page, form)
    client.force_login(editor)
    assert filled(client.get(page))["note"] == "Mine"
    assert service.asked == []
