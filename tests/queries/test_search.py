"""What a search finds, and why it says that it found it."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Device
from catalog.queries.search import matching, search
from tests import factories


@pytest.fixture
def mini(db):
    brand = factories.make_brand("NūFACE", slug="nuface", aliases="NuFace|Nu Face")
    device = factories.make_device(
        "Mini Élite 50%", slug="nuface-mini", brand=brand, state="published", number="K133823", aliases="Petite"
    )
    device.model_number = "HD_15-A"
    device.save()
    factories.make_device("Other", brand=factories.make_brand("Straße İ"), slug="strasse-other", state="published")
    return device


@pytest.fixture
def trinity(mini):
    return factories.make_device("Trinity", brand=mini.brand, slug="nuface-trinity", state="published")


def found(text):
    return [device.slug for device in matching(Device.objects.published(), text)]


def reasons(text, device):
    return search(Device.objects.published(), text).found[device.pk]


def suggestions(text):
    return search(Device.objects.published(), text).suggestions()


@pytest.mark.parametrize(
    "text",
    [
        "nuface", "NŪFACE mini", "mini nuface", "elite", "e\u0301lite", "ELITE", "petite", "hd_15", "50%",
        "K133823", "k133823", " k 133-823 ", "#K133823", "nuface k133823", "133823", "nuface K 133-823 mini",
        "hd 15 a", "HD15A", "nuface, mini",
    ],
)  # fmt: skip
def test_a_device_is_found_by_its_names_and_numbers(mini, text):
    assert found(text) == ["nuface-mini"]


@pytest.mark.parametrize("text", ["m_ni", "%", "nuface mini other", "K133824", "K13382", "zzz", "n%e", "´", ".*"])
def test_wildcards_and_parts_of_numbers_find_nothing_of_their_own(mini, text):
    assert found(text) == (["nuface-mini"] if text == "%" else [])


@pytest.mark.parametrize("text", ["strasse", "STRASSE", "straße", "i\u0307", "İ"])
def test_sharp_s_and_dotted_i_are_folded_alike(mini, text):
    assert "strasse-other" in found(text)


# The crowd of names is made once a test and only read by its examples.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples // 4)
@given(name=st.sampled_from(["NūFACE", "Élite", "Straße", "İ", "Petite"]), form=st.sampled_from(["NFC", "NFD"]))
def test_both_normal_forms_and_every_case_of_a_name_find_the_same(mini, name, form):
    plain = found(name)
    assert plain
    for text in (name.lower(), name.upper(), name.casefold()):
        assert found(unicodedata.normalize(form, text)) == plain


@pytest.mark.parametrize("text", ["nufase trinty", "NUFACE TRINITTY", "trinity nufcae", "tirnity"])
def test_a_slip_in_a_word_is_forgiven(trinity, text):
    assert found(text) == ["nuface-trinity"]


def test_a_word_that_is_spelt_so_somewhere_is_not_taken_for_another(trinity):
    factories.make_device("Trinty", brand=trinity.brand, state="published")
    assert found("trinty") == ["nuface-trinty"]


@pytest.mark.parametrize("text", ["K133824", "K133832", "133832", "HD15B", "minx trinitx"])
def test_a_number_is_never_guessed(trinity, text):
    assert found(text) == []


@pytest.mark.parametrize("text", ["fxi", "fax"])
def test_a_short_word_is_taken_as_it_is(trinity, text):
    factories.make_device("FIX", brand=trinity.brand, state="published")
    assert "nuface-fix" not in found(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nuface mini", []),
        ("k 133-823", ["Found by number: K133823"]),
        ("133823", ["Found by number: K133823"]),
        ("hd15a", ["Found by model number: HD_15-A"]),
        ("nuface petite", ["Found by another name: Petite"]),
        ("nufase", ["Similar spelling: NūFACE"]),
        ("nufase ilite", ["Similar spelling: NūFACE, Élite"]),
        ("mini petit", ["Found by another name: Petite"]),
        ("elote k133823", ["Similar spelling: Élite", "Found by number: K133823"]),
    ],
)
def test_a_result_says_why_it_was_found(mini, text, said):
    assert reasons(text, mini) == said


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("nufasse trrinityy", ["NūFACE Trinity"]),
        ("trinity xylophone", ["trinity"]),
        ("fxi", ["FIX"]),
        ("mini trinity", ["trinity", "mini"]),
        ("xylophone", []),
        ("K133824", []),
        ("K133824 mini", ["mini"]),
    ],
)
def test_what_finds_nothing_is_answered_with_what_finds_something(trinity, text, better):
    factories.make_device("FIX", brand=trinity.brand, state="published")
    assert suggestions(text) == better


def test_a_search_asks_twice_however_many_devices_there_are(trinity, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert search(Device.objects.published(), "nufase").found
