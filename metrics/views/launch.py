"""The first 90 days: the checklist, and its steps."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.views import ActionView, Crumb, FormPageView, PageView
from metrics.actions.launch import (
    Settlement,
    StepTerms,
    add_step,
    end_launch,
    plan_step,
    reopen_step,
    settle_step,
    start_launch,
)
from metrics.forms.launch import FirstDay, SettlementForm, StartForm, StepForm
from metrics.models.launch import LaunchPlan, LaunchStep
from metrics.permissions.health import SETTLE_STEP, STEER_HEALTH, VIEW_HEALTH
from metrics.queries.launch import DAYS, launch_view
from metrics.views.health import HealthMixin


class LaunchPage(HealthMixin, PageView):
    permission = VIEW_HEALTH.code
    template_name = "metrics/health/launch.html"
    tab = "metrics:launch"

    def find_subject(self) -> LaunchPlan | None:
        plans = LaunchPlan.objects.all()
        found: LaunchPlan | None = plans.current() or plans.first()
        return found

    def page(self) -> dict[str, Any]:
        seen = launch_view(self.subject, today_here()) if self.subject else None
        is_running = self.subject is not None and self.subject.ended_at is None
        return {
            "seen": seen,
            "days": DAYS,
            "may_steer": self.member.may(STEER_HEALTH.code),
            "is_running": is_running,
        }


class StartLaunch(HealthMixin, FormPageView):
    permission = STEER_HEALTH.code
    form_class = StartForm
    title = _("Start the first 90 days")
    subtitle = _("The steps of the guides are laid out from this day on; change them as you like.")
    submit_label = _("Start")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"starts_on": today_here()}}

    @property
    def cancel_url(self) -> str:
        return org_url("metrics:launch")

    def act(self, payload: FirstDay) -> LaunchPlan:
        return start_launch(payload.starts_on, actor=self.actor)


class RunningPlan(HealthMixin):
    """Finds the plan that runs."""

    subject: Any

    def find_subject(self) -> LaunchPlan:
        return found_or_404(LaunchPlan.objects.all().current())

    @property
    def cancel_url(self) -> str:
        return org_url("metrics:launch")

    @property
    def parents(self) -> list[Crumb]:
        return [*super().parents, Crumb(org_url("metrics:launch"), _("First 90 days"))]

    def success_url(self, _result: object) -> str:
        return org_url("metrics:launch")


class EndLaunch(RunningPlan, ActionView):
    permission = STEER_HEALTH.code
    success_message = _("The launch plan has ended.")

    def act(self, _payload: None) -> LaunchPlan:
        return end_launch(self.subject, actor=self.actor)


class AddStep(RunningPlan, FormPageView):
    permission = STEER_HEALTH.code
    form_class = StepForm
    title = _("Add a step")
    submit_label = _("Add")
    success_message = _("Added.")

    def act(self, payload: StepTerms) -> LaunchStep:
        return add_step(self.subject, payload, actor=self.actor)


class StepMixin(RunningPlan):
    """Finds a step of the plan that runs."""

    kwargs: dict[str, Any]

    def find_subject(self) -> LaunchStep:  # type: ignore[override]  # a part of the plan
        steps = LaunchStep.objects.filter(
            plan=super().find_subject(), position=self.kwargs["position"]
        )
        return found_or_404(steps.select_related("plan", "owner__user").first())


class StepFormPage(StepMixin, FormPageView):
    """A form about one step."""

    @property
    def title(self) -> str:  # type: ignore[override]  # asks the step
        return str(self.subject.title)


class SettleStep(StepFormPage):
    permission = SETTLE_STEP.code
    form_class = SettlementForm
    submit_label = _("Settle")
    success_message = _("Settled.")

    def act(self, payload: Settlement) -> LaunchStep:
        return settle_step(self.subject, payload, actor=self.actor)

    @property
    def cancel_url(self) -> str:
        """Owners who may not see the whole plan go home."""
        return super().cancel_url if self._sees_plan else org_url("organization_home")

    @property
    def parents(self) -> list[Crumb]:
        return super().parents if self._sees_plan else []

    def success_url(self, _result: object) -> str:
        return self.cancel_url

    @property
    def _sees_plan(self) -> bool:
        return self.member.may(VIEW_HEALTH.code)


class PlanStep(StepFormPage):
    permission = STEER_HEALTH.code
    form_class = StepForm
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        names = ("title", "due_on", "owner")
        return {"initial": {name: getattr(self.subject, name) for name in names}}

    def act(self, payload: StepTerms) -> LaunchStep:
        return plan_step(self.subject, payload, actor=self.actor)


class ReopenStep(StepMixin, ActionView):
    permission = STEER_HEALTH.code
    success_message = _("Open again.")

    def act(self, _payload: None) -> LaunchStep:
        return reopen_step(self.subject, actor=self.actor)
