import pytest

from catalog.models import Device
from catalog.queries.search import matching
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


def found(text):
    return [device.slug for device in matching(Device.objects.published(), text)]


@pytest.mark.parametrize(
    "text",
    [
        "nuface", "NŪFACE mini", "mini nuface", "elite", "e\u0301lite", "ELITE", "petite", "hd_15", "50%",
        "K133823", "k133823", " k 133-823 ", "#K133823", "nuface k133823", "133823",
    ],
)  # fmt: skip
def test_a_device_is_found_by_its_names_and_numbers(mini, text):
    assert found(text) == ["nuface-mini"]


@pytest.mark.parametrize("text", ["m_ni", "%", "nuface mini other", "K133824", "K13382", "zzz"])
def test_wildcards_and_parts_of_numbers_find_nothing_of_their_own(mini, text):
    assert found(text) == (["nuface-mini"] if text == "%" else [])


@pytest.mark.parametrize("text", ["strasse", "STRASSE", "straße", "i\u0307", "İ"])
def test_sharp_s_and_dotted_i_are_folded_alike(mini, text):
    assert "strasse-other" in found(text)
