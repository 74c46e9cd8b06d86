"""What keeping and erasing observations records."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity

RETENTION_SET = AuditAction(
    "registry.retention.set", _("Retention of observations set"), Severity.WARNING
)
OBSERVATIONS_ERASED = AuditAction(
    "registry.observations.erased", _("Observations erased"), Severity.NOTICE
)
