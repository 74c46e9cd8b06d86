"""What reviews of vendors, datasets, assets and the stack record and tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction
from coe_portal.notifications.kinds import NotificationKind

# The trail
REVIEW_COMPLETED = AuditAction("registry.review.completed", _("Looked at again"))

# Messages
REVIEW_DUE = NotificationKind(
    "registry.review_due",
    label=_("Something I keep in the registry is due for review"),
    title=_("%(thing)s is due for review on %(due)s"),
    text=_("Look at it again, say what you found, and set the next day."),
)
REVIEW_OVERDUE = NotificationKind(
    "registry.review_overdue",
    label=_("A review in the registry is overdue"),
    title=_("%(thing)s was due for review on %(due)s"),
    text=_("Look at it again, say what you found, and set the next day."),
)
