"""More rows chosen in a list than one page can show: the rest is named, not dropped in silence."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from tests.admin.pages import address, signed_in, text_of
from tests.factories import make_device

pytestmark = pytest.mark.django_db


def choose_all(client, page, action):
    """Choose every row of a list, those on other pages too, and go where the action leads."""
    form = {"action": action, ACTION_CHECKBOX_NAME: "1", "select_across": "1", "index": "0"}
    return text_of(client.post(address(f"{page}_changelist"), form, follow=True))


@pytest.fixture
def three_devices(client, monkeypatch):
    signed_in(client)
    monkeypatch.setattr("catalog.admin.moves._AT_MOST", 2)
    monkeypatch.setattr("catalog.admin.rechecking._AT_MOST", 2)
    monkeypatch.setattr("catalog.admin.findings.MOST_IN_A_ROW", 1)
    return [make_device(name, number="K181008") for name in ("A", "B", "C")]


@pytest.mark.parametrize(
    ("page", "action"),
    [
        *(("device", f"{move}_selected") for move in ("submit", "return", "publish", "withdraw")),
        ("regulatoryfinding", "unchanged_selected"),
        ("regulatoryfinding", "verify_selected"),
    ],
)
def test_a_selection_too_large_for_one_page_says_what_is_left_out(client, three_devices, page, action):
    assert "You chose 3. At most 2 are worked at once" in choose_all(client, page, action)


def test_a_selection_that_fits_says_nothing(client, three_devices):
    three_devices[0].delete()
    page = choose_all(client, "device", "submit_selected")
    assert "Submit for review: 2 devices" in page
    assert "You chose" not in page
