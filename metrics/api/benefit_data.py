"""Benefits as programs send and read them; months as 2026-10-01, amounts in the currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from coe_portal.accounts.models import Membership
from coe_portal.api.fields import Day, Moment
from coe_portal.tenancy.models import BusinessUnit
from intake.models.use_cases import UseCase
from metrics.actions.benefit_claims import Claim, Verification
from metrics.actions.benefits import FACTS, Baseline, BenefitFacts, Forecast, NewBenefit
from metrics.choices import BenefitKind, BenefitParameter, BenefitState, EntryState
from metrics.models.benefits import MOST_PERCENT, Benefit
from metrics.queries.benefits import MOST_SHOWN
from training.api.fields import ColleagueField


def amount(**options: Any) -> serializers.DecimalField:
    """An amount from zero."""
    return serializers.DecimalField(14, 2, min_value=0, coerce_to_string=False, **options)


class FiguresField(serializers.DictField):
    """The parameters of the method by name."""

    child = serializers.DecimalField(14, 3, min_value=0, coerce_to_string=False)

    def to_internal_value(self, data: Any) -> dict[BenefitParameter, Decimal]:
        """Known parameters only."""
        given = super().to_internal_value(data)
        unknown = set(given) - set(BenefitParameter.values)
        if unknown:
            raise serializers.ValidationError({name: _("No such parameter.") for name in unknown})
        return {BenefitParameter(name): value for name, value in given.items()}


class BenefitFactsSerializer(serializers.Serializer[Any]):
    """What is expected, where, and who answers for it; the unit by its code."""

    title = serializers.CharField(max_length=200)
    hypothesis = serializers.CharField(max_length=2000)
    process = serializers.CharField(max_length=120)
    unit = serializers.SlugRelatedField(
        slug_field="code", queryset=BusinessUnit.objects.all(), allow_null=True, required=False
    )
    owner = ColleagueField(help_text="E-mail of the member who answers for it.")

    def payload(self, benefit: Benefit) -> BenefitFacts:
        """The action's input; what is left out stays as it is."""
        known = {name: getattr(benefit, name) for name in FACTS}
        return BenefitFacts(**{**known, **self.validated_data})


class NewBenefitSerializer(BenefitFactsSerializer):
    """A benefit of a kind, of a use case by its reference."""

    use_case = serializers.CharField(max_length=40, help_text="Reference, such as UC-42.")
    kind = serializers.ChoiceField(BenefitKind.choices)

    def new(self) -> NewBenefit:
        """The action's input."""
        data = {name: value for name, value in self.validated_data.items() if name in FACTS}
        return NewBenefit(kind=BenefitKind(self.validated_data["kind"]), **data)


class BaselineSerializer(serializers.Serializer[Any]):
    """How it was before."""

    baseline = amount()
    baseline_unit = serializers.CharField(max_length=60)
    baseline_on = Day()
    baseline_source = serializers.CharField(max_length=2000)

    def payload(self) -> Baseline:
        """The action's input."""
        return Baseline(**self.validated_data)


class ForecastSerializer(serializers.Serializer[Any]):
    """A month by the method of the kind; the rate of an hour is the organization's."""

    figures = FiguresField()
    starts_on = Day()
    ends_on = Day(allow_null=True, required=False)
    low_percent = serializers.IntegerField(min_value=0, max_value=100, default=100)
    high_percent = serializers.IntegerField(min_value=100, max_value=MOST_PERCENT, default=100)

    def payload(self) -> Forecast:
        """The action's input."""
        return Forecast(**self.validated_data)


class ClaimSerializer(serializers.Serializer[Any]):
    """What a month has brought, and where the figures come from."""

    month = Day()
    figures = FiguresField()
    evidence = serializers.CharField(max_length=2000)

    def payload(self) -> Claim:
        """The action's input."""
        return Claim(**self.validated_data)


class VerificationSerializer(serializers.Serializer[Any]):
    """What finance stands for; without an amount the whole claim."""

    amount = amount(allow_null=True, required=False)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")

    def payload(self) -> Verification:
        """The action's input."""
        return Verification(**self.validated_data)


class BenefitNoteSerializer(serializers.Serializer[Any]):
    """Why."""

    note = serializers.CharField(max_length=2000)


class BenefitEntrySerializer(serializers.Serializer[Any]):
    """One month. What is claimed is no part of what is verified."""

    id = serializers.IntegerField(source="pk")
    month = Day()
    state = serializers.ChoiceField(EntryState.choices)
    figures = serializers.DictField(source="parameters")
    share_percent = serializers.IntegerField()
    claimed_amount = amount()
    claimed_hours = amount(allow_null=True)
    claimed_by = serializers.CharField(source="claimed_by.display_name")
    claimed_at = Moment()
    evidence = serializers.CharField()
    verified_amount = amount(allow_null=True)
    verified_hours = amount(allow_null=True)
    settled_at = Moment(allow_null=True)
    note = serializers.CharField()
    revoked_at = Moment(allow_null=True)


class BenefitRowSerializer(BenefitFactsSerializer):
    """A benefit in a list, with its sums, each for itself."""

    reference = serializers.CharField()
    use_case = serializers.CharField(source="use_case.reference")
    kind = serializers.ChoiceField(BenefitKind.choices)
    state = serializers.ChoiceField(BenefitState.choices)
    forecast_low = amount(allow_null=True)
    forecast_likely = amount(allow_null=True)
    forecast_high = amount(allow_null=True)
    starts_on = Day(allow_null=True)
    ends_on = Day(allow_null=True)
    share_percent = serializers.IntegerField()
    claimed = amount(source="claimed_sum", allow_null=True)
    verified = amount(source="verified_sum", allow_null=True)
    url = serializers.CharField(source="get_absolute_url")


class BenefitSerializer(BenefitRowSerializer):
    """A benefit with its baseline, its figures and its months, the newest first."""

    baseline = amount(allow_null=True)
    baseline_unit = serializers.CharField()
    baseline_on = Day(allow_null=True)
    figures = serializers.DictField(source="parameters")
    months = BenefitEntrySerializer(many=True)


def benefit_data(benefit: Benefit) -> dict[str, Any]:
    """One benefit with its newest months."""
    entries = benefit.entries.with_people()[:MOST_SHOWN]
    return {
        **BenefitRowSerializer(benefit).data,
        "baseline": benefit.baseline,
        "baseline_unit": benefit.baseline_unit,
        "baseline_on": benefit.baseline_on,
        "figures": benefit.parameters,
        "months": BenefitEntrySerializer(entries, many=True).data,
    }


def case_of(reference: str, member: Membership) -> UseCase:
    """The use case of a reference that the member may see."""
    rows = UseCase.objects.visible_to(member).by_reference(reference)
    found: UseCase | None = rows.first()
    if found is None:
        raise serializers.ValidationError(
            {"use_case": [_("There is nothing with this reference.")]}
        )
    return found
