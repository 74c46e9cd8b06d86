"""What the trail records of its own exports, and who may read and export it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import OVERSIGHT, permission
from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind

PACK_REQUESTED = AuditAction("audit.pack.requested", _("Audit pack requested"))
PACK_BUILT = AuditAction("audit.pack.built", _("Audit pack made"), Severity.NOTICE)
TRAIL_EXPORTED = AuditAction("audit.trail.exported", _("Audit trail exported"), Severity.NOTICE)

READ_TRAIL = permission(
    "audit.read", label=_("read the audit trail"), roles=OVERSIGHT, writes=False
)
EXPORT = permission(
    "audit.export", label=_("export audit packs and the trail"), roles=OVERSIGHT, writes=False
)

PACK_READY = NotificationKind(
    "audit.pack.ready",
    label=_("An audit pack is ready"),
    title=_("The audit pack of %(subject)s is ready"),
    text=_("You can download it now."),
    by_mail=False,
)
