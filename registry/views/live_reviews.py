"""Post-deployment reviews: the list, one with its report, and what is improved."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits, require
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.formats import money
from coe_portal.ui.views import (
    BelowList,
    FormPageView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from registry.actions import live_reviews as actions
from registry.choices import LiveReviewOutcome
from registry.filters.live_reviews import LiveReviewFilters
from registry.forms import live_reviews as forms
from registry.forms.models import Reason, ReasonForm
from registry.models.live_reviews import LiveAction, LiveReview
from registry.permissions import live_reviews as rights
from registry.queries import live_reviews as queries
from registry.tables.live_reviews import LiveReviewTable

DAYS_TO_IMPROVE = dt.timedelta(days=30)


class LiveReviewList(ListPageView):
    permission = rights.VIEW_LIVE_REVIEWS.code
    template_name = "registry/live_reviews/list.html"
    title = _("Post-deployment reviews")
    subtitle = _("How models do 30, 90 and 180 days after they went live, and then half-yearly.")
    table_class = LiveReviewTable
    filters_class = LiveReviewFilters
    empty_icon = "heart-pulse"
    empty_title = _("No post-deployment reviews yet")
    empty_text = _("One is opened by itself 30 days after a model serves a live use case.")

    def rows(self) -> QuerySet[LiveReview]:
        return LiveReview.objects.with_names()


class LiveReviewMixin(BelowList):
    """Finds the review of the address."""

    above = ("registry:live_reviews", _("After go-live"))

    def find_subject(self) -> LiveReview:
        rows = LiveReview.objects.with_names().select_related(
            "use_case__current_assessment", "reported_by__user", "decided_by__user"
        )
        return found_or_404(rows.by_reference(self.kwargs["reference"]).first())


class LiveReviewPage(LiveReviewMixin, PageView):
    permission = rights.VIEW_LIVE_REVIEWS.code
    template_name = "registry/live_reviews/review.html"

    def page(self) -> dict[str, Any]:
        review = self.subject
        page = queries.live_review_page(review, timezone.now())
        may_decide = permits(self.actor, rights.DECIDE_LIVE_REVIEW.code, review)
        return {
            "page": page,
            "may_report": review.is_open
            and permits(self.actor, rights.REPORT_LIVE_REVIEW.code, review),
            "may_decide": review.is_reported and may_decide,
            "may_plan": may_decide and review.outcome == LiveReviewOutcome.IMPROVE,
            "may_settle": {
                action.pk
                for action in page.actions
                if permits(self.actor, rights.SETTLE_LIVE_ACTION.code, action)
            },
            "is_overdue": review.is_running and review.due_on < today_here(),
            "forecast": review.benefit_forecast or queries.forecast_of(review.use_case),
            "currency": self.organization.currency,
        }


class LiveReviewFormPage(SubjectFormPage, LiveReviewMixin, FormPageView):
    """A form about one review; leads back to its page."""

    permission = rights.DECIDE_LIVE_REVIEW.code


class ReportView(LiveReviewFormPage):
    permission = rights.REPORT_LIVE_REVIEW.code
    form_class = forms.ReportForm
    title = _("Report how it does")
    subtitle = _("Somebody who does not answer for the model decides how it goes on.")
    submit_label = _("Report")
    success_message = _("Reported. Who decides is told.")

    def form_kwargs(self) -> dict[str, Any]:
        review = self.subject
        forecast = queries.forecast_of(review.use_case)
        return {
            "initial": _told(review),
            "metrics": queries.success_metrics(review.use_case),
            "forecast": "" if forecast is None else money(forecast, self.organization.currency),
        }

    def act(self, payload: actions.Report) -> LiveReview:
        return actions.report_live_review(self.subject, payload, actor=self.actor)


def _told(review: LiveReview) -> dict[str, Any]:
    """What a report that was sent back said."""
    names = (*actions.WORDS, "benefit_measured")
    readings = {
        f"{name}_{place}": row[name]
        for place, row in enumerate(review.metrics)
        for name in ("actual", "result")
    }
    return {name: getattr(review, name) for name in names} | readings


class ReturnView(LiveReviewFormPage):
    form_class = ReasonForm
    title = _("Send the report back")
    subtitle = _("Who reported is told what is missing.")
    submit_label = _("Send back")
    success_message = _("Sent back.")

    def act(self, payload: Reason) -> LiveReview:
        return actions.return_live_review(self.subject, payload.reason, actor=self.actor)


class DecideView(LiveReviewFormPage):
    form_class = forms.VerdictForm
    title = _("Decide how it goes on")
    subtitle = _("“Improve” needs actions; “Stop” opens a plan of retirement.")
    submit_label = _("Decide")
    success_message = _("Decided.")

    def act(self, payload: actions.Verdict) -> LiveReview:
        return actions.decide_live_review(self.subject, payload, actor=self.actor)


class PlanActionView(LiveReviewFormPage):
    form_class = forms.LiveActionForm
    title = _("Plan an action")
    submit_label = _("Plan")
    success_message = _("Planned. Its owner is told.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"due_on": today_here() + DAYS_TO_IMPROVE}}

    def act(self, payload: actions.LiveActionTerms) -> LiveAction:
        return actions.plan_live_action(self.subject, payload, actor=self.actor)


class SettleActionView(LiveReviewFormPage):
    """Whoever sees the review asks here; the right is asked of the action."""

    permission = rights.VIEW_LIVE_REVIEWS.code
    form_class = forms.SettleActionForm
    title = _("Settle the action")
    submit_label = _("Settle")
    success_message = _("Settled.")

    @cached_property
    def live_action(self) -> LiveAction:
        rows = self.subject.actions.filter(position=self.kwargs["position"])
        found: LiveAction = found_or_404(rows.select_related("owner__user").first())
        found.review = self.subject
        return found

    def form_kwargs(self) -> dict[str, Any]:
        require(self.actor, rights.SETTLE_LIVE_ACTION.code, self.live_action)
        return {}

    def act(self, payload: forms.Settled) -> LiveAction:
        return actions.settle_live_action(
            self.live_action, payload.state, payload.note, actor=self.actor
        )
