"""What the API of monitoring takes and gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from registry.actions.drift_reviews import Resolution
from registry.actions.monitors import TERMS, MonitorTerms, NewMonitor
from registry.choices import (
    BaselineKind,
    Better,
    DriftOutcome,
    DriftReviewState,
    DriftSeverity,
    DriftTest,
    MonitorRhythm,
)
from registry.logic.thresholds import DEFAULT_LIMITS, Limits, MetricLimits
from registry.models.models import AIModel, AIModelQuerySet, ModelVersion
from registry.models.monitoring import MOST_WINDOW_DAYS, DriftReview, Monitor
from registry.queries.drift_reviews import MOST_SIGNALS, time_to_retrain


def models_by_reference(reference: str) -> AIModelQuerySet:
    """The present model of this reference."""
    rows: AIModelQuerySet = AIModel.objects.present()
    return rows.by_reference(reference)


class ReceiptSerializer(serializers.Serializer[Any]):
    """What came of a request; `repeated` were there already."""

    received = serializers.IntegerField()
    stored = serializers.IntegerField()
    repeated = serializers.IntegerField()


class LimitSerializer(serializers.Serializer[Any]):
    """From where on a test warns and alarms, when it is less likely by chance than this."""

    warning = serializers.FloatField()
    severe = serializers.FloatField()
    significance = serializers.FloatField(min_value=0, max_value=1, default=0.01)


class MetricLimitSerializer(serializers.Serializer[Any]):
    """What a metric may not pass; once raised, it is calm again beyond the limit by the margin."""

    better = serializers.ChoiceField(Better.choices)
    warning = serializers.FloatField()
    severe = serializers.FloatField()
    margin = serializers.FloatField(min_value=0, default=0.0)


class MonitorTermsSerializer(serializers.Serializer[Any]):
    """What is watched, how, and by which limits. No features means all in the baseline."""

    name = serializers.CharField(max_length=120)
    rhythm = serializers.ChoiceField(MonitorRhythm.choices, default=MonitorRhythm.DAILY)
    window_days = serializers.IntegerField(min_value=1, max_value=MOST_WINDOW_DAYS, default=7)
    baseline = serializers.ChoiceField(BaselineKind.choices, default=BaselineKind.REFERENCE)
    baseline_from = Day(default=None, allow_null=True)
    baseline_until = Day(default=None, allow_null=True)
    features = serializers.ListField(child=serializers.CharField(max_length=100), default=list)
    limits = serializers.DictField(
        child=LimitSerializer(),
        default=dict,
        help_text=f"By test: {', '.join(DEFAULT_LIMITS)}.",
    )
    metrics = serializers.DictField(child=MetricLimitSerializer(), default=dict)
    missing_limit = serializers.FloatField(default=0.05)
    minimum = serializers.IntegerField(min_value=1, max_value=1_000_000_000, default=100)
    is_active = serializers.BooleanField(default=True)

    def validate_limits(self, value: dict[str, Any]) -> dict[DriftTest, Limits]:
        if unknown := [name for name in value if name not in DriftTest.values]:
            raise serializers.ValidationError(
                _("There is no test %(name)s.") % {"name": unknown[0]}
            )
        return {DriftTest(name): Limits(**one) for name, one in value.items()}

    def validate_metrics(self, value: dict[str, Any]) -> dict[str, MetricLimits]:
        return {
            name: replace(MetricLimits(**one), better=Better(one["better"]))
            for name, one in value.items()
        }

    def terms(self) -> dict[str, Any]:
        """The values as the actions take them."""
        data = self.validated_data
        return {
            **{name: data[name] for name in TERMS},
            "rhythm": MonitorRhythm(data["rhythm"]),
            "baseline": BaselineKind(data["baseline"]),
            "features": tuple(data["features"]),
        }

    def payload(self) -> MonitorTerms:
        """The action's input."""
        return MonitorTerms(**self.terms())


