"""The API of attestation campaigns."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from governance.actions import attestations
from governance.api.policies import NumberPages
from governance.api.policy_serializers import (
    CampaignRowSerializer,
    CampaignSerializer,
    DutySerializer,
    campaign_data,
)
from governance.choices import CampaignState
from governance.models.attestations import Campaign
from governance.permissions import policies as rights
from governance.queries.attestations import campaigns_with_counts, duties_in


class DuePages(CursorPagination):
    """Due first."""

    ordering = ("due_on", "id")


class CampaignViewSet(TenantViewSet):
    """Attestation campaigns by reference (ATT-1): how they stand, who has attested, closing."""

    lookup_field = "reference"
    lookup_value_regex = r"[Aa][Tt][Tt]-\d+"
    pagination_class = NumberPages
    serializer_class = CampaignSerializer
    # Owners of policies see their own: the rows are narrowed, and closing asks for the policy.
    permissions: ClassVar[dict[str, str]] = {
        "list": rights.VIEW_POLICIES.code,
        "retrieve": rights.VIEW_POLICIES.code,
        "people": rights.VIEW_POLICIES.code,
        "close": rights.ATTEST.code,
    }

    def get_queryset(self) -> QuerySet[Campaign]:
        visible = rights.campaigns_visible_to(self.member)
        return campaigns_with_counts().filter(pk__in=visible.values("pk"))

    def _campaign(self) -> Campaign:
        visible = rights.campaigns_visible_to(self.member)
        return found_or_404(visible.by_reference(self.kwargs["reference"]).first())

    @extend_schema(
        parameters=[OpenApiParameter("state", str, enum=CampaignState.values)],
        responses=CampaignRowSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Campaigns that one may see, the newest first."""
        rows = self.get_queryset()
        if (state := request.query_params.get("state")) in CampaignState.values:
            rows = rows.filter(state=state)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(CampaignRowSerializer(page, many=True).data)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One campaign with the share of each unit."""
        return Response(campaign_data(self._campaign().pk))

    @extend_schema(responses=DutySerializer(many=True))
    @action(detail=True, pagination_class=DuePages)
    def people(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Who was asked, and who has attested."""
        page = self.paginate_queryset(duties_in(self._campaign())) or []
        return self.get_paginated_response(DutySerializer(page, many=True).data)

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Ask nobody any more."""
        closed = attestations.close_campaign(self._campaign(), actor=self.actor)
        return Response(campaign_data(closed.pk))
