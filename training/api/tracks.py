"""The API of tracks: which courses belong together, in which order."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from training.choices import Audience
from training.models.courses import Course, Track, TrackCourse
from training.permissions import VIEW_CATALOGUE


class TrackCourseSerializer(serializers.Serializer[Any]):
    """A course at its place."""

    reference = serializers.CharField(source="course.reference")
    title = serializers.CharField(source="course.title")
    url = serializers.CharField(source="course.get_absolute_url")


class TrackSerializer(serializers.Serializer[Any]):
    """A track with the courses that are offered, in order."""

    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    audience = serializers.ChoiceField(Audience.choices)
    courses = TrackCourseSerializer(source="places", many=True)
    url = serializers.CharField(source="get_absolute_url")


class TrackPages(CursorPagination):
    """In the order of the catalogue."""

    ordering = ("position", "id")


class TrackViewSet(TenantViewSet):
    """Tracks by their address, as the catalogue shows them."""

    lookup_field = "slug"
    lookup_value_regex = r"[-a-zA-Z0-9_]+"
    pagination_class = TrackPages
    serializer_class = TrackSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_CATALOGUE.code,
        "retrieve": VIEW_CATALOGUE.code,
    }

    def get_queryset(self) -> QuerySet[Track]:
        """Those that are shown."""
        offered = TrackCourse.objects.filter(course__in=Course.objects.offered())
        places = Prefetch("places", queryset=offered.select_related("course"))
        rows: QuerySet[Track] = Track.objects.filter(is_active=True).prefetch_related(places)
        return rows

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """All tracks."""
        return self.page_of(self.get_queryset())

    def retrieve(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """One track."""
        found = found_or_404(self.get_queryset().filter(slug=slug).first())
        return Response(TrackSerializer(found).data)
