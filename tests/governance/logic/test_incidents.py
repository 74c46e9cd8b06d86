"""The way of an incident, what closing asks for, and codes that can be read out."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from governance.choices import IncidentState
from governance.logic.incidents import (
    OPEN,
    TRANSITIONS,
    Standing,
    can_move,
    code_from,
    code_hash,
    missing_to_close,
)

S = IncidentState
random_bytes = st.binary(min_size=25, max_size=25)


def test_every_state_has_its_ways_and_ends_have_none():
    assert set(TRANSITIONS) == set(S)
    assert {state for state, ways in TRANSITIONS.items() if not ways} == set(S) - OPEN


def test_harm_is_contained_before_it_is_resolved():
    assert not can_move(S.TRIAGED, S.RESOLVED, is_near_miss=False)
    assert can_move(S.TRIAGED, S.RESOLVED, is_near_miss=True)
    assert can_move(S.CONTAINED, S.RESOLVED, is_near_miss=False)


@pytest.mark.parametrize("state", [state for state in S if state != S.RESOLVED])
@pytest.mark.parametrize("near", [True, False])
def test_only_what_is_resolved_is_closed(state, near):
    assert not can_move(state, S.CLOSED, is_near_miss=near)


@pytest.mark.parametrize(
    ("standing", "missing"),
    [
        (Standing(has_review=True, open_actions=0, running_clocks=0), ()),
        (Standing(has_review=False, open_actions=0, running_clocks=0), ("review",)),
        (Standing(has_review=True, open_actions=2, running_clocks=1), ("actions", "clocks")),
    ],
)
def test_what_is_missing_to_close(standing, missing):
    assert missing_to_close(standing) == missing


@given(random_bytes)
def test_a_code_is_known_again_however_it_is_typed(numbers):
    code = code_from(numbers)
    assert code_hash(code) == code_hash(f" {code.lower().replace('-', ' ')} ")
    assert len(code_hash(code)) == 64


@given(random_bytes, random_bytes)
def test_different_codes_have_different_hashes(one, two):
    is_same = code_from(one) == code_from(two)
    assert (code_hash(code_from(one)) == code_hash(code_from(two))) == is_same


@given(st.text(max_size=20))
def test_what_is_no_code_has_no_hash(text):
    assert code_hash(text) == ""
