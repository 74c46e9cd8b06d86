"""What a use case that ends still runs, what is settled, and what its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef

from coe_portal.audit.pack.actions import KIND as AUDIT_PACK
from coe_portal.jobs.models import Job, JobState
from intake.logic.stages import CLOSED
from intake.models.use_cases import UseCase
from registry.choices import RetirementStep
from registry.models.models import AIModel, Deployment, ModelUseCase
from registry.models.retirement import RetirementPlan, RetirementTask
from registry.queries.candidates import LIVE

MOST_SHOWN: Final = 50


def models_to_retire(case: UseCase) -> list[AIModel]:
    """The models that serve no other use case at work: they end with this one."""
    others = (
        ModelUseCase.objects.filter(model=OuterRef("pk"))
        .exclude(use_case=case)
        .exclude(use_case__stage__in=CLOSED)
    )
    rows = AIModel.objects.of_use_case(case).filter(retired_at__isnull=True)
    ending = rows.exclude(Exists(others.order_by()))
    return list(ending.select_related("owner__user").order_by("number"))


def shared_models(case: UseCase) -> list[AIModel]:
    """The models that stay, because another use case needs them."""
    ending = [model.pk for model in models_to_retire(case)]
    rows = AIModel.objects.of_use_case(case).filter(retired_at__isnull=True)
    return list(rows.exclude(pk__in=ending).order_by("number")[:MOST_SHOWN])


def live_cases(model: AIModel) -> list[UseCase]:
    """The live use cases that the model serves."""
    rows = UseCase.objects.filter(model_links__model=model, stage__in=LIVE)
    return list(rows.order_by("number").defer("search"))


def running_deployments(case: UseCase) -> list[Deployment]:
    """Where the models that end with a use case still run."""
    models = [model.pk for model in models_to_retire(case)]
    rows = Deployment.objects.running().filter(version__model__in=models)
    return list(rows.select_related("version__model").order_by("pk"))


def open_plan(case: UseCase) -> RetirementPlan | None:
    """The plan by which a use case is being retired."""
    found: RetirementPlan | None = RetirementPlan.objects.open().filter(use_case=case).first()
    return found


def newest_plan(case: UseCase) -> RetirementPlan | None:
    """The plan that runs or was completed."""
    rows = RetirementPlan.objects.filter(use_case=case).with_names().with_progress()
    found: RetirementPlan | None = rows.order_by("-number").first()
    return found


def step_is_open(plan: RetirementPlan, step: RetirementStep) -> bool:
    """Whether this is still to be settled."""
    return plan.steps.filter(step=step, done_at__isnull=True).exists()


def newest_pack(plan: RetirementPlan) -> Job | None:
    """The audit PDF of the use case that was made since the plan was opened."""
    made = Job.objects.filter(
        kind=AUDIT_PACK,
        state=JobState.SUCCEEDED,
        subject_type=UseCase._meta.label_lower,
        subject_id=plan.use_case_id,
        finished_at__gte=plan.opened_at,
    )
    found: Job | None = made.order_by("-finished_at").first()
    return found


@dataclass(frozen=True)
class RetirementPage:
    """Everything the page of a retirement plan shows."""

    steps: tuple[RetirementTask, ...]
    models: tuple[AIModel, ...]
    shared: tuple[AIModel, ...]
    deployments: tuple[Deployment, ...]
    pack: Job | None

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def is_settled(self) -> bool:
        return self.done == len(self.steps)


def retirement_page(plan: RetirementPlan) -> RetirementPage:
    """The plan with its steps, and what ends with it."""
    case = plan.use_case
    steps = plan.steps.select_related("done_by__user", "attachment")
    return RetirementPage(
        steps=tuple(steps),
        models=tuple(models_to_retire(case)),
        shared=tuple(shared_models(case)),
        deployments=tuple(running_deployments(case)) if plan.is_open else (),
        pack=newest_pack(plan) if plan.is_open else None,
    )
