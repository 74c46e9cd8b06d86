"""The audit trail, for those who may read it."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Moment
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.audit.models import AuditEvent, AuditEventQuerySet
from coe_portal.audit.permissions import READ_TRAIL
from coe_portal.tenancy.references import read_number

FILTERS = ("action", "subject_type", "subject_id")


class AuditEventSerializer(serializers.Serializer[AuditEvent]):
    """One entry; `hash` binds it to the entry before (`previous_hash`)."""

    sequence = serializers.IntegerField()
    at = Moment()
    actor = serializers.CharField(source="actor_label")
    actor_kind = serializers.CharField()
    action = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the event's, not the field's
    subject_type = serializers.CharField()
    subject_id = serializers.IntegerField()
    subject = serializers.CharField(source="subject_label")
    before = serializers.JSONField()
    after = serializers.JSONField()
    reason = serializers.CharField()
    request_id = serializers.CharField()
    previous_hash = serializers.CharField()
    hash = serializers.CharField()


class TrailPages(CursorPagination):
    ordering = ("-sequence",)  # type: ignore[assignment]  # any number of fields will do


class AuditEventViewSet(TenantViewSet):
    """Entries of the trail, newest first."""

    lookup_field = "sequence"
    lookup_value_regex = r"\d{1,18}"
    serializer_class = AuditEventSerializer
    pagination_class = TrailPages
    permissions: ClassVar[dict[str, str]] = {
        "list": READ_TRAIL.code,
        "retrieve": READ_TRAIL.code,
    }

    def get_queryset(self) -> AuditEventQuerySet:
        rows: AuditEventQuerySet = AuditEvent.objects.all()
        return rows

    @extend_schema(parameters=[OpenApiParameter(name, str) for name in FILTERS])
    def list(self, request: Request) -> Response:
        """Entries, newest first, narrowed by action or subject."""
        rows = self.get_queryset()
        for name in FILTERS:
            value = request.query_params.get(name, "")
            if value and (name != "subject_id" or read_number(value) is not None):
                rows = rows.filter(**{name: value})
        return self.page_of(rows)

    def retrieve(self, request: Request, sequence: str) -> Response:  # noqa: ARG002
        """One entry."""
        return Response(AuditEventSerializer(self.get_object()).data)
