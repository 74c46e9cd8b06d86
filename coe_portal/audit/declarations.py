"""What the trail records of its own exports, and its place in the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit import permissions
from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.ui.navigation import NavItem, declare

TRAIL_EXPORTED = AuditAction("audit.trail.exported", _("Audit trail exported"), Severity.NOTICE)

declare(
    NavItem(
        "audit:trail",
        _("Audit trail"),
        "scroll-text",
        permissions.READ_TRAIL.code,
        group="reporting",
        order=90,
        prefixes=("audit:",),
    )
)
