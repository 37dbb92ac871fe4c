"""A device's own page: the panel of trust, prices, cautions, pictures, and what stands beside it."""

import datetime

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from catalog.models import Brand, Device
from catalog.rules import dates
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def trinity():
    return factories.make_device(
        "Trinity", state="published", number="K181008", modalities=["microcurrent"], areas=["face"]
    )


def page_of(client, device):
    return client.get(device.get_absolute_url()).content.decode()


def panel_of(client, device):
    return page_of(client, device).split('<section class="trust"')[1].split("</section>")[0]


def test_the_panel_holds_what_is_claimed_with_its_verdict(client, trinity):
    factories.make_claim(trinity, "FDA approved")
    panel = panel_of(client, trinity)
    assert "“FDA approved”" in panel
    assert "Overstates the record, as that is reported to us" in panel


def test_the_panel_shows_two_claims_and_leads_to_the_others(client, trinity):
    for place in range(3):
        factories.make_claim(trinity, f"FDA-cleared, page {place}")
    panel = panel_of(client, trinity)
    assert panel.count("FDA-cleared, page") == 2
    assert '<a href="#claims">All 3 claims</a>' in panel


def test_the_panel_leads_to_the_register_and_says_who_looked_there(client, trinity):
    factories.make_verification(trinity.findings.get(), checked_on=factories.days_ago(3))
    panel = panel_of(client, trinity)
    assert 'href="https://www.accessdata.fda.gov/scripts/cdrh/cfdocs/cfpmn/pmn.cfm?ID=K181008"' in panel
    assert "by an editor of ours (role: verifier)" in panel
    assert "Next check due" in panel


def test_a_doubt_is_said_once_and_marked_as_one(client, trinity):
    factories.make_verification(trinity.findings.get(), outcome="differs")
    panel = panel_of(client, trinity)
    assert panel.count(": FDA’s database differs") == 1
    assert '<span class="badge badge-doubted">looked up on ' in panel
    assert "<dd>Looked up, not confirmed</dd>" in panel


@pytest.mark.parametrize(
    ("checked", "tone"), [(None, "unverified"), (3, "verified"), (400, "stale")], ids=["never", "lately", "long ago"]
)
def test_only_a_check_that_counts_gives_the_mark_its_colour(client, trinity, checked, tone):
    if checked:
        factories.make_verification(trinity.findings.get(), checked_on=factories.days_ago(checked))
    for page in (panel_of(client, trinity), client.get("/devices/").content.decode()):
        assert f'class="mark mark-{tone}"' in page
        assert ('class="badge badge-unverified"' in page) == (tone == "unverified")


def test_the_numbers_that_a_line_names_lead_to_their_records_and_stand_once(client, trinity):
    card = client.get("/devices/").content.decode().split('<p class="standing">')[1].split("</p>")[0]
    assert 'Reported: 510(k) <a href="/authorizations/K181008/">K181008</a>' in card
    assert card.count(">K181008<") == 1


def test_a_line_set_in_parts_still_reads_as_the_one_line(client, trinity):
    for part in (panel_of(client, trinity), client.get("/devices/").content.decode()):
        assert "Reported: 510(k) K181008, not yet checked by us" in strip_tags(part)


@pytest.mark.parametrize(
    ("brand", "model", "name"),
    [
        ("NuFACE", "Trinity", "NuFACE Trinity"),
        ("ZIIP", "ZIIP+", "ZIIP+"),
        ("PureLift", "Purelift Pro", "Purelift Pro"),
        ("LG", "LGX", "LG LGX"),
    ],
)
def test_a_brand_is_not_said_twice(brand, model, name):
    assert str(Device(brand=Brand(name=brand), model=model)) == name


def test_what_is_not_stated_is_one_line_of_its_group(client, trinity):
    trinity.looked_for = ["dimensions"]
    trinity.power_note = "Two cells."
    trinity.save()
    body = page_of(client, trinity).split('<div class="groups">')[1]
    power = body.split("Body and power")[1].split("</section>")[0]
    assert power.count("<dt>") == 1
    assert "Two cells." in power
    assert "Not stated in what we read: weight." in power
    assert "Not stated by the maker, though we looked for it: dimensions." in power


def test_prices_of_five_days_are_drawn_with_words_and_a_table_behind(client, trinity):
    for year in range(2020, 2025):
        factories.make_price(trinity, str(year - 1700), seen_on=str(year))
    page = page_of(client, trinity)
    assert 'role="img" aria-labelledby="prices prices-USD"' in page
    assert "5 prices in USD were seen, from USD 320 to USD 324; the newest is USD 324, about 2024." in page
    assert "<summary>The prices as a table, with their sources</summary>" in page


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        (["320"], "One price in USD was seen: USD 320, about 2024."),
        (["320", "320"], "2 prices in USD were seen, all of USD 320; the newest is USD 320, about 2024."),
    ],
)
def test_few_prices_are_said_in_a_sentence(client, trinity, amounts, words):
    for amount in amounts:
        factories.make_price(trinity, amount, seen_on="2024")
    page = page_of(client, trinity)
    assert words in page
    assert 'class="chart"' not in page


