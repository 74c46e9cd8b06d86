"""Intervals, transitions and steps of audits."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from governance.choices import AuditState, FindingState, ItemResult
from governance.logic.audits import (
    FINDING_TRANSITIONS,
    GAPS,
    NOTICE_DAYS,
    STEPS,
    TRANSITIONS,
    Checked,
    Intervals,
    due_day,
    lacking,
    may_move,
    may_turn,
    step_today,
    tells_lead,
    tells_manager,
    wanted_day,
)
from intake.choices import Tier

days = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


@pytest.mark.parametrize(
    ("tier", "day"),
    [
        (Tier.HIGH, dt.date(2026, 9, 30)),
        (Tier.LOW, dt.date(2027, 3, 31)),
        ("", dt.date(2027, 3, 31)),
    ],
)
def test_the_tier_gives_the_interval(tier, day):
    assert wanted_day(dt.date(2026, 3, 31), tier, Intervals()) == day


@given(wanted=days, today=days)
def test_nobody_is_late_with_what_was_only_just_planned(wanted, today):
    due = due_day(wanted, today)

    assert due >= today + dt.timedelta(days=NOTICE_DAYS)
    assert due == wanted or wanted < today + dt.timedelta(days=NOTICE_DAYS)


@pytest.mark.parametrize("state", AuditState)
def test_what_is_over_stays_over(state):
    ways = [to for to in AuditState if may_move(state, to)]

    assert bool(ways) == (state not in {AuditState.CLOSED, AuditState.CANCELLED})
    assert state not in ways


def test_an_audit_closes_only_after_reporting():
    assert [state for state in TRANSITIONS if may_move(state, AuditState.CLOSED)] == [
        AuditState.REPORTING
    ]


def test_a_finding_is_verified_only_once_it_is_answered():
    assert [state for state in FINDING_TRANSITIONS if may_turn(state, FindingState.VERIFIED)] == [
        FindingState.ANSWERED
    ]
    assert not any(may_turn(FindingState.VERIFIED, to) for to in FindingState)


tested = st.builds(
    Checked,
    position=st.integers(1, 99),
    result=st.sampled_from(["", *ItemResult.values]),
    has_finding=st.booleans(),
)


@given(lines=st.lists(tested, max_size=20))
def test_a_checklist_is_complete_when_all_have_results_and_gaps_have_findings(lines):
    missing = lacking(lines)

    assert bool(missing) == any(
        not line.result or (line.result in GAPS and not line.has_finding) for line in lines
    )
    assert list(missing.results) == [line.position for line in lines if not line.result]


@given(start=st.integers(-400, 0), late=st.integers(-400, 400))
def test_a_step_has_come_and_is_none_that_the_audit_was_too_young_for(start, late):
    step = step_today(late, start=start)

    assert step is None or (step in STEPS and start < step <= late)


@given(start=st.integers(-400, -31), late=st.integers(-30, 364))
def test_every_step_is_said_on_its_day(start, late):
    assert (step_today(late, start=start) == late) == (late in STEPS)


@given(late=st.integers(-400, 400))
def test_the_lead_never_hears_before_the_manager(late):
    assert tells_manager(late) or not tells_lead(late)
