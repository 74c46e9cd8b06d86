"""What is said of an action that a meeting agreed on, and when."""

from __future__ import annotations

from hypothesis import given, strategies as st

from governance.logic.meetings import ACTION_STEPS, action_step


@given(st.integers(-60, 200), st.integers(-60, 0))
def test_a_step_is_said_when_it_has_come_and_not_from_before_the_agreement(late, start):
    step = action_step(late, start=start)
    due = [one for one in ACTION_STEPS if start < one <= late]
    assert step == (max(due) if due else None)


def test_a_day_before_its_week_nothing_is_said():
    assert action_step(-8, start=-30) is None
    assert action_step(-7, start=-30) == -7
    assert action_step(-2, start=-30) == -7