@pytest.mark.parametrize("seen_on", ["", "2019"], ids=["undated", "long ago"])
def test_a_price_that_says_little_today_is_not_offered_for_comparison(client, trinity, seen_on):
    factories.make_price(trinity, seen_on=seen_on)
    assert ": not to be compared" in client.get("/devices/").content.decode()
    table = page_of(client, trinity).split('<table class="prices"')[1].split("</table>")[0]
    assert ("Too old to compare with others" if seen_on else "Not to be compared: its day is not known") in table


@pytest.mark.parametrize(
    ("number", "outcome", "unknown"),
    [
        ("K181008", None, "nobody here has compared the two yet"),
        ("K181008", "differs", "FDA’s database did not agree with it"),
        ("", None, "Whether FDA holds a record of it."),
    ],
    ids=["reported", "contradicted", "nothing reported"],
)
def test_what_is_not_known_of_a_status_is_no_more_than_that(client, number, outcome, unknown):
    device = factories.make_device(state="published", number=number)
    if outcome:
        factories.make_verification(device.findings.get(), outcome=outcome)
    gaps = page_of(client, device).split('<h2 id="unknown">')[1].split("</section>")[0]
    said = [words for words in ("nobody here has", "did not agree with it", "holds a record of it") if words in gaps]
    assert len(said) == 1
    assert unknown in gaps


def test_a_label_s_cautions_are_grouped_what_forbids_first(client, trinity):
    for slug, strength in (("retinoids", "wait"), ("pacemaker", "do-not-use"), ("epilepsy", "do-not-use")):
        caution = factories.make_contraindication(slug)
        factories.make_device_contraindication(trinity, caution, strength=strength, wording=f"no {slug}")
    page = page_of(client, trinity)
    first, second = page.index("Do not use it if one of these applies"), page.index("Wait if one of these applies")
    assert first < page.index("“no epilepsy”") < second < page.index("“no retinoids”")
    assert "Ask a clinician first if" not in page


def test_a_claimed_benefit_stands_beside_its_evidence(client, trinity):
    trinity.benefits.create(benefit=factories.make_benefit(), wording="Boosts flow", source_url=factories.PAGE)
    page = page_of(client, trinity)
    assert "“Boosts flow”" in page
    assert "Reviewed: inconclusive" in page


def test_a_picture_comes_in_three_formats_with_its_size_text_and_credit(client, trinity):
    factories.make_photo(trinity, alt="On a table.", credit="Our own picture.")
    page = page_of(client, trinity)
    picture = page.split("<picture>")[1].split("</figure>")[0]
    for kind in ('type="image/avif"', 'type="image/webp"', 'width="1000" height="750"', 'alt="On a table."'):
        assert kind in picture
    assert "loading=" not in picture
    assert "Our own picture." in picture


def test_only_the_first_picture_is_loaded_at_once(client, trinity):
    for _ in range(3):
        factories.make_photo(trinity)
    page = page_of(client, trinity)
    assert page.count("<picture>") == 3
    assert page.count('loading="lazy"') == 2


def test_without_a_picture_to_show_the_panel_has_the_whole_width(client, trinity):
    factories.make_photo(trinity, alt="")
    page = page_of(client, trinity)
    assert "<picture>" not in page
    assert '<div class="top">' in page


def test_the_list_shows_the_first_picture_small_and_nothing_where_there_is_none(client, trinity):
    factories.make_device("Other", state="published")
    for _ in range(2):
        factories.make_photo(trinity)
    page = client.get("/devices/").content.decode()
    assert page.count("<picture>") == 1
    assert page.count('class="entry-photo"') == 1


def test_devices_under_the_same_number_are_not_named_as_similar_again(client, trinity):
    alike = {"state": "published", "modalities": ["microcurrent"], "areas": ["face"]}
    factories.make_device("Twin", number="K181008", **alike)
    factories.make_device("Like", **alike)
    page = client.get(trinity.get_absolute_url()).context["page"]
    assert [device.model for device in page.siblings] == ["Twin"]
    assert [card.device.model for card in page.similar] == ["Like"]


def test_a_page_with_similar_devices_costs_the_same_queries_for_two_and_for_twenty(
    client, trinity, django_assert_max_num_queries
):
    asked = []
    for size in (2, 20):
        for place in range(size):
            device = factories.make_device(
                f"Like {size} {place}", state="published", modalities=["microcurrent"], areas=["face"], number="K103472"
            )
            factories.make_price(device)
            factories.make_photo(device)
        with django_assert_max_num_queries(45) as queries:
            page_of(client, trinity)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_change_of_the_entry_and_a_check_of_it_are_two_lines(client, trinity):
    trinity.history.update(history_date=timezone.now() - datetime.timedelta(days=9))
    for rows in (trinity.links, trinity.findings):
        rows.get().history.update(history_date=timezone.now() - datetime.timedelta(days=9))
    trinity.links.get().authorization.history.update(history_date=timezone.now() - datetime.timedelta(days=9))
    trinity.published_at = timezone.now() - datetime.timedelta(days=30)
    trinity.save_without_historical_record()
    factories.make_verification(trinity.findings.get())
    panel = panel_of(client, trinity)
    changed = panel.split("Entry last changed")[1].split("</dd>")[0]
    assert dates.show_day(factories.days_ago(9)) in changed
    assert f"{dates.show_day(factories.days_ago(0))}, by an editor of ours" in panel
