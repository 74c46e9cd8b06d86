"""Retirement: the list of plans, one with its steps, and the end of a model."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.audit.permissions import EXPORT
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.views import (
    Crumb,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from governance.views.fragments import CaseMixin
from intake.models.use_cases import UseCase
from registry.actions import retirement, retiring
from registry.choices import RetirementStep
from registry.filters.live_reviews import RetirementFilters
from registry.forms import retirement as forms
from registry.forms.models import Reason, ReasonForm
from registry.models.models import AIModel
from registry.models.retirement import RetirementPlan, RetirementTask
from registry.permissions import retirement as rights
from registry.permissions.live_reviews import VIEW_LIVE_REVIEWS
from registry.queries.candidates import LIVE
from registry.queries.live_reviews import reviews_of_case
from registry.queries.retirement import newest_plan, retirement_page
from registry.tables.live_reviews import RetirementTable
from registry.views.models import ModelFormPage

DAYS_TO_RETIRE = dt.timedelta(days=60)


class RetirementList(ListPageView):
    permission = rights.VIEW_RETIREMENT.code
    template_name = "registry/live_reviews/list.html"
    title = _("Retirements")
    subtitle = _("Use cases that end: access, evidence, successor and data are settled first.")
    table_class = RetirementTable
    filters_class = RetirementFilters
    empty_icon = "archive"
    empty_title = _("Nothing is being retired")
    empty_text = _("Plan it on the page of a use case, under Models.")

    def rows(self) -> QuerySet[RetirementPlan]:
        return RetirementPlan.objects.with_names().with_progress()


class PlanRetirementView(SubjectFormPage, CaseMixin, FormPageView):
    permission = rights.PLAN_RETIREMENT.code
    form_class = forms.PlanForm
    title = _("Plan the retirement")
    subtitle = _("Nothing ends before its steps are settled and its gate is passed.")
    submit_label = _("Open the plan")
    success_message = _("The plan is open. The people of the use case are told.")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.subject.get_absolute_url(), self.subject.reference)]

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"wanted_on": today_here() + DAYS_TO_RETIRE}}

    def act(self, payload: retirement.PlanTerms) -> RetirementPlan:
        return retirement.plan_retirement(self.subject, payload, actor=self.actor)

    def success_url(self, result: Any) -> str:
        return str(result.get_absolute_url())


class PlanMixin:
    """Finds the plan of the address."""

    kwargs: dict[str, Any]

    def find_subject(self) -> RetirementPlan:
        rows = RetirementPlan.objects.with_names().by_reference(self.kwargs["reference"])
        return found_or_404(rows.first())

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(org_url("registry:live_reviews"), _("After go-live")),
            Crumb(org_url("registry:retirements"), _("Retirements")),
        ]


class RetirementPlanPage(PlanMixin, PageView):
    permission = rights.VIEW_RETIREMENT.code
    template_name = "registry/retirement/plan.html"

    def page(self) -> dict[str, Any]:
        plan = self.subject
        may_plan = permits(self.actor, rights.PLAN_RETIREMENT.code, plan)
        return {
            "page": retirement_page(plan),
            "may_plan": plan.is_open and may_plan,
            "may_export": permits(self.actor, EXPORT.code, plan.use_case),
            "is_overdue": plan.is_open and plan.wanted_on < today_here(),
        }


class PlanFormPage(SubjectFormPage, PlanMixin, FormPageView):
    """A form about one plan; leads back to its page."""

    permission = rights.PLAN_RETIREMENT.code


class ChangePlanView(PlanFormPage):
    form_class = forms.PlanForm
    title = _("Change the plan")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        plan = self.subject
        return {"initial": {"reason": plan.reason, "wanted_on": plan.wanted_on}}

    def act(self, payload: retirement.PlanTerms) -> RetirementPlan:
        return retirement.change_plan(self.subject, payload, actor=self.actor)


class CancelPlanView(PlanFormPage):
    form_class = ReasonForm
    title = _("Cancel the retirement")
    subtitle = _("The use case goes on. What was settled stays in the trail.")
    submit_label = _("Cancel the retirement")
    success_message = _("The retirement is cancelled.")

    def act(self, payload: Reason) -> RetirementPlan:
        return retirement.cancel_plan(self.subject, payload.reason, actor=self.actor)


class StepView(PlanFormPage):
    """One step of the plan, which the address names."""

    @cached_property
    def step(self) -> RetirementStep:
        try:
            return RetirementStep(self.kwargs["step"])
        except ValueError as error:
            raise Http404 from error


class SettleStepView(StepView):
    submit_label = _("Settle")
    success_message = _("Settled.")

    @property
    def title(self) -> str:  # type: ignore[override]
        return str(self.step.label)

    def make_form(self, data: Any = None, files: Any = None) -> forms.StepForm:
        kwargs: dict[str, Any] = {}
        if self.step == RetirementStep.SUCCESSOR:
            kwargs["successors"] = self._successors()
        return forms.STEP_FORMS[self.step](data, files, **kwargs)

    def _successors(self) -> QuerySet[UseCase]:
        """The use cases at work that the member may see."""
        rows = UseCase.objects.visible_to(self.member).open().exclude(pk=self.subject.use_case_id)
        found: QuerySet[UseCase] = rows.defer("search").order_by("-number")
        return found

    def act(self, payload: retirement.Settlement) -> RetirementTask:
        return retirement.settle_step(self.subject, self.step, payload, actor=self.actor)


class ReopenStepView(StepView):
    form_class = ReasonForm
    title = _("Open the step again")
    submit_label = _("Open again")
    success_message = _("The step is open again.")

    def act(self, payload: Reason) -> RetirementTask:
        return retirement.reopen_step(self.subject, self.step, payload.reason, actor=self.actor)


class RetireModelView(ModelFormPage):
    permission = rights.RETIRE_MODEL.code
    form_class = ReasonForm
    title = _("Retire the model")
    subtitle = _(
        "Its versions are archived, its deployments ended, its aliases removed and its monitors "
        "switched off. Its story stays."
    )
    submit_label = _("Retire")
    success_message = _("The model is retired.")

    def act(self, payload: Reason) -> AIModel:
        return retiring.retire_model(self.subject, payload.reason, actor=self.actor)


class ReviveModelView(ModelFormPage):
    permission = rights.RETIRE_MODEL.code
    form_class = ReasonForm
    title = _("Take the retirement back")
    subtitle = _("Its versions stay archived until they are promoted anew.")
    submit_label = _("Take it back")
    success_message = _("The model is at work again.")

    def act(self, payload: Reason) -> AIModel:
        return retiring.revive_model(self.subject, payload.reason, actor=self.actor)


class CaseAfterGoLive(CaseMixin, FragmentView):
    """How the models of a use case do, and how it ends: for its page."""

    permission = VIEW_LIVE_REVIEWS.code
    template_name = "registry/fragments/case_live.html"

    def page(self) -> dict[str, Any]:
        case = self.subject
        plan = newest_plan(case)
        is_open = plan is not None and plan.is_open
        may_end = not case.is_closed and not is_open and case.stage in {*LIVE, "suspended"}
        return {
            "reviews": reviews_of_case(case),
            "plan": plan,
            "may_plan": may_end and permits(self.actor, rights.PLAN_RETIREMENT.code, case),
        }
