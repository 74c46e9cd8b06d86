"""What signing records."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity

KEY_CREATED = AuditAction("signing.key.created", _("Signing key created"), Severity.NOTICE)
KEY_RETIRED = AuditAction("signing.key.retired", _("Signing key retired"), Severity.WARNING)
