"""What the room of audits records, tells people and shows in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from governance.permissions.audits import my_findings
from intake.case_tabs import CaseTab, declare_tab

# The trail
AUDIT_PLANNED = AuditAction("governance.audit.planned", _("Audit planned"))
AUDIT_CHANGED = AuditAction("governance.audit.changed", _("Audit moved or given to somebody"))
AUDIT_CANCELLED = AuditAction("governance.audit.cancelled", _("Audit cancelled"), Severity.NOTICE)
AUDIT_BEGUN = AuditAction("governance.audit.begun", _("Fieldwork of an audit begun"))
AUDIT_ITEM_SAVED = AuditAction("governance.audit.item_saved", _("Line of an audit's list saved"))
AUDIT_TESTED = AuditAction("governance.audit.tested", _("Fieldwork of an audit done"))
AUDIT_RESUMED = AuditAction("governance.audit.resumed", _("Fieldwork of an audit taken up again"))
AUDIT_CLOSED = AuditAction("governance.audit.closed", _("Audit closed"), Severity.NOTICE)
REPORT_REQUESTED = AuditAction(
    "governance.audit.report_requested", _("Report of an audit asked for")
)
REPORT_MADE = AuditAction("governance.audit.report_made", _("Report of an audit made"))
AUDIT_PLAN_CHANGED = AuditAction(
    "governance.audit_plan.changed", _("Audit plan changed"), Severity.NOTICE
)
FINDING_RAISED = AuditAction("governance.finding.raised", _("Finding raised"), Severity.NOTICE)
FINDING_CHANGED = AuditAction("governance.finding.changed", _("Finding changed"))
FINDING_ANSWERED = AuditAction("governance.finding.answered", _("Finding answered"))
FINDING_RETURNED = AuditAction("governance.finding.returned", _("Answer to a finding returned"))
FINDING_VERIFIED = AuditAction(
    "governance.finding.verified", _("Finding verified"), Severity.NOTICE
)
SAMPLE_SETTLED = AuditAction("governance.sample.settled", _("Sample of approvals judged"))
SAMPLING_RATE_CHANGED = AuditAction(
    "governance.sample.rate_changed", _("Rate of samples changed"), Severity.WARNING
)

# Messages
AUDIT_GIVEN = NotificationKind(
    "governance.audit_given",
    label=_("An audit is mine to carry out"),
    title=_("You audit %(audit)s by %(due)s"),
    text=_("Begin the fieldwork when you are ready: the checklist is made then."),
)
AUDIT_HAS_BEGUN = NotificationKind(
    "governance.audit_has_begun",
    label=_("An audit of a case of mine begins"),
    title=_("%(audit)s begins"),
    text=_("%(auditor)s looks at the controls that apply. Have the evidence ready."),
)
AUDIT_IS_CLOSED = NotificationKind(
    "governance.audit_is_closed",
    label=_("An audit of a case of mine is closed"),
    title=_("%(audit)s is closed"),
    text="%(conclusion)s",
)
AUDIT_DUE = NotificationKind(
    "governance.audit_due",
    label=_("An audit of mine comes due"),
    title=_("%(audit)s is due on %(due)s"),
    text=_("It closes when every line of its checklist has a result."),
)
AUDIT_OVERDUE = NotificationKind(
    "governance.audit_overdue",
    label=_("An audit of mine is overdue"),
    title=_("%(audit)s is overdue"),
    text=_("It was due on %(due)s."),
)
AUDIT_LATE = NotificationKind(
    "governance.audit_late",
    label=_("An audit of somebody I lead is overdue"),
    title=_("%(audit)s is overdue"),
    text=_("%(member)s should have closed it by %(due)s."),
)
FINDING_GIVEN = NotificationKind(
    "governance.finding_given",
    label=_("A finding of an audit is mine to answer"),
    title=_("A finding is yours: %(finding)s"),
    text=_("Say by %(due)s what you did about it, with evidence."),
)
FINDING_IS_ANSWERED = NotificationKind(
    "governance.finding_is_answered",
    label=_("A finding that I can verify is answered"),
    title=_("%(finding)s is answered"),
    text="%(member)s: %(words)s",
)
FINDING_IS_RETURNED = NotificationKind(
    "governance.finding_is_returned",
    label=_("My answer to a finding is returned"),
    title=_("%(finding)s: your answer is returned"),
    text="%(member)s: %(words)s",
)
FINDING_IS_VERIFIED = NotificationKind(
    "governance.finding_is_verified",
    label=_("A finding of mine is verified"),
    title=_("%(finding)s is verified"),
    text="%(member)s: %(words)s",
)
FINDING_DUE = NotificationKind(
    "governance.finding_due",
    label=_("A finding of mine comes due"),
    title=_("%(finding)s is due on %(due)s"),
    text=_("Say what you did about it, with evidence."),
)
FINDING_OVERDUE = NotificationKind(
    "governance.finding_overdue",
    label=_("A finding of mine is overdue"),
    title=_("%(finding)s is overdue"),
    text=_("It was due on %(due)s. Say what you did about it, with evidence."),
)
FINDING_LATE = NotificationKind(
    "governance.finding_late",
    label=_("A finding of somebody I lead is overdue"),
    title=_("%(finding)s is overdue"),
    text=_("%(member)s should have answered it by %(due)s."),
)
MORE_IS_SAMPLED = NotificationKind(
    "governance.more_is_sampled",
    label=_("More self-service approvals are sampled"),
    title=_("%(rate)s %% of self-service approvals are sampled now"),
    text=_("%(audit)s failed: it has a major or critical finding."),
)

# Navigation
declare(
    NavItem(
        "governance:audits",
        _("Audits"),
        "clipboard-check",
        "governance.open_audits",
        group="assurance",
        order=40,
        prefixes=(
            "governance:audit_",
            "governance:audits",
            "governance:finding",
            "governance:fast_lane",
        ),
        waiting=my_findings,
    ),
    NavItem(
        "governance:auditor_room",
        _("Auditor's room"),
        "glasses",
        "governance.open_auditor_room",
        order=5,
    ),
)

# On the page of a use case
declare_tab(
    CaseTab(
        "audits", _("Audits"), "clipboard-check", order=50, fragments=("governance:case_audits",)
    )
)
