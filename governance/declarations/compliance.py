"""What compliance records, tells people and shows in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from intake.case_tabs import CaseTab, declare_tab

# The trail
VERSION_BROUGHT = AuditAction("governance.framework.brought", _("Framework edition read in"))
VERSION_ADOPTED = AuditAction(
    "governance.framework.adopted", _("Framework edition adopted"), Severity.NOTICE
)
VERSION_DISCARDED = AuditAction(
    "governance.framework.discarded", _("Framework edition discarded"), Severity.NOTICE
)
FRAMEWORK_RETIRED = AuditAction(
    "governance.framework.retired", _("Framework retired"), Severity.WARNING
)
FRAMEWORK_RESTORED = AuditAction(
    "governance.framework.restored", _("Framework taken up again"), Severity.NOTICE
)
CONTROL_CREATED = AuditAction("governance.control.created", _("Control set up"))
CONTROL_CHANGED = AuditAction("governance.control.changed", _("Control changed"))
CONTROL_RETIRED = AuditAction("governance.control.retired", _("Control retired"), Severity.NOTICE)
CONTROL_RESTORED = AuditAction("governance.control.restored", _("Control taken up again"))
CONTROL_LINKED = AuditAction("governance.control.linked", _("Control linked to a requirement"))
CONTROL_UNLINKED = AuditAction(
    "governance.control.unlinked", _("Link of a control removed"), Severity.NOTICE
)
EVIDENCE_GIVEN = AuditAction("governance.control_evidence.given", _("Evidence of a control given"))
EVIDENCE_ACCEPTED = AuditAction(
    "governance.control_evidence.accepted", _("Evidence of a control accepted"), Severity.NOTICE
)
EVIDENCE_RETURNED = AuditAction(
    "governance.control_evidence.returned", _("Evidence of a control sent back")
)
EVIDENCE_WITHDRAWN = AuditAction(
    "governance.control_evidence.withdrawn",
    _("Evidence of a control withdrawn"),
    Severity.WARNING,
)
EVIDENCE_EXPIRED = AuditAction(
    "governance.control_evidence.expired", _("Evidence of a control expired"), Severity.WARNING
)
EXCLUSION_CLAIMED = AuditAction(
    "governance.exclusion.claimed", _("Requirement said not to apply"), Severity.NOTICE
)
EXCLUSION_CONFIRMED = AuditAction(
    "governance.exclusion.confirmed",
    _("Requirement confirmed not to apply"),
    Severity.WARNING,
)
EXCLUSION_REFUSED = AuditAction(
    "governance.exclusion.refused", _("Requirement found to apply"), Severity.NOTICE
)
EXCLUSION_WITHDRAWN = AuditAction(
    "governance.exclusion.withdrawn", _("Exclusion of a requirement withdrawn")
)

# Messages
EVIDENCE_TO_JUDGE = NotificationKind(
    "governance.control_evidence_to_check",
    label=_("Evidence of a control waits for a check"),
    title=_("Check %(evidence)s"),
    text=_("%(member)s gave it for the control %(control)s."),
)
EVIDENCE_WAS_RETURNED = NotificationKind(
    "governance.control_evidence_returned",
    label=_("Evidence of mine was sent back"),
    title=_("%(evidence)s was sent back"),
    text="%(reason)s",
)
EVIDENCE_ENDS = NotificationKind(
    "governance.control_evidence_ends",
    label=_("Evidence of a control expires soon"),
    title=_("%(evidence)s expires on %(due)s"),
    text=_("Give newer evidence for the control %(control)s, or it counts as uncovered."),
)
EVIDENCE_IS_OVER = NotificationKind(
    "governance.control_evidence_expired",
    label=_("Evidence of a control expired"),
    title=_("%(evidence)s has expired"),
    text=_("The control %(control)s is uncovered. Give newer evidence."),
)
FRAMEWORK_MOVED = NotificationKind(
    "governance.framework_updated",
    label=_("A framework that my controls serve was updated"),
    title=_("%(framework)s: %(edition)s is adopted"),
    text=_("It changes requirements of controls that you own: %(controls)s."),
)
EXCLUSION_TO_JUDGE = NotificationKind(
    "governance.exclusion_to_confirm",
    label=_("Somebody says that a requirement does not apply"),
    title=_("%(case)s: does %(code)s apply?"),
    text=_("%(member)s says it does not: %(reason)s"),
)

# Navigation
declare(
    NavItem(
        "governance:compliance",
        _("Compliance"),
        "shield-check",
        "governance.view_compliance",
        group="assurance",
        order=10,
        prefixes=(
            "governance:framework",
            "governance:requirement",
            "governance:control",
            "governance:evidence",
            "governance:crosswalk",
        ),
    )
)

# On the page of a use case
declare_tab(
    CaseTab(
        "compliance",
        _("Compliance"),
        "shield-check",
        order=60,
        fragments=("governance:case_compliance",),
    )
)
