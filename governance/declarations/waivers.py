"""What waivers record and tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind

# The trail
WAIVER_REQUESTED = AuditAction("governance.waiver.requested", _("Waiver asked for"))
WAIVER_GRANTED = AuditAction("governance.waiver.granted", _("Waiver granted"), Severity.NOTICE)
WAIVER_REFUSED = AuditAction("governance.waiver.refused", _("Waiver refused"))
WAIVER_WITHDRAWN = AuditAction("governance.waiver.withdrawn", _("Request for a waiver taken back"))
WAIVER_REVOKED = AuditAction("governance.waiver.revoked", _("Waiver revoked"), Severity.WARNING)
WAIVER_EXPIRED = AuditAction("governance.waiver.expired", _("Waiver expired"), Severity.WARNING)
WAIVER_SETTLED = AuditAction("governance.waiver.settled", _("Waived control is in place"))

# Messages
WAIVER_TO_DECIDE = NotificationKind(
    "governance.waiver_to_decide",
    label=_("A waiver waits for my decision"),
    title=_("%(case)s asks to waive “%(control)s”"),
    text="%(reason)s",
)
WAIVER_ANSWERED = NotificationKind(
    "governance.waiver_answered",
    label=_("A waiver of mine was decided"),
    title=_("The waiver of “%(control)s” for %(case)s: %(state)s"),
    text="%(reason)s",
)
WAIVER_ENDS = NotificationKind(
    "governance.waiver_ends",
    label=_("A waiver ends soon"),
    title=_("The waiver of “%(control)s” for %(case)s ends on %(due)s"),
    text=_("Put the control in place, or ask for another waiver: the gate closes the day after."),
)
WAIVER_OVER = NotificationKind(
    "governance.waiver_over",
    label=_("A waiver ended"),
    title=_("The waiver of “%(control)s” for %(case)s has ended: %(state)s"),
    text=_("Its gate is closed until the control is in place. %(reason)s"),
)
