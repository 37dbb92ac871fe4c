"""Where a search leads that finds no device."""

import pytest

from catalog.models import Device
from catalog.queries.search import search
from catalog.queries.signposts import signpost
from tests import factories

pytestmark = pytest.mark.django_db


def sign(text):
    return signpost(search(Device.objects.published(), text))


def test_a_matter_of_health_leads_to_the_cautions_that_name_it():
    pacemaker = factories.make_contraindication("pacemaker", name="Pacemaker")
    factories.make_contraindication("pregnancy", name="Pregnancy")
    assert sign("pacemaker").cautions == [pacemaker]


def test_without_such_a_caution_it_leads_nowhere():
    assert not sign("pacemaker")


@pytest.mark.parametrize("text", ["fda approved", "FDA", "cleared", "clearance pending"])
def test_words_of_a_claim_lead_to_the_check(text):
    assert sign(text).is_claim


@pytest.mark.parametrize("text", ["nufase", "heat"])
def test_other_words_lead_nowhere(text):
    assert not sign(text)


def test_a_device_that_is_found_needs_no_sign():
    factories.make_device("Cleared", state="published")
    assert not sign("cleared")
