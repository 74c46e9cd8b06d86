"""Vendors as programs name them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.models.vendors import Vendor


@extend_schema_field(OpenApiTypes.STR)
class VendorField(serializers.Field[Vendor, Any, str, Any]):
    """A vendor by its reference (VND-3)."""

    def to_internal_value(self, data: Any) -> Vendor:
        found: Vendor | None = Vendor.objects.by_reference(str(data)).first()
        if found is None:
            raise serializers.ValidationError(
                _("There is no vendor %(reference)s.") % {"reference": str(data)[:40]}
            )
        return found

    def to_representation(self, value: Vendor) -> str:
        return value.reference
