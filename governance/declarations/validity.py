"""What the validity of approvals records and tells people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind

# The trail
RENEWAL_OPENED = AuditAction(
    "governance.approval.renewal_opened", _("Renewal of an approval asked")
)
APPROVAL_EXPIRED = AuditAction(
    "governance.approval.expired", _("Approval expired"), Severity.WARNING
)
TERMS_PUBLISHED = AuditAction(
    "governance.validity_terms.published", _("Terms of approvals published"), Severity.NOTICE
)

# Messages
APPROVAL_ENDS = NotificationKind(
    "governance.approval_ends",
    label=_("The approval of my use case ends soon"),
    title=_("The approval of %(case)s ends on %(due)s"),
    text=_("Ask for its renewal: without it the use case is suspended the day after."),
)
RENEWAL_RUNS = NotificationKind(
    "governance.renewal_runs",
    label=_("The approval of my use case is reviewed again"),
    title=_("The approval of %(case)s is reviewed again"),
    text=_("It ends on %(due)s. The reviewers see what has changed since it was given."),
)
APPROVAL_OVER = NotificationKind(
    "governance.approval_over",
    label=_("The approval of my use case expired"),
    title=_("%(case)s is suspended: its approval expired on %(due)s"),
    text=_("It goes on once the approval is renewed."),
)
APPROVAL_OVER_AT_REST = NotificationKind(
    "governance.approval_over_at_rest",
    label=_("The approval of a use case at rest expired"),
    title=_("The approval of %(case)s expired on %(due)s"),
    text=_("It does not go on before the approval is renewed."),
)
