"""What is recorded and told of the CoE's health, where it is shown, and what goes by the clock."""

from __future__ import annotations

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.jobs.schedule import Schedule
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from metrics.logic.antipatterns import NIGHTLY_AT

# The trail
RADAR_TAKEN = AuditAction("metrics.radar.taken", _("Anti-pattern radar read"))
THRESHOLD_SET = AuditAction(
    "metrics.radar.threshold_set", _("Threshold of a signal set"), Severity.NOTICE
)
THRESHOLD_RESET = AuditAction(
    "metrics.radar.threshold_reset", _("Threshold of a signal put back"), Severity.NOTICE
)
MATURITY_OPENED = AuditAction("metrics.maturity.opened", _("Self-assessment opened"))
MATURITY_ANSWERED = AuditAction("metrics.maturity.answered", _("Statement answered"))
MATURITY_CLOSED = AuditAction(
    "metrics.maturity.closed", _("Self-assessment closed"), Severity.NOTICE
)
MATURITY_TARGET_SET = AuditAction("metrics.maturity.target_set", _("Maturity target set"))
LAUNCH_STARTED = AuditAction("metrics.launch.started", _("Launch plan started"))
LAUNCH_ENDED = AuditAction("metrics.launch.ended", _("Launch plan ended"))
STEP_ADDED = AuditAction("metrics.launch.step_added", _("Step of the launch plan added"))
STEP_PLANNED = AuditAction("metrics.launch.step_planned", _("Step of the launch plan changed"))
STEP_SETTLED = AuditAction("metrics.launch.step_settled", _("Step of the launch plan settled"))
STEP_REOPENED = AuditAction("metrics.launch.step_reopened", _("Step of the launch plan reopened"))
FEEDBACK_ASKED = AuditAction("metrics.feedback.asked", _("Feedback asked for"))
FEEDBACK_GIVEN = AuditAction("metrics.feedback.given", _("Feedback given"))

# Messages
PATTERN_SEEN = NotificationKind(
    "metrics.pattern_seen",
    label=_("The radar sees an anti-pattern"),
    title=_("The radar sees: %(pattern)s"),
    text="%(fix)s",
)
STEP_GIVEN = NotificationKind(
    "metrics.launch_step_given",
    label=_("A step of the launch plan is mine"),
    title=_("Yours to do until %(due)s: %(step)s"),
    text=_("It belongs to the first 90 days of the CoE."),
)
FEEDBACK_WANTED = NotificationKind(
    "metrics.feedback_wanted",
    label=_("The CoE asks how content I am"),
    title=_("How content are you with “%(subject)s”?"),
    text=_("One question, with or without your name."),
)

# By the clock
NIGHTLY_RADAR = Schedule(
    "metrics.radar",
    "metrics.take_all_radars",
    crontab(hour=str(NIGHTLY_AT.hour), minute=str(NIGHTLY_AT.minute)),
)
ASK_FOR_FEEDBACK = Schedule(
    "metrics.feedback", "metrics.ask_everywhere_for_feedback", crontab(minute="41")
)

declare(
    NavItem(
        "metrics:health",
        _("CoE health"),
        "radar",
        "metrics.view_health",
        group="reporting",
        order=50,
        prefixes=(
            "metrics:health",
            "metrics:radar",
            "metrics:maturity",
            "metrics:launch",
            "metrics:satisfaction",
            "metrics:queue",
        ),
    )
)
