"""Post-deployment reviews as programs send and read them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from registry.actions.live_reviews import (
    MOST_ACTIONS,
    WORDS,
    LiveActionTerms,
    Report,
    Verdict,
)
from registry.choices import LiveActionState, LiveReviewOutcome, LiveReviewState, MetricResult
from registry.models.live_reviews import LiveReview
from registry.queries.live_reviews import MOST_METRICS, live_review_page
from training.api.fields import ColleagueField

SETTLED = [one for one in LiveActionState.choices if one[0] != LiveActionState.PLANNED]


class ReadingSerializer(serializers.Serializer[Any]):
    """What one success metric of the use case came to."""

    actual = serializers.CharField(max_length=300, allow_blank=True, default="")
    result = serializers.ChoiceField(MetricResult.choices)


class LiveReportSerializer(serializers.Serializer[Any]):
    """How the model does; `readings` in the order of the success metrics."""

    performance = serializers.CharField(max_length=4000)
    drift = serializers.CharField(max_length=4000, allow_blank=True, default="")
    impacts = serializers.CharField(max_length=4000)
    feedback = serializers.CharField(max_length=4000)
    benefits = serializers.CharField(max_length=4000, allow_blank=True, default="")
    benefit_measured = serializers.DecimalField(
        max_digits=16, decimal_places=2, min_value=0, allow_null=True, default=None
    )
    readings = ReadingSerializer(many=True, default=list)

    def validate_readings(self, rows: list[Any]) -> list[Any]:
        """No more than a use case can have."""
        if len(rows) > MOST_METRICS:
            raise serializers.ValidationError(f"At most {MOST_METRICS}.")
        return rows

    def payload(self) -> Report:
        """The action's input."""
        data = self.validated_data
        readings = tuple((row["actual"], MetricResult(row["result"])) for row in data["readings"])
        return Report(**{**data, "readings": readings})


class LiveActionTermsSerializer(serializers.Serializer[Any]):
    """What is improved, by whom (e-mail) and until when."""

    text = serializers.CharField(max_length=2000)
    owner = ColleagueField()
    due_on = Day()

    def payload(self) -> LiveActionTerms:
        """The action's input."""
        return LiveActionTerms(**self.validated_data)


class LiveVerdictSerializer(serializers.Serializer[Any]):
    """How it goes on: “improve” has actions, “stop” may suspend the use case at once."""

    outcome = serializers.ChoiceField(LiveReviewOutcome.choices)
    rationale = serializers.CharField(max_length=4000)
    actions = LiveActionTermsSerializer(many=True, default=list)
    suspend = serializers.BooleanField(default=False)

    def validate_actions(self, rows: list[Any]) -> list[Any]:
        """No more than a review can have."""
        if len(rows) > MOST_ACTIONS:
            raise serializers.ValidationError(f"At most {MOST_ACTIONS}.")
        return rows

    def payload(self) -> Verdict:
        """The action's input."""
        data = self.validated_data
        actions = tuple(LiveActionTerms(**row) for row in data["actions"])
        return Verdict(
            outcome=LiveReviewOutcome(data["outcome"]),
            rationale=data["rationale"],
            actions=actions,
            suspend=data["suspend"],
        )


class LiveReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=4000)


class LiveSettledSerializer(serializers.Serializer[Any]):
    """Whether it is done, and what came of it."""

    state = serializers.ChoiceField(SETTLED)
    note = serializers.CharField(max_length=2000)


class LiveActionSerializer(LiveActionTermsSerializer):
    """An action by its number in the review."""

    number = serializers.IntegerField(source="position")
    state = serializers.ChoiceField(LiveActionState.choices)
    note = serializers.CharField()
    settled_at = Moment(allow_null=True)
    settled_by = serializers.CharField()


class LiveReviewRowSerializer(serializers.Serializer[Any]):
    """A review in a list; `round` counts from one, `after` says it in words."""

    reference = serializers.CharField()
    model = serializers.CharField(source="model.reference")
    use_case = serializers.CharField(source="use_case.reference")
    version = serializers.IntegerField(source="version.number")
    round = serializers.IntegerField()
    after = serializers.CharField(source="round_label")
    live_since = Day()
    state = serializers.ChoiceField(LiveReviewState.choices)
    outcome = serializers.ChoiceField(LiveReviewOutcome.choices, allow_blank=True)
    opened_at = Moment()
    due_on = Day()
    reported_at = Moment(allow_null=True)
    decided_at = Moment(allow_null=True)
    url = serializers.CharField(source="get_absolute_url")


class LiveReviewSerializer(LiveReviewRowSerializer):
    """A review with its report; `facts` are what the portal saw, `metrics` what was promised."""

    performance = serializers.CharField()
    drift = serializers.CharField()
    impacts = serializers.CharField()
    feedback = serializers.CharField()
    benefits = serializers.CharField()
    benefit_forecast = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    benefit_measured = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    returned_because = serializers.CharField()
    rationale = serializers.CharField()
    reported_by = ColleagueField(allow_null=True)
    decided_by = ColleagueField(allow_null=True)
    metrics = serializers.ListField(child=serializers.DictField())
    facts = serializers.DictField()
    actions = LiveActionSerializer(many=True)


def live_review_data(review: LiveReview) -> dict[str, Any]:
    """One review with its report, or what is known by now."""
    page = live_review_page(review, timezone.now())
    facts = {**page.facts, "first": f"{page.facts['first']}", "last": f"{page.facts['last']}"}
    names = (*WORDS, "returned_because", "rationale", "benefit_forecast", "benefit_measured")
    return {
        **LiveReviewRowSerializer(review).data,
        **{name: getattr(review, name) for name in names},
        "reported_by": review.reported_by and review.reported_by.user.email,
        "decided_by": review.decided_by and review.decided_by.user.email,
        "metrics": [
            {name: value for name, value in row.items() if name != "label"} for row in page.metrics
        ],
        "facts": facts,
        "actions": LiveActionSerializer(page.actions, many=True).data,
    }
