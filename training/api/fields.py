"""Rows as programs name them: courses by reference, colleagues by e-mail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coe_portal.accounts.models import Membership
from coe_portal.errors import InvalidInput
from training.models.courses import Course
from training.queries.people import colleague_with_email


@extend_schema_field(OpenApiTypes.STR)
class CourseField(serializers.Field[Course, Any, str, Any]):
    """An offered course by its reference (C-1); any course is written."""

    def to_internal_value(self, data: Any) -> Course:
        found: Course | None = Course.objects.offered().by_reference(str(data)).first()
        if found is None:
            raise serializers.ValidationError(
                _("There is no course %(reference)s.") % {"reference": data}
            )
        return found

    def to_representation(self, value: Course) -> str:
        return value.reference


@extend_schema_field(OpenApiTypes.EMAIL)
class ColleagueField(serializers.Field[Membership, Any, str, Any]):
    """A current member by e-mail."""

    def to_internal_value(self, data: Any) -> Membership:
        try:
            return colleague_with_email(str(data))
        except InvalidInput as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: Membership) -> str:
        return value.user.email
