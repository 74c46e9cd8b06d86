"""A clock of the law never ends earlier for a pause, and pauses only where the law says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from governance.catalogs import load
from governance.logic.regulatory import (
    END,
    HALF,
    MOST,
    OVERDUE,
    STEPS,
    ClockError,
    LegalClock,
    read_rules,
    step_to_say,
    steps_due,
)

START = datetime(2026, 11, 20, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULES = read_rules(load("clocks"), {"eu_ai_act": load("eu_ai_act")})

lengths = st.timedeltas(min_value=HOUR, max_value=timedelta(days=90))
spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=30))


@st.composite
def worked_clocks(draw):
    """A clock that was paused and resumed at will, and the moment when that ended."""
    clock = LegalClock(START, draw(lengths), may_pause=True)
    now = START
    for span in draw(st.lists(spans, max_size=6)):
        now += span
        if clock.is_paused:
            clock = clock.resume(now)
        elif clock.elapsed(now) < clock.length:
            clock = clock.pause(now)
    return clock, now


@given(worked_clocks(), spans)
def test_pauses_never_end_a_clock_earlier(worked, later):
    clock, now = worked
    plain = LegalClock(START, clock.length)
    assert clock.due_at(now + later) >= plain.due_at(now + later)
    assert clock.elapsed(now + later) <= plain.elapsed(now + later)


@given(worked_clocks(), spans, spans)
def test_time_runs_one_for_one_or_not_at_all(worked, some, more):
    clock, now = worked
    first, second = clock.elapsed(now + some), clock.elapsed(now + some + more)
    assert second - first == (timedelta() if clock.is_paused else more)


@given(worked_clocks(), spans)
def test_it_is_over_when_it_is_due(worked, later):
    clock, now = worked
    moment = now + later
    assert (clock.due_at(moment) <= moment) == (clock.elapsed(moment) >= clock.length)


@given(worked_clocks(), spans)
def test_a_pause_moves_the_end_by_its_length(worked, rest):
    clock, now = worked
    if clock.is_paused or clock.elapsed(now) >= clock.length:
        return
    before = clock.due_at(now)
    resumed = clock.pause(now).resume(now + rest)
    assert resumed.due_at(now + rest) == before + rest
    assert resumed.elapsed(now + rest) == clock.elapsed(now)


@given(worked_clocks(), st.lists(spans, max_size=5))
def test_each_step_is_due_once_and_in_order(worked, waits):
    clock, now = worked
    said: list[str] = []
    for wait in waits:
        now += wait
        said += steps_due(clock, now, said)
    assert said == [step for step in STEPS if step in said]
    assert all(STEPS.index(one) < STEPS.index(two) for one, two in pairwise(said))


@given(lengths, spans)
def test_where_the_law_allows_no_pause_pausing_is_refused(length, later):
    with pytest.raises(ClockError, match="no_pause"):
        LegalClock(START, length).pause(START + later)


def test_what_cannot_be_paused_or_resumed():
    clock = LegalClock(START, 10 * HOUR, may_pause=True)
    with pytest.raises(ClockError, match="running"):
        clock.resume(START)
    with pytest.raises(ClockError, match="over"):
        clock.pause(START + 10 * HOUR)
    with pytest.raises(ClockError, match="paused"):
        clock.pause(START + HOUR).pause(START + 2 * HOUR)


def test_steps_of_three_days():
    clock = LegalClock(START, 72 * HOUR)
    moments = {HALF: 36, MOST: 57.6, END: 72, OVERDUE: 96}
    for step, hours in moments.items():
        moment = START + timedelta(hours=hours)
        assert step not in steps_due(clock, moment - timedelta(seconds=1), ())
        assert steps_due(clock, moment, ())[-1] == step


def test_after_days_of_silence_one_message():
    clock = LegalClock(START, 72 * HOUR)
    due = steps_due(clock, START + timedelta(days=9), {HALF})
    assert due == (MOST, END, OVERDUE)
    assert step_to_say(due) == OVERDUE
    assert step_to_say(()) == ""


def test_the_lengths_of_the_law():
    days = {code: rule.length / timedelta(days=1) for code, rule in RULES.items()}
    assert days == {
        "euaia-73-general": 15,
        "euaia-73-widespread": 2,
        "euaia-73-death": 10,
        "gdpr-33": 3,
        "hipaa-404": 60,
    }
    assert {code for code, rule in RULES.items() if rule.may_pause} == {"hipaa-404"}
    assert RULES["euaia-73-death"].basis.startswith("Art. 73(4) Regulation (EU) 2024/1689")
    assert all(rule.pause_rule for rule in RULES.values())


def test_what_to_think_of():
    thought = [code for code, rule in RULES.items() if rule.suits("privacy", "low")]
    assert thought == ["gdpr-33"]
    assert not any(rule.suits("output", "critical") for rule in RULES.values())
