"""What post-deployment reviews record, tell people, and show in calendars and the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.calendars.sources import CalendarSource, declare_source
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from registry.permissions.live_reviews import reviews_waiting_for
from registry.queries.deadlines import deadlines_of

# The trail
LIVE_REVIEW_OPENED = AuditAction("registry.live_review.opened", _("Post-deployment review opened"))
LIVE_REVIEW_REPORTED = AuditAction(
    "registry.live_review.reported", _("Post-deployment review reported")
)
LIVE_REVIEW_RETURNED = AuditAction(
    "registry.live_review.returned", _("Post-deployment review sent back"), Severity.NOTICE
)
LIVE_REVIEW_DECIDED = AuditAction(
    "registry.live_review.decided", _("Post-deployment review decided"), Severity.NOTICE
)
LIVE_REVIEW_CANCELLED = AuditAction(
    "registry.live_review.cancelled", _("Post-deployment review cancelled"), Severity.NOTICE
)
LIVE_ACTION_PLANNED = AuditAction(
    "registry.live_action.planned", _("Action of a post-deployment review planned")
)
LIVE_ACTION_SETTLED = AuditAction(
    "registry.live_action.settled", _("Action of a post-deployment review settled")
)

# Messages
LIVE_REVIEW_WANTED = NotificationKind(
    "registry.live_review_wanted",
    label=_("A model of mine is to be reviewed after it went live"),
    title=_("How does %(review)s do?"),
    text=_("It is live for a while: report by %(due)s."),
)
LIVE_REVIEW_DUE = NotificationKind(
    "registry.live_review_due",
    label=_("A post-deployment review is due"),
    title=_("The review of %(review)s is due on %(due)s"),
    text=_("Say how it performs, what it caused and what it brings."),
)
LIVE_REVIEW_OVERDUE = NotificationKind(
    "registry.live_review_overdue",
    label=_("A post-deployment review is overdue"),
    title=_("The review of %(review)s was due on %(due)s"),
    text=_("Say how it performs, what it caused and what it brings."),
)
LIVE_REVIEW_TO_DECIDE = NotificationKind(
    "registry.live_review_to_decide",
    label=_("A post-deployment review waits for a decision"),
    title=_("Decide how %(review)s goes on"),
    text=_("%(member)s has reported. Continue, improve or stop."),
)
LIVE_REVIEW_SENT_BACK = NotificationKind(
    "registry.live_review_sent_back",
    label=_("A report of mine is sent back"),
    title=_("The report on %(review)s needs more"),
    text="%(reason)s",
)
LIVE_REVIEW_SETTLED = NotificationKind(
    "registry.live_review_settled",
    label=_("A post-deployment review of a model of mine is decided"),
    title=_("%(review)s: %(outcome)s"),
    text="%(rationale)s",
)
LIVE_ACTION_GIVEN = NotificationKind(
    "registry.live_action_given",
    label=_("An action of a post-deployment review is mine"),
    title=_("You are to improve %(review)s by %(due)s"),
    text="%(action)s",
)
LIVE_ACTION_DUE = NotificationKind(
    "registry.live_action_due",
    label=_("An action of mine is due"),
    title=_("Due on %(due)s: an improvement of %(review)s"),
    text="%(action)s",
)
LIVE_ACTION_OVERDUE = NotificationKind(
    "registry.live_action_overdue",
    label=_("An action of mine is overdue"),
    title=_("Was due on %(due)s: an improvement of %(review)s"),
    text="%(action)s",
)

# Calendars
declare_source(CalendarSource("registry.deadlines", _("Models to review"), deadlines_of))

# Navigation
declare(
    NavItem(
        "registry:live_reviews",
        _("After go-live"),
        "heart-pulse",
        "registry.view_live_reviews",
        group="models",
        order=45,
        prefixes=("registry:live_", "registry:retirement"),
        waiting=reviews_waiting_for,
    )
)
