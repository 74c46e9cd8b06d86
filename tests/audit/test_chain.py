"""Whatever is changed, removed, added or moved in a chain is found, at its first place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, strategies as st

from coe_portal.audit.chain import (
    GENESIS,
    Link,
    canonical_json,
    first_break,
    link_hash,
    organization_key,
)

KEY = organization_key("tests", 1)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, width=32),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
).filter(lambda value: "inf" not in repr(value))
facts = st.dictionaries(st.text(max_size=8), plain, max_size=4)
histories = st.lists(facts, min_size=1, max_size=8)


def chain_of(history: list[dict[str, object]], key: bytes = KEY) -> list[Link]:
    links, previous = [], GENESIS
    for sequence, told in enumerate(history, start=1):
        digest = link_hash(key, previous_hash=previous, sequence=sequence, facts=told)
        links.append(Link(sequence, told, previous, digest))
        previous = digest
    return links


@given(histories)
def test_an_untouched_chain_holds(history):
    assert first_break(KEY, chain_of(history)) is None


@given(histories, st.data())
def test_a_changed_entry_is_found_at_its_place(history, data):
    links = chain_of(history)
    place = data.draw(st.integers(0, len(links) - 1))
    told = data.draw(facts)
    assume(canonical_json(told) != canonical_json(links[place].facts))
    links[place] = replace(links[place], facts=told)
    broken = first_break(KEY, links)
    assert broken is not None
    assert broken.sequence == place + 1


@given(histories, st.data())
def test_a_changed_entry_with_a_new_hash_breaks_the_next(history, data):
    """Even somebody with the key has to rewrite everything that follows."""
    links = chain_of([*history, {"last": True}])
    place = data.draw(st.integers(0, len(links) - 2))
    told = {**links[place].facts, "changed": True}
    digest = link_hash(
        KEY, previous_hash=links[place].previous_hash, sequence=place + 1, facts=told
    )
    assume(digest != links[place].hash)
    links[place] = Link(place + 1, told, links[place].previous_hash, digest)
    broken = first_break(KEY, links)
    assert broken is not None
    assert broken.sequence == place + 2


@given(histories, st.data())
def test_a_removed_entry_is_found(history, data):
    links = chain_of([*history, {"last": True}])
    place = data.draw(st.integers(0, len(links) - 2))
    del links[place]
    broken = first_break(KEY, links)
    assert broken is not None
    assert broken.sequence == place + 1


@given(histories, st.data())
def test_entries_that_change_places_are_found(history, data):
    links = chain_of([*history, {"last": True}])
    place = data.draw(st.integers(0, len(links) - 2))
    links[place], links[place + 1] = links[place + 1], links[place]
    broken = first_break(KEY, links)
    assert broken is not None
    assert broken.sequence == place + 1


@given(histories)
def test_the_chain_of_one_organization_means_nothing_under_the_key_of_another(history):
    assert first_break(organization_key("tests", 2), chain_of(history)) is not None


@given(histories, histories)
def test_a_later_part_is_checked_from_its_own_start(earlier, later):
    links = chain_of([*earlier, *later])
    part = links[len(earlier) :]
    start = links[len(earlier) - 1].hash
    assert first_break(KEY, part, start=start, first_sequence=len(earlier) + 1) is None


@given(plain)
def test_canonical_json_does_not_depend_on_the_order_of_keys(value):
    one = {"b": value, "a": 1, "ä": value}
    assert canonical_json(one) == canonical_json(dict(reversed(one.items())))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_canonical_json_refuses_what_json_cannot_say(value):
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"x": value})
