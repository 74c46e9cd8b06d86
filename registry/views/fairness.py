"""Fairness assessments: the list, one with its plots, and the way of a file into one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import (
    ActionView,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
    SubjectFormPage,
    TenantView,
)
from registry.actions import fairness as actions
from registry.choices import FairnessRate
from registry.filters.fairness import FairnessFilters
from registry.forms import fairness as forms
from registry.integrations.predictions import first_rows, looked_at
from registry.logic.fairness import Feature, Findings
from registry.logic.prediction_files import Head
from registry.models.fairness import FairnessAssessment, FairnessQuerySet
from registry.permissions.fairness import ASSESS
from registry.permissions.models import CHANGE, VIEW
from registry.queries.fairness import fairness_page
from registry.tables.fairness import FairnessTable
from registry.tasks.fairness import assess_fairness
from registry.views.fairness_charts import error_chart, selection_chart
from registry.views.versions import VersionFormPage

RATES = {
    FairnessRate.SELECTION: "",
    FairnessRate.TRUE_POSITIVE: "TPR",
    FairnessRate.FALSE_POSITIVE: "FPR",
    FairnessRate.PRECISION: "",
    FairnessRate.ACCURACY: "",
}
"""In the order of the table, with what columns are called that are long otherwise."""


class FairnessList(ListPageView):
    permission = VIEW.code
    template_name = "registry/models/list.html"
    title = _("Fairness")
    subtitle = _("How models treat groups of people, measured on their own predictions.")
    table_class = FairnessTable
    filters_class = FairnessFilters
    empty_icon = "scale"
    empty_title = _("No fairness assessments yet")
    empty_text = _("Upload predictions on the page of a version.")

    def rows(self) -> QuerySet[FairnessAssessment]:
        return FairnessAssessment.objects.of_present().with_names()


class UploadPredictionsView(VersionFormPage):
    """The file is looked at before it is kept, and deleted as soon as it is assessed."""

    permission = ASSESS.code
    template_name = "registry/fairness/upload.html"
    form_class = forms.PredictionsForm
    title = _("Assess fairness")
    subtitle = _(
        "Upload what the model predicted for people whose groups you know. The file is deleted "
        "as soon as its numbers are known, and after a day in any case."
    )
    submit_label = _("Upload")

    @property
    def may_add(self) -> bool:
        """Whether the member may add what was found elsewhere."""
        return permits(self.actor, CHANGE.code, self.subject)

    def act(self, payload: forms.PredictionsFile) -> FairnessAssessment:
        upload = looked_at(payload.file)
        return actions.upload_predictions(self.subject, upload, actor=self.actor)

    def success_url(self, result: Any) -> str:
        return org_url("registry:fairness_start", reference=result.reference)


class AssessmentMixin(TenantView):
    """Finds the assessment of the address."""

    def find_subject(self) -> FairnessAssessment:
        rows: FairnessQuerySet = FairnessAssessment.objects.of_present().with_names()
        return found_or_404(
            rows.select_related("document").by_reference(self.kwargs["reference"]).first()
        )

    @property
    def parents(self) -> list[Crumb]:
        version = self.subject.version
        return [
            Crumb(org_url("registry:models"), _("Models")),
            Crumb(version.model.get_absolute_url(), version.model.name),
            Crumb(version.get_absolute_url(), version.part),
        ]


class FairnessPageView(AssessmentMixin, PageView):
    permission = VIEW.code
    template_name = "registry/fairness/assessment.html"

    def page(self) -> dict[str, Any]:
        page = fairness_page(self.subject)
        may_assess = permits(self.actor, ASSESS.code, self.subject)
        return {
            "page": page,
            "features": [drawn(one, page.findings) for one in page.findings.features]
            if page.findings
            else [],
            "may_start": may_assess and self.subject.can_start,
            "may_repeat": may_assess and self.subject.document is not None,
            "rates": RATES,
        }


def drawn(feature: Feature, findings: Findings) -> dict[str, Any]:
    """A feature with its two plots."""
    return {
        "feature": feature,
        "selection": selection_chart(feature, findings),
        "errors": error_chart(feature, findings),
    }


class StartAssessmentView(SubjectFormPage, AssessmentMixin, FormPageView):
    """Say what the columns mean and what passes, before anybody sees a number."""

    permission = ASSESS.code
    template_name = "registry/fairness/start.html"
    form_class = forms.AssessmentForm
    title = _("What the columns mean, and what passes")
    subtitle = _("It is kept with the result, as it was said before the result was known.")
    submit_label = _("Assess")
    success_message = _("It is being assessed.")

    def find_subject(self) -> FairnessAssessment:
        found = super().find_subject()
        if not found.can_start:
            raise Http404
        return found

    @cached_property
    def preview(self) -> Head | None:
        """The first rows, to see what is in which column."""
        return first_rows(self.subject)

    def form_kwargs(self) -> dict[str, Any]:
        row = self.subject
        initial = (
            forms.same_terms(row.plan, row.limits, row.limits_reason)
            if row.plan
            else forms.first_terms(row.columns)
        )
        return {"columns": row.columns, "initial": {**initial, "minimum": row.minimum}}

    def act(self, payload: actions.AssessmentTerms) -> Job:
        job = actions.start_assessment(self.subject, payload, actor=self.actor)
        running.hand_over(job, assess_fairness, job_id=job.pk)
        return job


class DeletePredictionsView(AssessmentMixin, ActionView):
    permission = ASSESS.code
    success_message = _("The file is deleted.")

    def act(self, _payload: None) -> FairnessAssessment:
        return actions.delete_predictions(self.subject, actor=self.actor)
