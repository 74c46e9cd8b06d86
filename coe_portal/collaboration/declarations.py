"""What the trail and the notifications know of comments and files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind

COMMENT_POSTED = AuditAction("collaboration.comment.posted", _("Comment posted"))
COMMENT_REMOVED = AuditAction(
    "collaboration.comment.removed", _("Comment removed"), Severity.NOTICE
)
FILE_ATTACHED = AuditAction("collaboration.file.attached", _("File attached"))
FILE_REMOVED = AuditAction("collaboration.file.removed", _("File removed"), Severity.NOTICE)

COMMENTED = NotificationKind(
    "collaboration.commented",
    label=_("Somebody comments where I follow or commented"),
    title=_("%(author)s commented on %(subject)s"),
    text="%(excerpt)s",
)
