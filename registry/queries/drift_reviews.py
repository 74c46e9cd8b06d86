"""What the page of a drift review shows, and what may be decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.http import urlencode

from coe_portal.tenancy.clock import zone_here
from intake.models.use_cases import UseCase
from registry.choices import DriftOutcome
from registry.logic.wording import FindingLine, finding_line
from registry.models.models import ModelVersion, ModelVersionQuerySet
from registry.models.monitoring import DriftReview, DriftSignal, Monitor
from registry.models.retirement import RetirementPlan

MOST_SIGNALS: Final = 200


def case_of(version: ModelVersion) -> UseCase | None:
    """The use case in whose story drift is told: the first that the model serves."""
    link = version.model.links.select_related("use_case").order_by("pk").first()
    return None if link is None else link.use_case


def earlier_versions(version: ModelVersion) -> ModelVersionQuerySet:
    """Versions that served before: what can be rolled back to."""
    rows: ModelVersionQuerySet = ModelVersion.objects.present()
    return rows.filter(model=version.model_id, served_at__isnull=False).exclude(pk=version.pk)


def time_to_retrain(review: DriftReview) -> dt.timedelta | None:
    """From the first signal until a newer version of the model serves; None while none does."""
    later = ModelVersion.objects.filter(
        model=review.version.model_id,
        number__gt=review.version.number,
        served_at__gt=review.opened_at,
    )
    first = later.order_by("served_at").values_list("served_at", flat=True).first()
    return None if first is None else first - review.opened_at


@dataclass(frozen=True)
class SignalLine:
    """A signal as a line, with the address of the window in which it was found."""

    feature: str
    finding: FindingLine
    url: str
    day: dt.date


@dataclass(frozen=True)
class DriftReviewPage:
    """Everything the page of a drift review shows."""

    outcome: str
    signals: tuple[SignalLine, ...]
    monitors: tuple[Monitor, ...]
    retrained_after: dt.timedelta | None
    plan: RetirementPlan | None

    @property
    def is_retraining(self) -> bool:
        """Whether a newer version is still awaited."""
        return self.outcome == DriftOutcome.RETRAIN and self.retrained_after is None


def drift_review_page(review: DriftReview) -> DriftReviewPage:
    """The review with its newest signals. At most four queries."""
    signals = tuple(review.signals.select_related("monitor")[:MOST_SIGNALS])
    return DriftReviewPage(
        review.outcome,
        tuple(map(_line, signals)),
        tuple({signal.monitor.pk: signal.monitor for signal in signals}.values()),
        time_to_retrain(review),
        _plan_of(review),
    )


def _plan_of(review: DriftReview) -> RetirementPlan | None:
    """The plan of retirement that the decision led to."""
    if review.outcome != DriftOutcome.RETIRE:
        return None
    plans = RetirementPlan.objects.filter(use_case__model_links__model=review.version.model_id)
    found: RetirementPlan | None = plans.select_related("use_case").order_by("-number").first()
    return found


def _line(signal: DriftSignal) -> SignalLine:
    end = signal.window_until.astimezone(zone_here()).date()
    asked = urlencode({"window": end.isoformat(), "feature": signal.feature})
    stored = {
        "test": signal.test,
        "value": signal.value,
        "limits": signal.limits,
        "severity": signal.severity,
    }
    return SignalLine(
        signal.feature,
        finding_line(stored),
        f"{signal.monitor.get_absolute_url()}?{asked}",
        end - dt.timedelta(days=1),
    )
