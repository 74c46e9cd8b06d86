"""Models and versions as programs send and read them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from intake.choices import Tier
from registry.actions.operations import DeploymentTerms, InputTerms, Usage
from registry.actions.promotion import Move
from registry.actions.registration import TERMS, ModelTerms, NewModel, VersionTerms
from registry.api.dataset_field import DatasetField
from registry.api.vendor_field import VendorField
from registry.choices import (
    Environment,
    InputKind,
    InputRole,
    ModelKind,
    RequestState,
    VersionStage,
    VersionStatus,
)
from registry.logic.names import MOST_ALIAS, MOST_NAME
from registry.models.models import AIModel, ModelVersion
from registry.queries.inventory import version_page
from training.api.fields import ColleagueField


def text(most: int, **options: Any) -> serializers.CharField:
    """A text that may be left out."""
    return serializers.CharField(max_length=most, allow_blank=True, default="", **options)


class ModelTermsSerializer(serializers.Serializer[Any]):
    """What a model is; its owner by e-mail."""

    name = serializers.CharField(max_length=MOST_NAME)
    kind = serializers.ChoiceField(ModelKind.choices, default=ModelKind.CLASSIC)
    description = text(10_000)
    provider = text(200)
    vendor = VendorField(required=False, allow_null=True, help_text="Reference, such as VND-3.")
    owner = ColleagueField(help_text="E-mail of the member who answers for it.")

    def payload(self, model: AIModel) -> ModelTerms:
        """The action's input; what is left out stays as it is."""
        terms = {name: getattr(model, name) for name in TERMS} | self.validated_data
        return ModelTerms(**{**terms, "kind": ModelKind(terms["kind"])})


class NewModelSerializer(ModelTermsSerializer):
    """A model with the use case that it serves."""

    use_case = text(40, help_text="Reference, such as UC-42.")

    def new(self) -> NewModel:
        """The action's input."""
        data = self.validated_data
        return NewModel(**{**data, "kind": ModelKind(data["kind"])})


class ModelRowSerializer(ModelTermsSerializer):
    """A model in a list."""

    reference = serializers.CharField()
    tier = serializers.ChoiceField(Tier.choices, allow_blank=True)
    newest = serializers.IntegerField(allow_null=True)
    in_production = serializers.IntegerField(allow_null=True)
    use_cases = serializers.IntegerField(source="case_count")
    is_marked = serializers.BooleanField(
        help_text="Whether a version that is not archived is marked."
    )
    tags = serializers.DictField(child=serializers.CharField())
    url = serializers.CharField(source="get_absolute_url")


class VersionTermsSerializer(serializers.Serializer[Any]):
    """What a version is."""

    source = text(2000)  # type: ignore[assignment]
    run_id = text(200)
    run_link = text(1000)
    description = text(10_000)
    developer = ColleagueField(
        required=False, help_text="E-mail of who built it; the caller when left out."
    )
    tags = serializers.DictField(child=serializers.CharField(max_length=5000), default=dict)

    def payload(self) -> VersionTerms:
        """The action's input."""
        return VersionTerms(**self.validated_data)


class VersionRowSerializer(serializers.Serializer[Any]):
    """A version in a list."""

    number = serializers.IntegerField()
    stage = serializers.ChoiceField(VersionStage.choices)
    status = serializers.ChoiceField(VersionStatus.choices)
    source = serializers.CharField()  # type: ignore[assignment]
    run_id = serializers.CharField()
    description = serializers.CharField()
    developer = ColleagueField(allow_null=True)
    validator = ColleagueField(allow_null=True)
    aliases: Any = serializers.SlugRelatedField("alias", many=True, read_only=True)
    tags = serializers.DictField(child=serializers.CharField())
    created_at = Moment()
    url = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = ModelVersion  # which the description of the API asks for the type of an alias


class MarkSerializer(serializers.Serializer[Any]):
    """Why a version should not be relied on, and what to do about it."""

    code = serializers.CharField()
    text = serializers.CharField()
    advice = serializers.CharField()
    url = serializers.CharField()


