"""Reusable assets as programs send and read them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from registry.actions.assets import TERMS, AssetTerms, Ending, ReuseTerms
from registry.api.model_data import text
from registry.choices import AssetKind, AssetState
from registry.models.assets import Asset
from registry.queries.assets import asset_page
from training.api.fields import ColleagueField


@extend_schema_field(OpenApiTypes.STR)
class AssetField(serializers.Field[Asset, Any, str, Any]):
    """A published asset by its reference (A-7)."""

    def to_internal_value(self, data: Any) -> Asset:
        found: Asset | None = Asset.objects.published().by_reference(str(data)).first()
        if found is None:
            raise serializers.ValidationError(
                _("There is no published asset %(reference)s.") % {"reference": str(data)[:40]}
            )
        return found

    def to_representation(self, value: Asset) -> str:
        return value.reference


class AssetTermsSerializer(serializers.Serializer[Any]):
    """What an asset is; its owner by e-mail."""

    name = serializers.CharField(max_length=Asset.MAX_NAME)
    kind = serializers.ChoiceField(AssetKind.choices)
    owner = ColleagueField(help_text="E-mail of the member who answers for it.")
    description = text(10_000)
    usage = text(10_000, help_text="How to use it, as Markdown.")
    version = text(60)
    url = text(1000)
    licence = text(200)
    review_on = Day(allow_null=True, default=None)

    def payload(self, asset: Asset | None = None) -> AssetTerms:
        """The action's input; of a stored asset what is left out stays as it is."""
        known = {} if asset is None else {name: getattr(asset, name) for name in TERMS}
        terms = {**known, **self.validated_data}
        return AssetTerms(**{**terms, "kind": AssetKind(terms["kind"])})


class AssetRowSerializer(AssetTermsSerializer):
    """An asset in a list."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(AssetState.choices)
    state_note = serializers.CharField()
    successor = AssetField(allow_null=True)
    published_at = Moment(allow_null=True)
    reviewed_at = Moment(allow_null=True)
    is_review_overdue = serializers.BooleanField()
    reuses = serializers.IntegerField(source="reuse_count")
    web = serializers.CharField(source="get_absolute_url")


class ReuseTermsSerializer(serializers.Serializer[Any]):
    """What uses the asset."""

    about = serializers.CharField(max_length=40, help_text="Reference, such as UC-42 or M-7.")
    note = text(500, help_text="What for.")
    since = Day(allow_null=True, default=None, help_text="Today when left out.")

    def payload(self) -> ReuseTerms:
        """The action's input."""
        return ReuseTerms(**self.validated_data)


class ReuseSerializer(serializers.Serializer[Any]):
    """A use that goes on."""

    id = serializers.IntegerField(source="pk")
    about = serializers.CharField(source="user.reference")
    note = serializers.CharField()
    since = Day()
    noted_by = ColleagueField(allow_null=True)


class AssetSerializer(AssetRowSerializer):
    """One asset with what uses it."""

    used_by = ReuseSerializer(many=True)


class EndingSerializer(serializers.Serializer[Any]):
    """Why an asset ends, and what to use instead."""

    reason = serializers.CharField(max_length=2000)
    successor = AssetField(allow_null=True, default=None, help_text="Reference, such as A-7.")

    def payload(self) -> Ending:
        """The action's input."""
        return Ending(**self.validated_data)


def asset_data(asset: Asset) -> dict[str, Any]:
    """One asset with what uses it, the newest 100."""
    reuses = ReuseSerializer(asset_page(asset).reuses, many=True).data
    return {**AssetRowSerializer(asset).data, "used_by": reuses}
