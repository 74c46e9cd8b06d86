"""The API of required courses: what is asked of whom, and since when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day, Moment
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from training.actions import requirements
from training.actions.requirements import RequirementTerms
from training.api.fields import CourseField
from training.logic.activities import declared_activities
from training.models.certificates import TrainingRequirement
from training.permissions import STEER_TRAINING, VIEW_CATALOGUE, people_of
from training.queries.requirements import lacking_people


class RequirementSerializer(serializers.Serializer[Any]):
    """Who do the activity need a current certificate of the course, from a day on."""

    id = serializers.IntegerField(read_only=True)
    activity = serializers.CharField(
        max_length=60, help_text="One of `training-requirements/activities/`."
    )
    course = CourseField()
    starts_on = Day()
    grace_days = serializers.IntegerField(min_value=0, max_value=90, default=0)

    def payload(self) -> RequirementTerms:
        """The action's input."""
        return RequirementTerms(**self.validated_data)


class LackingSerializer(serializers.Serializer[Any]):
    """Somebody who could not do it today, and when their last certificate ended."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="display_name")
    email = serializers.EmailField(source="user.email")
    unit = serializers.CharField(source="business_unit.code", default=None)
    lapsed_at = Moment(allow_null=True)


class ActivitySerializer(serializers.Serializer[Any]):
    """Something that only trained people do."""

    activity = serializers.CharField(source="code")
    name = serializers.CharField(source="label")


class RequirementViewSet(TenantViewSet):
    """Required courses by id."""

    lookup_field = "pk"
    lookup_value_regex = r"\d{1,18}"
    pagination_class = CursorPagination
    serializer_class = RequirementSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_CATALOGUE.code,
        "activities": VIEW_CATALOGUE.code,
        "lacking": VIEW_CATALOGUE.code,
        "create": STEER_TRAINING.code,
        "destroy": STEER_TRAINING.code,
    }

    def get_queryset(self) -> QuerySet[TrainingRequirement]:
        return TrainingRequirement.objects.select_related("course")

    def _requirement(self) -> TrainingRequirement:
        return found_or_404(self.get_queryset().filter(pk=self.kwargs["pk"]).first())

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """All requirements, newest first."""
        return self.page_of(self.get_queryset())

    @extend_schema(responses=ActivitySerializer(many=True))
    @action(detail=False, pagination_class=None)
    def activities(self, request: Request) -> Response:  # noqa: ARG002
        """What courses can be required for."""
        return Response(ActivitySerializer(declared_activities(), many=True).data)

    @extend_schema(responses=LackingSerializer(many=True))
    @action(detail=True, serializer_class=LackingSerializer)
    def lacking(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Who could not do it today, among those whose learning the caller may see."""
        visible = people_of(self.member)
        return self.page_of(lacking_people(self._requirement()).filter(pk__in=visible.values("pk")))

    @extend_schema(request=RequirementSerializer, responses={201: RequirementSerializer})
    def create(self, request: Request) -> Response:
        """Ask for a current certificate of a course from whoever does the activity."""
        given = RequirementSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = requirements.require_course(given.payload(), actor=self.actor)
        return Response(RequirementSerializer(made).data, status=201)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Require it no longer."""
        requirements.drop_requirement(self._requirement(), actor=self.actor)
        return Response(status=204)
