"""Who may report, see and handle incidents.

A reporter sees what became of the report; how it is handled is for the lead, those with a task in
it, the team of the case (once somebody has judged the report: it may be about them) and those who
oversee.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, MEMBERS, OVERSIGHT, STAFF, Role, permission
from coe_portal.collaboration.subjects import commentable
from governance.choices import IncidentState
from governance.models.incidents import (
    Incident,
    IncidentAction,
    IncidentMessage,
    IncidentQuerySet,
)
from governance.permissions.reviews import cases_of, is_involved
from intake.models.use_cases import UseCase

UNJUDGED = (IncidentState.REPORTED, IncidentState.DISMISSED)

REPORT = permission("governance.report_incident", label=_("report an incident"), roles=MEMBERS)
OPEN_LIST = permission(
    "governance.open_incidents", label=_("open the list of incidents"), roles=EVERYONE, writes=False
)
VIEW = permission(
    "governance.view_incident", label=_("see incidents"), roles=OVERSIGHT, writes=False
)
VIEW_HANDLING = permission(
    "governance.view_incident_handling",
    label=_("see how an incident is handled"),
    roles=OVERSIGHT,
    writes=False,
)
TRIAGE = permission(
    "governance.triage_incident", label=_("triage incidents"), roles={Role.COE_STAFF}
)
HANDLE = permission(
    "governance.handle_incident", label=_("handle an incident"), roles={Role.COE_STAFF}
)
CLOSE = permission(
    "governance.close_incident", label=_("close and dismiss incidents"), roles={Role.COE_STAFF}
)
ANSWER = permission(
    "governance.answer_incident", label=_("answer questions about my report"), roles=()
)
ADD_TO = permission(
    "governance.add_to_incident",
    label=_("comment on an incident and attach files"),
    roles=STAFF | {Role.EXECUTIVE},
)
SETTLE_ACTION = permission(
    "governance.settle_incident_action",
    label=_("say that an action is done"),
    roles={Role.COE_STAFF},
)
ACCEPT_ACTION = permission(
    "governance.accept_incident_action",
    label=_("accept that an action is not done"),
    roles={Role.COE_STAFF},
)
STEER_CHANNEL = permission(
    "governance.steer_report_channel",
    label=_("open the anonymous report to people outside"),
    roles=STAFF,
)


@predicate(ANSWER.code)
def is_reporter(member: Membership, incident: Incident) -> bool:
    """Reported it under their own name."""
    return incident.reporter_id == member.pk


@predicate(HANDLE.code)
def is_lead(member: Membership, incident: Incident) -> bool:
    """Was put in charge at triage."""
    return incident.lead_id == member.pk


@predicate(VIEW_HANDLING.code)
def is_insider(member: Membership, incident: Incident) -> bool:
    """Leads it, has a task in it, or belongs to its use case once the report was judged."""
    return handling_visible_to(member).filter(pk=incident.pk).exists()


@predicate(VIEW.code)
def may_see_incident(member: Membership, incident: Incident) -> bool:
    """Insiders, and whoever reported it."""
    return is_reporter(member, incident) or is_insider(member, incident)


@predicate(ADD_TO.code)
def may_add_to(member: Membership, incident: Incident) -> bool:
    """Whoever sees it."""
    return may_see_incident(member, incident)


@predicate(SETTLE_ACTION.code)
def answers_for_action(member: Membership, action: IncidentAction) -> bool:
    """Owns the action, or leads the incident."""
    return action.owner_id == member.pk or is_lead(member, action.incident)


@veto(ACCEPT_ACTION.code)
def accepts_own_action(member: Membership, action: IncidentAction) -> bool:
    """Nobody lets themselves off."""
    return action.owner_id == member.pk


@veto(CLOSE.code)
def closes_own_case(member: Membership, incident: Incident) -> bool:
    """Nobody closes or dismisses the incident of their own use case."""
    return incident.use_case is not None and is_involved(member, incident.use_case)


def handling_visible_to(member: Membership) -> IncidentQuerySet:
    """Incidents whose handling the member may see."""
    if member.may(VIEW_HANDLING.code):
        return Incident.objects.all()
    of_team = Q(use_case__in=cases_of(member)) & ~Q(state__in=UNJUDGED)
    acting = IncidentAction.objects.filter(owner=member).values("incident")
    telling = IncidentMessage.objects.filter(owner=member).values("incident")
    return Incident.objects.filter(Q(lead=member) | of_team | Q(pk__in=acting) | Q(pk__in=telling))


def incidents_visible_to(member: Membership) -> IncidentQuerySet:
    """Incidents that the member may see: those handled around them, and their own reports."""
    if member.may(VIEW.code):
        return Incident.objects.all()
    handled = handling_visible_to(member).values("pk")
    return Incident.objects.filter(Q(reporter=member) | Q(pk__in=handled))


def case_of_incident(incident: Incident) -> UseCase | Incident:
    """Whose story a comment or a file belongs to."""
    return incident.use_case or incident


def followers(incident: Incident) -> list[Membership]:
    """Who is told of comments: the lead."""
    return [incident.lead] if incident.lead is not None else []


commentable(
    Incident,
    key="incident",
    view=VIEW_HANDLING.code,
    write=ADD_TO.code,
    root=case_of_incident,
    followers=followers,
)
