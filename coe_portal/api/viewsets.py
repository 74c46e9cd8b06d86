"""Base of the API's views: permission, input, one action, output."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework.viewsets import GenericViewSet

from coe_portal.accounts.actor import Actor


class TenantViewSet(GenericViewSet[Any]):
    """`permissions` names the right of each action; rows are looked up by their number."""

    permissions: ClassVar[dict[str, str]] = {}
    lookup_field = "number"

    @property
    def actor(self) -> Actor:
        """Who calls: set by the authentication."""
        return self.request._request.actor  # type: ignore[attr-defined,no-any-return]
