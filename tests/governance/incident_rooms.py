"""Incidents as tests need them, made by the actions that make them in production."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from governance.actions.incident_clocks import Starting, start_clock
from governance.actions.incident_response import Lessons, write_review
from governance.actions.incidents import (
    ANONYMOUS,
    Containment,
    Report,
    Triage,
    contain_incident,
    report_anonymously,
    report_incident,
    resolve_incident,
    triage_incident,
)
from governance.choices import Harm, IncidentKind, Severity
from governance.models.incidents import Incident, IncidentClock

WORDS = "A letter went to the wrong customer.\nIt named their illness."


def a_report(**fields: Any) -> Report:
    noticed = timezone.now() - dt.timedelta(hours=1)
    return Report(**{"what_happened": WORDS, "noticed_at": noticed, "harm": Harm.HARM, **fields})


def reported(by: Membership, **fields: Any) -> Incident:
    return report_incident(a_report(**fields), actor=Actor.member(by))


def reported_by_nobody(**fields: Any) -> tuple[Incident, str]:
    return report_anonymously(a_report(**fields), actor=ANONYMOUS)


def triaged(incident: Incident, staff: Membership, **fields: Any) -> Incident:
    values = {
        "title": "Letter to the wrong customer",
        "severity": Severity.HIGH,
        "kind": IncidentKind.PRIVACY,
        "harm": incident.harm,
        "lead": staff,
        **fields,
    }
    return triage_incident(incident, Triage(**values), actor=Actor.member(staff))


def start_deadline(incident: Incident, staff: Membership, code: str = "gdpr-33") -> IncidentClock:
    return start_clock(incident, Starting(code, incident.reported_at), actor=Actor.member(staff))


def resolved(incident: Incident, staff: Membership) -> Incident:
    actor = Actor.member(staff)
    contain_incident(triaged(incident, staff), Containment("Letters stopped."), actor=actor)
    return resolve_incident(incident, "The address check works again.", actor=actor)


def reviewed(incident: Incident, staff: Membership) -> None:
    lessons = Lessons("A letter left.", "No check of the address.", "Check it.")
    write_review(incident, lessons, actor=Actor.member(staff))
