"""What the trail says of documents that are written in the portal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction

DRAFT_SAVED = AuditAction("registry.draft.saved", _("Draft of a model document saved"))
DRAFT_DISCARDED = AuditAction("registry.draft.discarded", _("Draft of a model document discarded"))
