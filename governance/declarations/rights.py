"""What decision rights record and tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind

RIGHTS_PUBLISHED = AuditAction(
    "governance.rights.published", _("Decision rights published"), Severity.NOTICE
)
RACI_PUBLISHED = AuditAction(
    "governance.raci.published", _("RACI chart published"), Severity.NOTICE
)

RIGHTS_CHANGE = NotificationKind(
    "governance.rights_change",
    label=_("Who decides what changes"),
    title=_("Decision rights change on %(day)s"),
    text="%(reason)s",
)
