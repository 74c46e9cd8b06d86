"""What a checklist asks, and when it lets a release through."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, strategies as st

from governance.catalogs import load
from governance.choices import ChecklistTopic, ItemChoice, ItemState
from governance.logic.checklists import (
    Given,
    Item,
    asked_gates,
    asked_items,
    digest_of,
    is_open_gate,
    parse_items,
    progress_of,
    state_of,
    stored,
)
from intake.choices import Gate, Tier

ITEM = Item("told", ChecklistTopic.TRANSPARENCY, "Users are told.", "", ("high",), ("pilot",))
TIERS = st.sampled_from(["low", "medium", "high"])
GATES = st.sampled_from([gate.value for gate in Gate])


@st.composite
def lists(draw):
    count = draw(st.integers(0, 6))
    return tuple(
        replace(
            ITEM,
            key=f"item-{number}",
            text=f"Question {number}",
            tiers=tuple(draw(st.sets(TIERS, min_size=1))),
            gates=tuple(draw(st.sets(GATES, min_size=1))),
        )
        for number in range(count)
    )


@st.composite
def answers(draw, items):
    return {
        item.key: Given(
            asked=draw(st.sampled_from([item.text, "Other words"])),
            choice=draw(st.sampled_from(["", *ItemChoice.values])),
            note=draw(st.sampled_from(["", "  ", "Shown."])),
            evidence=draw(st.sampled_from(["", "7"])),
        )
        for item in items
        if draw(st.booleans())
    }


@given(st.data(), lists(), st.sampled_from(Tier.values), GATES)
def test_a_gate_opens_only_when_everything_asked_is_settled(data, items, tier, gate):
    asked = asked_items(items, tier, gate)
    given_ = data.draw(answers(asked))
    confirmed = data.draw(st.sampled_from(["", "0" * 64, digest_of(asked, given_)]))
    settled = all(state_of(item, given_.get(item.key)) == ItemState.SETTLED for item in asked)
    confirmed_as_is = confirmed == digest_of(asked, given_)
    needs = tier in ("high", "prohibited") and bool(asked)
    assert is_open_gate(asked, given_, tier, confirmed) == (
        settled and (confirmed_as_is or not needs)
    )


@given(st.data(), lists(), TIERS, GATES)
def test_any_change_of_an_answer_makes_a_confirmation_void(data, items, tier, gate):
    asked = asked_items(items, tier, gate)
    before, after = data.draw(answers(asked)), data.draw(answers(asked))
    assert (digest_of(asked, before) == digest_of(asked, after)) == (before == after)


@given(lists(), TIERS)
def test_gates_are_those_with_items_in_their_order(items, tier):
    gates = asked_gates(items, tier)
    assert list(gates) == [gate for gate in Gate if asked_items(items, tier, gate.value)]
    assert parse_items(stored(items)) == items


def test_what_answers_are_worth():
    yes = Given(ITEM.text, ItemChoice.YES)
    assert state_of(ITEM, None) == ItemState.OPEN
    assert state_of(ITEM, yes) == ItemState.UNPROVEN
    assert state_of(ITEM, replace(yes, note="Here.")) == ItemState.SETTLED
    assert state_of(ITEM, replace(yes, evidence="3")) == ItemState.SETTLED
    assert state_of(ITEM, replace(yes, note="Here.", asked="Old words")) == ItemState.CHANGED
    assert state_of(ITEM, Given(ITEM.text, ItemChoice.NO, "Soon.")) == ItemState.REFUSED
    exception = Given(ITEM.text, ItemChoice.NOT_APPLICABLE, evidence="3")
    assert state_of(ITEM, exception) == ItemState.UNEXPLAINED
    assert state_of(ITEM, Given(ITEM.text, remark="Which users?")) == ItemState.RETURNED


def test_a_prohibited_case_is_asked_what_a_high_one_is():
    assert asked_items([ITEM], Tier.PROHIBITED, "pilot") == asked_items([ITEM], "high", "pilot")
    assert asked_items([ITEM], "", "pilot") == ()


def test_the_list_of_the_portal():
    items = parse_items(load("checklist")["items"])
    assert len({item.key for item in items}) == len(items)
    topics = {item.topic for item in items}
    assert set(ChecklistTopic) == topics
    for gate in ("pilot", "production"):
        counts = [len(asked_items(items, tier, gate)) for tier in ("low", "medium", "high")]
        assert counts == sorted(counts)
        assert counts[0] > 0
    states = [ItemState.SETTLED, ItemState.REFUSED, ItemState.OPEN]
    assert progress_of(states).left == 2
