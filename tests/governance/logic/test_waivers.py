"""Which controls are missing and which are waived: for any waivers in any order."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given, strategies as st

from governance.choices import WaiverState
from governance.logic.paths import GATES
from governance.logic.waivers import (
    RUNNING,
    TRANSITIONS,
    Line,
    current_lines,
    is_due_by,
    is_in_force,
    may_become,
    missing_controls,
)

TODAY = dt.date(2026, 6, 15)
lines = st.lists(
    st.builds(
        Line,
        number=st.integers(1, 50),
        control=st.sampled_from(["logging", "bias-test", "dpia"]),
        gate=st.sampled_from([*GATES, ""]),
        state=st.sampled_from(list(WaiverState)),
        expires_on=st.dates(TODAY - dt.timedelta(days=9), TODAY + dt.timedelta(days=9)),
    ),
    max_size=8,
    unique_by=lambda line: line.number,
)
gates = st.sampled_from(GATES)


@given(lines, gates, st.randoms())
def test_order_never_matters(given_lines, gate, chance):
    shuffled = list(given_lines)
    chance.shuffle(shuffled)
    found = missing_controls(shuffled, gate, TODAY)
    assert sorted(found) == sorted(missing_controls(given_lines, gate, TODAY))


@given(lines, gates)
def test_a_control_is_missing_or_covered_never_both(given_lines, gate):
    covered = {
        code for code, line in current_lines(given_lines).items() if is_in_force(line, TODAY)
    }
    assert covered.isdisjoint(missing_controls(given_lines, gate, TODAY))


@given(lines, gates)
def test_taking_back_a_request_changes_nothing_that_was_before(given_lines, gate):
    newest = max((line.number for line in given_lines), default=0) + 1
    back = Line(newest, "logging", gate, WaiverState.WITHDRAWN, TODAY)
    with_it = missing_controls([*given_lines, back], gate, TODAY)
    assert with_it == missing_controls(given_lines, gate, TODAY)


@given(lines, gates)
def test_a_control_in_place_closes_no_gate(given_lines, gate):
    newest = max((line.number for line in given_lines), default=0) + 1
    settled = Line(newest, "logging", gate, WaiverState.SETTLED, TODAY)
    assert "logging" not in missing_controls([*given_lines, settled], gate, TODAY)


@given(lines)
def test_what_closes_a_gate_closes_all_later_ones(given_lines):
    closed = [set(missing_controls(given_lines, gate, TODAY)) for gate in GATES]
    assert all(before <= after for before, after in itertools.pairwise(closed))


@given(lines, gates)
def test_time_alone_never_opens_a_gate(given_lines, gate):
    later = TODAY + dt.timedelta(days=30)
    today = set(missing_controls(given_lines, gate, TODAY))
    assert today <= set(missing_controls(given_lines, gate, later))


def test_the_last_day_counts():
    line = Line(1, "logging", "pilot", WaiverState.GRANTED, TODAY)
    assert is_in_force(line, TODAY)
    assert not is_in_force(line, TODAY + dt.timedelta(days=1))


def test_a_control_of_no_gate_is_due_at_every_gate():
    assert all(is_due_by("", gate) for gate in GATES)


def test_states_only_go_on():
    """Nothing leads back to a running state, so a waiver that ended is asked for anew."""
    for before, after in TRANSITIONS.items():
        assert before not in after
        assert after & RUNNING <= {WaiverState.GRANTED}
    assert may_become(WaiverState.REQUESTED, WaiverState.GRANTED)
    assert set(TRANSITIONS) == set(WaiverState)
