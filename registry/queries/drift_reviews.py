"""What the page of a drift review shows, and what may be decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.http import urlencode

from coe_portal.tenancy.clock import zone_here
from intake.models.use_cases import UseCase
from registry.logic.wording import FindingLine, finding_line
from registry.models.models import ModelVersion, ModelVersionQuerySet
from registry.models.monitoring import DriftReview, DriftSignal, Monitor

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
    """From the first signal to the next version of the model; None while there is none."""
    later = ModelVersion.objects.filter(
        model=review.version.model_id, created_at__gt=review.opened_at
    )
    first = later.order_by("created_at").values_list("created_at", flat=True).first()
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

    signals: tuple[SignalLine, ...]
    monitors: tuple[Monitor, ...]
    retrained_after: dt.timedelta | None


def drift_review_page(review: DriftReview) -> DriftReviewPage:
    """The review with its newest signals. Three queries."""
    signals = tuple(review.signals.select_related("monitor")[:MOST_SIGNALS])
    return DriftReviewPage(
        tuple(map(_line, signals)),
        tuple({signal.monitor.pk: signal.monitor for signal in signals}.values()),
        time_to_retrain(review),
    )


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
