"""Legal deadlines at work: told once for each step, paused only where the law allows it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from governance.actions.incident_clocks import (
    Notice,
    Starting,
    drop_clock,
    pause_clock,
    record_notice,
    resume_clock,
    start_clock,
)
from governance.actions.incident_response import ActionPlan, agree_action
from governance.choices import ClockState
from governance.models.incidents import IncidentClock
from governance.tasks.incidents import remind_organization
from tests.governance.incident_rooms import reported, reported_by_nobody, start_deadline, triaged

START = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Chris Staff")


@pytest.fixture
def act(staff):
    return Actor.member(staff)


@pytest.fixture
def incident(organization, staff, member):
    with time_machine.travel(START, tick=False), scope(organization):
        return triaged(reported(member()), staff)


@pytest.fixture
def clock(organization, incident, staff):
    with time_machine.travel(START, tick=False), scope(organization):
        return start_deadline(incident, staff)


def beat(organization, after: dt.timedelta) -> None:
    with time_machine.travel(START + after, tick=False):
        remind_organization.run(organization_id=organization.pk)


def said(organization) -> list[str]:
    with scope(organization):
        rows = Notification.objects.filter(kind__startswith="governance.incident_deadline")
        return [row.key.rpartition(":")[2] for row in rows.order_by("pk")]


def test_each_step_is_told_once(organization, clock):
    for hours in (1, 35, 36, 37, 57, 58, 71, 72, 73, 95, 96, 97, 200):
        beat(organization, hours * HOUR)
    assert said(organization) == ["half", "most", "end", "overdue"]


def test_after_missed_days_the_latest_is_told_alone(organization, clock):
    beat(organization, 80 * HOUR)
    beat(organization, 80 * HOUR)
    assert said(organization) == ["end"]
    with scope(organization):
        event = AuditEvent.objects.filter(action="governance.incident_clock.reminded").get()
        assert event.after == {"step": "end"}


def test_an_overdue_deadline_reaches_executives(organization, clock, member):
    member(Role.EXECUTIVE, name="Eve Executive")
    beat(organization, 100 * HOUR)
    with scope(organization):
        rows = Notification.objects.filter(kind="governance.incident_deadline_over")
        assert {row.recipient.display_name for row in rows} == {"Chris Staff", "Eve Executive"}


def test_another_organization_hears_nothing(organization, other_organization, clock, member):
    member(Role.COE_STAFF, organization=other_organization)
    with time_machine.travel(START + 80 * HOUR, tick=False):
        remind_organization.run(organization_id=other_organization.pk)
    assert said(other_organization) == said(organization) == []


def test_a_met_deadline_reminds_nobody(organization, clock, incident, act):
    with time_machine.travel(START + HOUR, tick=False), scope(organization):
        notice = Notice("Authority", timezone.now(), "DPA-7", clock=clock)
        record_notice(incident, notice, actor=act)
    beat(organization, 100 * HOUR)
    assert said(organization) == []
    with scope(organization):
        clock.refresh_from_db()
    assert (clock.state, clock.ended_at) == (ClockState.MET, START + HOUR)


def test_a_paused_deadline_waits(organization, incident, staff, act):
    with scope(organization):
        with time_machine.travel(START, tick=False):
            clock = start_deadline(incident, staff, "hipaa-404")
        with time_machine.travel(START + dt.timedelta(days=29), tick=False):
            pause_clock(clock, "The police asked for it in writing.", actor=act)
    beat(organization, dt.timedelta(days=200))
    assert said(organization) == []
    with time_machine.travel(START + dt.timedelta(days=229), tick=False), scope(organization):
        resumed = resume_clock(clock, actor=act)
    assert resumed.due_at == START + dt.timedelta(days=260)
    beat(organization, dt.timedelta(days=230))
    assert said(organization) == ["half"]


def test_where_the_law_allows_no_pause_pausing_is_refused(organization, clock, act):
    with scope(organization):
        with pytest.raises(RuleViolation, match="allows no pause"):
            pause_clock(clock, "We are busy.", actor=act)
        clock.refresh_from_db()
        assert (clock.state, clock.pauses.count()) == (ClockState.RUNNING, 0)


def test_a_pause_needs_its_ground_and_a_clock_its_pause(organization, incident, staff, act):
    with scope(organization), time_machine.travel(START + HOUR, tick=False):
        clock = start_deadline(incident, staff, "hipaa-404")
        with pytest.raises(InvalidInput):
            pause_clock(clock, " ", actor=act)
        with pytest.raises(InvalidTransition):
            resume_clock(clock, actor=act)
        pause_clock(clock, "Police.", actor=act)
        with pytest.raises(RuleViolation, match="is paused"):
            pause_clock(clock, "Police again.", actor=act)


@pytest.mark.parametrize(
    ("starting", "field"),
    [(Starting("no-law", START), "code"), (Starting("gdpr-33", START + HOUR), "started_at")],
)
def test_what_cannot_start(organization, incident, act, starting, field):
    with scope(organization), time_machine.travel(START, tick=False):
        with pytest.raises(InvalidInput) as refused:
            start_clock(incident, starting, actor=act)
        assert set(refused.value.errors) == {field}


def test_one_clock_of_a_kind_runs_and_a_dropped_one_may_start_again(
    organization, clock, incident, staff, act
):
    with scope(organization):
        with pytest.raises(RuleViolation, match="runs already"):
            start_deadline(incident, staff)
        drop_clock(clock, "No personal data.", actor=act)
        start_deadline(incident, staff)
        assert IncidentClock.objects.filter(incident=incident).count() == 2


def test_only_who_handles_the_incident_touches_its_clocks(organization, clock, incident, member):
    stranger = Actor.member(member())
    with scope(organization):
        for refused in (
            lambda: drop_clock(clock, "No.", actor=stranger),
            lambda: start_deadline(incident, stranger.membership, "hipaa-404"),
            lambda: record_notice(incident, Notice("A", START), actor=stranger),
        ):
            with pytest.raises(NotAllowed):
                refused()


def test_an_anonymous_report_has_clocks_like_any_other(organization, staff):
    with scope(organization):
        incident, _code = reported_by_nobody()
        assert (
            start_deadline(triaged(incident, staff), staff).due_at
            == incident.reported_at + 72 * HOUR
        )


def test_owners_of_actions_are_told_once_for_each_step(organization, incident, act, member):
    owner = member(name="Ada Actor")
    due = START.date() + dt.timedelta(days=7)
    with scope(organization), time_machine.travel(START, tick=False):
        agree_action(incident, ActionPlan("Check", owner, due), actor=act)
    for days in (0, 0, 1, 6, 7, 8, 9):
        beat(organization, dt.timedelta(days=days))
    with scope(organization):
        rows = Notification.objects.filter(recipient=owner).exclude(key="").order_by("pk")
        assert [row.key.rpartition(":")[2] for row in rows] == ["7", "1", "late"]
