"""All models of governance, so that Django finds them."""

from __future__ import annotations

from governance.models.appeals import Appeal
from governance.models.attestations import Attestation, AttestationDuty, Campaign
from governance.models.audits import Audit, AuditItem, AuditPlan, SampleStep
from governance.models.boards import Board, Delegation, PathMatrix, Seat
from governance.models.checklists import Checklist, ChecklistAnswer, ChecklistVersion
from governance.models.controls import Control, ControlLink, Evidence
from governance.models.coverage import CaseCoverage, Exclusion
from governance.models.decisions import Condition, Decision
from governance.models.findings import AuditFinding, FindingAnswer
from governance.models.frameworks import Framework, FrameworkVersion, Mapping, Requirement
from governance.models.incidents import (
    AuthorityNotice,
    ClockPause,
    Incident,
    IncidentAction,
    IncidentClock,
    IncidentEntry,
    IncidentMessage,
    IncidentReview,
    ReportChannel,
)
from governance.models.meetings import ActionPoint, AgendaItem, Attendance, Meeting, Minutes
from governance.models.papers import (
    Fria,
    PaperEdition,
    PaperText,
    PaperWriter,
    RegistrationFiling,
)
from governance.models.policies import Policy, PolicyVersion, PolicyWriter
from governance.models.questions import TeamQuestion
from governance.models.reviews import Packet, Recusal, Review, ReviewSeat
from governance.models.rights import DecisionRights, RaciChart
from governance.models.risks import Risk, RiskAcceptance, RiskLink, RiskTreatment
from governance.models.suspensions import Suspension
from governance.models.validity import ValidityTerms
from governance.models.votes import Vote, VoteHistory
from governance.models.waivers import Waiver

__all__ = [
    "ActionPoint",
    "AgendaItem",
    "Appeal",
    "Attendance",
    "Attestation",
    "AttestationDuty",
    "Audit",
    "AuditFinding",
    "AuditItem",
    "AuditPlan",
    "AuthorityNotice",
    "Board",
    "Campaign",
    "CaseCoverage",
    "Checklist",
    "ChecklistAnswer",
    "ChecklistVersion",
    "ClockPause",
    "Condition",
    "Control",
    "ControlLink",
    "Decision",
    "DecisionRights",
    "Delegation",
    "Evidence",
    "Exclusion",
    "FindingAnswer",
    "Framework",
    "FrameworkVersion",
    "Fria",
    "Incident",
    "IncidentAction",
    "IncidentClock",
    "IncidentEntry",
    "IncidentMessage",
    "IncidentReview",
    "Mapping",
    "Meeting",
    "Minutes",
    "Packet",
    "PaperEdition",
    "PaperText",
    "PaperWriter",
    "PathMatrix",
    "Policy",
    "PolicyVersion",
    "PolicyWriter",
    "RaciChart",
    "Recusal",
    "RegistrationFiling",
    "ReportChannel",
    "Requirement",
    "Review",
    "ReviewSeat",
    "Risk",
    "RiskAcceptance",
    "RiskLink",
    "RiskTreatment",
    "SampleStep",
    "Seat",
    "Suspension",
    "TeamQuestion",
    "ValidityTerms",
    "Vote",
    "VoteHistory",
    "Waiver",
]
