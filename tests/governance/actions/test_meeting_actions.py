"""What meetings agreed on: done by whom, and reminded of until then."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidTransition, NotAllowed
from coe_portal.notifications.models import Notification
from governance.actions.meeting_actions import finish_action, reopen_action
from governance.choices import PointState
from governance.models.meetings import ActionPoint
from governance.permissions.meetings import actions_visible_to
from governance.tasks.meetings import remind_of_meeting_actions
from tests.governance.meetings import agreed, closed_with_action

DAYS = 20


@pytest.fixture
def doer(in_scope, member):
    """Sits on no board."""
    return member(name="Dora Doer")


@pytest.fixture
def clerk(in_scope, member):
    return member(Role.COE_STAFF, name="Clara Clerk")


@pytest.fixture
def point(council, doer, clerk):
    return agreed(council, doer, days=DAYS, secretary=clerk)


def reminders(person):
    return Notification.objects.filter(kind="governance.meeting_action_due", recipient=person)


def on_day(point, days: int):
    """So many days from the day on which it is due."""
    noon = dt.time(12, tzinfo=dt.UTC)
    return time_machine.travel(
        dt.datetime.combine(point.due_on + dt.timedelta(days=days), noon), tick=False
    )


def test_the_owner_says_that_it_is_done_and_what_came_of_it(point, doer):
    done = finish_action(point, " Sent to legal. ", actor=Actor.member(doer))
    assert (done.state, done.done_by, done.done_note) == (PointState.DONE, doer, "Sent to legal.")
    assert AuditEvent.objects.filter(action="governance.meeting.action_done").count() == 1
    with pytest.raises(InvalidTransition):
        finish_action(point, "", actor=Actor.member(doer))


def test_the_secretary_takes_it_up_again(point, clerk):
    finish_action(point, "", actor=Actor.member(clerk))
    assert reopen_action(point, actor=Actor.member(clerk)).state == PointState.OPEN
    with pytest.raises(InvalidTransition):
        reopen_action(point, actor=Actor.member(clerk))


def test_nobody_else_says_so(point, council, member):
    for person in (council.members[2], member(Role.AUDITOR), member()):
        with pytest.raises(NotAllowed):
            finish_action(point, "", actor=Actor.member(person))


def test_nothing_is_done_before_the_minutes_are_approved(council, doer):
    point = closed_with_action(council, doer)
    assert not actions_visible_to(doer).exists()
    with pytest.raises(InvalidTransition):
        finish_action(point, "", actor=Actor.member(doer))


def test_who_sees_it_owns_it_or_sees_the_meeting(point, doer, council, member):
    for person in (doer, council.members[1], member(Role.AUDITOR)):
        assert list(actions_visible_to(person)) == [point]
    assert not actions_visible_to(member(Role.EXECUTIVE)).exists()


def test_reminders_come_once_each_and_end_with_the_action(point, doer, clerk, organization):
    counts = []
    for days in (-8, -7, -6, -1, 0, 6, 7, 14):
        with on_day(point, days):
            for _twice in range(2):
                remind_of_meeting_actions(organization_id=organization.pk)
            counts.append((reminders(doer).count(), reminders(clerk).count()))
    assert counts == [(0, 0), (1, 0), (1, 0), (2, 0), (3, 0), (3, 0), (4, 1), (5, 2)]
    finish_action(point, "", actor=Actor.member(doer))
    with on_day(point, 21):
        assert remind_of_meeting_actions(organization_id=organization.pk) == 0


def test_after_missed_days_only_the_latest_is_said(point, doer, organization):
    with on_day(point, 3):
        remind_of_meeting_actions(organization_id=organization.pk)
    assert [one.title for one in reminders(doer)] == [
        f"Due on {point.due_on:%-d %B %Y}: Bring the data"
    ]


def test_what_came_before_the_approval_is_not_said(council, doer, organization):
    point = agreed(council, doer, days=3)
    assert remind_of_meeting_actions(organization_id=organization.pk) == 0
    with on_day(point, -1):
        assert remind_of_meeting_actions(organization_id=organization.pk) == 1


def test_late_ones_are_found_as_such(point, doer):
    assert list(ActionPoint.objects.in_state(PointState.OPEN)) == [point]
    with time_machine.travel(timezone.now() + dt.timedelta(days=DAYS + 2), tick=False):
        assert list(ActionPoint.objects.in_state(PointState.OVERDUE)) == [point]
        assert point.state == PointState.OVERDUE
    finish_action(point, "", actor=Actor.member(doer))
    assert list(ActionPoint.objects.in_state(PointState.DONE)) == [point]
