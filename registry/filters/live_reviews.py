"""Filters of the lists of post-deployment reviews and retirement plans."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.clock import today_here
from coe_portal.ui.filters import Filters, choice, search
from registry.choices import LiveReviewOutcome, LiveReviewState, RetirementState
from registry.filters.monitoring import find
from registry.models.live_reviews import LiveReview, LiveReviewQuerySet
from registry.models.retirement import RetirementPlan, RetirementPlanQuerySet

OVERDUE: Final = [("overdue", _("Overdue"))]


class LiveReviewFilters(Filters):
    q = search(find, label=_("Id, model or use case"))
    state = choice(LiveReviewState.choices, label=_("State"), empty_label=_("Any state"))
    outcome = choice(LiveReviewOutcome.choices, label=_("Outcome"), empty_label=_("Any outcome"))
    due = choice(OVERDUE, label=_("Due"), empty_label=_("Any day"), method="overdue")

    class Meta(Filters.Meta):
        model = LiveReview

    def overdue(self, rows: LiveReviewQuerySet, _name: str, _value: str) -> LiveReviewQuerySet:
        return rows.running().filter(due_on__lt=today_here())


class RetirementFilters(Filters):
    q = search(find, label=_("Id or use case"))
    state = choice(RetirementState.choices, label=_("State"), empty_label=_("Any state"))
    due = choice(OVERDUE, label=_("Due"), empty_label=_("Any day"), method="overdue")

    class Meta(Filters.Meta):
        model = RetirementPlan

    def overdue(
        self, rows: RetirementPlanQuerySet, _name: str, _value: str
    ) -> RetirementPlanQuerySet:
        return rows.open().filter(wanted_on__lt=today_here())
