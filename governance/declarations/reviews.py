"""What governance records, tells people, shows in the navigation, and does by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from governance.queries.docket import owed_reviews
from intake.case_tabs import CaseTab, declare_tab

# The trail
REVIEW_OPENED = AuditAction("governance.review.opened", _("Review opened"))
REVIEW_STALE = AuditAction("governance.review.went_stale", _("Review went stale"), Severity.NOTICE)
REVIEW_ESCALATED = AuditAction("governance.review.escalated", _("Review escalated to the board"))
REVIEW_CANCELLED = AuditAction("governance.review.cancelled", _("Review cancelled"))
REVIEW_REMINDED = AuditAction("governance.review.reminded", _("Deadline reminder sent"))
REVIEW_CLOSED = AuditAction("governance.review.closed", _("Review closed"))
DEADLINE_MOVED = AuditAction(
    "governance.review.deadline_moved", _("Deadline of a review moved"), Severity.NOTICE
)
REVIEWER_REPLACED = AuditAction("governance.review.reviewer_replaced", _("Reviewer replaced"))
VOTE_CAST = AuditAction("governance.vote.cast", _("Vote cast"))
VOTE_CHANGED = AuditAction("governance.vote.changed", _("Vote changed"))
VOTES_COUNTED = AuditAction("governance.review.votes_counted", _("Votes cast were counted"))
CONFLICT_DECLARED = AuditAction(
    "governance.conflict.declared", _("Conflict of interest declared"), Severity.NOTICE
)
MEMBER_RECUSED = AuditAction(
    "governance.member.recused", _("Recused for a part in the case"), Severity.NOTICE
)
GATE_REQUESTED = AuditAction("governance.gate.requested", _("Gate requested"))
GATE_ENTERED = AuditAction("governance.gate.entered", _("Gate passed on an earlier approval"))
DECIDED_BY_POLICY = AuditAction("governance.decision.made_by_policy", _("Decided by policy"))
CASE_STOPPED = AuditAction(
    "governance.decision.stopped", _("Prohibited use stopped"), Severity.WARNING
)
EVIDENCE_OFFERED = AuditAction("governance.condition.offered", _("Evidence offered"))
EVIDENCE_RETURNED = AuditAction("governance.condition.returned", _("Evidence sent back"))
CONDITION_MET = AuditAction("governance.condition.met", _("Condition met"))
CONDITION_LAPSED = AuditAction(
    "governance.condition.lapsed", _("Condition lapsed"), Severity.WARNING
)
BOARD_CREATED = AuditAction("governance.board.created", _("Board created"), Severity.NOTICE)
BOARD_CHANGED = AuditAction("governance.board.changed", _("Board changed"), Severity.NOTICE)
SEAT_FILLED = AuditAction("governance.seat.filled", _("Seat filled"), Severity.NOTICE)
SEAT_ENDED = AuditAction("governance.seat.ended", _("Term ended"), Severity.NOTICE)
SEAT_DELEGATED = AuditAction("governance.seat.delegated", _("Seat delegated"), Severity.NOTICE)
DELEGATION_ENDED = AuditAction("governance.seat.delegation_ended", _("Delegation ended"))
SPEAKERS_CHANGED = AuditAction("governance.review.speakers_changed", _("Who speaks has changed"))
MATRIX_PUBLISHED = AuditAction(
    "governance.matrix.published", _("Path matrix published"), Severity.NOTICE
)

# Messages
VOTE_WANTED = NotificationKind(
    "governance.vote_wanted",
    label=_("A review waits for my vote"),
    title=_("%(case)s waits for your vote"),
    text=_("Review %(review)s is due on %(due)s."),
)
VOTE_REMINDER = NotificationKind(
    "governance.vote_reminder",
    label=_("A review that I have not voted on comes due"),
    title=_("Your vote on %(case)s is still missing"),
    text=_("Review %(review)s is due on %(due)s. Silence does not approve."),
)
REVIEW_OVERDUE = NotificationKind(
    "governance.review_overdue",
    label=_("A review is overdue"),
    title=_("The review of %(case)s is overdue"),
    text=_("Review %(review)s was due on %(due)s. %(missing)s votes are missing."),
)
REVIEW_RESTARTED = NotificationKind(
    "governance.review_restarted",
    label=_("A review that I voted on went stale"),
    title=_("%(case)s has changed: please vote again"),
    text=_("Review %(review)s replaces the one before. Earlier votes are not carried over."),
)
DECISION_REACHED = NotificationKind(
    "governance.decision_reached",
    label=_("My use case was decided"),
    title=_("%(case)s: %(outcome)s"),
    text=_("Decision %(decision)s at the gate %(gate)s. %(rationale)s"),
)
APPROVED_BUT_WAITING = NotificationKind(
    "governance.approved_but_waiting",
    label=_("My use case is approved, but something is missing"),
    title=_("%(case)s is approved and waits for you"),
    text=_("Before it can enter %(gate)s: %(missing)s"),
)
CONDITION_ASSIGNED = NotificationKind(
    "governance.condition_assigned",
    label=_("A condition is mine to meet"),
    title=_("A condition for %(case)s is due on %(due)s"),
    text="%(condition)s",
)
CONDITION_DUE = NotificationKind(
    "governance.condition_due",
    label=_("A condition of mine comes due"),
    title=_("A condition for %(case)s is due on %(due)s"),
    text="%(condition)s",
)
EVIDENCE_TO_CHECK = NotificationKind(
    "governance.evidence_to_check",
    label=_("Evidence waits for my check"),
    title=_("Evidence for %(case)s waits for a check"),
    text="%(condition)s",
)
EVIDENCE_SENT_BACK = NotificationKind(
    "governance.evidence_sent_back",
    label=_("My evidence was sent back"),
    title=_("Your evidence for %(case)s was sent back"),
    text="%(reason)s",
)
CASE_SUSPENDED = NotificationKind(
    "governance.case_suspended",
    label=_("My use case is suspended"),
    title=_("%(case)s is suspended: a condition lapsed"),
    text="%(condition)s",
)
CONDITION_MISSED = NotificationKind(
    "governance.condition_missed",
    label=_("A condition of a use case at rest lapsed"),
    title=_("A condition for %(case)s lapsed"),
    text=_("It does not go on before this is made good: %(condition)s"),
)
EVIDENCE_ACCEPTED = NotificationKind(
    "governance.evidence_accepted",
    label=_("My evidence was accepted"),
    title=_("A condition for %(case)s is met"),
    text="%(condition)s",
)
CASE_GOES_ON = NotificationKind(
    "governance.case_goes_on",
    label=_("My use case is no longer suspended"),
    title=_("%(case)s goes on: the condition is met"),
    text="%(condition)s",
)

SEAT_ENTRUSTED = NotificationKind(
    "governance.seat_entrusted",
    label=_("Somebody asks me to speak for their seat"),
    title=_("You speak for %(member)s on %(board)s"),
    text=_("From %(first)s until %(last)s: their reviews are in your docket."),
)
SEAT_GIVEN_AWAY = NotificationKind(
    "governance.seat_given_away",
    label=_("Somebody else lets another member speak for my seat"),
    title=_("%(delegate)s speaks for your seat on %(board)s"),
    text=_(
        "From %(first)s until %(last)s. %(actor)s decided so; on the board's page you can end it."
    ),
)

# Navigation
declare(
    NavItem(
        "governance:docket",
        _("My docket"),
        "gavel",
        "governance.open_docket",
        group="work",
        order=30,
        prefixes=("governance:docket", "governance:review", "governance:brief"),
        waiting=owed_reviews,
    )
)
declare(
    NavItem(
        "governance:reviews",
        _("Reviews"),
        "messages-square",
        "governance.view_reviews",
        group="governance",
        order=5,
        prefixes=("governance:reviews", "governance:review", "governance:brief"),
    )
)
declare(
    NavItem(
        "governance:decisions",
        _("Decisions"),
        "scale",
        "governance.view_decisions",
        group="governance",
        order=10,
        prefixes=("governance:decision", "governance:appeal", "governance:form_panel"),
    )
)
declare(
    NavItem(
        "governance:conditions",
        _("Conditions and validity"),
        "list-checks",
        "governance.view_decisions",
        group="governance",
        order=20,
        prefixes=("governance:condition", "governance:approval", "governance:waiver"),
    )
)
declare(
    NavItem(
        "governance:boards",
        _("Boards and paths"),
        "users",
        "governance.view_rules",
        group="governance",
        order=30,
        prefixes=(
            "governance:board",
            "governance:boards",
            "governance:matrix",
            "governance:decision_rights",
            "governance:raci",
        ),
    )
)

# On the page of a use case
declare_tab(
    CaseTab(
        "decisions",
        _("Decisions"),
        "gavel",
        order=10,
        fragments=("governance:case_decisions", "governance:case_waivers"),
    )
)
