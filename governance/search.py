"""What governance keeps in the search over everything: decisions, incidents, audits, papers."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.search.sources import Hit, searchable
from governance.filters.incidents import find_incident
from governance.filters.papers import papers_called
from governance.filters.policies import find_policy
from governance.filters.reviews import find_decision
from governance.filters.risks import find_risk
from governance.filters.waivers import find_waiver
from governance.models.audits import Audit
from governance.models.controls import Control
from governance.models.decisions import Decision
from governance.models.findings import AuditFinding
from governance.models.incidents import Incident
from governance.models.meetings import Meeting
from governance.models.papers import PaperEdition
from governance.models.policies import Policy
from governance.models.risks import Risk
from governance.models.waivers import Waiver
from governance.permissions.audits import OPEN_AUDITS, audits_visible_to, findings_visible_to
from governance.permissions.compliance import VIEW_COMPLIANCE
from governance.permissions.incidents import OPEN_LIST, incidents_visible_to
from governance.permissions.meetings import OPEN_MEETINGS, meetings_visible_to
from governance.permissions.papers import VIEW_PAPERS
from governance.permissions.policies import VIEW_POLICIES, policies_visible_to
from governance.permissions.reviews import VIEW_DECISIONS, decisions_visible_to
from governance.permissions.risks import OPEN_REGISTER, risks_visible_to
from governance.permissions.waivers import LIST_WAIVERS, waivers_visible_to
from intake.models.use_cases import UseCase


def find_decisions(member: Membership, text: str) -> QuerySet[Decision]:
    """By reference, or by words of title, summary and rationale, the best first."""
    return find_decision(decisions_visible_to(member), text)


def as_hit(decision: Decision) -> Hit:
    note = decision.get_outcome_display()
    return Hit(decision.reference, decision.title, decision.get_absolute_url(), note)


searchable(
    "decisions",
    label=_("Decisions"),
    icon="gavel",
    permission=VIEW_DECISIONS.code,
    find=find_decisions,
    hit=as_hit,
    listing="governance:decisions",
    order=20,
)


def find_risks(member: Membership, text: str) -> QuerySet[Risk]:
    """By reference, or by words of title and description, the largest first."""
    return find_risk(risks_visible_to(member), text).order_by("-score", "-number")


def risk_hit(risk: Risk) -> Hit:
    return Hit(risk.reference, risk.title, risk.get_absolute_url(), str(risk.band.label))


searchable(
    "risks",
    label=_("Risks"),
    icon="triangle-alert",
    permission=OPEN_REGISTER.code,
    find=find_risks,
    hit=risk_hit,
    listing="governance:risks",
    order=21,
)


def find_waivers(member: Membership, text: str) -> QuerySet[Waiver]:
    """By reference, or by words of the control or the use case, the newest first."""
    return find_waiver(waivers_visible_to(member), text).order_by("-number")


def waiver_hit(waiver: Waiver) -> Hit:
    note = waiver.get_state_display()
    return Hit(waiver.reference, waiver.title, waiver.get_absolute_url(), note)


searchable(
    "waivers",
    label=_("Waivers"),
    icon="shield-off",
    permission=LIST_WAIVERS.code,
    find=find_waivers,
    hit=waiver_hit,
    listing="governance:waivers",
    order=22,
)


def find_incidents(member: Membership, text: str) -> QuerySet[Incident]:
    """By reference, or by words of the title or the report, the newest first."""
    return find_incident(incidents_visible_to(member), text).order_by("-number")


def incident_hit(incident: Incident) -> Hit:
    note = incident.get_state_display()
    return Hit(incident.reference, incident.title, incident.get_absolute_url(), note)


searchable(
    "incidents",
    label=_("Incidents"),
    icon="siren",
    permission=OPEN_LIST.code,
    find=find_incidents,
    hit=incident_hit,
    listing="governance:incidents",
    order=23,
)


def find_policies(member: Membership, text: str) -> QuerySet[Policy]:
    """By reference, or by words of the title; none that is archived."""
    rows = policies_visible_to(member).filter(is_archived=False)
    return find_policy(rows, text).order_by("title", "number")


def policy_hit(policy: Policy) -> Hit:
    return Hit(policy.reference, policy.title, policy.get_absolute_url(), policy.get_kind_display())


searchable(
    "policies",
    label=_("Policies"),
    icon="scroll-text",
    permission=VIEW_POLICIES.code,
    find=find_policies,
    hit=policy_hit,
    listing="governance:policies",
    order=24,
)


def find_meetings(member: Membership, text: str) -> QuerySet[Meeting]:
    """By reference, or by words of the name or the board, the latest first."""
    return meetings_visible_to(member).matching(text).order_by("-starts_at", "-pk")


def meeting_hit(meeting: Meeting) -> Hit:
    note = meeting.get_state_display()
    return Hit(meeting.reference, meeting.title, meeting.get_absolute_url(), note)


searchable(
    "meetings",
    label=_("Meetings"),
    icon="calendar-clock",
    permission=OPEN_MEETINGS.code,
    find=find_meetings,
    hit=meeting_hit,
    listing="governance:meetings",
    listing_query={"time": "all"},
    order=25,
)


def find_audits(member: Membership, text: str) -> QuerySet[Audit]:
    """By reference, or by words of what is audited, the newest first."""
    return audits_visible_to(member).matching(text).order_by("-number")


def audit_hit(audit: Audit) -> Hit:
    return Hit(audit.reference, audit.title, audit.get_absolute_url(), audit.get_state_display())


searchable(
    "audits",
    label=_("Audits"),
    icon="clipboard-check",
    permission=OPEN_AUDITS.code,
    find=find_audits,
    hit=audit_hit,
    listing="governance:audits",
    order=26,
)


def find_findings(member: Membership, text: str) -> QuerySet[AuditFinding]:
    """By reference, or by words of title and description, the newest first."""
    return findings_visible_to(member).matching(text).order_by("-number")


def finding_hit(finding: AuditFinding) -> Hit:
    note = finding.get_state_display()
    return Hit(finding.reference, finding.title, finding.get_absolute_url(), note)


searchable(
    "findings",
    label=_("Findings"),
    icon="search-check",
    permission=OPEN_AUDITS.code,
    find=find_findings,
    hit=finding_hit,
    listing="governance:findings",
    order=27,
)


def find_controls(_member: Membership, text: str) -> QuerySet[Control]:
    """By reference, or by words of title and description; none that is retired."""
    rows: QuerySet[Control] = Control.objects.active().matching(text).order_by("number")
    return rows


def control_hit(control: Control) -> Hit:
    note = control.get_scope_display()
    return Hit(control.reference, control.title, control.get_absolute_url(), note)


searchable(
    "controls",
    label=_("Controls"),
    icon="shield-check",
    permission=VIEW_COMPLIANCE.code,
    find=find_controls,
    hit=control_hit,
    listing="governance:controls",
    order=28,
)


def find_papers(member: Membership, text: str) -> QuerySet[PaperEdition]:
    """The last edition of each paper: by its name, or by id or words of its use case."""
    newer = PaperEdition.objects.filter(
        use_case=OuterRef("use_case"), kind=OuterRef("kind"), number__gt=OuterRef("number")
    )
    named = Q(kind__in=papers_called(text)) | Q(use_case__in=UseCase.objects.matching(text))
    rows: QuerySet[PaperEdition] = PaperEdition.objects.filter(
        named, ~Exists(newer.order_by()), use_case__in=UseCase.objects.visible_to(member)
    )
    return rows.select_related("use_case").defer("content").order_by("-made_at", "-pk")


def paper_hit(edition: PaperEdition) -> Hit:
    note = _("%(paper)s, edition %(number)d") % {
        "paper": edition.get_kind_display(),
        "number": edition.number,
    }
    case = edition.use_case
    return Hit(case.reference, case.title, edition.get_absolute_url(), note)


searchable(
    "papers",
    label=_("AI Act papers"),
    icon="file-check",
    permission=VIEW_PAPERS.code,
    find=find_papers,
    hit=paper_hit,
    listing="governance:papers",
    order=29,
)
