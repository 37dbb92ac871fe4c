import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.actions.publication import withdraw_device
from catalog.actions.reports import fix_report
from catalog.rules import reports
from tests import factories as make

pytestmark = pytest.mark.django_db
PRIVATE = ("jane@example.org", "Jane Doe", "ann-the-editor", "mary-the-verifier", "internal-note", "evidence-of")


@pytest.fixture
def trinity(db):
    """A device with a past in which everything that is nobody else's business was said somewhere."""
    editor = make.make_user("ann-the-editor", role="editor", first_name="Ann", email="ann@example.org")
    device = make.publish(make.make_device("Trinity", number="K181008", max_current_ua=335))
    report = make.make_report(device, text="Ask Jane Doe.", email="jane@example.org", state=reports.ACCEPTED)
    device._history_user, device._change_reason = editor, "corrected: internal-note of Jane Doe"
    device.max_current_ua = 400
    device.save()
    fixed = ("device", device.history.first().history_id)
    fix_report(report, by=editor, answer="internal-note: thank you, Jane Doe", change=fixed)
    make.make_verification(
        device.findings.get(),
        by=make.make_user("mary-the-verifier", role="verifier"),
        note="internal-note: ask Jane Doe",
        no_evidence_reason="evidence-of-nothing",
    )
    make.make_price(device)
    return device


def addresses(device):
    key = f"device-{device.history.first().history_id}"
    base = f"/devices/{device.slug}/history"
    return ["/history/", "/history.atom", "/devices.atom", f"{base}/", f"{base}.atom", f"/history/{key}/"]


def test_what_was_private_shows_on_no_page_of_the_past(client, trinity):
    for address in addresses(trinity):
        response = client.get(address)
        assert response.status_code == 200
        page = response.content.decode()
        assert [word for word in PRIVATE if word in page] == [], address
        assert trinity.reports.get().receipt not in page


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(secret=st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=12, max_size=20))
def test_whatever_is_drafted_shows_on_no_page_of_the_past(client, secret):
    with make.rolled_back():
        other = make.publish(make.make_device("Other", number="K103472"))
        brand = make.make_brand("Hidden", slug="hidden", note=secret)
        draft = make.make_device("Draft", brand=brand, number="K181008", note=secret, aliases=secret)
        make.make_price(draft, note=secret)
        make.make_claim(draft, secret).delete()
        make.make_verification(draft.findings.get(), note=secret)
        record = draft.links.get().authorization
        record.holder = secret
        record.save()
        for address in addresses(other):
            assert secret not in client.get(address).content.decode()
        assert client.get("/devices/hidden-draft/history/").status_code == 404


def test_the_page_of_the_site_tells_field_before_after_and_reason(client, trinity):
    page = client.get("/history/").content.decode()
    for words in ("NuFACE Trinity", "Largest current (µA)", "335", "400", "Our error corrected", "Checked on"):
        assert words in page


def test_many_devices_that_came_on_one_day_are_told_in_one_line(client):
    devices = [make.publish(make.make_device(model)) for model in ("Mini", "Dot", "Plus")]
    page = client.get("/history/").content.decode()
    assert "3 devices listed for the first time" in page
    assert "Listed for the first time" not in page
    assert [page.count(f'href="{device.get_absolute_url()}"') for device in devices] == [1, 1, 1]


def test_two_devices_that_came_on_one_day_are_told_one_by_one(client):
    for model in ("Mini", "Dot"):
        make.publish(make.make_device(model))
    assert client.get("/history/").content.decode().count("Listed for the first time") == 2


def test_a_change_that_a_report_led_to_says_so_and_leads_to_the_outcome(client, trinity):
    address = f"/history/device-{trinity.history.first().history_id}/"
    assert f'href="{address}#report"' in client.get("/devices/nuface-trinity/history/").content.decode()
    assert 'id="report"' in client.get(address).content.decode()


def test_the_past_of_a_withdrawn_device_stays_to_be_read_and_out_of_search_engines(client, trinity):
    withdraw_device(trinity, by=make.make_user(role="verifier"), reason="Entered twice.")
    response = client.get("/devices/nuface-trinity/history/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Our reason: Entered twice." in page
    assert "noindex" in page
    assert "/devices/nuface-trinity/history/" in client.get("/devices/nuface-trinity/").content.decode()
    assert "/devices/nuface-trinity/history/" in client.get("/history/").content.decode()


def test_the_history_of_a_device_that_was_never_listed_does_not_exist(client):
    make.make_device("Draft")
    assert client.get("/devices/nuface-draft/history/").status_code == 404
    assert client.get("/devices/nuface-draft/history.atom").status_code == 404


@pytest.mark.parametrize("address", ["/history/", "/devices/nuface-trinity/history/"])
@pytest.mark.parametrize(
    ("page", "status"), [("1", 200), ("2", 404), ("0", 404), ("9" * 40, 404), ("two", 400), ("１", 400), ("\x00", 400)]
)
def test_a_page_is_a_number_within_the_range(client, trinity, address, page, status):
    response = client.get(address, {"page": page})
    assert response.status_code == status
    if status == 400:
        assert "A page is a plain number" in response.content.decode()


@pytest.mark.parametrize("address", ["/history/", "/devices/nuface-trinity/history/"])
def test_only_the_first_page_without_parameters_is_for_search_engines(client, trinity, address):
    assert "noindex" not in client.get(address).content.decode()
    for query in ("?page=1", "?from=feed"):
        page = client.get(address + query).content.decode()
        assert "noindex, follow" in page
        assert f'rel="canonical" href="http://testserver{address}"' in page


@pytest.mark.parametrize("key", ["device-999999", "price-1", "user-1", "revision-1", "device-" + "9" * 18])
def test_a_change_that_nobody_saw_has_no_page(client, key):
    make.make_price(make.make_device("Draft"))
    assert client.get(f"/history/{key}/").status_code == 404


def test_a_device_leads_to_its_history(client, trinity):
    assert 'href="/devices/nuface-trinity/history/"' in client.get("/devices/nuface-trinity/").content.decode()


def test_the_front_page_leads_to_the_newest_changes(client, trinity):
    page = client.get("/").content.decode()
    assert f'href="/history/price-{trinity.prices.get().history.get().history_id}/"' in page
    assert 'href="/history/"' in page


def test_the_receipt_of_a_report_leads_to_the_change_it_led_to(client, trinity):
    page = client.get(f"/report/{trinity.reports.get().receipt}/").content.decode()
    assert f'href="/history/device-{trinity.history.first().history_id}/"' in page
