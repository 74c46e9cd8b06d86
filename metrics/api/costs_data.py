"""Costs, budgets and chargebacks as programs send and read them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from coe_portal.tenancy.models import BusinessUnit
from intake.models.use_cases import UseCase
from metrics.actions.chargebacks import Settlement
from metrics.actions.costs import MOST_AT_ONCE, BudgetTerms, CostTerms
from metrics.actions.funding import FundingTerms
from metrics.choices import (
    AllocationKey,
    CostCategory,
    CostSource,
    FundingModel,
    StatementKind,
    StatementState,
)
from metrics.models.chargebacks import FundingPolicy, Statement
from registry.api.vendor_field import VendorField
from registry.models.models import AIModel


def money(**options: Any) -> serializers.DecimalField:
    """An amount to the cent, as a text so that no cent is lost on the way."""
    return serializers.DecimalField(max_digits=14, decimal_places=2, **options)


def unit_field(**options: Any) -> serializers.SlugRelatedField[BusinessUnit]:
    """A business unit by its code."""
    return serializers.SlugRelatedField(
        slug_field="code", queryset=BusinessUnit.objects.all(), help_text="Code.", **options
    )


@extend_schema_field(OpenApiTypes.STR)
class CaseField(serializers.Field[UseCase, Any, str, Any]):
    """A use case by its reference (UC-42)."""

    def to_internal_value(self, data: Any) -> UseCase:
        rows = UseCase.objects.by_reference(str(data)).select_related("business_unit")
        found: UseCase | None = rows.first()
        if found is None:
            raise serializers.ValidationError(_("There is no use case with this id."))
        return found

    def to_representation(self, value: UseCase) -> str:
        return value.reference


@extend_schema_field(OpenApiTypes.STR)
class ModelField(serializers.Field[AIModel, Any, str, Any]):
    """A model by its reference (M-7)."""

    def to_internal_value(self, data: Any) -> AIModel:
        rows = AIModel.objects.present().by_reference(str(data)).select_related("steward_unit")
        found: AIModel | None = rows.first()
        if found is None:
            raise serializers.ValidationError(_("There is no model with this id."))
        return found

    def to_representation(self, value: AIModel) -> str:
        return value.reference


class CostTermsSerializer(serializers.Serializer[Any]):
    """An amount of a month; of the day only the month counts."""

    month = Day()
    category = serializers.ChoiceField(CostCategory.choices)
    amount = money()
    description = serializers.CharField(max_length=200)
    invoice = serializers.CharField(
        max_length=120,
        allow_blank=True,
        default="",
        help_text="Number of the invoice, with its line. Sent again it is the same entry.",
    )
    business_unit = unit_field(required=False, allow_null=True)
    use_case = CaseField(required=False, allow_null=True, help_text="Reference, such as UC-42.")
    model = ModelField(required=False, allow_null=True, help_text="Reference, such as M-7.")
    vendor = VendorField(required=False, allow_null=True, help_text="Reference, such as VND-3.")

    def payload(self) -> CostTerms:
        """The action's input."""
        return terms_of(self.validated_data)


def terms_of(data: dict[str, Any]) -> CostTerms:
    """Checked values as the action takes them."""
    return CostTerms(**{**data, "category": CostCategory(data["category"])})


class CostBatchSerializer(serializers.Serializer[Any]):
    """Many entries: all are booked, or none."""

    entries = CostTermsSerializer(many=True)

    def payload(self) -> list[CostTerms]:
        """The action's input."""
        return [terms_of(data) for data in self.validated_data["entries"]]

    def validate_entries(self, entries: list[Any]) -> list[Any]:
        """Refuse more than one request may bring."""
        if not 1 <= len(entries) <= MOST_AT_ONCE:
            raise serializers.ValidationError(
                _("Send 1 to %(most)d entries.") % {"most": MOST_AT_ONCE}
            )
        return entries


class CostSerializer(CostTermsSerializer):
    """An entry of the books."""

    reference = serializers.CharField()
    source = serializers.ChoiceField(CostSource.choices)  # type: ignore[assignment]
    booked_at = Moment()
    booked_by = serializers.CharField()
    voided_at = Moment(allow_null=True)
    void_reason = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")


class ReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=500)


