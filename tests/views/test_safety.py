"""The page of cautions: what is asked of it with `applies`, and how that stays between visitor and site."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pacemaker():
    return factories.make_contraindication("pacemaker", name="Pacemaker")


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_general_list_is_told_from_what_labels_say(client, pacemaker):
    factories.make_contraindication("retinoids", general=False)
    guide = client.get("/safety/").context["guide"]
    assert [caution.row.slug for caution in guide.general] == ["pacemaker"]
    assert [caution.row.slug for caution in guide.on_labels] == ["retinoids"]


def test_general_cautions_stay_on_top_of_whatever_was_picked(client, pacemaker):
    factories.make_contraindication("retinoids", general=False)
    factories.make_device_contraindication(factories.make_device("Mini", state="published"), pacemaker)
    page = page_of(client, "/safety/?applies=retinoids")
    assert page.index("Pacemaker") < page.index("as far as we read it, does not name this")


def test_what_labels_say_stands_before_the_lists_to_tick(client, pacemaker):
    page = page_of(client, "/safety/?applies=pacemaker")
    assert page.index('id="yours"') < page.index('type="checkbox"')


def test_a_caution_of_our_own_notes_is_said_to_have_no_source_once(client):
    for slug in ("pacemaker", "epilepsy"):
        factories.make_contraindication(slug, source_kind="project", source_url="")
    page = page_of(client, "/safety/")
    assert page.count("no published source") == 1
    assert "own notes, no published source ·" not in page


def test_a_page_without_our_own_notes_speaks_of_none(client, pacemaker):
    assert "own notes" not in page_of(client, "/safety/")


def test_what_was_picked_stays_ticked(client, pacemaker):
    factories.make_contraindication("epilepsy")
    page = page_of(client, "/safety/?applies=pacemaker")
    assert 'id="applies-pacemaker" checked' in page
    assert 'id="applies-epilepsy" checked' not in page


def test_a_picked_caution_is_answered_with_a_clinician_and_never_with_leave(client, pacemaker):
    factories.make_device_contraindication(factories.make_device("Mini", state="published"), pacemaker)
    factories.make_device("Dot", state="published")
    page = page_of(client, "/safety/?applies=pacemaker")
    assert "Talk to a clinician before you use any of these devices" in page
    assert "as far as we read it" not in page  # nothing was read that is silent
    assert "is safe" not in page
    assert "safe to use" not in page


def test_a_label_that_is_silent_is_said_to_be_silent_as_far_as_it_was_read(client, pacemaker):
    device = factories.make_device("Mini", state="published")
    factories.make_device_contraindication(device, factories.make_contraindication("pregnancy"))
    page = page_of(client, "/safety/?applies=pacemaker")
    assert "as far as we read it, does not name this: 1 device<" in page
    assert "pregnancy" in page[page.index("What it does name") :]


@pytest.mark.parametrize("address", ["/safety/?applies=pacemaker", "/safety/?applies=nothing", "/safety/?applies="])
def test_an_answer_about_somebodys_health_is_kept_by_nobody_and_betrayed_to_nobody(client, pacemaker, address):
    headers = client.get(address).headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store, private", "no-referrer")


def test_the_page_without_a_choice_may_be_kept_by_anyone(client, pacemaker):
    headers = client.get("/safety/").headers
    assert headers["Cache-Control"].startswith("public")
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize(("query", "indexed"), [("", True), ("?applies=pacemaker", False), ("?utm=x", False)])
def test_an_address_with_parameters_is_not_for_search_engines(client, pacemaker, query, indexed):
    assert ('content="noindex, follow"' not in page_of(client, f"/safety/{query}")) is indexed


def test_the_page_says_that_the_choice_stands_in_the_address(client, pacemaker):
    page = page_of(client, "/safety/")
    assert "stores none of it" in page
    assert "part of the page’s address" in page


def test_a_reason_that_is_not_listed_is_refused_by_name_and_the_others_stay_ticked(client, pacemaker):
    response = client.get("/safety/?applies=pacemaker&applies=<b>luck</b>")
    page = response.content.decode()
    assert response.status_code == 400
    assert "applies: “&lt;b&gt;luck&lt;/b&gt;” is none of the reasons" in page
    assert 'id="applies-pacemaker" checked' in page
    assert "What labels say" not in page.replace("Show what labels say", "")


@pytest.mark.parametrize("query", ["applies=&page=x", "unknown=1", "&".join(["applies=pacemaker"] * 1000)])
def test_empty_unknown_and_repeated_parameters_do_no_harm(client, pacemaker, query):
    assert client.get(f"/safety/?{query}").status_code == 200


@pytest.mark.parametrize("hostile", ["%00", "%ed%a0%80", "%E2%80%AE", "x" * 5000, "9" * 40])
def test_hostile_values_are_refused_and_nothing_breaks(client, pacemaker, hostile):
    assert client.get(f"/safety/?applies={hostile}").status_code == 400


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_a_device_that_is_not_published_leaves_no_trace(client, pacemaker, state):
    factories.make_device_contraindication(factories.make_device("Secret", state=state), pacemaker)
    page = page_of(client, "/safety/?applies=pacemaker")
    assert "Secret" not in page
    assert "entered for no listed device" in page


def test_a_catalogue_without_cautions_asks_for_none(client):
    assert "Which labels name what applies to you" not in page_of(client, "/safety/")