class RequirementSerializer(serializers.Serializer[Any]):
    """One requirement of the promotion; `message` says what is missing."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    is_met = serializers.BooleanField()
    message = serializers.CharField(source="unmet.message", default="")
    url = serializers.CharField(source="unmet.url", default="")


class PromotionSerializer(serializers.Serializer[Any]):
    """What was asked for a version."""

    state = serializers.ChoiceField(RequestState.choices)
    use_case = serializers.CharField(source="use_case.reference")
    requested_at = Moment()
    decision = serializers.CharField(source="decision.reference", default=None)
    note = serializers.CharField()


class VersionSerializer(VersionRowSerializer):
    """A version with what is missing for its promotion."""

    is_approved = serializers.BooleanField()
    marks = MarkSerializer(many=True)
    requirements = RequirementSerializer(many=True)
    promotion = PromotionSerializer(allow_null=True)


class AliasSerializer(serializers.Serializer[Any]):
    """An alias for a version."""

    alias = serializers.CharField(max_length=MOST_ALIAS)


class RequestSerializer(serializers.Serializer[Any]):
    """A word to the reviewers."""

    note = text(2000)


class MoveSerializer(serializers.Serializer[Any]):
    """Where a version goes."""

    to = serializers.ChoiceField(VersionStage.choices)
    reason = text(2000)
    archive_existing = serializers.BooleanField(default=False)

    def payload(self) -> Move:
        """The action's input."""
        data = self.validated_data
        return Move(**{**data, "to": VersionStage(data["to"])})


class ValidationSerializer(serializers.Serializer[Any]):
    """What was checked."""

    note = serializers.CharField(max_length=4000)


class DeploymentSerializer(serializers.Serializer[Any]):
    """Where a version runs."""

    environment = serializers.ChoiceField(Environment.choices)
    target = serializers.CharField(max_length=200)
    url = text(1000)
    note = text(500)

    def payload(self) -> DeploymentTerms:
        """The action's input."""
        data = self.validated_data
        return DeploymentTerms(**{**data, "environment": Environment(data["environment"])})


class InputSerializer(serializers.Serializer[Any]):
    """What a version was made from."""

    kind = serializers.ChoiceField(InputKind.choices)
    role = serializers.ChoiceField(InputRole.choices)
    name = text(200, help_text="May be left out with a dataset of the catalogue.")
    dataset = DatasetField(
        default=None, help_text="Reference of a dataset of the catalogue, such as DS-5."
    )
    uri = text(1000)
    digest = text(200)
    vendor = VendorField(required=False, allow_null=True, help_text="Reference, such as VND-3.")

    def payload(self) -> InputTerms:
        """The action's input."""
        data = self.validated_data
        return InputTerms(
            **{**data, "kind": InputKind(data["kind"]), "role": InputRole(data["role"])}
        )


class UsageSerializer(serializers.Serializer[Any]):
    """What one consumer used on one day."""

    day = Day()
    consumer = serializers.CharField(max_length=120)
    calls = serializers.IntegerField(min_value=0, default=0)
    users = serializers.IntegerField(min_value=0, default=0)
    cost = serializers.DecimalField(14, 4, min_value=0, default=Decimal(0))


class UsageBatchSerializer(serializers.Serializer[Any]):
    """Usage of a version; what is sent again replaces what was there."""

    rows = UsageSerializer(many=True)

    def payload(self) -> list[Usage]:
        """The action's input."""
        return [Usage(**row) for row in self.validated_data["rows"]]


class KeptSerializer(serializers.Serializer[Any]):
    """How many rows were kept."""

    kept = serializers.IntegerField()


def version_data(version: ModelVersion) -> dict[str, Any]:
    """One version with what it still misses."""
    page = version_page(version)
    asked = page.request or page.judged
    return {
        **VersionRowSerializer(version).data,
        "is_approved": page.is_approved,
        "marks": MarkSerializer(page.marks, many=True).data,
        "requirements": RequirementSerializer(page.lines, many=True).data,
        "promotion": None if asked is None else PromotionSerializer(asked).data,
    }
