from __future__ import annotations

import itertools

import pytest
from hypothesis import given, strategies as st

from intake.choices import Gate, Stage
from intake.logic.stages import (
    CLOSED,
    LADDER,
    RESTING,
    TRANSITIONS,
    can_move,
    gate_between,
    may_resume,
    next_gate,
)

STAGES = st.sampled_from(list(Stage))


def test_every_stage_has_its_line_in_the_table():
    assert set(TRANSITIONS) == set(Stage)


def test_a_case_climbs_one_step_at_a_time():
    for here, after in itertools.pairwise(LADDER):
        assert can_move(here, after)
        assert gate_between(here, after) == Gate(after.value)
    assert not can_move(Stage.INTAKE, Stage.POC)
    assert not can_move(Stage.PILOT, Stage.MONITORING)


@pytest.mark.parametrize("stage", sorted(CLOSED - {Stage.RETIRED}))
def test_a_closed_case_can_only_start_again(stage):
    assert TRANSITIONS[stage] == {Stage.INTAKE}


def test_retired_is_the_end():
    assert TRANSITIONS[Stage.RETIRED] == frozenset()


@given(STAGES, STAGES)
def test_no_way_up_the_ladder_avoids_its_gate(here, there):
    if here in LADDER and there in LADDER and can_move(here, there):
        up = LADDER.index(there) > LADDER.index(here)
        assert (gate_between(here, there) is not None) == up


@given(STAGES, STAGES)
def test_rest_is_no_way_around_a_gate(came_from, to):
    if came_from in LADDER and to in LADDER[:-1]:
        assert may_resume(came_from, to) == (LADDER.index(to) <= LADDER.index(came_from))


def test_a_live_case_is_suspended_rather_than_put_on_hold():
    assert not can_move(Stage.PRODUCTION, Stage.ON_HOLD)
    assert can_move(Stage.PRODUCTION, Stage.SUSPENDED)


def test_the_next_gate_follows_the_ladder():
    assert next_gate(Stage.INTAKE) == Gate.DISCOVERY
    assert next_gate(Stage.MONITORING) == Gate.RETIRED
    assert {next_gate(stage) for stage in RESTING | CLOSED} == {None}
