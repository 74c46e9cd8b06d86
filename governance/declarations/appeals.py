"""What appeals record and tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind

APPEAL_LODGED = AuditAction("governance.appeal.lodged", _("Appeal lodged"), Severity.NOTICE)
APPEAL_WITHDRAWN = AuditAction("governance.appeal.withdrawn", _("Appeal withdrawn"))
PANEL_FORMED = AuditAction("governance.appeal.panel_formed", _("Appeal panel formed"))
APPEAL_SETTLED = AuditAction("governance.appeal.settled", _("Appeal settled"), Severity.NOTICE)

APPEAL_TO_HEAR = NotificationKind(
    "governance.appeal_to_hear",
    label=_("An appeal waits for a panel"),
    title=_("%(appeal)s: the decision on %(case)s is appealed"),
    text=_("Form a panel of people who had no voice in the decision."),
)
APPEAL_ANSWERED = NotificationKind(
    "governance.appeal_answered",
    label=_("An appeal of mine is settled"),
    title=_("Your appeal on %(case)s: %(state)s"),
    text="",
)
