"""The API of quarters: the numbers of the dashboard, its signatures and commentary.

Signing is left out on purpose: it takes a person who reads the page.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.viewsets import TenantViewSet
from coe_portal.tenancy.clock import today_of
from coe_portal.tenancy.models import BusinessUnit, Organization
from intake.choices import Tier
from metrics.actions.commentary import draft_commentary, publish_commentary
from metrics.api import quarter_data as shapes
from metrics.kpis.registry import kpi_named
from metrics.logic.periods import QUARTERS_IN_YEAR, Quarter, parse_quarter, quarter_of
from metrics.logic.slices import Cut
from metrics.models.quarters import Commentary, Signature
from metrics.permissions.quarters import COMMENT
from metrics.permissions.snapshots import VIEW_QUARTER
from metrics.queries.dashboard import quarterly_dashboard
from metrics.queries.quarters import running_closes
from metrics.queries.tiles import COE_AREAS, EXECUTIVE_AREAS, FIRST

YEARS_BACK = 5
NARROWING = [
    OpenApiParameter("unit", str, description="Code of a business unit"),
    OpenApiParameter("tier", str, enum=Tier.values),
]


class QuarterViewSet(TenantViewSet):
    """Fiscal quarters by their code, such as 2026-Q3."""

    lookup_field = "quarter"
    lookup_value_regex = r"\d{4}-Q[1-4]"
    serializer_class = shapes.QuarterSerializer
    queryset = Commentary.objects.none()
    # Who may comment on which number is asked by the action.
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_QUARTER.code,
        "retrieve": VIEW_QUARTER.code,
        "commentary": COMMENT.code,
    }

    @extend_schema(responses=shapes.QuarterSerializer(many=True))
    def list(self, _request: Request) -> Response:
        """The running quarter and those of the last five years, newest first."""
        quarters = self._current.back(YEARS_BACK * QUARTERS_IN_YEAR + 1)[::-1]
        signed = running_closes(quarter.starts_on for quarter in quarters)
        rows = [_facts(quarter, signed.get(quarter.starts_on, [])) for quarter in quarters]
        return Response(shapes.QuarterSerializer(rows, many=True).data)

    @extend_schema(parameters=NARROWING, responses=shapes.QuarterSheetSerializer)
    def retrieve(self, request: Request, quarter: str) -> Response:
        """The numbers of a quarter, as they were signed if it is signed."""
        board = quarterly_dashboard(
            self._quarter(quarter),
            cut=self._cut(request),
            first=FIRST,
            areas=(*EXECUTIVE_AREAS, *COE_AREAS),
        )
        tiles = {tile.figure.kpi: tile for tile in board.tiles}
        facts = _facts(board.quarter, list(board.signatures)) | {"numbers": list(tiles.values())}
        return Response(shapes.QuarterSheetSerializer(facts).data)

    @extend_schema(request=shapes.NewCommentarySerializer, responses=shapes.CommentarySerializer)
    @action(detail=True, methods=["put"], url_path=r"commentary/(?P<kpi>[a-z0-9_]{1,60})")
    def commentary(self, request: Request, quarter: str, kpi: str) -> Response:
        """Say something about a number; 409 once the quarter is signed."""
        given = shapes.NewCommentarySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        about = self._about(self._quarter(quarter), kpi)
        verb = publish_commentary if given.validated_data["publish"] else draft_commentary
        made = verb(about, given.validated_data["text"], actor=self.actor)
        return Response(shapes.CommentarySerializer(made).data)

    @property
    def _organization(self) -> Organization:
        return self.request._request.organization  # type: ignore[attr-defined,no-any-return]

    @property
    def _current(self) -> Quarter:
        today = today_of(self._organization)
        return quarter_of(today, self._organization.fiscal_year_start_month)

    def _quarter(self, code: str) -> Quarter:
        now = self._current
        found = parse_quarter(code, now.first_month)
        if found is None or not now.shifted(-QUARTERS_IN_YEAR * YEARS_BACK) <= found <= now:
            raise Http404
        return found

    def _about(self, quarter: Quarter, kpi: str) -> Commentary:
        if kpi_named(kpi) is None:
            raise Http404
        return Commentary(kpi=kpi, quarter=quarter.code, starts_on=quarter.starts_on)

    def _cut(self, request: Request) -> Cut:
        """What does not exist narrows nothing."""
        tier = request.query_params.get("tier", "")
        code = request.query_params.get("unit", "")[:60]
        unit = BusinessUnit.objects.filter(code=code).first() if code else None
        return Cut(unit.pk if unit else None, tier if tier in Tier.values else "")


def _facts(quarter: Quarter, signatures: list[Signature]) -> dict[str, Any]:
    close = signatures[0].close if signatures else None
    return {
        "quarter": quarter.code,
        "starts_on": quarter.starts_on,
        "ends_on": quarter.ends_on,
        "state": close.state if close else None,
        "seal": close.seal if close else None,
        "signatures": signatures,
    }
