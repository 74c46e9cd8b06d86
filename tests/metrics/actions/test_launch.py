from __future__ import annotations

import datetime as dt

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.notifications.models import Notification
from metrics.actions.launch import (
    Settlement,
    StepTerms,
    add_step,
    end_launch,
    plan_step,
    reopen_step,
    settle_step,
    start_launch,
)
from metrics.choices import LaunchPhase, StepState
from metrics.launch_template import TEMPLATE
from metrics.models.launch import LaunchPlan
from metrics.queries.launch import launch_view

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 3, 2)
DONE = Settlement(StepState.DONE, "POL-1 is in force")


@pytest.fixture
def plan(in_scope, actor):
    return start_launch(FIRST, actor=actor)


def test_the_plan_lays_out_the_steps_of_the_guides(plan):
    steps = list(plan.steps.all())
    assert len(steps) == len(TEMPLATE)
    assert steps[-1].due_on == FIRST + dt.timedelta(days=89)
    assert [step.phase for step in steps] == [step.phase for step in TEMPLATE]
    assert AuditEvent.objects.get(action="metrics.launch.started").after["steps"] == len(TEMPLATE)


def test_one_plan_runs_at_a_time(plan, actor):
    with pytest.raises(InvalidTransition):
        start_launch(FIRST, actor=actor)
    end_launch(plan, actor=actor)
    start_launch(FIRST, actor=actor)
    assert LaunchPlan.objects.count() == 2


def test_progress_counts_what_is_done_late_and_needed(plan, actor):
    first, second, third, *_ = plan.steps.all()
    settle_step(first, DONE, actor=actor)
    settle_step(second, Settlement(StepState.DROPPED, "The group has one"), actor=actor)
    seen = launch_view(plan, third.due_on + dt.timedelta(days=1))
    assert (seen.done, seen.wanted, seen.late) == (1, len(TEMPLATE) - 1, 1)
    assert seen.day == 21
    assert launch_view(plan, FIRST - dt.timedelta(days=9)).shown_day == 0
    assert launch_view(plan, FIRST + dt.timedelta(days=900)).shown_day == 90


def test_an_owner_is_told_and_settles_their_step(plan, member, actor):
    owner = member()
    step = plan.steps.all()[1]
    step = plan_step(step, StepTerms(step.title, step.due_on, owner), actor=actor)
    told = Notification.objects.get(recipient=owner)
    assert told.title == f"Yours to do until 16 March 2026: {step.title}"
    assert told.url == "/northbank/metrics/health/launch/steps/2/"
    settled = settle_step(step, DONE, actor=Actor.member(owner))
    assert (settled.state, settled.settled_by) == (StepState.DONE, owner)
    with pytest.raises(InvalidTransition):
        settle_step(step, DONE, actor=actor)


def test_others_do_not_settle_it(plan, member):
    stranger = Actor.member(member(Role.EXECUTIVE))
    with pytest.raises(NotAllowed):
        settle_step(plan.steps.first(), DONE, actor=stranger)


@pytest.mark.parametrize(
    "settlement", [Settlement(StepState.DONE, " "), Settlement(StepState.OPEN, "Open")]
)
def test_a_step_is_settled_with_what_shows_it(plan, actor, settlement):
    with pytest.raises(InvalidInput):
        settle_step(plan.steps.first(), settlement, actor=actor)
    assert plan.steps.open().count() == len(TEMPLATE)


def test_a_settlement_is_taken_back(plan, actor):
    step = settle_step(plan.steps.first(), DONE, actor=actor)
    again = reopen_step(step, actor=actor)
    assert (again.state, again.evidence, again.settled_by) == (StepState.OPEN, "", None)
    with pytest.raises(InvalidTransition):
        reopen_step(step, actor=actor)
    event = AuditEvent.objects.get(action="metrics.launch.step_settled")
    assert event.reason == DONE.evidence


def test_own_steps_stand_in_the_phase_of_their_day(plan, actor):
    early = add_step(plan, StepTerms("Rent a room", FIRST + dt.timedelta(days=29)), actor=actor)
    later = add_step(plan, StepTerms("Move in", FIRST + dt.timedelta(days=30)), actor=actor)
    assert (early.phase, later.phase) == (LaunchPhase.FOUND, LaunchPhase.BUILD)
    assert (early.position, later.position) == (len(TEMPLATE) + 1, len(TEMPLATE) + 2)


@pytest.mark.parametrize(
    "terms", [StepTerms(" ", FIRST), StepTerms("Before", FIRST - dt.timedelta(days=1))]
)
def test_a_step_says_something_and_lies_in_the_plan(plan, actor, terms):
    with pytest.raises(InvalidInput):
        add_step(plan, terms, actor=actor)


def test_a_plan_that_has_ended_does_not_change(plan, actor):
    end_launch(plan, actor=actor)
    with pytest.raises(InvalidTransition):
        settle_step(plan.steps.first(), DONE, actor=actor)
    with pytest.raises(InvalidTransition):
        end_launch(plan, actor=actor)
