"""The figures and footnotes of the guide."""

import pytest

from catalog.queries.guide import GuidePage
from tests import factories

pytestmark = pytest.mark.django_db


def test_outputs_are_those_of_published_microcurrent_devices_that_state_one():
    for model, state, current in (("A", "published", 200), ("B", "published", 400), ("C", "draft", 900)):
        factories.make_device(model, state=state, modalities=["microcurrent"], max_current_ua=current)
    factories.make_device("D", state="published", modalities=["microcurrent"])
    factories.make_device("E", state="published", modalities=["nmes-ems"], max_current_ua=90_000)
    assert GuidePage().outputs == {"count": 2, "least": 200, "most": 400}


def test_kinds_of_current_are_counted_over_published_devices():
    factories.make_device("A", state="published", modalities=["microcurrent", "galvanic", "massage"])
    factories.make_device("B", modalities=["galvanic"])
    assert {row.slug: count for row, count in GuidePage().currents} == {"microcurrent": 1, "galvanic": 1}


def test_records_are_told_apart_by_code_and_by_supply():
    factories.make_authorization("K181008", shown_alone=True, product_code="NFO", supply="otc")
    factories.make_authorization("K103472", shown_alone=True, product_code="NFO", supply="prescription")
    factories.make_authorization("K133823", shown_alone=True, product_code="OHS")
    factories.make_authorization("K201906", product_code="XXX")
    guide = GuidePage()
    assert guide.codes == [("NFO", 2), ("OHS", 1)]
    assert {words: [record.number for record in records] for words, records in guide.supplies if records} == {
        "Over the counter": ["K181008"],
        "Prescription": ["K103472"],
        "Not stated": ["K133823"],
    }


def test_every_source_that_the_guide_names_is_cited_in_it(client):
    factories.make_benefit(source_url=factories.PAGE, source_kind="study")
    response = client.get("/guide/")
    page = response.content.decode()
    sources = response.context["guide"].sources
    assert len(sources) == 8
    for number, address, _ in sources:
        assert f'href="#source-{number}"' in page
        assert f'href="{address}"' in page


def test_the_guide_words_each_status_as_the_rules_do(client):
    page = client.get("/guide/").content.decode()
    for status, kinds, _ in GuidePage().statuses:
        assert status.label in page
        assert status.meaning in page
        assert all(kind.words in page for kind in kinds)


def test_the_guide_says_why_approved_is_false_beside_a_k_number_with_the_law(client):
    page = client.get("/guide/").content.decode()
    part = page[page.index('id="approved"') : page.index('id="look-up"')]
    note = GuidePage().note
    assert f"#source-{note['law_510k']}" in part
    assert f"#source-{note['law_registration']}" in part
    assert note["law_510k"] != note["law_registration"]


def test_a_catalogue_without_devices_has_a_guide_all_the_same(client):
    assert client.get("/guide/").status_code == 200


def test_claims_without_a_study_share_the_words_that_most_of_them_need():
    for slug, more in (("sebum", ""), ("wounds", ""), ("painless", " It is also said that results take time.")):
        factories.make_benefit(slug, evidence_level="none-found", evidence=f"No study was read.{more}")
    factories.make_benefit("circulation")
    guide = GuidePage()
    assert guide.silence == "No study was read."
    assert {noted.row.slug: more for noted, more in guide.unstudied} == {
        "sebum": "",
        "wounds": "",
        "painless": "It is also said that results take time.",
    }
    assert [noted.row.slug for noted in guide.studied] == ["circulation"]


def test_what_is_said_of_one_claim_is_never_said_of_all():
    for slug, evidence in (("sebum", "Rats only."), ("wounds", "One old report.")):
        factories.make_benefit(slug, evidence_level="none-found", evidence=evidence)
    guide = GuidePage()
    assert guide.silence == ""
    assert [more for _, more in guide.unstudied] == ["Rats only.", "One old report."]


def test_what_comes_from_our_own_notes_is_said_once(client):
    for slug in ("sebum", "wounds"):
        factories.make_benefit(slug, evidence_level="none-found", source_kind="project")
    assert client.get("/guide/").content.decode().count("no published source is entered") == 1
