"""Two editors at one object: the second is shown both versions, loses nothing and overwrites nothing."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client

from catalog.models import Device, Price
from tests.admin.pages import add_row, address, filled, signed_in, submit, text_of
from tests.factories import make_brand, make_claim, make_device, make_finding, make_price, make_source, make_user

pytestmark = pytest.mark.django_db
KEEP_NOTE = {"_choice:note": "mine"}


@pytest.fixture
def other(client):
    """Sign two editors in, each in a browser of their own; return the second browser."""
    signed_in(client, "verifier")
    other = Client()
    signed_in(other, "editor")
    return other


def page(device):
    return address("device_change", device.pk)


def refused(answer):
    """Return the page of a refused save, after making sure that it is one."""
    assert answer.status_code == 200
    assert "Not saved yet" in text_of(answer)
    return answer


def entries(answer):
    """Return {label: (before, theirs, mine, what is chosen)} as the page shows them."""
    return {
        entry["one"].label: (entry["one"].before, entry["one"].theirs, entry["one"].mine, entry["choice"])
        for entry in answer.context["entries"]
    }


def conflict_over(client, other, device, *, theirs, mine):
    """Both open the page of `device`; the other saves first. Returns the answer to the second save."""
    form = filled(client.get(page(device)))
    assert submit(other, page(device), **theirs).status_code == 302
    return client.post(page(device), form | mine)


def test_the_second_save_is_refused_with_both_versions(client, other):
    device = make_device(note="Before")
    answer = refused(conflict_over(client, other, device, theirs={"note": "Theirs"}, mine={"note": "Mine"}))
    assert entries(answer) == {"Note": ("Before", "Theirs", "Mine", "")}
    assert Device.objects.get().note == "Theirs"


def test_what_one_side_alone_changed_is_chosen_already(client, other):
    device = make_device(note="Before", warranty="1 year")
    answer = refused(conflict_over(client, other, device, theirs={"note": "Theirs"}, mine={"warranty": "2 years"}))
    assert {label: words[3] for label, words in entries(answer).items()} == {"Note": "theirs", "Warranty": "mine"}
    assert client.post(page(device), filled(answer)).status_code == 302
    device.refresh_from_db()
    assert (device.note, device.warranty) == ("Theirs", "2 years")


@pytest.mark.parametrize(("side", "kept"), [("theirs", "Theirs"), ("mine", "Mine")])
def test_the_choice_is_saved_with_all_that_stood_beside_it(client, other, side, kept):
    device = make_device(note="Before")
    mine = {"note": "Mine", "aliases": "Other name", "power": "solar"}
    answer = conflict_over(client, other, device, theirs={"note": "Theirs"}, mine=mine)
    assert client.post(page(device), filled(answer) | {"_choice:note": side}).status_code == 302
    device.refresh_from_db()
    assert (device.note, device.aliases, device.power) == (kept, "Other name", "solar")


def test_nothing_is_saved_while_a_choice_is_open(client, other):
    device = make_device(note="Before")
    answer = conflict_over(client, other, device, theirs={"note": "Theirs"}, mine={"note": "Mine"})
    again = refused(client.post(page(device), filled(answer)))
    assert "Choose one of the two" in text_of(again)
    assert entries(again)["Note"] == ("Before", "Theirs", "Mine", "")
    assert Device.objects.get().note == "Theirs"


def test_a_third_save_while_choosing_is_not_overwritten_either(client, other):
    device = make_device(note="Before")
    answer = conflict_over(client, other, device, theirs={"note": "Theirs"}, mine={"note": "Mine"})
    assert submit(other, page(device), note="Theirs again").status_code == 302
    again = refused(client.post(page(device), filled(answer) | KEEP_NOTE))
    assert entries(again)["Note"] == ("Before", "Theirs again", "Mine", "mine")
    assert client.post(page(device), filled(again)).status_code == 302
    assert Device.objects.get().note == "Mine"


def test_the_same_change_by_both_is_no_conflict(client, other):
    device = make_finding(make_device(note="Before")).device
    assert conflict_over(client, other, device, theirs={"note": "Same"}, mine={"note": "Same"}).status_code == 302


def test_a_changed_state_is_no_conflict_of_texts(client, other):
    device = make_device(note="Before")
    form = filled(client.get(page(device)))
    other.post(address("device_move", "submit") + f"?device={device.pk}")
    assert client.post(page(device), form | {"note": "Mine"}).status_code == 302
    device.refresh_from_db()
    assert (device.state, device.note) == ("in_review", "Mine")


def test_choices_and_sets_of_words_are_shown_by_their_names(client, other):
    device = make_device(brand=make_brand("ZIIP"), areas=["face"], power="mains")
    neck, foreo = make_device(areas=["neck"]).areas.get(), make_brand("FOREO")
    answer = conflict_over(
        client, other, device, theirs={"areas": [neck.pk], "power": "solar"}, mine={"brand": foreo.pk, "power": "mains"}
    )
    shown = entries(refused(answer))
    assert shown["Areas"] == ("Face", "Neck", "Face", "theirs")
    assert shown["Brand"] == ("ZIIP", "ZIIP", "FOREO", "mine")
    assert shown["Power"] == ("Mains", "Solar", "Mains", "theirs")
    assert client.post(page(device), filled(answer)).status_code == 302
    device.refresh_from_db()
    assert (device.brand, list(device.areas.all()), device.power) == (foreo, [neck], "solar")


def test_a_row_that_both_changed_is_refused_field_by_field(client, other):
    device = make_device()
    make_price(device, "100.00", retailer="Shop")
    theirs, mine = {"prices-0-amount": "110"}, {"prices-0-amount": "120.00", "prices-0-retailer": "Store"}
    answer = refused(conflict_over(client, other, device, theirs=theirs, mine=mine))
    shown = {label.rpartition(": ")[2]: words for label, words in entries(answer).items()}
    assert shown == {"Amount": ("100", "110", "120", ""), "Retailer": ("Shop", "Shop", "Store", "mine")}
    key = next(name for name in text_of(answer).split('"') if name.startswith("_choice:prices") and "amount" in name)
    assert client.post(page(device), filled(answer) | {key: "theirs"}).status_code == 302
    price = Price.objects.get()
    assert (str(price.amount), price.retailer) == ("110.00", "Store")


def test_a_row_added_meanwhile_stays_beside_mine(client, other):
    device = make_device()
    row = {"currency": "USD", "kind": "list", "source_kind": "maker"}
    form = add_row(filled(client.get(page(device))), "prices", amount="1.00", **row)
    theirs = add_row(filled(other.get(page(device))), "prices", amount="2.00", **row)
    assert other.post(page(device), theirs).status_code == 302
    answer = refused(client.post(page(device), form))
    assert "Amount: 2" in text_of(answer)
    assert client.post(page(device), filled(answer)).status_code == 302
    assert sorted(str(price.amount) for price in Price.objects.all()) == ["1.00", "2.00"]


@pytest.mark.parametrize(("side", "left"), [("theirs", []), ("mine", ["120.00"])])
def test_a_row_that_they_removed_and_i_changed_waits_for_a_choice(client, other, side, left):
    device = make_device()
    make_price(device, "100.00")
    row = Price.objects.get()
    answer = conflict_over(client, other, device, theirs={"prices-0-DELETE": "on"}, mine={"prices-0-amount": "120.00"})
    [words] = entries(refused(answer)).values()
    assert words[1] == "(removed)"
    assert words[3] == ""
    assert client.post(page(device), filled(answer) | {f"_choice:prices:{row.pk}": side}).status_code == 302
    assert [str(price.amount) for price in Price.objects.all()] == left


@pytest.mark.parametrize(("side", "left"), [("theirs", ["110.00"]), ("mine", [])])
def test_a_row_that_they_changed_and_i_removed_waits_for_a_choice(client, other, side, left):
    device = make_device()
    row = make_price(device, "100.00")
    answer = conflict_over(client, other, device, theirs={"prices-0-amount": "110.00"}, mine={"prices-0-DELETE": "on"})
    [words] = entries(refused(answer)).values()
    assert words[2:] == ("(removed)", "")
    assert client.post(page(device), filled(answer) | {f"_choice:prices:{row.pk}": side}).status_code == 302
    assert [str(price.amount) for price in Price.objects.all()] == left


def test_a_row_that_only_they_removed_stays_removed_as_usual(client, other):
    device = make_device(note="Before")
    make_price(device)
    make_claim(device, "FDA-cleared")
    answer = conflict_over(client, other, device, theirs={"prices-0-DELETE": "on"}, mine={"note": "Mine"})
    assert client.post(page(device), filled(refused(answer))).status_code == 302
    assert (Price.objects.count(), device.claims.count(), Device.objects.get().note) == (0, 1, "Mine")


def test_a_finding_changed_on_its_own_page_is_seen_on_the_device(client, other):
    device = make_device()
    finding = make_finding(device, note="Before")
    form = filled(client.get(page(device)))
    assert submit(other, address("regulatoryfinding_change", finding.pk), note="Theirs").status_code == 302
    answer = refused(client.post(page(device), form | {"findings-0-note": "Mine"}))
    assert [words[:3] for words in entries(answer).values()] == [("Before", "Theirs", "Mine")]


@pytest.mark.parametrize("base", ["", "forged", "other"])
def test_a_form_without_its_base_overwrites_nothing(client, other, base):
    device = make_device(note="Stands")
    form = filled(client.get(page(device)))
    form["_base"] = filled(client.get(page(make_device())))["_base"] if base == "other" else base
    answer = refused(client.post(page(device), form | {"note": "Mine"}))
    assert entries(answer)["Note"] == (None, "Stands", "Mine", "")
    assert client.post(page(device), filled(answer) | KEEP_NOTE).status_code == 302
    device.refresh_from_db()
    assert device.note == "Mine"


def test_a_form_that_was_wrong_before_still_rests_on_what_it_showed(client, other):
    device = make_device(note="Before")
    wrong = client.post(page(device), filled(client.get(page(device))) | {"note": "Mine", "launched_on": "soon"})
    assert "Please correct" in text_of(wrong)
    assert submit(other, page(device), note="Theirs").status_code == 302
    refused(client.post(page(device), filled(wrong) | {"launched_on": ""}))
    assert Device.objects.get().note == "Theirs"


def test_a_choice_that_is_wrong_comes_back_as_the_form(client, other):
    device = make_device(note="Before", launched_on="2020")
    answer = conflict_over(client, other, device, theirs={"note": "Theirs"}, mine={"launched_on": "soon"})
    form = client.post(page(device), filled(answer))
    assert "Please correct" in text_of(form)
    assert filled(form)["note"] == "Theirs"
    assert client.post(page(device), filled(form) | {"launched_on": "2021"}).status_code == 302


def test_saving_what_was_deleted_says_so_and_keeps_the_text(client, other):
    device = make_device("Trinity", note="Before")
    form = filled(client.get(page(device)))
    assert submit(other, address("device_delete", device.pk)).status_code == 302
    answer = client.post(
        page(device), add_row(form, "prices", amount="5.00", currency="USD", kind="list") | {"note": "My long text"}
    )
    assert "no longer there" in text_of(answer)
    assert "My long text" in text_of(answer)
    again = client.post(address("device_add"), filled(answer))
    assert "Nothing is saved yet" in text_of(again)
    assert (filled(again)["note"], filled(again)["prices-0-amount"]) == ("My long text", "5.00")
    assert client.post(address("device_add"), filled(again) | {"prices-0-source_kind": "maker"}).status_code == 302
    assert Device.objects.get().note == "My long text"


def test_deleting_what_was_changed_is_refused_and_says_what(client, other):
    device = make_device(note="Before")
    make_price(device, "100.00")
    url = address("device_delete", device.pk)
    form = filled(client.get(url))
    theirs = filled(other.get(page(device))) | {"note": "Theirs", "prices-0-amount": "110.00"}
    assert other.post(page(device), add_row(theirs, "sources", address="https://example.org/", kind="maker")).url
    answer = client.post(url, form)
    for words in ("Note: Before → Theirs", "Amount: 100 → 110", "Source added: Address: https://example.org/"):
        assert words in text_of(answer)
    assert client.post(url, filled(answer)).status_code == 302
    assert not Device.objects.exists()


def test_deleting_without_having_looked_asks_first(client, other):
    device = make_device()
    assert "Look at it once more" in text_of(client.post(address("device_delete", device.pk), {"post": "yes"}))
    assert Device.objects.exists()


def choose(client, action, *devices):
    """Return the form of the list with `devices` chosen for an action."""
    form = filled(client.get(address("device_changelist")))
    return form | {"action": action, ACTION_CHECKBOX_NAME: [device.pk for device in devices], "index": "0"}


@pytest.mark.parametrize("change", ["note", "row"])
def test_an_action_on_what_changed_since_the_list_was_shown_is_refused(client, other, change):
    device, calm = make_device(), make_device()
    form = choose(client, "submit_selected", device, calm)
    make_source(device) if change == "row" else submit(other, page(device), note="Theirs")
    answer = client.post(address("device_changelist"), form, follow=True)
    assert "was changed after this page was shown" in text_of(answer)
    again = client.post(address("device_changelist"), choose(client, "submit_selected", device, calm))
    assert again.url.startswith(address("device_move", "submit"))


def test_an_action_on_what_did_not_change_goes_on(client, other):
    device, noise = make_device(), make_device()
    form = choose(client, "submit_selected", device)
    submit(other, page(noise), note="Theirs")
    assert client.post(address("device_changelist"), form).url.startswith(address("device_move", "submit"))


def test_a_person_is_guarded_like_any_object(client, other):
    signed_in(client, "administrator")
    signed_in(other, "administrator")
    person = make_user("newcomer", is_staff=True)
    url = f"/admin/auth/user/{person.pk}/change/"
    form = filled(client.get(url))
    assert submit(other, url, email="theirs@example.org").status_code == 302
    assert "theirs@example.org" in text_of(refused(client.post(url, form | {"email": "mine@example.org"})))


def test_who_may_not_change_an_object_is_shown_no_versions_of_it(client, other):
    signed_in(client, "administrator")
    assert client.post(page(make_device()), {"note": "Mine"}).status_code == 403
