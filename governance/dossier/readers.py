"""Who is told, in the story of a use case, of what belongs to it: whoever may see that itself."""

from __future__ import annotations

from django.db.models import Model

from coe_portal.audit.subjects import Seen, told_to
from governance.models.appeals import Appeal
from governance.models.audits import Audit
from governance.models.controls import Evidence
from governance.models.findings import AuditFinding
from governance.models.incidents import Incident, IncidentAction, IncidentClock, IncidentMessage
from governance.models.meetings import Meeting
from governance.models.papers import PaperEdition, PaperText
from governance.models.questions import TeamQuestion
from governance.models.reviews import Review
from governance.models.risks import Risk
from governance.models.waivers import Waiver
from governance.permissions.appeals import appeals_visible_to
from governance.permissions.audits import audits_visible_to, findings_visible_to
from governance.permissions.compliance import evidence_visible_to
from governance.permissions.incidents import handling_visible_to
from governance.permissions.meetings import meetings_visible_to
from governance.permissions.papers import cases_with_open_papers
from governance.permissions.reviews import reviews_visible_to
from governance.permissions.risks import risks_visible_to
from governance.permissions.waivers import waivers_visible_to


def within(model: type[Model], field: str, seen: Seen) -> Seen:
    """Rows that are seen by whoever sees what they belong to."""
    return lambda member: model._default_manager.filter(**{f"{field}__in": seen(member)})


told_to(Review, reviews_visible_to)
told_to(TeamQuestion, within(TeamQuestion, "review", reviews_visible_to))
told_to(Appeal, appeals_visible_to)
told_to(Meeting, meetings_visible_to)
told_to(Waiver, waivers_visible_to)
told_to(Risk, risks_visible_to)
told_to(Audit, audits_visible_to)
told_to(AuditFinding, findings_visible_to)
told_to(Evidence, evidence_visible_to)
told_to(Incident, handling_visible_to)
for part in (IncidentClock, IncidentAction, IncidentMessage):
    told_to(part, within(part, "incident", handling_visible_to))
for paper in (PaperText, PaperEdition):
    told_to(paper, within(paper, "use_case", cases_with_open_papers))
