"""What goes out comes back: import(export(x)) changes nothing, export(import(x)) is the same bytes.

An example of these costs some queries, so it writes and reads only the tables in which its rows show.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.queries.tables import TABLES
from catalog.queries.touched import SHOWS_IN
from catalog.rules import cells
from catalog.rules.spreadsheets import DATA, SPREADSHEET
from tests import factories
from tests.examples import costly
from tests.exported import make_catalogue
from tests.factories import rolled_back
from tests.imported import exported, imported, rows_of

pytestmark = pytest.mark.django_db
# Text as somebody could have stored it: no NUL, no lone surrogates; formulas, quotes, bars and line ends included.
_CHARACTERS = st.one_of(
    st.sampled_from("=+-@'\"|,;\t\r\n ＝＋－＠"), st.characters(min_codepoint=32, exclude_categories=["Cs"])
)
texts = st.text(_CHARACTERS, max_size=12)
# Text as an import may bring it: nothing hidden, no space at an end.
said = st.text(st.characters(categories=["L", "M", "N", "P", "S"], include_characters=" "), max_size=12).map(str.strip)
partial_dates = st.sampled_from(["", "2020", "2020-05", "2020-05-17"])

# What a constraint ties to other columns, or to a shape; and what names a row in other tables.
_BOUND = {"slug", "number", "registration_number", "registration_year", "recheck_days", "min_current_ua"}
_BOUND |= {"session_minutes_min", "decision_date", "recheck_reason", "recheck_source_url"}


def stored(field):
    """Return the strategy of what the database may hold in a field of a model, whatever our forms think of it."""
    kind = field.get_internal_type()
    if kind == "JSONField":
        return st.lists(texts.map(lambda text: text.replace(cells.SEPARATOR, "")).filter(bool), max_size=3)
    if kind == "DecimalField":
        most = 10 ** (field.max_digits - field.decimal_places) - 1
        return st.decimals("0.1", most, places=field.decimal_places)
    if "Integer" in kind:
        return st.integers(1, 32_000)
    if kind == "BooleanField":
        return st.booleans()
    is_told = field.name.endswith(("url", "address", "title", "wording"))
    return texts.map(lambda text: ("x" * is_told + text)[: field.max_length])


def free_fields(table):
    """Return the fields of a table's model that may hold anything of their type."""
    columns = [c for c in table.columns if table.role(c) == "fact" and not c.values and c.name not in _BOUND]
    fields = [table.model._meta.get_field(column.field) for column in columns if column.kind is not cells.PARTIAL_DATE]
    return [field for field in fields if not field.many_to_many]


def rewritten(name):
    """Return the strategy of (name of a table, {field: value} of each of some of its rows)."""
    fields = free_fields(TABLES[name])
    row = st.fixed_dictionaries({field.name: stored(field) for field in fields})
    unique = [lambda values, name=field.name: values[name] for field in fields if field.unique]
    return st.tuples(st.just(name), st.lists(row, min_size=1, max_size=2, unique_by=tuple(unique) or id))


@costly
@given(
    rewriting=st.sampled_from([table.name for table in TABLES.values() if table.is_imported]).flatmap(rewritten),
    flavour=st.sampled_from([SPREADSHEET, DATA]),
)
def test_whatever_is_stored_goes_out_and_comes_back_as_no_change(catalogue, rewriting, flavour):
    model, names = TABLES[rewriting[0]].model, SHOWS_IN[TABLES[rewriting[0]].model._meta.model_name]
    with rolled_back():
        ids = model.objects.order_by("pk").values_list("pk", flat=True)
        for pk, values in zip(ids, rewriting[1], strict=False):
            model.objects.filter(pk=pk).update(**values)
        rows = rows_of(exported(flavour, drafts=True, names=names), flavour=flavour)
        assert {row["state"] for row in rows} == {"unchanged"}, rows


@pytest.fixture
def catalogue(db):
    return make_catalogue()


def filled():
    """Return the names of the tables that hold rows and can be imported."""
    return [table.name for table in TABLES.values() if table.is_imported and table.model.objects.exists()]


# What a catalogue may have besides a device: each given the device, and a function that gives the next text.
PARTS = {
    "source": lambda device, text: factories.make_source(device, title=text(), note=text(), fields=["current"]),
    "price": lambda device, text: factories.make_price(device, retailer=text(), note=text(), seen_on=""),
    "claim": lambda device, text: factories.make_claim(device, f"“{text()}”", note=text()),
    "notice": lambda device, text: factories.make_notice(device, title=f"“{text()}”", note=text()),
    "record": lambda device, text: factories.make_link(
        device, factories.make_authorization(holder=f"“{text()}”", note=text()), note=text(), function=text()
    ),
    "finding": lambda device, text: factories.make_finding(device, note=text()),
    "caution": lambda device, text: factories.make_device_contraindication(
        device, factories.make_contraindication(name=f"“{text()}”", explanation=text()), wording=text()
    ),
    "benefit": lambda device, text: device.benefits.create(
        benefit=factories.make_benefit(evidence=text(), statement=f"“{text()}”"), wording=text()
    ),
}  # fmt: skip


@costly
@given(
    spoken=st.lists(said, min_size=11, max_size=11), parts=st.sets(st.sampled_from(sorted(PARTS)), max_size=2),
    minutes=st.none() | st.decimals("0.1", "9999.9", places=1), current=st.none() | st.integers(0, 100_000),
    launched=partial_dates,
)  # fmt: skip
def test_what_came_in_goes_out_the_same(db, spoken, parts, minutes, current, launched):
    """Out of one site, into an empty one, and out again: the same bytes, and rows in no other table."""
    with rolled_back():
        with rolled_back():
            text = iter(spoken).__next__
            device = factories.make_device(
                "Trinity", brand=factories.make_brand(note=text()), note=text(), aliases=text().replace("|", ""),
                dimensions=text(), session_minutes_max=minutes, max_current_ua=current, launched_on=launched,
            )  # fmt: skip
            for name in sorted(parts):
                PARTS[name](device, text)
            names = filled()
            files = exported(drafts=True, names=names)
        imported(files, confirmed_words=True)
        assert filled() == names
        assert exported(drafts=True, names=names) == files
