"""The wrong role at every task of the desk, in a browser: no way is offered, and a forced one is refused in words."""

import pytest
from playwright.sync_api import expect

from catalog.models import Device, Proposal, RegulatoryFinding, Verification
from tests import factories
from tests.journeys import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CATALOG = "/admin/catalog"


@pytest.fixture
def world(transactional_db):
    """A published device in need of everything: {name of a task: address of its page}."""
    device = factories.publish(factories.make_device("Trinity", number="K181008"))
    finding = device.findings.get()
    factories.make_verification(finding, checked_on=factories.days_ago(100))
    draft = factories.make_device("Draft", note="As entered.")
    draft.note = "As changed."
    draft.save()
    report, proposal = factories.make_report(device), factories.make_proposal(finding)
    person = factories.make_user("newcomer", is_staff=True)
    return {
        "device": f"{CATALOG}/device/{device.pk}/change/",
        "draft": f"{CATALOG}/device/{draft.pk}/change/",
        "add a device": f"{CATALOG}/device/add/",
        "delete a draft": f"{CATALOG}/device/{draft.pk}/delete/",
        "add and look up a number": f"{CATALOG}/authorization/add/",
        "verify": f"{CATALOG}/regulatoryfinding/{finding.pk}/verify/",
        "checked: unchanged, for several": f"{CATALOG}/regulatoryfinding/unchanged/?finding={finding.pk}",
        "pace of its own": f"{CATALOG}/regulatoryfinding/{finding.pk}/change/",
        "submit": f"{CATALOG}/device/move/submit/?device={draft.pk}",
        "publish": f"{CATALOG}/device/move/publish/?device={draft.pk}",
        "withdraw": f"{CATALOG}/device/move/withdraw/?device={device.pk}",
        "bring back": f"{CATALOG}/device/{draft.pk}/history/{draft.history.earliest().history_id}/",
        "report": f"{CATALOG}/errorreport/{report.pk}/change/",
        "proposal": f"{CATALOG}/proposal/{proposal.pk}/change/",
        "people": "/admin/auth/user/",
        "add a person": "/admin/auth/user/add/",
        "a person": f"/admin/auth/user/{person.pk}/change/",
        "roles": "/admin/auth/group/",
    }


def refused(page, address):
    """Go to a page and send a form to it; return whether both are answered by the page that says so in words."""
    got = page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is not open to you")
    return (got.status, sent(page, address)) == (403, 403)


def sent(page, address, **form):
    """Send a form past the page, as somebody would who knows the address; return the status of the answer."""
    [token] = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken"]
    form |= {"csrfmiddlewaretoken": token, "_save": "Save"}
    return page.request.post(address, form=form).status


def as_it_was():
    """What no refusal may have moved."""
    states = dict(Device.objects.values_list("model", "state"))
    return states, Verification.objects.count(), Proposal.objects.get().state, RegulatoryFinding.objects.get().note


def offers(page, address, *names):
    """Return which of these controls the page at an address offers, by their words."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    links = page.get_by_role("link").all_inner_texts() + page.get_by_role("button").all_inner_texts()
    values = page.locator("input[type=submit]").evaluate_all("all => all.map(one => one.value)")
    return [name for name in names if any(name.lower() in text.lower() for text in [*links, *values])]


def test_an_editor_is_offered_no_verifying_no_publishing_and_no_people(world, new_page):
    page, before = new_page(statuses=[403]), as_it_was()
    sign_in(page, "editor")
    for_verifiers = ("Overdue", "Never checked", "Changes that wait for a second person", "Verify", "People and roles")
    assert not offers(page, "/admin/", *for_verifiers)
    assert not offers(page, world["device"], "Verify", "Withdraw")
    assert not offers(page, world["draft"], "Verify", "Publish")
    assert not offers(page, world["pace of its own"], "Verify")
    assert not offers(page, world["proposal"], "Accept", "Decline", "Take it back")
    tasks = ["verify", "checked: unchanged, for several", "publish", "withdraw", "people", "add a person", "roles"]
    assert [task for task in tasks if not refused(page, world[task])] == []
    assert sent(page, world["proposal"], step="accept") == 403
    assert as_it_was() == before


def test_an_administrator_reads_everything_and_is_offered_no_work_on_it(world, new_page):
    page, before = new_page(statuses=[403]), as_it_was()
    sign_in(page, "administrator")
    expect(page.get_by_role("heading", name="What waits")).to_have_count(0)
    work = ("Save", "Verify", "Publish", "Withdraw", "Submit for review", "Not stated by the maker", "Delete", "Add")
    for place in ("device", "draft", "pace of its own", "report", "proposal"):
        assert not offers(page, world[place], *work, "Accept", "Decline"), place
    tasks = [
        "add a device", "delete a draft", "add and look up a number", "verify", "checked: unchanged, for several",
        "submit", "publish", "withdraw", "bring back",
    ]  # fmt: skip
    assert [task for task in tasks if not refused(page, world[task])] == []
    assert sent(page, world["draft"], note="Mine", _not_stated="weight_g") == 403
    assert sent(page, world["pace of its own"], recheck_days="30") == 403
    assert sent(page, world["report"], step="accepted") == 403
    assert sent(page, world["proposal"], step="decline", answer="No.") == 403
    assert as_it_was() == before


def test_a_verifier_is_offered_no_people_and_no_roles(world, new_page):
    page = new_page(statuses=[403])
    sign_in(page, "verifier")
    assert not offers(page, "/admin/", "People and roles", "Users", "Groups")
    assert [task for task in ("people", "add a person", "a person", "roles") if not refused(page, world[task])] == []


def test_an_administrator_gives_a_newcomer_a_role(world, page):
    sign_in(page, "administrator")
    page.goto(world["a person"])
    page.locator("#id_groups_from").select_option(label="editor")
    page.get_by_role("button", name="Choose selected groups").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    expect(page.locator("#result_list").get_by_role("row", name="newcomer")).to_contain_text("editor")
