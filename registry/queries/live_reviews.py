"""Which models in service are to be reviewed, and what the portal knows of each by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery, Sum

from coe_portal.tenancy.clock import day_here, zone_here
from governance.models.incidents import Incident
from governance.permissions.incidents import UNJUDGED
from intake.models.use_cases import UseCase
from registry.choices import DriftSeverity, LiveReviewOutcome, MetricResult, VersionStage
from registry.logic.rounds import round_reached
from registry.models.live_reviews import LiveAction, LiveReview, LiveReviewQuerySet
from registry.models.models import ModelUseCase, ModelVersion, UsageRecord
from registry.models.monitoring import DriftReview, Evaluation
from registry.models.retirement import RetirementPlan
from registry.queries.candidates import LIVE
from registry.queries.retirement import newest_plan

MOST_METRICS: Final = 20
MOST_SHOWN: Final = 20
LONGEST_TEXT: Final = 300
MOST_BENEFIT: Final = Decimal(10) ** 14


def links_in_service() -> QuerySet[Any]:
    """Models with a version in production, and the live use cases that they serve.

    `first_served` is when a version first passed the gate, `last_round` the newest review.
    """
    versions = ModelVersion.objects.present().filter(model=OuterRef("model")).order_by()
    serving = versions.filter(stage=VersionStage.PRODUCTION)
    served = versions.values("model").annotate(first=Min("served_at")).values("first")
    reviews = LiveReview.objects.filter(
        model=OuterRef("model"), use_case=OuterRef("use_case")
    ).order_by("-round")
    found: QuerySet[Any] = ModelUseCase.objects.filter(
        Exists(serving),
        use_case__stage__in=LIVE,
        model__retired_at__isnull=True,
    )
    known: QuerySet[Any] = found.annotate(
        first_served=Subquery(served), last_round=Subquery(reviews.values("round")[:1])
    )
    return known


def live_since(link: Any) -> dt.date:
    """Since when the model serves the use case; for a row of `links_in_service()`."""
    return day_here(max(link.first_served, link.created_at))


def links_to_review(today: dt.date) -> list[int]:
    """The links whose next review has come, without those of which one runs."""
    running = LiveReview.objects.running().filter(
        model=OuterRef("model"), use_case=OuterRef("use_case")
    )
    waiting = links_in_service().exclude(Exists(running.order_by()))
    return [
        link.pk
        for link in waiting.order_by("pk")
        if round_reached(live_since(link), today) > (link.last_round or 0)
    ]


def overtaken_reviews() -> LiveReviewQuerySet:
    """Running reviews of what serves no more."""
    serving = links_in_service().filter(model=OuterRef("model"), use_case=OuterRef("use_case"))
    rows: LiveReviewQuerySet = LiveReview.objects.running()
    return rows.exclude(Exists(serving.order_by()))


def serving_version(link: ModelUseCase) -> ModelVersion | None:
    """The newest version of the model that is in production."""
    rows = ModelVersion.objects.in_production().filter(model=link.model_id)
    found: ModelVersion | None = rows.select_related("developer__user").order_by("-number").first()
    return found


def success_metrics(case: UseCase) -> list[dict[str, str]]:
    """How the case said that one would see that it works: measure, then and target."""
    rows = _answers(case).get("success_metrics")
    if not isinstance(rows, list):
        return []
    told = [row for row in rows if isinstance(row, Mapping) and row.get("metric")]
    return [
        {key: str(row.get(key) or "")[:LONGEST_TEXT] for key in ("metric", "baseline", "target")}
        for row in told[:MOST_METRICS]
    ]


def forecast_of(case: UseCase) -> Decimal | None:
    """The benefit a year that the case expected."""
    try:
        amount = Decimal(str(_answers(case).get("annual_benefit")))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < MOST_BENEFIT else None


def _answers(case: UseCase) -> Mapping[str, Any]:
    assessment = case.current_assessment
    return {} if assessment is None else assessment.answers


def known_facts(review: LiveReview, now: dt.datetime) -> dict[str, Any]:
    """What the portal saw of the model since the review before, as plain JSON. Six queries."""
    since = _begins(review)
    checked = Evaluation.objects.filter(
        monitor__version__model=review.model_id, evaluated_at__gte=since
    )
    windows = dict(checked.order_by().values_list("severity").annotate(count=Count("pk")))
    drift = DriftReview.objects.filter(version__model=review.model_id, opened_at__gte=since)
    incidents = Incident.objects.filter(use_case=review.use_case_id, noticed_at__gte=since)
    used = UsageRecord.objects.filter(
        version__model=review.model_id, day__gte=day_here(since)
    ).aggregate(calls=Sum("calls"), cost=Sum("cost"), consumers=Count("consumer", distinct=True))
    return {
        "first": day_here(since).isoformat(),
        "last": day_here(now).isoformat(),
        "windows": sum(windows.values()),
        "warnings": windows.get(DriftSeverity.WARNING, 0),
        "severe": windows.get(DriftSeverity.SEVERE, 0),
        "drift_reviews": [
            {
                "reference": one.reference,
                "state": one.get_state_display(),
                "outcome": one.get_outcome_display(),
            }
            for one in drift.order_by("-number")[:MOST_SHOWN]
        ],
        "incidents": incidents.exclude(state__in=UNJUDGED).count(),
        "calls": used["calls"] or 0,
        "cost": str(used["cost"] or 0),
        "consumers": used["consumers"],
    }


def _begins(review: LiveReview) -> dt.datetime:
    """When the review before was opened, or the model went live."""
    before = LiveReview.objects.filter(
        model=review.model_id, use_case=review.use_case_id, round__lt=review.round
    )
    opened = before.order_by("-round").values_list("opened_at", flat=True).first()
    return opened or dt.datetime.combine(review.live_since, dt.time.min, zone_here())


@dataclass(frozen=True)
class LiveReviewPage:
    """Everything the page of a post-deployment review shows."""

    metrics: tuple[dict[str, str], ...]
    facts: dict[str, Any]
    actions: tuple[LiveAction, ...]
    others: tuple[LiveReview, ...]
    plan: RetirementPlan | None


def live_review_page(review: LiveReview, now: dt.datetime) -> LiveReviewPage:
    """The review with what was reported, or what is known by now."""
    others = LiveReview.objects.filter(model=review.model_id, use_case=review.use_case_id)
    is_told = review.reported_at is not None and not review.is_open
    metrics = review.metrics if is_told else success_metrics(review.use_case)
    facts = review.facts if is_told else known_facts(review, now)
    return LiveReviewPage(
        metrics=tuple({**row, "label": _label(row)} for row in metrics),
        facts=facts | {name: dt.date.fromisoformat(facts[name]) for name in ("first", "last")},
        actions=tuple(review.actions.select_related("owner__user")),
        others=tuple(others.exclude(pk=review.pk).select_related("model", "use_case")[:MOST_SHOWN]),
        plan=newest_plan(review.use_case) if review.outcome == LiveReviewOutcome.STOP else None,
    )


def _label(metric: Mapping[str, str]) -> str:
    return str(MetricResult(metric["result"]).label) if "result" in metric else ""


def reviews_of_case(case: UseCase) -> tuple[LiveReview, ...]:
    """The newest reviews of the models of a use case."""
    rows = LiveReview.objects.filter(use_case=case).with_names().order_by("-number")
    return tuple(rows[:MOST_SHOWN])
