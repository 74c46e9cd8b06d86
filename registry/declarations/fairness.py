"""What fairness assessments record and tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind

# The trail
PREDICTIONS_UPLOADED = AuditAction("registry.fairness.uploaded", _("Predictions uploaded"))
FAIRNESS_STARTED = AuditAction("registry.fairness.started", _("Fairness assessment started"))
FAIRNESS_ASSESSED = AuditAction(
    "registry.fairness.assessed", _("Fairness assessed"), Severity.NOTICE
)
PREDICTIONS_DELETED = AuditAction("registry.fairness.deleted", _("Predictions deleted"))

# Messages
FAIRNESS_FOUND = NotificationKind(
    "registry.fairness_found",
    label=_("The fairness of a model of mine is assessed"),
    title=_("Fairness of %(version)s: %(result)s"),
    text="%(summary)s",
)
