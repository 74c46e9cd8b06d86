"""What went wrong with a case, and what was learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from governance.models.incidents import Incident
from governance.permissions.incidents import UNJUDGED
from intake.models.use_cases import UseCase


@section("incidents", order=55, title=_("Incidents"), starts_page=False)
def incidents_section(subject: Model) -> Section | None:
    """What went wrong, by when authorities had to be told and were, and what was learned."""
    if not isinstance(subject, UseCase):
        return None
    rows = Incident.objects.filter(use_case=subject).exclude(state__in=UNJUDGED)
    incidents = list(
        rows.select_related("lead__user", "review")
        .prefetch_related("clocks", "notices", "actions__owner__user")
        .order_by("number")
    )
    if not incidents:
        return None
    return Section(
        "pack/incidents.html",
        {"incidents": incidents},
        [_incident_data(incident) for incident in incidents],
    )


def _incident_data(incident: Incident) -> Mapping[str, Any]:
    review = getattr(incident, "review", None)
    return {
        "incident": incident.reference,
        "title": incident.title,
        "state": incident.state,
        "severity": incident.severity,
        "kind": incident.kind,
        "harm": incident.harm,
        "noticed_at": plain(incident.noticed_at),
        "reported_at": plain(incident.reported_at),
        "closed_at": plain(incident.closed_at),
        "containment": incident.containment,
        "roll_back_to": incident.roll_back_to,
        "root_cause": review.root_cause if review else None,
        "changes": review.changes if review else None,
        "deadlines": [
            {
                "basis": clock.basis,
                "started_at": plain(clock.started_at),
                "due_at": plain(clock.due_at),
                "ended_at": plain(clock.ended_at),
                "state": clock.state,
            }
            for clock in incident.clocks.all()
        ],
        "authorities": [
            {
                "authority": notice.authority,
                "reference": notice.reference_number,
                "notified_at": plain(notice.notified_at),
            }
            for notice in incident.notices.all()
        ],
        "actions": [
            {
                "text": action.text,
                "owner": str(action.owner),
                "due_on": plain(action.due_on),
                "state": action.state,
                "outcome": action.outcome,
            }
            for action in incident.actions.all()
        ],
    }
