"""Ways to “verified” through the admin, each lacking something: `way(client, finding)` tries one."""

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from catalog.actions.starter import load_starter
from catalog.models import Verification
from tests.admin.pages import add_row, address, filled, signed_in
from tests.factories import days_ago, make_user, make_verification

GIVEN = {"outcome": "confirmed", "register": "FDA", "no_evidence_reason": "None."}


# By the form of the page, as a verifier who leaves something out.


def by_form(role="verifier", **typed):
    def way(client, finding):
        signed_in(client, role)
        page = address("regulatoryfinding_verify", finding.pk)
        form = GIVEN | {"checked_on": days_ago(0).isoformat(), "shown_facts": finding.snapshot()} | typed
        client.post(page, {name: value for name, value in form.items() if value is not None})

    return way


def by_form_of_changed_facts(client, finding):
    signed_in(client)
    page = address("regulatoryfinding_verify", finding.pk)
    form = filled(client.get(page)) | GIVEN
    record = finding.links()[0].authorization
    record.holder = "Another firm"
    record.save()
    client.post(page, form)


def by_form_of_what_they_entered(client, finding):
    user = signed_in(client)
    finding._history_user = user
    finding.save()
    client.post(
        address("regulatoryfinding_verify", finding.pk),
        GIVEN | {"checked_on": days_ago(0).isoformat(), "shown_facts": finding.snapshot()},
    )


def by_one_step(client, finding):
    signed_in(client)
    page = address("regulatoryfinding_verify", finding.pk)
    client.post(page, {"step": "unchanged", "shown_facts": finding.snapshot()})


def by_one_step_after_a_difference(client, finding):
    make_verification(finding, outcome="differs")
    by_one_step(client, finding)


def by_selection(client, finding):
    signed_in(client)
    page = f"{address('regulatoryfinding_unchanged')}?finding={finding.pk}"
    client.post(
        page,
        {
            "unchanged": [finding.pk],
            f"facts-{finding.pk}": finding.snapshot(),
            "checked_on": days_ago(0).isoformat(),
            "no_evidence_reason": "None.",
        },
    )


# By other forms, with fields that they do not have.

EXTRA = {
    "verified_on": "2026-01-01", "check": "current", "confirms": "on", "outcome": "confirmed", "status": "cleared",
    "facts_sha256": "0" * 64, "checked_on": "2026-01-01",
}  # fmt: skip


def by_extra_fields_of_the_finding(client, finding):
    signed_in(client, "editor")
    page = address("regulatoryfinding_change", finding.pk)
    client.post(page, filled(client.get(page)) | EXTRA)


def by_extra_fields_of_the_device(client, finding):
    signed_in(client, "editor")
    page = address("device_change", finding.device_id)
    extra = EXTRA | {f"findings-0-{name}": value for name, value in EXTRA.items()}
    client.post(page, filled(client.get(page)) | extra)


def by_a_row_among_the_checks(client, finding):
    make_verification(finding, outcome="unreachable")
    signed_in(client)
    page = address("regulatoryfinding_change", finding.pk)
    form = {"verifications-TOTAL_FORMS": "1", "verifications-INITIAL_FORMS": "1"} | filled(client.get(page))
    client.post(page, add_row(form, "verifications", confirms="on", **GIVEN))


def by_the_form_of_the_log(client, finding):
    signed_in(client)
    client.post(address("verification_add"), EXTRA | GIVEN | {"finding": finding.pk})


def by_changing_the_log(client, finding):
    entry = make_verification(finding, outcome="unreachable")
    signed_in(client)
    client.post(address("verification_change", entry.pk), EXTRA | GIVEN)


def by_action(name):
    def way(client, finding):
        signed_in(client, "editor")
        form = {"action": name, ACTION_CHECKBOX_NAME: [finding.pk]} | EXTRA
        answer = client.post(address("regulatoryfinding_changelist"), form)
        if answer.status_code == 302:
            client.post(answer.url, EXTRA | GIVEN | {"shown_facts": finding.snapshot()})

    return way


def by_publishing(client, finding):
    make_user(role="verifier")
    signed_in(client)
    client.post(address("device_move", "withdraw") + f"?device={finding.device_id}", {"reason": "x"} | EXTRA)
    client.post(address("device_move", "publish") + f"?device={finding.device_id}", EXTRA)


def by_import(client, finding):
    """Nothing of the starter catalogue counts as verified, whatever is in its files."""
    load_starter()
    assert not Verification.objects.exists()
