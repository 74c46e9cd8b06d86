"""What is recorded of board packs, who is told of them, and when the clock looks for one."""

from __future__ import annotations

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.jobs.schedule import Schedule
from coe_portal.notifications.kinds import NotificationKind
from metrics.queries.pack_delivery import attached_pdf

# The trail
PACK_REQUESTED = AuditAction("metrics.pack.requested", _("Board pack asked for"))
PACK_RETRIED = AuditAction("metrics.pack.retried", _("Board pack tried again"))
PACK_MADE = AuditAction("metrics.pack.made", _("Board pack made and signed"), Severity.NOTICE)
PACK_SCHEDULED = AuditAction(
    "metrics.pack.scheduled", _("Schedule of board packs changed"), Severity.NOTICE
)

# Messages
PACK_READY = NotificationKind(
    "metrics.pack_ready",
    label=_("A board pack that I asked for is made"),
    title=_("The board pack of %(quarter)s is made"),
    text=_("%(reference)s: the PDF and the workbook can be downloaded."),
)
PACK_DELIVERED = NotificationKind(
    "metrics.pack_delivered",
    label=_("The board pack of a quarter arrives"),
    title=_("The board pack of %(quarter)s"),
    text=_(
        "%(reference)s tells the quarter in numbers, decisions and risks. It is made anew each "
        "quarter, and this is the one that was kept."
    ),
    attach=attached_pdf,
)

# The clock
PACKS_DUE = Schedule("metrics.packs", "metrics.make_all_due_packs", crontab(minute="20"))
