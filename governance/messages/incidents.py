"""Tell the right people of an incident. An anonymous reporter is never told: nobody knows whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.tenancy.clock import zone_here
from governance.declarations import incidents as told
from governance.logic.regulatory import OVERDUE, SHARES
from governance.models.incidents import (
    Incident,
    IncidentAction,
    IncidentActionQuerySet,
    IncidentClock,
    IncidentMessage,
)
from governance.queries.involvement import coe_staff, people_of

NOTICE_DAYS = (7, 1)
AT_ONCE = 500


def tell(
    kind: NotificationKind,
    recipients: Iterable[Membership | None],
    incident: Incident,
    *,
    key: str = "",
    **context: Any,
) -> None:
    """Any message about an incident."""
    values = {
        "incident": incident.reference,
        "title": incident.title,
        "case": str(incident.use_case or ""),
        "severity": incident.get_severity_display(),
        "harm": incident.get_harm_display(),
        "state": incident.get_state_display(),
        **context,
    }
    people = [member for member in recipients if member is not None]
    notify(kind, people, incident, context=values, url=incident.get_absolute_url(), key=key)


def tell_reported(incident: Incident) -> None:
    """Those who triage."""
    tell(told.INCIDENT_REPORTED, coe_staff(), incident)


def tell_triaged(incident: Incident, *, is_new_lead: bool, is_new_case: bool) -> None:
    """The lead and the team of the case, when they hear of it for the first time."""
    if is_new_lead:
        tell(told.INCIDENT_IS_YOURS, [incident.lead], incident)
    if is_new_case and incident.use_case is not None:
        tell(told.INCIDENT_ON_CASE, people_of(incident.use_case), incident)


def tell_moved(incident: Incident) -> None:
    """The reporter, the lead and the team of the case."""
    team = people_of(incident.use_case) if incident.use_case is not None else []
    tell(told.INCIDENT_MOVED, [incident.reporter, incident.lead, *team], incident)


def tell_answered(incident: Incident, text: str) -> None:
    """Whoever asked: the lead, or those who triage."""
    people = [incident.lead] if incident.lead is not None else coe_staff()
    tell(told.QUESTION_ANSWERED, people, incident, text=text[:500])


def tell_deadline(clock: IncidentClock, step: str) -> None:
    """Lead and CoE staff; once it is over executives and administrators, too."""
    incident = clock.incident
    people = [incident.lead, *coe_staff()]
    if step == OVERDUE:
        above = Membership.objects.current().with_user()
        people += above.with_role(Role.EXECUTIVE, Role.ORG_ADMIN)
    kind = told.DEADLINE_OVER if step == OVERDUE else told.DEADLINE_NEAR
    tell(
        kind,
        people,
        incident,
        key=f"{incident.reference}:clock-{clock.pk}:{step}",
        clock=str(clock),
        basis=clock.basis,
        due=moment(clock.due_at),
        percent=int(SHARES.get(step, 1) * 100),
    )


def tell_message(message: IncidentMessage) -> None:
    """Whoever is to tell an audience."""
    tell(
        told.MESSAGE_IS_YOURS,
        [message.owner],
        message.incident,
        audience=message.audience,
        due=moment(message.due_at),
        text=message.text[:500],
    )


def tell_action(action: IncidentAction, kind: NotificationKind, *, key: str = "") -> None:
    """The owner of an action."""
    due = date_format(action.due_on, "j F Y")
    tell(kind, [action.owner], action.incident, key=key, due=due, text=action.text[:500])


def actions_to_mention(today: dt.date) -> IncidentActionQuerySet:
    """Open actions whose date is near or past."""
    last = today + dt.timedelta(days=NOTICE_DAYS[0])
    return IncidentAction.objects.open().filter(due_on__lte=last)


def remind_of_actions(ids: Iterable[int], today: dt.date) -> int:
    """Tell owners 7 days and 1 day before, and once when it is overdue; how many actions."""
    rows = actions_to_mention(today).filter(pk__in=ids).locked_rows()
    mentioned = list(rows.select_related("incident__use_case", "owner__user"))
    for action in mentioned:
        left = (action.due_on - today).days
        step = "late" if left < 0 else str(min(days for days in NOTICE_DAYS if left <= days))
        kind = told.ACTION_OVERDUE if left < 0 else told.ACTION_IS_YOURS
        tell_action(action, kind, key=f"action-{action.pk}:{action.due_on:%Y%m%d}:{step}")
    return len(mentioned)


def moment(at: dt.datetime) -> str:
    """A time as a message words it, in the organization's zone."""
    return date_format(timezone.localtime(at, zone_here()), "j F Y, H:i")
