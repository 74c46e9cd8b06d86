"""Base of the API's views: permission, input, one action, output."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership


class TenantViewSet(GenericViewSet[Any]):
    """`permissions` names the right of each action; rows are looked up by their number."""

    permissions: ClassVar[dict[str, str]] = {}
    lookup_field = "number"

    def permission_subject(self) -> object | None:
        """Override: what the right is asked about, where the address alone names it."""
        return None

    @property
    def actor(self) -> Actor:
        """Who calls: set by the authentication."""
        return self.request._request.actor  # type: ignore[attr-defined,no-any-return]

    @property
    def member(self) -> Membership:
        """Whose session or token it is."""
        return self.request._request.membership  # type: ignore[attr-defined,no-any-return]

    def page_of(self, rows: QuerySet[Any]) -> Response:
        """One cursor page of rows, by the view's serializer."""
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
