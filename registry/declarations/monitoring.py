"""What monitoring records, tells people and shows in the navigation."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.audit.catalogue import AuditAction, Severity
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.ui.navigation import NavItem, declare
from registry.models.monitoring import DriftReview

# The trail
OBSERVATIONS_RECEIVED = AuditAction("registry.observations.received", _("Observations received"))
MONITOR_CREATED = AuditAction("registry.monitor.created", _("Monitor set up"))
MONITOR_CHANGED = AuditAction("registry.monitor.changed", _("Monitor changed"))
MONITOR_EVALUATED = AuditAction("registry.monitor.evaluated", _("Window checked"))
DRIFT_REVIEW_OPENED = AuditAction(
    "registry.drift_review.opened", _("Drift review opened"), Severity.WARNING
)
DRIFT_REVIEW_EXTENDED = AuditAction(
    "registry.drift_review.extended", _("Drift review has new signals"), Severity.NOTICE
)
DRIFT_REVIEW_RESOLVED = AuditAction(
    "registry.drift_review.resolved", _("Drift review decided"), Severity.NOTICE
)
DRIFT_REVIEW_PRINTED = AuditAction(
    "registry.drift_review.printed", _("PDF of a drift review asked for")
)
DRIFT_REVIEW_FILE_MADE = AuditAction(
    "registry.drift_review.file_made", _("PDF of a drift review made")
)

# Messages
DRIFT_FOUND = NotificationKind(
    "registry.drift_found",
    label=_("A model of mine drifts"),
    title=_("%(version)s drifts"),
    text=_("%(signals)s. Decide by %(due)s what is done about it."),
)
DRIFT_REVIEW_DUE = NotificationKind(
    "registry.drift_review_due",
    label=_("A drift review is due"),
    title=_("The drift review of %(version)s is due on %(due)s"),
    text=_("Accept, retrain, roll back, retire or escalate, and say why."),
)
DRIFT_REVIEW_OVERDUE = NotificationKind(
    "registry.drift_review_overdue",
    label=_("A drift review is overdue"),
    title=_("The drift review of %(version)s was due on %(due)s"),
    text=_("Accept, retrain, roll back, retire or escalate, and say why."),
)
DRIFT_DECIDED = NotificationKind(
    "registry.drift_decided",
    label=_("A drift review of a model of mine is decided"),
    title=_("Drift of %(version)s: %(outcome)s"),
    text="%(rationale)s",
)
DRIFT_JUDGED = NotificationKind(
    "registry.drift_judged",
    label=_("The board has judged a model of mine that drifts"),
    title=_("%(decision)s on %(version)s: %(outcome)s"),
    text=_("It was escalated for its drift. Roll it back or retire it if it was turned down."),
)


def waiting_reviews(member: Membership) -> QuerySet[Any]:
    """Open drift reviews of the member's models."""
    rows: QuerySet[Any] = DriftReview.objects.open().filter(version__model__owner=member)
    return rows


# Navigation
declare(
    NavItem(
        "registry:monitors",
        _("Monitoring"),
        "activity",
        "registry.view_monitoring",
        group="models",
        order=40,
        prefixes=("registry:monitor", "registry:drift"),
        waiting=waiting_reviews,
    )
)
