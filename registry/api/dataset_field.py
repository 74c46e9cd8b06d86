"""Datasets as programs name them: by reference."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.models.datasets import Dataset


@extend_schema_field(OpenApiTypes.STR)
class DatasetField(serializers.Field[Dataset, Any, str, Any]):
    """A dataset of the catalogue by its reference (DS-5)."""

    def to_internal_value(self, data: Any) -> Dataset:
        found: Dataset | None = Dataset.objects.by_reference(str(data)).first()
        if found is None:
            raise serializers.ValidationError(
                _("There is no dataset %(reference)s.") % {"reference": data}
            )
        return found

    def to_representation(self, value: Dataset) -> str:
        return value.reference
