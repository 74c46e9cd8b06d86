"""What papers record, tell people, and show in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from intake.case_tabs import CaseTab, declare_tab

# The trail
PAPER_WRITTEN = AuditAction("governance.paper.written", _("Text of a paper saved"))
PAPER_FROZEN = AuditAction("governance.paper.frozen", _("Edition of a paper kept"))
PAPER_PRINTED = AuditAction("governance.paper.printed", _("Paper asked for as PDF"))
FRIA_SENT = AuditAction("governance.fria.sent", _("Impact assessment sent for approval"))
FRIA_APPROVED = AuditAction(
    "governance.fria.approved", _("Impact assessment approved"), Severity.NOTICE
)
FRIA_RETURNED = AuditAction("governance.fria.returned", _("Impact assessment sent back"))
FRIA_NOTIFIED = AuditAction(
    "governance.fria.notified", _("Authority told of an impact assessment"), Severity.NOTICE
)
REGISTRATION_FILED = AuditAction(
    "governance.registration.filed", _("Registration filed"), Severity.NOTICE
)

# Messages
FRIA_TO_APPROVE = NotificationKind(
    "governance.fria_to_approve",
    label=_("An impact assessment waits for an approval"),
    title=_("%(paper)s waits for an approval"),
    text=_("%(member)s sent it. Whoever wrote no word of it may approve it."),
)
FRIA_IS_APPROVED = NotificationKind(
    "governance.fria_is_approved",
    label=_("An impact assessment of mine is approved"),
    title=_("%(paper)s is approved"),
    text=_("Tell the market surveillance authority, and record that here."),
)
FRIA_SENT_BACK = NotificationKind(
    "governance.fria_sent_back",
    label=_("An impact assessment of mine was sent back"),
    title=_("%(paper)s was sent back"),
    text="%(reason)s",
)
FRIA_REVIEW_DUE = NotificationKind(
    "governance.fria_review_due",
    label=_("An impact assessment of mine is to be looked at again"),
    title=_("%(paper)s is to be looked at by %(due)s"),
    text=_("Bring it up to date, and send it for approval again."),
)

# Navigation
declare(
    NavItem(
        "governance:papers",
        _("AI Act papers"),
        "file-check",
        "governance.view_papers",
        group="assurance",
        order=16,
        prefixes=("governance:paper", "governance:fria", "governance:registration"),
    )
)

# On the page of a use case
declare_tab(
    CaseTab("papers", _("Papers"), "file-check", order=40, fragments=("governance:case_papers",))
)
