import pytest

from catalog.admin.styles import colours
from catalog.rules import statuses
from tests import factories as make
from tests.admin.pages import signed_in
from tests.test_forbidden import PROJECT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("listed", [0, 4])
def test_the_components_are_shown_with_any_catalogue(client, listed):
    for _ in range(listed):
        make.make_price(make.make_device(state="published", number="K181008"))
    signed_in(client, "editor")
    page = client.get("/admin/styles/").content.decode()
    for status in statuses.STATUSES.values():
        assert status.label in page
    assert page.count('class="entry"') == min(listed, 3)
    assert "1e9" in page


def test_every_colour_has_its_swatch():
    sheet = (PROJECT / "catalog/static/catalog/swatches.css").read_text()
    assert [name for name in colours() if f".swatch-{name} {{ background: var(--{name}); }}" not in sheet] == []
    assert len(colours()) > 8


def test_the_address_outside_leads_to_the_page_for_staff(client):
    response = client.get("/styles/")
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/styles/")
    assert client.get("/admin/styles/").headers["Location"].startswith("/admin/login/")
