"""What the risk register records, tells people and shows in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from intake.case_tabs import CaseTab, declare_tab

# The trail
RISK_RAISED = AuditAction("governance.risk.raised", _("Risk raised"))
RISK_CHANGED = AuditAction("governance.risk.changed", _("Risk changed"))
RISK_ASSESSED = AuditAction("governance.risk.assessed", _("Risk assessed"))
RISK_LINKED = AuditAction("governance.risk.linked", _("Risk linked"))
RISK_UNLINKED = AuditAction("governance.risk.unlinked", _("Link of a risk removed"))
RISK_REVIEWED = AuditAction("governance.risk.reviewed", _("Risk reviewed"))
RISK_CLOSED = AuditAction("governance.risk.closed", _("Risk closed"), Severity.NOTICE)
RISK_REOPENED = AuditAction("governance.risk.reopened", _("Risk opened again"), Severity.NOTICE)
RISK_ACCEPTED = AuditAction("governance.risk.accepted", _("Risk accepted"), Severity.NOTICE)
ACCEPTANCE_ENDED = AuditAction(
    "governance.risk.acceptance_ended", _("Acceptance of a risk ended"), Severity.WARNING
)
TREATMENT_PLANNED = AuditAction("governance.treatment.planned", _("Treatment planned"))
TREATMENT_CHANGED = AuditAction("governance.treatment.changed", _("Treatment changed"))
TREATMENT_DONE = AuditAction("governance.treatment.done", _("Treatment done"))
TREATMENT_DROPPED = AuditAction(
    "governance.treatment.dropped", _("Treatment dropped"), Severity.NOTICE
)

# Messages
RISK_GIVEN = NotificationKind(
    "governance.risk_given",
    label=_("A risk is mine"),
    title=_("You own the risk %(risk)s"),
    text=_("Assess it, plan what is done about it, and review it by %(due)s."),
)
RISK_WAS_ACCEPTED = NotificationKind(
    "governance.risk_accepted",
    label=_("A risk of mine is accepted"),
    title=_("%(risk)s is accepted until %(due)s"),
    text=_("%(member)s accepts it: %(reason)s"),
)
ACCEPTANCE_OVER = NotificationKind(
    "governance.acceptance_over",
    label=_("The acceptance of a risk ended"),
    title=_("%(risk)s is open again"),
    text=_("Its acceptance of %(due)s ended: %(reason)s."),
)
ACCEPTANCE_ENDS = NotificationKind(
    "governance.acceptance_ends",
    label=_("The acceptance of a risk ends soon"),
    title=_("The acceptance of %(risk)s ends on %(due)s"),
    text=_("Treat the risk, or have it accepted again."),
)
RISK_REVIEW_DUE = NotificationKind(
    "governance.risk_review_due",
    label=_("A risk of mine is due for review"),
    title=_("%(risk)s is due for review on %(due)s"),
    text=_("Look at it again, and set the next date."),
)
TREATMENT_GIVEN = NotificationKind(
    "governance.treatment_given",
    label=_("A treatment of a risk is mine"),
    title=_("A treatment of %(risk)s is due on %(due)s"),
    text="%(treatment)s",
)
TREATMENT_DUE = NotificationKind(
    "governance.treatment_due",
    label=_("A treatment of mine comes due"),
    title=_("A treatment of %(risk)s is due on %(due)s"),
    text="%(treatment)s",
)

# Navigation
declare(
    NavItem(
        "governance:risks",
        _("Risks"),
        "triangle-alert",
        "governance.open_register",
        group="assurance",
        order=20,
        prefixes=("governance:risk",),
    )
)

# On the page of a use case
declare_tab(
    CaseTab("risks", _("Risks"), "triangle-alert", order=30, fragments=("governance:case_risks",))
)
