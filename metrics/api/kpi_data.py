"""KPIs, kept numbers, readings and targets as programs send and read them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from coe_portal.tenancy.models import BusinessUnit
from metrics.actions.readings import Reading
from metrics.actions.targets import TargetTerms
from metrics.choices import Area, Direction, SnapshotKind, Standing, Summary, Unit


class UnitCode(serializers.SlugRelatedField[BusinessUnit]):
    """A business unit by its code; none for the whole organization."""

    def __init__(self, **options: Any) -> None:
        if not options.get("read_only"):
            options["queryset"] = BusinessUnit.objects.all()
        super().__init__(slug_field="code", **options)


class BandsSerializer(serializers.Serializer[Any]):
    """Target, and from where a value is good and fair."""

    target = serializers.FloatField()
    good = serializers.FloatField()
    fair = serializers.FloatField()


class KpiSerializer(serializers.Serializer[Any]):
    """A KPI with its newest number of the running quarter."""

    code = serializers.CharField(source="kpi.code")
    area = serializers.ChoiceField(Area.choices, source="kpi.area")
    question = serializers.CharField(source="kpi.question")
    unit = serializers.ChoiceField(Unit.choices, source="kpi.unit")
    direction = serializers.ChoiceField(Direction.choices, source="kpi.direction")
    summary = serializers.ChoiceField(Summary.choices, source="kpi.summary")
    formula = serializers.CharField(source="kpi.formula")
    source = serializers.CharField(source="kpi.source")  # type: ignore[assignment]
    owner_role = serializers.CharField(source="kpi.owner")
    owner = serializers.CharField(source="owner.user.email", default=None)
    is_entered = serializers.BooleanField(source="kpi.is_entered")
    bands = BandsSerializer(allow_null=True)
    value = serializers.FloatField(allow_null=True)
    standing = serializers.ChoiceField(Standing.choices, allow_null=True)
    quarter = serializers.CharField(source="latest.quarter", default=None)
    as_of = Moment(source="latest.as_of", default=None)


class KpiSnapshotSerializer(serializers.Serializer[Any]):
    """A kept number. `restates` and `reason` are filled in corrections, `was` is the old value."""

    kpi = serializers.CharField()
    kind = serializers.ChoiceField(SnapshotKind.choices)
    quarter = serializers.CharField()
    day = Day(allow_null=True)
    as_of = Moment()
    computed_at = Moment()
    value = serializers.FloatField(allow_null=True)
    parts = serializers.DictField(child=serializers.FloatField())
    slices = serializers.DictField(child=serializers.FloatField())
    inputs = serializers.IntegerField()
    digest = serializers.CharField()
    was = serializers.FloatField(source="restates.value", default=None)
    reason = serializers.CharField()


class KpiMeasurementSerializer(serializers.Serializer[Any]):
    """A number computed now from history."""

    kpi = serializers.CharField()
    quarter = serializers.CharField()
    as_of = Moment()
    value = serializers.FloatField(allow_null=True)
    parts = serializers.DictField(child=serializers.FloatField())
    slices = serializers.DictField(child=serializers.FloatField())
    inputs = serializers.IntegerField()
    digest = serializers.CharField()


class KpiReadingSerializer(serializers.Serializer[Any]):
    """A value on a day; one that was withdrawn has no value."""

    reference = serializers.CharField(read_only=True)
    day = Day()
    value = serializers.FloatField()
    unit = UnitCode(
        required=False,
        allow_null=True,
        default=None,
        help_text="Code of the business unit; none for the whole organization.",
    )
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=200, allow_blank=True, default=""
    )
    note = serializers.CharField(max_length=500, allow_blank=True, default="")

    def payload(self) -> Reading:
        """The action's input."""
        return Reading(**self.validated_data)


class KpiTargetSerializer(serializers.Serializer[Any]):
    """Target and bands from a day on; all three left out take the portal's own again."""

    since = Day()
    target = serializers.FloatField(required=False, allow_null=True, default=None)
    good = serializers.FloatField(required=False, allow_null=True, default=None)
    fair = serializers.FloatField(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=500, allow_blank=True, default="")
    set_by = serializers.CharField(source="set_by.user.email", read_only=True, default=None)

    def payload(self) -> TargetTerms:
        """The action's input."""
        return TargetTerms(**self.validated_data)


class ReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=500)


class WithdrawnReadingSerializer(serializers.Serializer[Any]):
    """What takes the place of a reading that was wrong: no value, and why."""

    reference = serializers.CharField()
    day = Day()
    note = serializers.CharField()


class DaysSerializer(serializers.Serializer[Any]):
    """From which day on, and up to which, numbers are asked for."""

    since = Day(required=False, default=None)
    until = Day(required=False, default=None)


class DaySerializer(serializers.Serializer[Any]):
    """The day that a number is asked for."""

    as_of = Day(required=False, default=None)

    def validate_as_of(self, day: Any) -> Any:
        """Not to come, and not long past."""
        least, most = self.context["days"]
        if day is not None and not least <= day <= most:
            raise serializers.ValidationError(_("Ask for a day of the last five years."))
        return day
