"""Records of a register: the number rules, the words of a refusal, and who may see them."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from catalog.actions.publication import withdraw_device
from catalog.models import Authorization, DeviceAuthorization
from catalog.rules.authorities import NumberError
from tests import factories as make

pytestmark = pytest.mark.django_db


def refusals(record):
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    return {name: " ".join(error.messages[0] for error in errors) for name, errors in refused.value.error_dict.items()}


@pytest.mark.parametrize("typed", [" k 103 472", "#K103472", "k-103472"])
def test_a_number_is_stored_canonically_however_it_is_typed(typed):
    record = Authorization(number=typed)
    record.full_clean()
    record.save()
    assert Authorization.objects.get().number == "K103472"


@pytest.mark.parametrize("typed", ["К103472", "K10347", "103472", ""])
def test_an_impossible_number_is_never_saved(typed):
    with pytest.raises(NumberError):
        Authorization(number=typed).save()
    assert not Authorization.objects.exists()


@pytest.mark.parametrize(
    ("columns", "column", "words"),
    [
        ({"number": "К103472"}, "number", "CYRILLIC CAPITAL LETTER KA"),
        ({"number": "K10347"}, "number", "exactly six digits"),
        ({"number": "K103472", "pathway": "pma"}, "pathway", "K103472 is a 510(k) number: choose 510(k)."),
        ({"number": "DEN150005", "pathway": "510k"}, "pathway", "choose De Novo"),
        ({"number": "K103472", "decision_date": datetime.date(2009, 1, 1)}, "decision_date", "received in 2010"),
        ({"number": "K103472", "decision_date": datetime.date(2999, 1, 1)}, "decision_date", "lies in the future"),
        ({"number": "K750001"}, "number", "still to come"),
        ({"number": "K103472", "product_code": "NF"}, "product_code", "three letters"),
        ({"number": "K103472", "regulation_number": "882.589"}, "regulation_number", "three digits, a dot and four"),
    ],
)
def test_what_is_wrong_with_a_record_is_said_at_its_column(columns, column, words):
    record = Authorization(**{"pathway": "510k"} | columns)
    assert words in refusals(record)[column]


def test_everything_wrong_with_a_record_is_said_at_once():
    record = Authorization(number="?", product_code="12", regulation_number="x")
    assert refusals(record).keys() == {"number", "product_code", "regulation_number"}


def test_an_old_de_novo_stands_under_a_k_number():
    record = Authorization(number="K103472", pathway="de-novo")
    record.full_clean()
    assert (record.status, record.pathway_label) == ("granted", "De Novo")


def test_a_product_code_is_stored_in_capitals():
    record = Authorization(number="K103472", product_code="nfo", regulation_number="882.5890")
    record.full_clean()
    assert (record.product_code, record.regulation_number) == ("NFO", "882.5890")


@pytest.mark.parametrize(
    ("number", "basis", "status"),
    [
        ("K103472", "listed", "cleared"),
        ("K103472", "summary", "cleared"),
        ("K103472", "number-only", ""),
        ("DEN150005", "listed", "granted"),
        ("P910001", "listed", "approved"),
        ("H020002", "listed", ""),
    ],
)
def test_only_a_decision_carries_a_status(number, basis, status):
    assert make.make_authorization(number, decision_basis=basis).status == status


def test_the_official_address_is_computed():
    assert make.make_authorization().official_address.endswith("pmn.cfm?ID=K103472")
    assert "official_address" not in {field.name for field in Authorization._meta.get_fields()}


@pytest.mark.parametrize(
    ("scope", "covers", "derives"),
    [
        ("exact", "whole", True), ("family", "microcurrent", True), ("rebadged", "not-stated", True),
        ("inferred", "whole", False), ("exact", "other", False),
    ],
)  # fmt: skip
def test_only_an_evidenced_link_for_more_than_another_function_derives(scope, covers, derives):
    link = make.make_link(scope=scope, covers=covers)
    assert link.derives_status is derives
    assert DeviceAuthorization.objects.deriving().exists() is derives


@pytest.mark.parametrize(
    ("states", "shown_alone", "is_public"),
    [
        (["published"], False, True),
        (["published", "draft"], False, True),
        ([], True, True),
        ([], False, False),
        (["draft"], False, False),
        (["draft"], True, True),
        (["withdrawn", "in_review"], False, False),
    ],
)
def test_a_record_is_public_behind_a_published_device_or_where_an_editor_said_so(states, shown_alone, is_public):
    record = make.make_authorization(shown_alone=shown_alone)
    for state in states:
        make.make_link(make.make_device(state=state), record)
    assert Authorization.objects.public().exists() is is_public


def test_a_record_without_a_source_is_never_shown_alone():
    make.make_authorization(shown_alone=True, source_url="")
    assert not Authorization.objects.public().exists()


def test_the_number_that_visitors_know_a_record_by_does_not_change():
    record = make.make_authorization("K103472", shown_alone=True)
    record.number = "K103473"
    with pytest.raises(ValidationError, match="enter the right one anew"):
        record.full_clean()


def test_the_number_that_visitors_once_knew_a_record_by_does_not_change():
    device = make.publish(make.make_device(number="K188887"))
    withdraw_device(device, by=make.make_user(role="verifier"), reason="Entered twice.")
    record = device.links.get().authorization
    record.number = "K177776"
    with pytest.raises(ValidationError, match="enter the right one anew"):
        record.full_clean()


def test_a_number_that_nobody_has_seen_may_be_corrected():
    record = make.make_authorization("K103472")
    record.number = "K103473"
    record.full_clean()


def test_a_record_that_covers_several_devices_is_shown_once():
    record = make.make_authorization()
    for _ in range(3):
        make.make_link(make.make_device(state="published"), record)
    assert list(Authorization.objects.public()) == [record]


def test_records_and_links_are_called_by_their_number():
    assert str(make.make_authorization()) == "K103472 NuFACE Trinity"
    assert str(make.make_link()) == "K103472 (This exact model)"
