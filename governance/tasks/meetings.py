"""Meetings by the clock: a word the day before, what they agreed on, and printing minutes."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from celery.schedules import crontab
from django.db.models import QuerySet
from django.utils import timezone

from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.integrations.minutes_pdf import build_file
from governance.logic.meetings import EARLIEST_STEP
from governance.messages.meetings import announce, remind_of_action
from governance.models.meetings import ActionPoint, Meeting

AHEAD = dt.timedelta(days=1)
SCHEDULE = [
    Schedule(
        "governance-meetings",
        task="governance.announce_all_meetings",
        when=crontab(minute="42", hour="*"),
    ),
    Schedule(
        "governance-meeting-actions",
        task="governance.remind_of_all_meeting_actions",
        when=crontab(minute="44", hour="*/4"),
    ),
]


@shared_task(name="governance.announce_all_meetings")
def announce_all_meetings() -> int:
    """Remind every organization of its meetings of the next day."""
    return each_organization(announce_meetings, "meetings to come in all organizations")


@tenant_task("governance.announce_meetings", opens_scope=False)
def announce_meetings(*, organization_id: int) -> int:
    """Each meeting in its own transaction; how many people were told."""
    with Sweep(organization_id) as sweep:
        return sweep.each(_near, lambda pk: announce(pk, timezone.now()))


def _near() -> QuerySet[Meeting]:
    now = timezone.now()
    near: QuerySet[Meeting] = Meeting.objects.planned_before(now + AHEAD).filter(starts_at__gt=now)
    return near


@shared_task(name="governance.remind_of_all_meeting_actions")
def remind_of_all_meeting_actions() -> int:
    """Remind every organization of what its meetings agreed on."""
    return each_organization(remind_of_meeting_actions, "actions of meetings that are due")


@tenant_task("governance.remind_of_meeting_actions", opens_scope=False)
def remind_of_meeting_actions(*, organization_id: int) -> int:
    """Each action in its own transaction; how many people were told."""
    with Sweep(organization_id) as sweep:
        return sweep.each(_due, lambda pk: remind_of_action(pk, today_here()))


def _due() -> QuerySet[ActionPoint]:
    points: QuerySet[ActionPoint] = ActionPoint.objects.due_by(today_here() + EARLIEST_STEP)
    return points


@tenant_task("governance.print_minutes", opens_scope=False)
def print_minutes(job_id: int, *, organization_id: int) -> None:
    """Make the file of approved minutes."""
    build_file(organization_id, job_id)
