"""Incidents with a legal deadline that runs day and night, and actions with a date."""

from __future__ import annotations

import datetime as dt

from coe_portal.accounts.actor import Actor
from governance.actions.incident_clocks import Notice, record_notice
from governance.choices import ActionState
from governance.declarations import incidents as names
from governance.models.incidents import IncidentAction, IncidentClock
from tests.clock.reference import DAY, Matter, changing, days_from, morning
from tests.clock.scene import Scene, day_of_year
from tests.governance.incident_rooms import reported, start_deadline, triaged

LAW = "gdpr-33"
HOURS_OF_THE_LAW = 72


def plant(scene: Scene, count: int) -> None:
    """Half of the authorities are told in time, the others never."""
    for number in range(count):
        day = day_of_year(number, first=3, last=330, stride=13)
        scene.later(day, lambda number=number: _report(scene, number), hour=18)


def _report(scene: Scene, number: int) -> None:
    incident = triaged(reported(scene.owner(number)), scene.staff)
    clock = start_deadline(incident, scene.staff, LAW)
    length = dt.timedelta(hours=HOURS_OF_THE_LAW)
    begun = clock.started_at
    told_at = _tell_in_time(scene, clock) if number % 2 else None
    subject = ("governance.incident", incident.pk)
    ours = scene.coe
    above = [*ours, scene.executive.pk]
    near = [begun + length / 2, begun + length * 4 / 5, begun + length]
    over = begun + length + DAY
    scene.expect(
        Matter(subject, near, names.DEADLINE_NEAR.code, ours, until=told_at or over),
        Matter(subject, [over], names.DEADLINE_OVER.code, above, until=told_at),
    )
    _act(scene, incident.pk, number)


def _tell_in_time(scene: Scene, clock: IncidentClock) -> dt.datetime:
    def tell() -> None:
        running = IncidentClock.objects.select_related("incident").get(pk=clock.pk)
        notice = Notice("The authority", clock.due_at - DAY, clock=running)
        record_notice(running.incident, notice, actor=Actor.member(scene.staff))

    return scene.later((clock.due_at - DAY).date(), tell, hour=clock.due_at.hour + 1)


def _act(scene: Scene, incident_id: int, number: int) -> None:
    due = clock_date(scene, number)
    owner = scene.owner(number + 1)
    action = IncidentAction.objects.create(
        incident_id=incident_id, text="Check addresses.", owner=owner, due_on=due
    )
    done = None
    if number % 3 == 0:
        done = scene.later(due - 2 * DAY, lambda: _do(action.pk))
    scene.expect(
        Matter(
            ("governance.incident", incident_id),
            days_from(due, -7, -1, 1),
            changing(due, names.ACTION_IS_YOURS.code, names.ACTION_OVERDUE.code),
            [owner.pk],
            until=done,
        )
    )


def clock_date(scene: Scene, number: int) -> dt.date:
    return day_of_year(number, first=3, last=330, stride=13) + 30 * DAY


def _do(pk: int) -> None:
    IncidentAction.objects.filter(pk=pk).update(
        state=ActionState.DONE, outcome="Done.", settled_at=morning(dt.date(2026, 1, 5))
    )
