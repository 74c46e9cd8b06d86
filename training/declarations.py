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

LESSON_READ = AuditAction("training.lesson.read", _("Lesson read"))
ATTEMPT_STARTED = AuditAction("training.attempt.started", _("Quiz begun"))
ANSWERS_SAVED = AuditAction("training.attempt.saved", _("Quiz answers saved"))
ATTEMPT_MARKED = AuditAction("training.attempt.marked", _("Quiz marked"))
COURSE_CREATED = AuditAction("training.course.created", _("Course created"))
COURSE_CHANGED = AuditAction("training.course.changed", _("Course changed"))
DRAFT_CHANGED = AuditAction("training.course.draft_changed", _("Draft of a course changed"))
COURSE_PUBLISHED = AuditAction("training.course.published", _("Course published"), Severity.NOTICE)
COURSE_ARCHIVED = AuditAction("training.course.archived", _("Course archived"), Severity.NOTICE)
COURSE_RESTORED = AuditAction("training.course.restored", _("Course restored"))
TRACK_CHANGED = AuditAction("training.track.changed", _("Track changed"))
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