class NewMonitorSerializer(MonitorTermsSerializer):
    """A monitor of a version of a model."""

    model = serializers.CharField(max_length=20, help_text="Reference, such as M-4.")
    version = serializers.IntegerField(min_value=1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        found = ModelVersion.objects.present().filter(
            model__in=models_by_reference(attrs["model"]), number=attrs["version"]
        )
        version = found.select_related("model").first()
        if version is None:
            raise serializers.ValidationError({"version": [_("There is no such version.")]})
        return {**attrs, "version": version}

    def new(self) -> NewMonitor:
        """The action's input."""
        return NewMonitor(version=self.validated_data["version"], **self.terms())


class MonitorSerializer(serializers.Serializer[Any]):
    """A monitor in a list."""

    reference = serializers.CharField()
    name = serializers.CharField()
    model = serializers.CharField(source="version.model.reference")
    version = serializers.IntegerField(source="version.number")
    rhythm = serializers.ChoiceField(MonitorRhythm.choices)
    window_days = serializers.IntegerField()
    baseline = serializers.ChoiceField(BaselineKind.choices)
    baseline_from = Day(allow_null=True)
    baseline_until = Day(allow_null=True)
    features = serializers.ListField(child=serializers.CharField())
    limits = serializers.DictField(child=LimitSerializer())
    metrics = serializers.DictField(child=MetricLimitSerializer())
    missing_limit = serializers.FloatField()
    minimum = serializers.IntegerField()
    is_active = serializers.BooleanField()
    last_severity = serializers.ChoiceField(DriftSeverity.choices, allow_blank=True)
    last_evaluated_at = Moment(allow_null=True)
    url = serializers.CharField(source="get_absolute_url")


class EvaluationSerializer(serializers.Serializer[Any]):
    """What was found in one window."""

    window_from = Moment()
    window_until = Moment()
    observations = serializers.IntegerField()
    reference_observations = serializers.IntegerField()
    severity = serializers.ChoiceField(DriftSeverity.choices)
    features = serializers.JSONField()
    metrics = serializers.JSONField()
    evaluated_at = Moment()


class MonitorDetailSerializer(MonitorSerializer):
    """A monitor with its newest evaluation."""

    evaluation = EvaluationSerializer(allow_null=True)


def monitor_data(monitor: Monitor) -> dict[str, Any]:
    """One monitor with its newest evaluation."""
    newest = monitor.evaluations.first()
    shown = EvaluationSerializer(newest).data if newest else None
    return {**MonitorSerializer(monitor).data, "evaluation": shown}


class SignalSerializer(serializers.Serializer[Any]):
    """A number past its limit, with the limits as they were."""

    monitor = serializers.CharField(source="monitor.reference")
    feature = serializers.CharField()
    test = serializers.ChoiceField(DriftTest.choices)
    value = serializers.FloatField()
    chance = serializers.FloatField(allow_null=True)
    severity = serializers.ChoiceField(DriftSeverity.choices)
    limits = serializers.JSONField()
    window_from = Moment()
    window_until = Moment()


class DriftReviewRowSerializer(serializers.Serializer[Any]):
    """A drift review in a list."""

    reference = serializers.CharField()
    model = serializers.CharField(source="version.model.reference")
    version = serializers.IntegerField(source="version.number")
    state = serializers.ChoiceField(DriftReviewState.choices)
    opened_at = Moment()
    extended_at = Moment()
    due_on = Day()
    outcome = serializers.ChoiceField(DriftOutcome.choices, allow_blank=True)
    rationale = serializers.CharField()
    resolved_at = Moment(allow_null=True)
    resolved_by = serializers.CharField(source="resolved_by.display_name", default="")
    target = serializers.IntegerField(source="target.number", default=None, allow_null=True)
    url = serializers.CharField(source="get_absolute_url")


class DriftReviewSerializer(DriftReviewRowSerializer):
    """A drift review with its newest signals, and the days until the next version came."""

    signals = SignalSerializer(many=True)
    days_to_retrain = serializers.IntegerField(allow_null=True)


def review_data(review: DriftReview) -> dict[str, Any]:
    """One drift review with its newest signals."""
    signals = review.signals.select_related("monitor")[:MOST_SIGNALS]
    after = time_to_retrain(review)
    return {
        **DriftReviewRowSerializer(review).data,
        "signals": SignalSerializer(signals, many=True).data,
        "days_to_retrain": None if after is None else after.days,
    }


class ResolutionSerializer(serializers.Serializer[Any]):
    """What is done and why; a roll-back names the number of the version to go back to."""

    outcome = serializers.ChoiceField(DriftOutcome.choices)
    rationale = serializers.CharField(max_length=4000)
    target = serializers.IntegerField(min_value=1, default=None, allow_null=True)

    def payload(self, review: DriftReview) -> Resolution:
        """The action's input."""
        data = self.validated_data
        target = ModelVersion.objects.present().filter(
            model=review.version.model_id, number=data["target"]
        )
        return Resolution(DriftOutcome(data["outcome"]), data["rationale"], target.first())
