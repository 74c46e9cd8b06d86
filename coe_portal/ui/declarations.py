"""What the trail records of lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity

LIST_EXPORT_REQUESTED = AuditAction(
    "ui.list.export_requested", _("Export of a long list requested"), Severity.NOTICE
)
