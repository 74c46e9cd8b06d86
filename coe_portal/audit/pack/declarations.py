"""What the trail records of packs, and who is told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind

PACK_REQUESTED = AuditAction("audit.pack.requested", _("Audit pack requested"))
PACK_BUILT = AuditAction("audit.pack.built", _("Audit pack made"), Severity.NOTICE)

PACK_READY = NotificationKind(
    "audit.pack.ready",
    label=_("An audit pack is ready"),
    title=_("The audit pack of %(subject)s is ready"),
    text=_("You can download it now."),
    by_mail=False,
)
