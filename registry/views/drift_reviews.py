"""Drift reviews: the list, one with its signals, and its decision."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.views import (
    ActionView,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from registry.actions.drift_printing import request_print
from registry.actions.drift_reviews import Resolution, resolve_drift_review
from registry.filters.monitoring import DriftReviewFilters
from registry.forms.monitoring import ResolutionForm
from registry.models.monitoring import DriftReview
from registry.permissions import monitoring as rights
from registry.queries.drift_reviews import drift_review_page, earlier_versions
from registry.tables.monitoring import DriftReviewTable
from registry.tasks.drift_printing import print_drift_review


class DriftReviewList(ListPageView):
    permission = rights.VIEW_MONITORING.code
    template_name = "registry/monitoring/list.html"
    title = _("Drift reviews")
    subtitle = _("Models that drift, and what is done about them.")
    table_class = DriftReviewTable
    filters_class = DriftReviewFilters
    empty_icon = "activity"
    empty_title = _("No drift reviews yet")
    empty_text = _("A monitor that finds severe drift opens one.")

    def rows(self) -> QuerySet[DriftReview]:
        return DriftReview.objects.with_version().with_signals()


class DriftReviewMixin:
    """Finds the drift review of the address."""

    kwargs: dict[str, Any]

    def find_subject(self) -> DriftReview:
        rows = DriftReview.objects.with_version().select_related(
            "resolved_by__user", "target__model", "board_review"
        )
        return found_or_404(rows.by_reference(self.kwargs["reference"]).first())

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(org_url("registry:monitors"), _("Monitoring")),
            Crumb(org_url("registry:drift_reviews"), _("Drift reviews")),
        ]


class DriftReviewPage(DriftReviewMixin, PageView):
    permission = rights.VIEW_MONITORING.code
    template_name = "registry/monitoring/drift_review.html"

    def page(self) -> dict[str, Any]:
        may_resolve = permits(self.actor, rights.RESOLVE_DRIFT.code, self.subject)
        return {
            "page": drift_review_page(self.subject),
            "may_resolve": may_resolve and self.subject.is_open,
            "is_overdue": self.subject.is_open and self.subject.due_on < today_here(),
        }


class ResolveDriftView(SubjectFormPage, DriftReviewMixin, FormPageView):
    permission = rights.RESOLVE_DRIFT.code
    form_class = ResolutionForm
    title = _("Decide the drift review")
    subtitle = _("The owner and the developer are told. The next severe signal opens a new one.")
    submit_label = _("Decide")
    success_message = _("Decided.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"versions": earlier_versions(self.subject.version).select_related("model")}

    def act(self, payload: Resolution) -> DriftReview:
        return resolve_drift_review(self.subject, payload, actor=self.actor)


class PrintDriftReview(DriftReviewMixin, ActionView):
    """A worker makes the PDF; the page of the job shows it."""

    permission = rights.VIEW_MONITORING.code

    def act(self, _payload: None) -> Job:
        job = request_print(self.subject, actor=self.actor)
        running.hand_over(job, print_drift_review, job_id=job.pk)
        return job

    def success_url(self, result: Job) -> str:
        return result.get_absolute_url()
