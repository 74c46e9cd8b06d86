"""The API of the library of reusable assets: the same filters, actions and rights as the pages."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.not_found import found_or_404
from registry.actions import assets
from registry.actions.reviewing import complete_review
from registry.api import asset_data as shapes
from registry.api.reviewing_data import LookedSerializer
from registry.api.vendors import ShapedViewSet
from registry.choices import AssetKind, AssetState
from registry.filters.assets import AssetFilters
from registry.models.assets import Asset, Reuse
from registry.permissions.assets import ADD_ASSET, VIEW_ASSETS
from registry.queries.assets import with_reuse

REUSE: Final = r"reuses/(?P<reuse>\d{1,18})/end"
FILTERS: Final = [
    OpenApiParameter("q", str, description="Reference, name or words"),
    OpenApiParameter("kind", str, enum=AssetKind.values),
    OpenApiParameter("state", str, enum=AssetState.values),
    OpenApiParameter("review", str, enum=["overdue"]),
]
STEPS: Final = ("partial_update", "publish", "deprecate", "reuses", "end_reuse", "review")


class AssetViewSet(ShapedViewSet):
    """Reusable assets by reference (AS-1)."""

    lookup_value_regex = r"[Aa][Ss]-\d+"
    serializer_class = shapes.AssetRowSerializer
    # What somebody may do to an asset is asked by the actions, with the asset.
    permissions: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "retrieve", *STEPS), VIEW_ASSETS.code),
        "create": ADD_ASSET.code,
    }

    def get_queryset(self) -> QuerySet[Asset]:
        return with_reuse(Asset.objects.visible_to(self.member))

    @extend_schema(parameters=FILTERS)
    def list(self, request: Request) -> Response:
        """Assets, newest first."""
        rows = AssetFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        return self.page_of(rows.qs)

    @extend_schema(responses=shapes.AssetSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One asset with what uses it."""
        return self._told()

    @extend_schema(request=shapes.AssetTermsSerializer, responses={201: shapes.AssetSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Put an asset into the library, as a draft."""
        terms = self._given(shapes.AssetTermsSerializer).payload()
        self.kwargs["reference"] = assets.add_asset(terms, actor=self.actor).reference
        return self._told(status=201)

    @extend_schema(request=shapes.AssetTermsSerializer, responses=shapes.AssetSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Describe it anew; what is left out stays as it is."""
        asset = self._asset()
        given = self._given(shapes.AssetTermsSerializer, partial=True)
        assets.change_asset(asset, given.payload(asset), actor=self.actor)
        return self._told()

    @extend_schema(request=None, responses=shapes.AssetSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Let everybody use it."""
        assets.publish_asset(self._asset(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.EndingSerializer, responses=shapes.AssetSerializer)
    @action(detail=True, methods=["post"])
    def deprecate(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say that nobody should begin to use it; who uses it is told."""
        ending = self._given(shapes.EndingSerializer).payload()
        assets.deprecate_asset(self._asset(), ending, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.ReuseTermsSerializer, responses={201: shapes.AssetSerializer})
    @action(detail=True, methods=["post"])
    def reuses(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say that a use case or a model uses it."""
        terms = self._given(shapes.ReuseTermsSerializer).payload()
        assets.note_reuse(self._asset(), terms, actor=self.actor)
        return self._told(status=201)

    @extend_schema(request=None, responses=shapes.AssetSerializer)
    @action(detail=True, methods=["post"], url_path=REUSE)
    def end_reuse(self, request: Request, reference: str, reuse: str) -> Response:  # noqa: ARG002
        """It is used there no more."""
        rows = Reuse.objects.filter(asset=self._asset(), pk=int(reuse)).select_related("asset")
        found = found_or_404(rows.with_users().first())
        assets.end_reuse(found, actor=self.actor)
        return self._told()

    @extend_schema(request=LookedSerializer, responses=shapes.AssetSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say what one found, and set the day of the next review."""
        data = self._given(LookedSerializer).validated_data
        complete_review(self._asset(), data["note"], data["next_on"], actor=self.actor)
        return self._told()

    def _asset(self) -> Asset:
        rows = Asset.objects.visible_to(self.member).by_reference(str(self.kwargs["reference"]))
        return found_or_404(with_reuse(rows).first())

    def _told(self, *, status: int = 200) -> Response:
        return Response(shapes.asset_data(self._asset()), status=status)
