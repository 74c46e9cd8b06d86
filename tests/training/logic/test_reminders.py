"""Each step once, the latest only, nothing from before the matter began."""

from __future__ import annotations

from hypothesis import given, strategies as st

from training.logic.reminders import (
    BEFORE,
    STEPS,
    course_step,
    is_escalated,
    lapse_step,
)

DAYS = st.integers(-400, 400)
LONG_AGO = -10_000


def told_on(days, start=LONG_AGO):
    """What a person hears when the clock strikes on these days: a key is told once."""
    heard = []
    for day in sorted(days):
        step = course_step(day, start=start)
        if step is not None and step not in heard:
            heard.append(step)
    return heard


def test_running_every_day_tells_every_step():
    assert told_on(range(-30, 120)) == list(STEPS)


def test_after_missed_days_only_the_latest_step_is_told():
    assert told_on([-4, 11]) == [-14, 10]
    assert told_on([1, 2, 3, 4]) == [0, 3]


def test_an_enrolment_made_late_does_not_hear_of_earlier_steps():
    assert told_on(range(-10, 5), start=-10) == [-3, 0, 3]


@given(st.lists(DAYS), st.integers(-60, 60))
def test_nothing_is_told_twice_or_early(days, start):
    heard = told_on(days, start)
    assert len(heard) == len(set(heard)) <= len(set(days))
    assert heard == sorted(heard)
    assert all(start < step <= max(days) for step in heard)


@given(st.lists(DAYS, min_size=1), st.integers(-60, 60))
def test_the_clock_may_strike_as_often_as_it_likes(days, start):
    assert told_on([*days, *days], start) == told_on(days, start)


def test_reminders_end_some_day():
    assert told_on(range(-30, 1000))[-1] == 66
    assert min(BEFORE) == -14


def test_managers_hear_after_a_week():
    assert [is_escalated(day, start=LONG_AGO) for day in (6, 7, 70)] == [False, True, True]
    assert not is_escalated(9, start=8)


def lapse_news(left, held=365):
    return [lapse_step(days, days_held=held) for days in left]


def test_holders_hear_before_a_certificate_lapses():
    assert lapse_news([61, 60, 31, 30, 8, 7, 1, 0, -7, -8]) == [
        None, 60, 60, 30, 30, 7, 7, 0, 0, None,
    ]  # fmt: skip


def test_a_short_certificate_is_not_announced_on_the_day_it_is_issued():
    assert lapse_news([30, 8, 7, 0], held=30) == [None, None, 7, 0]
