"""What the caller was told."""

from __future__ import annotations

from typing import ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Moment
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from coe_portal.notifications import inbox
from coe_portal.notifications.models import Notification, NotificationQuerySet
from coe_portal.notifications.permissions import MARK_READ, READ_OWN


class NotificationSerializer(serializers.Serializer[Notification]):
    """One message; `url` is the page in the portal."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()
    created_at = Moment()
    read_at = Moment(allow_null=True)


class NotificationViewSet(TenantViewSet):
    """The caller's own inbox."""

    lookup_field = "pk"
    lookup_value_regex = r"\d{1,18}"
    serializer_class = NotificationSerializer
    permissions: ClassVar[dict[str, str]] = {"list": READ_OWN.code, "read": MARK_READ.code}

    def get_queryset(self) -> NotificationQuerySet:
        rows: NotificationQuerySet = Notification.objects.of(self.member)
        return rows

    @extend_schema(parameters=[OpenApiParameter("unread", bool)])
    def list(self, request: Request) -> Response:
        """Notifications, newest first; `?unread=true` for those not read."""
        rows = self.get_queryset()
        is_unread = request.query_params.get("unread") == "true"
        return self.page_of(rows.unread() if is_unread else rows)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Mark one as read."""
        row = found_or_404(self.get_queryset().filter(pk=pk).first())
        inbox.mark_read(self.member, row.pk)
        row.refresh_from_db()
        return Response(NotificationSerializer(row).data)
