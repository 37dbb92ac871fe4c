"""The gaps of a device on its form: one click says that the maker does not state a fact, another takes it back."""

import pytest
from django.core.exceptions import PermissionDenied

from catalog.actions.gaps import GapRefused, mark_not_stated, unmark_not_stated
from catalog.actions.sources import support_the_rest
from catalog.models import Device
from tests.admin.pages import address, filled, signed_in, submit, text_of
from tests.factories import make_device, make_price, make_source, make_user, publish
from tests.queries.test_quality import full_device

pytestmark = pytest.mark.django_db


def looked_for():
    return Device.objects.get().looked_for


def test_one_click_notes_that_the_maker_does_not_state_a_fact_and_another_takes_it_back(client):
    signed_in(client, "editor")
    url = address("device_change", make_device().pk)
    answer = submit(client, url, _not_stated="weight_g")
    assert answer.url == f"{url}#gaps"
    assert looked_for() == ["weight_g"]
    assert "Weight: undo" in text_of(client.get(url))
    submit(client, url, _look_again="weight_g")
    assert looked_for() == []


def test_a_click_saves_what_else_was_typed(client):
    signed_in(client)
    submit(client, address("device_change", make_device().pk), note="Typed before.", _not_stated="warranty")
    assert Device.objects.get().note == "Typed before."
    assert looked_for() == ["warranty"]


def test_a_click_on_a_form_with_an_error_marks_nothing_and_keeps_what_was_typed(client):
    signed_in(client)
    answer = submit(client, address("device_change", make_device().pk), max_current_ua="-3", _not_stated="warranty")
    assert filled(answer)["max_current_ua"] == "-3"
    assert looked_for() == []


def test_the_first_button_of_the_form_saves_it(client):
    signed_in(client)
    page = text_of(client.get(address("device_change", make_device().pk)))
    assert page.index('name="_save"') < page.index('name="_not_stated"')


def test_what_is_entered_is_not_marked_as_missing(client):
    signed_in(client)
    device = make_device(power="solar")
    page = text_of(client.get(submit(client, address("device_change", device.pk), _not_stated="power").url))
    assert "There is an entry already: power." in page
    assert looked_for() == []


@pytest.mark.parametrize("name", ["check", "photos", "note", "slug", "nonsense"])
def test_only_a_makers_silence_can_be_noted(name):
    with pytest.raises(GapRefused, match="Only the listed facts"):
        mark_not_stated(make_device(), name, by=make_user(role="editor"))


def test_who_may_not_edit_notes_nothing(client):
    device, reader = make_device(), make_user(role="administrator")
    for step in (mark_not_stated, unmark_not_stated):
        with pytest.raises(PermissionDenied):
            step(device, "power", by=reader)
    client.force_login(reader)
    assert "_not_stated" not in text_of(client.get(address("device_change", device.pk)))


def test_the_history_says_who_looked_for_what():
    device, editor = make_device(), make_user(role="editor")
    mark_not_stated(device, "power", by=editor)
    entry = device.history.first()
    assert entry.history_user == editor
    assert "Looked for, not stated by the maker: power" in entry.history_change_reason


def test_the_list_says_how_much_is_open_and_names_the_first(client):
    signed_in(client)
    make_price(make_device())
    page = text_of(client.get(address("device_changelist")))
    assert "18: a current check of its status, area of use, what it does, …" in page


def test_a_device_that_lacks_nothing_has_no_open_gap(client):
    signed_in(client)
    device = full_device()
    assert ">none<" in text_of(client.get(address("device_changelist")))
    assert "Nothing is open." in text_of(client.get(address("device_change", device.pk)))


def test_visitors_read_whether_somebody_looked(client):
    device = publish(make_device(looked_for=["weight_g", "max_current_ua", "prices"]))
    page = text_of(client.get(device.get_absolute_url()))
    for label in ("current", "weight"):
        assert f"Not stated by the maker, though we looked for it: {label}." in page
    assert "the maker states no price, though we looked for one" in page
    assert "Not stated in what we read" in page


def test_what_does_not_apply_is_not_worded_as_a_gap(client):
    device = publish(make_device(medium="not-applicable", looked_for=["medium"]))
    assert "Not applicable" in text_of(client.get(device.get_absolute_url()))


def test_one_click_says_which_page_states_what_no_source_is_ticked_for(client):
    signed_in(client, "editor")
    device = make_device(power="solar", areas=["face"])
    source, other = make_source(device, fields=["model"]), make_source(device, fields=["areas"])
    url = address("device_change", device.pk)
    page = client.get(url)
    assert "No source is ticked for: power." in text_of(page)
    answer = client.post(url, filled(page) | {"_states_the_rest": str(source.pk), "note": "Typed before the click."})
    assert answer.url.endswith("#gaps")
    source.refresh_from_db()
    other.refresh_from_db()
    device.refresh_from_db()
    assert (source.fields, other.fields, device.note) == (["model", "power"], ["areas"], "Typed before the click.")
    assert "No source is ticked for" not in text_of(client.get(url))


def test_a_published_device_takes_no_fact_without_a_source(client):
    signed_in(client, "editor")
    device = publish(make_device())
    url = address("device_change", device.pk)
    answer = submit(client, url, weight_g="222")
    assert "No source is ticked for: weight." in text_of(answer)
    assert "States the rest" in text_of(answer)
    assert Device.objects.get().weight_g is None
    source = device.sources.get()
    assert client.post(url, filled(answer) | {"_states_the_rest": str(source.pk)}).status_code == 302
    assert Device.objects.get().weight_g == 222
    assert device.sources.get().fields == ["weight"]


@pytest.mark.parametrize("wrong", ["x", "999999", "9" * 40])
def test_a_page_that_is_no_source_of_the_device_states_nothing(client, wrong):
    signed_in(client, "editor")
    device = make_device(power="solar")
    make_source(make_device())
    answer = submit(client, address("device_change", device.pk), _states_the_rest=wrong)
    assert "no source of the device" in text_of(client.get(answer.url))


def test_who_may_not_edit_sources_ticks_nothing():
    device = make_device(power="solar")
    with pytest.raises(PermissionDenied):
        support_the_rest(device, str(make_source(device).pk), by=make_user(role="administrator"))
