"""Who gets in where: each role against what it must not do, by page, by form and by action."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from catalog.models import Authorization, Device, Verification
from tests.admin.pages import address, signed_in, submit, text_of
from tests.factories import make_brand, make_device, make_finding, make_source, make_user, make_verification, publish

pytestmark = pytest.mark.django_db


def ready_device():
    device = make_device(number="K181008")
    make_source(device)
    return device


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_who_may_not_verify_finds_no_way_to(client, role):
    signed_in(client, role)
    finding = ready_device().findings.get()
    page = address("regulatoryfinding_verify", finding.pk)
    assert client.get(page).status_code == 403
    assert client.post(page, {"outcome": "confirmed", "register": "x", "checked_on": "2026-01-01"}).status_code == 403
    form = {"action": "verify_selected", ACTION_CHECKBOX_NAME: [finding.pk]}
    client.post(address("regulatoryfinding_changelist"), form)
    assert page not in text_of(client.get(address("regulatoryfinding_changelist")))
    assert page not in text_of(client.get(address("device_change", finding.device_id)))
    assert not Verification.objects.exists()


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_who_may_not_publish_finds_no_way_to(client, role):
    signed_in(client, role)
    device = ready_device()
    for name in ("publish", "withdraw"):
        page = address("device_move", name) + f"?device={device.pk}"
        assert client.get(page).status_code == 403
        assert client.post(page, {"reason": "x"}).status_code == 403
    form = {"action": "publish_selected", ACTION_CHECKBOX_NAME: [device.pk]}
    assert "move/publish" not in client.post(address("device_changelist"), form).headers.get("Location", "")
    assert Device.objects.get().state == "draft"


def test_an_administrator_reads_devices_and_changes_none(client):
    signed_in(client, "administrator")
    device = make_device(note="Before")
    page = address("device_change", device.pk)
    assert client.get(page).status_code == 200
    assert client.post(page, {"model": "Other"}).status_code == 403
    assert client.get(address("device_add")).status_code == 403
    assert client.post(address("device_move", "submit") + f"?device={device.pk}").status_code == 403


@pytest.mark.parametrize("role", ["editor", "verifier"])
def test_people_are_for_administrators(client, role):
    signed_in(client, role)
    for name in ("auth_user_changelist", "auth_user_add", "auth_group_changelist"):
        assert client.get(reverse(f"admin:{name}")).status_code == 403


@pytest.mark.parametrize(
    "name", ["index", "catalog_device_changelist", "catalog_device_add", "catalog_verification_changelist"]
)
def test_a_stranger_is_sent_to_the_login(client, name):
    assert client.get(reverse(f"admin:{name}")).url.startswith("/admin/login/")


def test_what_was_published_is_never_deleted(client):
    signed_in(client)
    device = publish(make_device())
    assert client.post(address("device_delete", device.pk), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in text_of(client.get(address("device_changelist")))
    assert Device.objects.exists()


@pytest.mark.parametrize("was_seen", [True, False])
def test_a_record_or_a_brand_that_visitors_have_seen_is_deleted_by_nobody(client, was_seen):
    client.force_login(make_user("chief", is_superuser=True, is_staff=True))
    device = make_device(number="K181008")
    record, brand = Authorization.objects.get(), device.brand
    if was_seen:
        publish(device)
    device.links.all().delete()
    Device.objects.update(brand=make_brand("Another"))
    for name, row in (("authorization", record), ("brand", brand)):
        status = client.post(address(f"{name}_delete", row.pk), {"post": "yes"}).status_code
        assert (status == 403) is was_seen


def test_a_draft_goes_with_its_unverified_finding(client):
    signed_in(client, "editor")
    device = ready_device()
    assert submit(client, address("device_delete", device.pk)).status_code == 302
    assert not Device.objects.exists()


def test_a_draft_whose_finding_was_verified_stays(client):
    signed_in(client, "editor")
    device = ready_device()
    make_verification(device.findings.get())
    answer = client.post(address("device_delete", device.pk), {"post": "yes"})
    assert "Cannot delete device" in text_of(answer)
    assert Device.objects.exists()


def test_a_deletion_that_only_the_database_refuses_is_said_in_words(client, monkeypatch):
    signed_in(client)
    device = publish(make_device())
    monkeypatch.setattr("catalog.rules.publication.may_be_deleted", lambda *_, **__: True)
    answer = submit(client, address("device_delete", device.pk))
    assert "withdrawn, never deleted" in text_of(client.get(answer.url))


def test_only_a_published_device_has_an_address_to_view(client):
    signed_in(client)
    draft, shown = make_device(), publish(make_device())
    assert "View on site" not in text_of(client.get(address("device_change", draft.pk)))
    assert shown.get_absolute_url() in text_of(client.get(address("device_change", shown.pk)))


def user_page(user):
    return reverse("admin:auth_user_change", args=[user.pk])


def test_an_administrator_hands_out_roles_and_nothing_beyond(client):
    signed_in(client, "administrator")
    person, role = make_user("newcomer", is_staff=True), Group.objects.get(name="editor")
    secret = Permission.objects.get(codename="delete_group")
    answer = submit(
        client, user_page(person), groups=[role.pk], is_staff="on", is_active="on", is_superuser="on",
        user_permissions=[secret.pk],
    )  # fmt: skip
    assert answer.status_code == 302
    person.refresh_from_db()
    assert list(person.groups.all()) == [role]
    assert not person.is_superuser
    assert not person.user_permissions.exists()


def test_an_administrator_hands_out_no_group_but_the_roles(client):
    signed_in(client, "administrator")
    strong = Group.objects.create(name="strong")
    person = make_user("newcomer", is_staff=True)
    assert "not one of the available choices" in text_of(submit(client, user_page(person), groups=[strong.pk]))


def test_a_group_that_somebody_holds_already_is_kept(client):
    signed_in(client, "administrator")
    person = make_user("newcomer", is_staff=True)
    person.groups.add(Group.objects.create(name="strong"))
    assert submit(client, user_page(person), email="a@example.org").status_code == 302
    assert person.groups.get().name == "strong"


def test_an_administrator_does_not_touch_a_superuser(client):
    signed_in(client, "administrator")
    chief = make_user("chief", is_superuser=True, is_staff=True)
    assert client.post(user_page(chief), {"username": "x"}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[chief.pk])
    assert client.get(password).status_code == 403
    assert client.post(reverse("admin:auth_user_delete", args=[chief.pk]), {"post": "yes"}).status_code == 403


def test_an_administrator_does_not_rewrite_a_role(client):
    signed_in(client, "administrator")
    role = Group.objects.get(name="editor")
    page = reverse("admin:auth_group_change", args=[role.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"name": "editor", "permissions": []}).status_code == 403
    assert client.get(reverse("admin:auth_group_add")).status_code == 403


def test_a_superuser_sees_what_lies_beyond_roles(client):
    client.force_login(make_user("chief", is_superuser=True, is_staff=True))
    assert "Beyond roles" in text_of(client.get(user_page(make_user("other"))))
    assert client.get(reverse("admin:auth_user_changelist")).status_code == 200
    role = Group.objects.get(name="editor")
    assert client.get(reverse("admin:auth_group_delete", args=[role.pk])).status_code == 403
    assert client.get(reverse("admin:auth_group_change", args=[role.pk])).status_code == 200


@pytest.mark.parametrize(
    "name",
    "area authorization benefit brand contraindication device errorreport feature modality regulatoryfinding "
    "verification".split(),
)
def test_every_list_and_add_page_opens_for_a_verifier(client, name):
    signed_in(client)
    make_finding()
    assert client.get(address(f"{name}_changelist"), {"q": "\0 K181008"}).status_code == 200
    adds = name not in ("errorreport", "regulatoryfinding", "verification")
    assert client.get(address(f"{name}_add")).status_code == (200 if adds else 403)


def test_the_desk_shows_the_catalogue_before_people(client):
    client.force_login(make_user("chief", is_superuser=True, is_staff=True))
    page = text_of(client.get(reverse("admin:index")))
    assert client.get(reverse("admin:app_list", args=["catalog"])).status_code == 200
    assert page.index("The catalogue") < page.index("Lists that devices") < page.index("People and roles")
