"""Filters of the lists of monitors and drift reviews."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.clock import today_here
from coe_portal.ui.filters import Filters, choice, search
from registry.choices import DriftOutcome, DriftReviewState, DriftSeverity
from registry.models.monitoring import (
    DriftReview,
    DriftReviewQuerySet,
    Monitor,
    MonitorQuerySet,
)

ACTIVE: Final = [("yes", _("Active")), ("no", _("Switched off"))]


def find(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words of names."""
    found: QuerySet[Any] = rows.matching(text)
    return found


class MonitorFilters(Filters):
    q = search(find, label=_("Id, name or model"))
    last_severity = choice(
        DriftSeverity.choices, label=_("Last result"), empty_label=_("Any result")
    )
    active = choice(ACTIVE, label=_("Active"), empty_label=_("All"), method="by_activity")

    class Meta(Filters.Meta):
        model = Monitor

    def by_activity(self, rows: MonitorQuerySet, _name: str, value: str) -> MonitorQuerySet:
        return rows.filter(is_active=value == "yes")


class DriftReviewFilters(Filters):
    q = search(find, label=_("Id or model"))
    state = choice(DriftReviewState.choices, label=_("State"), empty_label=_("Any state"))
    outcome = choice(DriftOutcome.choices, label=_("Outcome"), empty_label=_("Any outcome"))
    due = choice(
        [("overdue", _("Overdue"))], label=_("Due"), empty_label=_("Any day"), method="overdue"
    )

    class Meta(Filters.Meta):
        model = DriftReview

    def overdue(self, rows: DriftReviewQuerySet, _name: str, _value: str) -> DriftReviewQuerySet:
        return rows.open().filter(due_on__lt=today_here())
