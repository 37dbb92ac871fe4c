"""A small catalogue with a row in every table of data, and a draft beside it that must leave no trace."""

import csv
import io

from tests import factories

BOM = b"\xef\xbb\xbf"
SECRET = "hush"  # stands in every text of the draft


def content(response):
    """Return the whole body of an answer, streamed or not."""
    return b"".join(response)


def rows(response):
    """Return the rows of a CSV answer as dictionaries."""
    return list(csv.DictReader(io.StringIO(content(response).decode("utf-8-sig"), newline="")))


def make_catalogue():
    """Make a published device with everything, a draft with everything, a withdrawn one; return the published one."""
    trinity = _with_everything("Trinity", "K181008", note="Seen by all, with\nline, “quotes” and | a bar")
    factories.make_verification(trinity.findings.get(), note="Looked up.")
    hidden = _with_everything(f"{SECRET.title()}", "K223344", note=SECRET, brand=factories.make_brand(SECRET))
    factories.make_verification(hidden.findings.get(), note=SECRET)
    old = factories.make_device("Old", state="withdrawn", status="registered")
    factories.make_verification(old.findings.get(), checked_on=factories.days_ago(3))
    factories.make_contraindication("under-18", general=False)
    factories.make_benefit("glow")
    return factories.publish(trinity)


def _with_everything(model, number, *, note, brand=None):
    device = factories.make_device(
        model,
        brand=brand,
        number=number,
        areas=["neck", "face"],
        modalities=["microcurrent"],
        features=["auto-off"],
        aliases=f"{model} One|=1+1",
        min_current_ua=0,
        max_current_ua=400,
        weight_g="120.5",
        medium="any-gel",
        launched_on="2020-05",
        looked_for=["warranty"],
        note=note,
    )
    link = device.links.get()
    link.authorization.note = note
    link.authorization.decision_date = "2018-07-06" if number == "K181008" else "2022-12-01"
    link.authorization.save()
    factories.make_source(device, f"{factories.PAGE}/{model.lower()}", fields=["current"], note=note)
    factories.make_price(device, note=note)
    factories.make_price(device, note=f"{note} again")
    factories.make_claim(device, f"FDA approved {model}")
    factories.make_device_contraindication(device, wording=note)
    factories.make_notice(device, note=note)
    device.benefits.create(benefit=factories.make_benefit(), wording=note)
    return device
