"""Every address of the admin × role × method. An address without a row fails, and so does a row without an address."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from catalog.models import Device, RegulatoryFinding, Verification
from tests.admin.pages import add_row, address, filled, signed_in
from tests.admin.roles_world import make_world, path_of, urls
from tests.factories import (
    make_authorization,
    make_device,
    make_source,
    make_user,
    make_verification,
    publish,
    rolled_back,
)

pytestmark = pytest.mark.django_db

ROLES = {"E": "editor", "V": "verifier", "A": "administrator"}

# Page → (who reads it, who may send its form): E editor, V verifier, A administrator.
_LOOKED_AT = {"changelist": ("EVA", "EVA"), "history": ("EVA", "EVA")}
_NEVER = {"delete": ("", "")}
_EDITED = {"change": ("EVA", "EV"), "revert": ("EV", "EV")}
_ADDED = {"add": ("EV", "EV")}
_NOT_ADDED = {"add": ("", "")}
_OBSERVED = _LOOKED_AT | _NOT_ADDED | _NEVER | {"change": ("EVA", "")}

# Model → its pages.
MODELS = {
    **dict.fromkeys(
        "catalog_brand catalog_modality catalog_area catalog_feature catalog_contraindication catalog_benefit "
        "catalog_authorization".split(),
        _LOOKED_AT | _EDITED | _ADDED | _NEVER,
    ),
    "catalog_device": {
        **_LOOKED_AT, **_EDITED, **_ADDED,
        "delete": ("EV", "EV"),
        "move": ("V", "V"),  # to publish; see below for the other moves
        "preview": ("EVA", "EVA"),
        "picture": ("EVA", "EVA"),
        "as_of": ("EVA", "EVA"),
    },
    "catalog_regulatoryfinding": {
        **_LOOKED_AT, **_EDITED, **_NOT_ADDED, **_NEVER,
        "verify": ("V", "V"),
        "unchanged": ("V", "V"),
    },
    "catalog_price": _OBSERVED,
    "catalog_marketingclaim": _OBSERVED,
    # Each sees their own imports only; here it is somebody else's, so a page of it does not exist.
    "catalog_import": dict.fromkeys("changelist add change".split(), ("EV", "EV")),
    "catalog_errorreport": {**_LOOKED_AT, **_NOT_ADDED, **_NEVER, "change": ("EVA", "EV")},
    # Each proposal is read by all; who may accept, decline or take back is in test_proposals.
    "catalog_proposal": {**_LOOKED_AT, **_NOT_ADDED, **_NEVER, "change": ("EVA", "EVA")},
    "catalog_verification": {
        **_LOOKED_AT, **_NOT_ADDED, **_NEVER,
        "change": ("EVA", ""),
        "evidence": ("EVA", "EVA"),
    },
    "auth_user": dict.fromkeys("changelist history add delete change password_change".split(), ("A", "A")),
    "auth_group": {
        "changelist": ("A", "A"), "history": ("A", "A"), "add": ("", ""), "delete": ("", ""), "change": ("A", ""),
    },
}  # fmt: skip
TABLE = {f"{model}_{page}": who for model, pages in MODELS.items() for page, who in pages.items()} | dict.fromkeys(
    "index styles app_list autocomplete jsi18n password_change password_change_done view_on_site".split(),
    ("EVA", "EVA"),
)
# The only addresses that know nobody yet.
OPEN_TO_ALL = {"login", "logout"}
NAMELESS = {"<path:object_id>/", "(?P<url>.*)$"}  # lead to the page of a row, and to “not found”


@pytest.fixture
def world():
    return make_world()


def test_every_address_has_its_row_and_every_row_its_address():
    named = {name for name, _ in urls() if name}
    assert named == TABLE.keys() | OPEN_TO_ALL
    assert {str(pattern.pattern) for name, pattern in urls() if not name} == NAMELESS


@pytest.mark.parametrize("name", TABLE)
def test_an_address_answers_whom_it_should_and_nobody_else(client, world, name):
    page = f"/admin/{path_of(name, world)}"
    reads, sends = TABLE[name]
    for letter, role in ROLES.items():
        user = make_user(role=role)
        for method, allowed in (("get", reads), ("head", reads), ("put", reads), ("post", sends)):
            client.force_login(user)
            with rolled_back():
                status = getattr(client, method)(page).status_code
            assert (status != 403) is (letter in allowed), f"{role}, {method.upper()}: {status}"
            assert status < 500


@pytest.mark.parametrize("name", TABLE)
def test_a_stranger_is_led_to_the_login_by_every_method(client, world, name):
    page = f"/admin/{path_of(name, world)}"
    for method in ("get", "head", "put", "post"):
        assert getattr(client, method)(page).headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(("move", "who"), [("submit", "EV"), ("return", "EV"), ("publish", "V"), ("withdraw", "V")])
def test_each_move_is_open_to_its_roles(client, world, move, who):
    page = address("device_move", move) + f"?device={world['device'].pk}"
    for letter, role in ROLES.items():
        client.force_login(make_user(role=role))
        for method in (client.get, client.post):
            with rolled_back():
                assert (method(page).status_code != 403) is (letter in who)


# What only verifying and publishing write: field → what somebody might send for it.
PUBLICATION = {"state": "published", "published_at": "2020-01-01", "withdrawn_reason": "x", "slug": "another"}
VERIFICATION = {"facts_sha256": "0" * 64, "verified_on": "2026-01-01", "check": "current", "confirms": "on"}


def columns(model, pk):
    return model.objects.filter(pk=pk).values().get()


@pytest.mark.parametrize("field", PUBLICATION)
def test_an_editor_writes_no_field_of_publication_by_its_form(client, field):
    signed_in(client, "editor")
    device = publish(make_device())
    before = columns(Device, device.pk)
    page = address("device_change", device.pk)
    form = filled(client.get(page)) | {field: PUBLICATION[field], f"{field}_0": PUBLICATION[field]}
    assert client.post(page, form).status_code == 302
    assert columns(Device, device.pk) == before


@pytest.mark.parametrize("field", {**PUBLICATION, **VERIFICATION})
def test_an_editor_adds_no_device_that_is_published_or_verified(client, field):
    signed_in(client, "editor")
    brand = make_device().brand
    page = address("device_add")
    wrong = {field: (PUBLICATION | VERIFICATION)[field]}
    form = filled(client.get(page)) | {"brand": brand.pk, "model": "New"} | wrong
    form |= {f"findings-0-{name}": value for name, value in wrong.items()}
    client.post(page, form)
    device = Device.objects.get(model="New")
    assert (device.state, device.published_at, device.withdrawn_reason) == ("draft", None, "")
    assert not Verification.objects.exists()


@pytest.mark.parametrize(
    ("page", "second_person", "who"), [("add", True, ""), ("add", False, "V"), ("change", True, "V")]
)
def test_whether_a_record_is_shown_alone_is_asked_of_who_may_publish(client, settings, page, second_person, who):
    settings.SECOND_PERSON = second_person
    record = make_authorization()
    path = address(f"authorization_{page}", *([record.pk] if page == "change" else []))
    for letter in "EV":
        signed_in(client, ROLES[letter])
        assert ("shown_alone" in client.get(path).context["adminform"].form.fields) is (letter in who)


@pytest.mark.parametrize("field", VERIFICATION)
@pytest.mark.parametrize("way", ["form", "inline"])
def test_an_editor_writes_no_field_of_verification(client, field, way):
    signed_in(client, "editor")
    finding = make_device(number="K181008").findings.get()
    before = columns(RegulatoryFinding, finding.pk)
    page, name = address("regulatoryfinding_change", finding.pk), field
    if way == "inline":
        page, name = address("device_change", finding.device_id), f"findings-0-{field}"
    assert client.post(page, filled(client.get(page)) | {name: VERIFICATION[field]}).status_code == 302
    assert columns(RegulatoryFinding, finding.pk) == before
    assert not Verification.objects.exists()


def test_an_editor_adds_no_entry_of_the_log_among_the_rows_of_a_finding(client):
    signed_in(client, "editor")
    finding = make_device(number="K181008").findings.get()
    make_verification(finding)
    page = address("regulatoryfinding_change", finding.pk)
    form = {"verifications-TOTAL_FORMS": "1", "verifications-INITIAL_FORMS": "0"} | filled(client.get(page))
    row = {"checked_on": "2026-01-01", "outcome": "confirmed", "confirms": "on", "register": "x", "finding": finding.pk}
    client.post(page, add_row(form, "verifications", **row))
    assert Verification.objects.count() == 1


@pytest.mark.parametrize(
    ("page", "action"),
    [
        ("device", "publish_selected"),
        ("device", "withdraw_selected"),
        ("device", "delete_selected"),
        ("regulatoryfinding", "verify_selected"),
        ("regulatoryfinding", "unchanged_selected"),
        ("regulatoryfinding", "delete_selected"),
        ("verification", "delete_selected"),
        ("proposal", "delete_selected"),
    ],
)
def test_an_editor_has_no_action_that_publishes_verifies_or_removes(client, page, action):
    signed_in(client, "editor")
    device = make_device(number="K181008")
    make_source(device)
    make_verification(device.findings.get())
    rows = {"device": device, "regulatoryfinding": device.findings.get()}
    chosen = rows.get(page, device.findings.get().verifications.get())
    answer = client.post(address(f"{page}_changelist"), {"action": action, ACTION_CHECKBOX_NAME: [chosen.pk]})
    assert not any(word in answer.headers.get("Location", "") for word in ("move/", "verify", "unchanged"))
    assert Device.objects.get().state == "draft"
    assert Verification.objects.count() == 1
