"""What training records, tells people, shows in the navigation, and does by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind

# The trail
ENROLLED = AuditAction("training.enrollment.made", _("Enrolled"))
COURSE_STARTED = AuditAction("training.enrollment.started", _("Course begun"))
COURSE_COMPLETED = AuditAction("training.enrollment.completed", _("Course completed"))
COURSE_FAILED = AuditAction("training.enrollment.failed", _("Course failed"))
COURSE_LEFT = AuditAction("training.enrollment.withdrawn", _("Withdrawn from a course"))

CERTIFICATE_ISSUED = AuditAction("training.certificate.issued", _("Certificate issued"))
CERTIFICATE_REVOKED = AuditAction(
    "training.certificate.revoked", _("Certificate revoked"), Severity.NOTICE
)

# Messages
CERTIFICATE_EARNED = NotificationKind(
    "training.certificate_earned",
    label=_("I earned a certificate"),
    title=_("You completed %(course)s"),
    text=_("Your certificate %(certificate)s is ready."),
)
