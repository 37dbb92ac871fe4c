"""The chain of verifications: whatever is changed, moved, left out or slipped in is found."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.verification_log import GENESIS, canonical, entry_hash, sha256
from tests.chains import first_broken

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
plain = st.one_of(st.booleans(), st.integers(), text)
facts = st.dictionaries(text.filter(lambda name: name not in ("sequence", "previous_hash")), plain, max_size=3)


def chain(many):
    """Return the entries of a log over `many` sets of facts."""
    entries, previous = [], GENESIS
    for sequence, one in enumerate(many, 1):
        fields = {**one, "sequence": sequence}
        entries.append((fields, previous, entry_hash(fields, previous)))
        previous = entries[-1][2]
    return entries


chains = st.lists(facts, min_size=1, max_size=4).map(chain)


@given(st.lists(facts, max_size=5))
def test_an_untouched_chain_holds(many):
    assert first_broken(chain(many)) is None


@given(chains, st.data(), plain)
def test_any_change_of_any_field_is_found_where_it_was_made(entries, data, other):
    place = data.draw(st.integers(0, len(entries) - 1))
    fields, previous, own = entries[place]
    name = data.draw(st.sampled_from(sorted(fields)))
    changed = {**fields, name: other}
    entries[place] = (changed, previous, own)
    same = canonical(changed) == canonical(fields)
    assert first_broken(entries) == (None if same else place)


@given(chains, st.data())
def test_a_changed_entry_that_is_hashed_anew_breaks_the_next(entries, data):
    place = data.draw(st.integers(0, len(entries) - 1))
    fields, previous, _ = entries[place]
    forged = {**fields, "forged": True}
    entries[place] = (forged, previous, entry_hash(forged, previous))
    assert first_broken(entries) == (place + 1 if place + 1 < len(entries) else None)


@given(chains, st.data(), st.sampled_from([1, 2]))
def test_any_change_of_a_hash_is_found(entries, data, column):
    place = data.draw(st.integers(0, len(entries) - 1))
    digit = data.draw(st.integers(0, 63))
    entry = list(entries[place])
    other = "1" if entry[column][digit] == "0" else "0"
    entry[column] = entry[column][:digit] + other + entry[column][digit + 1 :]
    entries[place] = tuple(entry)
    assert first_broken(entries) == place


@given(chains.filter(lambda entries: len(entries) > 1), st.data())
def test_a_missing_or_doubled_entry_is_found(entries, data):
    place = data.draw(st.integers(0, len(entries) - 2))
    assert first_broken(entries[:place] + entries[place + 1 :]) == place
    assert first_broken([*entries[: place + 1], *entries[place:]]) == place + 1


@given(chains.filter(lambda entries: len(entries) > 1))
def test_another_order_is_found(entries):
    assert first_broken(entries[::-1]) == 0


def test_a_chain_counts_from_one_without_a_gap():
    entry = {"sequence": 2}
    assert first_broken([(entry, GENESIS, entry_hash(entry, GENESIS))]) == 0


@given(facts)
def test_facts_in_another_order_are_the_same_facts(one):
    assert canonical(dict(reversed(one.items()))) == canonical(one)


@given(facts)
def test_canonical_text_says_the_facts_again(one):
    assert json.loads(canonical(one)) == one


@pytest.mark.parametrize("given_text", ["", "NūFACE", "日本"])
def test_the_hash_is_the_one_that_any_stranger_computes(given_text):
    assert sha256(given_text) == hashlib.sha256(given_text.encode("utf-8")).hexdigest()


def test_the_hash_of_an_entry_never_changes_its_recipe():
    """Pinned: another value here means that every log ever written can no longer be checked."""
    text = '{"note":"ū","previous_hash":"' + "0" * 64 + '","sequence":1}'
    assert entry_hash({"sequence": 1, "note": "ū"}, GENESIS) == hashlib.sha256(text.encode()).hexdigest()
