"""What the sign-off of quarters and their commentary record and tell people, and when."""

from __future__ import annotations

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.jobs.schedule import Schedule
from coe_portal.notifications.kinds import NotificationKind

# The trail
COMMENTARY_DRAFTED = AuditAction("metrics.commentary.drafted", _("Commentary drafted"))
COMMENTARY_PUBLISHED = AuditAction("metrics.commentary.published", _("Commentary published"))
WRITER_NAMED = AuditAction("metrics.writer.named", _("Somebody named to comment on a KPI"))
WRITER_REMOVED = AuditAction("metrics.writer.removed", _("Somebody no longer comments on a KPI"))
QUARTER_PREPARED = AuditAction(
    "metrics.quarter.prepared", _("Quarter signed by the first of two"), Severity.NOTICE
)
QUARTER_SIGNED = AuditAction("metrics.quarter.signed", _("Quarter signed"), Severity.NOTICE)
QUARTER_WITHDRAWN = AuditAction(
    "metrics.quarter.withdrawn", _("First signature of a quarter withdrawn"), Severity.NOTICE
)
QUARTER_REOPENED = AuditAction(
    "metrics.quarter.reopened", _("Signed quarter reopened"), Severity.WARNING
)

# Messages
COMMENTARY_DUE = NotificationKind(
    "metrics.commentary_due",
    label=_("Numbers of a quarter wait for my commentary"),
    title=_("%(quarter)s is over: %(count)s of its numbers have no commentary"),
    text=_("Say in two sentences what moved them, before the quarter is signed."),
)
QUARTER_TO_SIGN = NotificationKind(
    "metrics.quarter_to_sign",
    label=_("A quarter waits for my signature"),
    title=_("%(quarter)s waits for your signature"),
    text="%(words)s",
)
SIGN_WORDS = _("It takes an executive and somebody of the CoE. Read the numbers, then sign.")
QUARTER_IS_SIGNED = NotificationKind(
    "metrics.quarter_is_signed",
    label=_("A quarter was signed"),
    title=_("%(quarter)s is signed"),
    text=_("Signed by %(people)s. Its numbers are frozen; corrections will show beside them."),
)
QUARTER_IS_OPEN_AGAIN = NotificationKind(
    "metrics.quarter_is_open_again",
    label=_("A signed quarter was reopened"),
    title=_("%(quarter)s is open again"),
    text="%(reason)s",
)

QUARTER_REMINDERS = Schedule(
    "metrics.quarters", "metrics.remind_all_of_quarters", crontab(minute="40", hour="*/6")
)
