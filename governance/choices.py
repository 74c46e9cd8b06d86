"""The words of governance: paths, votes, outcomes and who sits on a board."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Path(models.TextChoices):
    SELF_SERVICE = "self_service", _("Self-service")
    LIGHT = "light", _("Light review")
    BOARD = "board", _("Full board")
    STOP = "stop", _("Stopped")


class MatrixState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class ReviewState(models.TextChoices):
    OPEN = "open", _("Open")
    STALE = "stale", _("Stale")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class VoteChoice(models.TextChoices):
    APPROVE = "approve", _("Approve")
    CONDITIONS = "approve_with_conditions", _("Approve with conditions")
    REJECT = "reject", _("Reject")
    ABSTAIN = "abstain", _("Abstain")


class Outcome(models.TextChoices):
    APPROVED = "approved", _("Approved")
    CONDITIONS = "approved_with_conditions", _("Approved with conditions")
    REJECTED = "rejected", _("Rejected")
    DEFERRED = "deferred", _("Deferred")
    STOPPED = "stopped", _("Stopped")


APPROVALS = frozenset({Outcome.APPROVED, Outcome.CONDITIONS})


class Discipline(models.TextChoices):
    BUSINESS = "business", _("Business")
    COE_LEAD = "coe_lead", _("CoE lead")
    LEGAL = "legal", _("Legal and compliance")
    SECURITY = "security", _("Security and IT risk")
    ETHICS = "ethics", _("Ethics and inclusion")
    CIO = "cio", _("CIO or CTO")


class Majority(models.TextChoices):
    MAJORITY = "majority", _("Majority")
    TWO_THIRDS = "two_thirds", _("Two thirds")
    UNANIMOUS = "unanimous", _("Unanimous")


class BallotRule(models.TextChoices):
    """Who sees the single votes while a review is open; afterwards all do who see the review."""

    OPEN = "open", _("Open: seats see each vote at once")
    AFTER_OWN = "after_own", _("A seat sees the others once it has voted")
    SECRET = "secret", _("Secret until the review is closed")


class RecusalKind(models.TextChoices):
    SUBMITTER = "submitter", _("Submitted the case")
    OWNER = "owner", _("Owns the case")
    SPONSOR = "sponsor", _("Sponsors the case")
    TECH_LEAD = "tech_lead", _("Leads the build")
    BUILDER = "builder", _("Built what is judged")
    CONFLICT = "conflict", _("Declared a conflict of interest")


class ConditionState(models.TextChoices):
    OPEN = "open", _("Open")
    OFFERED = "offered", _("Evidence offered")
    MET = "met", _("Met")
    LAPSED = "lapsed", _("Lapsed")


# Incidents


class IncidentState(models.TextChoices):
    REPORTED = "reported", _("Reported")
    TRIAGED = "triaged", _("Triaged")
    CONTAINED = "contained", _("Contained")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    DISMISSED = "dismissed", _("No incident")


class Harm(models.TextChoices):
    HARM = "harm", _("Harm was done")
    NEAR_MISS = "near_miss", _("Near miss: it could have done harm")


class Severity(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")


class IncidentKind(models.TextChoices):
    SAFETY = "safety", _("Health or safety of people")
    RIGHTS = "rights", _("Rights of people, unfair treatment")
    PRIVACY = "privacy", _("Personal data")
    SECURITY = "security", _("Security")
    OUTPUT = "output", _("Wrong or harmful output")
    DISRUPTION = "disruption", _("Disruption of service or infrastructure")
    MISUSE = "misuse", _("Misuse or breach of policy")
    OTHER = "other", _("Something else")


class EntryKind(models.TextChoices):
    STATE = "state", _("Step")
    NOTE = "note", _("Note")
    QUESTION = "question", _("Question to the reporter")
    ANSWER = "answer", _("Answer of the reporter")
    CLOCK = "clock", _("Deadline")
    NOTICE = "notice", _("Authority told")
    MESSAGE = "message", _("Communication")
    ACTION = "action", _("Review and actions")


class ClockState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met")
    DROPPED = "dropped", _("Does not apply")


class ActionState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    ACCEPTED = "accepted", _("Accepted as it is")


class AppealState(models.TextChoices):
    LODGED = "lodged", _("Waits for a panel")
    HEARD = "heard", _("Before a panel")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OVERTAKEN = "overtaken", _("Overtaken by a change of the case")


# Risks


class RiskCategory(models.TextChoices):
    AGENTS = "agents", _("Agents")
    CONTENT = "content", _("Content")
    DATA = "data", _("Data")
    ENVIRONMENT = "environment", _("Environment")
    FAIRNESS = "fairness", _("Fairness")
    HUMAN = "human", _("People")
    LEGAL = "legal", _("Law")
    ORGANISATION = "organisation", _("Organization")
    PRIVACY = "privacy", _("Privacy")
    RELIABILITY = "reliability", _("Reliability")
    SECURITY = "security", _("Security")


class RiskState(models.TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    CLOSED = "closed", _("Closed")


class RiskBand(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")


class Likelihood(models.IntegerChoices):
    RARE = 1, _("1 Rare")
    UNLIKELY = 2, _("2 Unlikely")
    POSSIBLE = 3, _("3 Possible")
    LIKELY = 4, _("4 Likely")
    CERTAIN = 5, _("5 Almost certain")


class Impact(models.IntegerChoices):
    NEGLIGIBLE = 1, _("1 Negligible")
    MINOR = 2, _("2 Minor")
    MODERATE = 3, _("3 Moderate")
    MAJOR = 4, _("4 Major")
    SEVERE = 5, _("5 Severe")


class TreatmentKind(models.TextChoices):
    AVOID = "avoid", _("Avoid")
    REDUCE = "reduce", _("Reduce")
    TRANSFER = "transfer", _("Transfer")
    ACCEPT = "accept", _("Accept")


class TreatmentState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class AcceptanceEnd(models.TextChoices):
    LAPSED = "lapsed", _("Lapsed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    WORSE = "worse", _("The risk got worse")
    CLOSED = "closed", _("The risk was closed")


# Policies


class PolicyKind(models.TextChoices):
    CHARTER = "charter", _("Charter")
    ACCEPTABLE_USE = "acceptable_use", _("Acceptable use")
    RACI = "raci", _("RACI")
    RISK_TIERS = "risk_tiers", _("Risk-tier policy")
    INCIDENT_RUNBOOK = "incident_runbook", _("Incident runbook")
    VENDOR_STANDARD = "vendor_standard", _("Vendor standard")
    MODEL_DOCUMENTATION = "model_documentation", _("Model documentation standard")
    COMMUNICATION_PLAN = "communication_plan", _("Communication plan")
    SOP = "sop", _("Standard operating procedure")
    PLAYBOOK = "playbook", _("Playbook")
    STANDARD = "standard", _("Standard")
    ARCHITECTURE = "architecture", _("Reference architecture")
    OTHER = "other", _("Other")


class PolicyState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_APPROVAL = "in_approval", _("In approval")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")


class CampaignState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


# Compliance


class FrameworkState(models.TextChoices):
    DRAFT = "draft", _("Not adopted yet")
    ADOPTED = "adopted", _("Adopted")
    SUPERSEDED = "superseded", _("Superseded")
    DISCARDED = "discarded", _("Discarded")


class RequirementStatus(models.TextChoices):
    IN_FORCE = "in_force", _("In force")
    AMENDED = "amended", _("Amended")
    PROPOSED = "proposed", _("Proposed, not law yet")
    UNSETTLED = "unsettled", _("Unsettled: sources differ")


class MappingStrength(models.TextChoices):
    STRONG = "strong", _("Mostly the same evidence")
    PARTIAL = "partial", _("Overlaps in part")


class ControlScope(models.TextChoices):
    ORGANIZATION = "organization", _("Once for the organization")
    USE_CASE = "use_case", _("For each use case")


class EvidenceState(models.TextChoices):
    OFFERED = "offered", _("Waits for a check")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class ExclusionState(models.TextChoices):
    CLAIMED = "claimed", _("Waits for a second person")
    CONFIRMED = "confirmed", _("Does not apply")
    REFUSED = "refused", _("Refused: it applies")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Standing(models.TextChoices):
    """How a use case stands with a requirement that applies to it."""

    COVERED = "covered", _("Covered")
    PARTLY = "partly", _("Partly covered")
    WAIVED = "waived", _("Waived for a time")
    OPEN = "open", _("Open")
    EXCLUDED = "excluded", _("Does not apply")


# Release checklists


class ChecklistTopic(models.TextChoices):
    TRANSPARENCY = "transparency", _("Transparency and disclosure")
    OVERSIGHT = "oversight", _("Human oversight")
    DATA = "data", _("Data minimisation")
    DOCUMENTATION = "documentation", _("Documentation and traceability")
    FAIRNESS = "fairness", _("Bias and fairness")
    EVALUATION = "evaluation", _("Evaluation")
    SECURITY = "security", _("Security and permissions")
    OPERATION = "operation", _("Operation and incidents")


class ItemChoice(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class ItemState(models.TextChoices):
    """What an answer is worth. Only settled items let a release through."""

    OPEN = "open", _("Open")
    RETURNED = "returned", _("Sent back")
    CHANGED = "changed", _("The question changed")
    UNPROVEN = "unproven", _("Needs a note or a file")
    UNEXPLAINED = "unexplained", _("Needs a reason")
    REFUSED = "refused", _("Not fulfilled")
    SETTLED = "settled", _("Done")


# Questions to the team


class QuestionState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Audits


class AuditKind(models.TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    CHANGE = "change", _("After a change")
    SAMPLE = "sample", _("Sample")
    AD_HOC = "ad_hoc", _("On request")


class AuditState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    FIELDWORK = "fieldwork", _("Fieldwork")
    REPORTING = "reporting", _("Reporting")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class ItemResult(models.TextChoices):
    CONFORMS = "conforms", _("Conforms")
    MINOR = "minor", _("Minor gap")
    MAJOR = "major", _("Major gap")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")
    NOT_TESTED = "not_tested", _("Not tested")


class FindingSeverity(models.TextChoices):
    MINOR = "minor", _("Minor")
    MAJOR = "major", _("Major")
    CRITICAL = "critical", _("Critical")


class FindingState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    RETURNED = "returned", _("Returned")
    VERIFIED = "verified", _("Verified")


class SampleOutcome(models.TextChoices):
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Failed")


# Papers of the EU AI Act


class PaperKind(models.TextChoices):
    FRIA = "fria", _("Fundamental rights impact assessment")
    TECHNICAL_FILE = "technical_file", _("Technical file")
    REGISTRATION = "registration", _("EU registration")


class FriaState(models.TextChoices):
    WAITING = "waiting", _("Waits for an approval")
    RETURNED = "returned", _("Sent back")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")


class PaperStanding(models.TextChoices):
    """How a use case stands with a paper."""

    NOT_DUE = "not_due", _("Not required")
    MISSING = "missing", _("Missing")
    WAITING = "waiting", _("Waits for an approval")
    DONE = "done", _("There")


# Waivers


class WaiverState(models.TextChoices):
    REQUESTED = "requested", _("Asked for")
    GRANTED = "granted", _("In force")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    SETTLED = "settled", _("Control in place")


# Meetings


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Minutes to approve")
    APPROVED = "approved", _("Minutes approved")
    CANCELLED = "cancelled", _("Called off")


class AgendaKind(models.TextChoices):
    REVIEW = "review", _("Review")
    APPEAL = "appeal", _("Appeal")
    CONDITION = "condition", _("Condition to check")
    OTHER = "other", _("Other")


class AgendaResult(models.TextChoices):
    DECIDED = "decided", _("Decided")
    NOTED = "noted", _("Noted")
    POSTPONED = "postponed", _("Put off")
    WITHDRAWN = "withdrawn", _("Taken off")


class PointState(models.TextChoices):
    """How it stands with what a meeting agreed on."""

    OPEN = "open", _("Open")
    OVERDUE = "overdue", _("Overdue")
    DONE = "done", _("Done")


class Capacity(models.TextChoices):
    """As what somebody is asked to a meeting."""

    MEMBER = "member", _("Member")
    DELEGATE = "delegate", _("Delegate")
    ALTERNATE = "alternate", _("Alternate")


class Presence(models.TextChoices):
    EXPECTED = "expected", _("Not marked")
    PRESENT = "present", _("Present")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


# Decision rights


class OperatingModel(models.TextChoices):
    CENTRALIZED = "centralized", _("Centralized")
    FEDERATED = "federated", _("Federated")
    HYBRID = "hybrid", _("Hybrid")


class Holder(models.TextChoices):
    """Who holds the reviews that one reviewer may decide."""

    UNIT = "unit", _("The unit's own reviewer")
    COE = "coe", _("The CoE")
    COUNCIL = "council", _("The council")