class BudgetSerializer(serializers.Serializer[Any]):
    """What may be spent in a fiscal year on a category, by a unit or, without one, by the CoE."""

    fiscal_year = serializers.IntegerField(min_value=1900, max_value=2199)
    category = serializers.ChoiceField(CostCategory.choices)
    business_unit = unit_field(required=False, allow_null=True)
    amount = money(source="planned", min_value=0)
    note = serializers.CharField(max_length=500, allow_blank=True, default="")
    set_at = Moment(read_only=True)
    set_by = serializers.CharField(read_only=True)

    def payload(self) -> BudgetTerms:
        """The action's input."""
        data = self.validated_data
        return BudgetTerms(
            fiscal_year=data["fiscal_year"],
            business_unit=data.get("business_unit"),
            amounts={CostCategory(data["category"]): data["planned"]},
            note=data["note"],
        )


class FundingSerializer(serializers.Serializer[Any]):
    """Who pays, from a month on; fixed shares in percent by the code of the unit."""

    from_month = Day()
    model = serializers.ChoiceField(FundingModel.choices)
    share = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=100, default=Decimal(0)
    )
    key = serializers.ChoiceField(AllocationKey.choices, default=AllocationKey.HEADCOUNT)
    fixed = serializers.DictField(
        child=serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0, max_value=100),
        default=dict,
    )
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")

    def payload(self) -> FundingTerms:
        """The action's input."""
        data = self.validated_data
        codes = {unit.code: unit.pk for unit in BusinessUnit.objects.filter(code__in=data["fixed"])}
        if unknown := data["fixed"].keys() - codes.keys():
            message = _("There is no unit %(code)s.") % {"code": min(unknown)}
            raise serializers.ValidationError({"fixed": [message]})
        return FundingTerms(
            from_month=data["from_month"],
            model=FundingModel(data["model"]),
            key=AllocationKey(data["key"]),
            share=data["share"],
            fixed={codes[code]: percent for code, percent in data["fixed"].items()},
            note=data["note"],
        )


def funding_data(policy: FundingPolicy) -> dict[str, Any]:
    """A policy with its shares by the codes of units."""
    codes = {
        str(unit.pk): unit.code for unit in BusinessUnit.objects.filter(pk__in=policy.rules.fixed)
    }
    fixed = {codes[unit]: percent for unit, percent in policy.fixed.items()}
    plain = FundingSerializer(policy).data
    return {**plain, "fixed": fixed}


class DrawSerializer(serializers.Serializer[Any]):
    """A month that is over, for all units or some."""

    month = Day()
    business_units = serializers.ListField(
        child=unit_field(), required=False, allow_null=True, max_length=500
    )


class SeenSerializer(serializers.Serializer[Any]):
    """The total that was looked at; 409 when the books say something else by now."""

    total = money(required=False, allow_null=True)


class DisputeSerializer(serializers.Serializer[Any]):
    """What is disputed."""

    what = serializers.CharField(max_length=2000)


class SettlementSerializer(serializers.Serializer[Any]):
    """The answer, and what is given back, if anything."""

    answer = serializers.CharField(max_length=2000)
    credit = money(required=False, allow_null=True)

    def payload(self) -> Settlement:
        """The action's input."""
        return Settlement(**self.validated_data)


class StatementRowSerializer(serializers.Serializer[Any]):
    """A statement in a list."""

    reference = serializers.CharField()
    business_unit = serializers.CharField(source="business_unit.code")
    month = Day()
    kind = serializers.ChoiceField(StatementKind.choices)
    state = serializers.ChoiceField(StatementState.choices)
    total = money()
    currency = serializers.CharField()
    head = serializers.CharField(allow_null=True)
    cost_centre = serializers.CharField()
    corrects = serializers.CharField(allow_null=True)
    issued_at = Moment(allow_null=True)
    dispute = serializers.CharField()
    answer = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")


class LineSerializer(serializers.Serializer[Any]):
    """A line of a statement."""

    label = serializers.CharField()  # type: ignore[assignment]
    category = serializers.CharField()
    amount = money()


class StatementSerializer(StatementRowSerializer):
    """A statement with its lines, and how its shares came about."""

    basis = serializers.DictField()
    lines = LineSerializer(many=True)


def statement_data(statement: Statement, lines: Any) -> dict[str, Any]:
    """One statement with lines."""
    return {
        **StatementRowSerializer(statement).data,
        "basis": statement.basis,
        "lines": LineSerializer(lines, many=True).data,
    }
