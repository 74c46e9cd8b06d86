"""The platform's own chapter of a case file: the trail of the subject, with its hashes."""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.models import AuditEvent
from coe_portal.audit.pack.sections import Json, Section, section
from coe_portal.audit.queries import described


@section("timeline", order=90, title=_("Timeline"))
def timeline(subject: Model) -> Section:
    """Every recorded event of the story, oldest first."""
    events = list(AuditEvent.objects.about(subject).order_by("sequence"))
    return Section(
        template="pack/timeline.html",
        context={"entries": [described(event) for event in events]},
        data=[_event_data(event) for event in events],
    )


def _event_data(event: AuditEvent) -> Json:
    return {
        "sequence": event.sequence,
        "facts": event.facts(),
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }
