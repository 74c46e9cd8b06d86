"""Quarters, their numbers and what was said about them, as programs read and send them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from metrics.actions.commentary import LONGEST
from metrics.choices import Capacity, CloseState, Direction, Standing, Unit


class QuarterSignatureSerializer(serializers.Serializer[Any]):
    """Who signed, as what and when."""

    name = serializers.CharField()
    capacity = serializers.ChoiceField(Capacity.choices)
    signed_at = Moment()


class QuarterSerializer(serializers.Serializer[Any]):
    """A fiscal quarter. `state` and `seal` are null while nobody has signed it."""

    quarter = serializers.CharField()
    starts_on = Day()
    ends_on = Day()
    state = serializers.ChoiceField(CloseState.choices, allow_null=True)
    seal = serializers.CharField(allow_null=True)
    signatures = QuarterSignatureSerializer(many=True)


class NumberChangeSerializer(serializers.Serializer[Any]):
    """How far a number moved; `percent` is null from nothing."""

    difference = serializers.FloatField()
    percent = serializers.FloatField(allow_null=True)


class NumberCorrectionSerializer(serializers.Serializer[Any]):
    """What a signed number would be now."""

    value = serializers.FloatField(allow_null=True)
    reason = serializers.CharField()
    computed_at = Moment()


class NumberCommentarySerializer(serializers.Serializer[Any]):
    """What was said about a number."""

    text = serializers.CharField()
    by = serializers.CharField()
    at = Moment(allow_null=True)


class QuarterNumberSerializer(serializers.Serializer[Any]):
    """A number of the dashboard. `is_whole` marks one that the filters could not narrow."""

    kpi = serializers.CharField(source="figure.kpi")
    label = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.ChoiceField(Unit.choices)
    direction = serializers.ChoiceField(Direction.choices, source="declared.direction")
    value = serializers.FloatField(source="figure.value", allow_null=True)
    change = NumberChangeSerializer(allow_null=True)
    year_change = NumberChangeSerializer(allow_null=True)
    target = serializers.FloatField(source="bands.target", default=None, allow_null=True)
    standing = serializers.ChoiceField(Standing.choices, allow_null=True)
    history = serializers.ListField(child=serializers.FloatField(allow_null=True))
    commentary = NumberCommentarySerializer(source="comment", allow_null=True)
    correction = NumberCorrectionSerializer(allow_null=True)
    is_signed = serializers.BooleanField()
    is_whole = serializers.BooleanField()


class QuarterSheetSerializer(QuarterSerializer):
    """A quarter with every number of its dashboard."""

    numbers = QuarterNumberSerializer(many=True)


class NewCommentarySerializer(serializers.Serializer[Any]):
    """A text about a number; a draft is kept and not shown."""

    text = serializers.CharField(max_length=LONGEST, allow_blank=True)
    publish = serializers.BooleanField(default=True)


class CommentarySerializer(serializers.Serializer[Any]):
    """What is said about a number, and what is not published yet."""

    kpi = serializers.CharField()
    quarter = serializers.CharField()
    text = serializers.CharField()
    draft = serializers.CharField()
    published_at = Moment(allow_null=True)
