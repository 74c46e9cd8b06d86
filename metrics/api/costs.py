"""The API of costs, budgets and chargebacks: the same actions and rights as the pages."""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypeVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.clock import today_here
from governance.api.views import ReferenceViewSet
from metrics.actions import chargebacks, costs, funding
from metrics.api import costs_data as shapes
from metrics.choices import CostCategory, CostSource, StatementKind, StatementState
from metrics.filters.costs import CostFilters, StatementFilters
from metrics.logic.spending import first_of_month
from metrics.models.chargebacks import FundingPolicy, Statement, StatementQuerySet
from metrics.models.costs import BudgetLine, CostEntry
from metrics.permissions import costs as rights
from metrics.queries.chargebacks import due_of

COST_FILTERS: Final = [
    OpenApiParameter("q", str, description="Reference, invoice or words"),
    OpenApiParameter("category", str, enum=CostCategory.values),
    OpenApiParameter("source", str, enum=CostSource.values),
    OpenApiParameter("standing", str, enum=["yes", "no"]),
]
STATEMENT_FILTERS: Final = [
    OpenApiParameter("q", str, description="Reference or unit"),
    OpenApiParameter("state", str, enum=StatementState.values),
    OpenApiParameter("kind", str, enum=StatementKind.values),
]
InputT = TypeVar("InputT", bound=serializers.Serializer[Any])


class GivenMixin(TenantViewSet):
    """Reads what a request says by a shape."""

    def given(self, shape: type[InputT]) -> InputT:
        """The checked input; 400 with what is wrong."""
        found = shape(data=self.request.data)
        found.is_valid(raise_exception=True)
        return found


class CostViewSet(GivenMixin, ReferenceViewSet):
    """Booked costs by reference (COST-1)."""

    lookup_value_regex = r"[Cc][Oo][Ss][Tt]-\d+"
    serializer_class = shapes.CostSerializer
    permissions: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "retrieve"), rights.VIEW_COSTS.code),
        **dict.fromkeys(("create", "batch", "void"), rights.BOOK_COSTS.code),
    }

    def get_queryset(self) -> QuerySet[CostEntry]:
        rows: QuerySet[CostEntry] = CostEntry.objects.with_names()
        return rows

    @extend_schema(parameters=COST_FILTERS)
    def list(self, request: Request) -> Response:
        """Entries, newest first."""
        rows = CostFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        return self.page_of(rows.qs)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One entry."""
        return self._told(self._entry())

    @extend_schema(request=shapes.CostTermsSerializer, responses={201: shapes.CostSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Book an amount; an invoice that is sent again is the same entry."""
        terms = self.given(shapes.CostTermsSerializer).payload()
        entry = costs.book_cost(terms, actor=self.actor, booking=costs.API)
        return self._told(entry, status=201)

    @extend_schema(
        request=shapes.CostBatchSerializer, responses={201: shapes.CostSerializer(many=True)}
    )
    @action(detail=False, methods=["post"])
    def batch(self, request: Request) -> Response:  # noqa: ARG002
        """Book 1 to 1,000 amounts, all or none."""
        rows = self.given(shapes.CostBatchSerializer).payload()
        entries = costs.book_costs(rows, actor=self.actor)
        return Response(shapes.CostSerializer(entries, many=True).data, status=201)

    @extend_schema(request=shapes.ReasonSerializer, responses=shapes.CostSerializer)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Take an entry out of the books; it stays to be seen."""
        reason = str(self.given(shapes.ReasonSerializer).validated_data["reason"])
        costs.void_cost(self._entry(), reason, actor=self.actor)
        return self._told(self._entry())

    def _entry(self) -> CostEntry:
        rows = CostEntry.objects.by_reference(str(self.kwargs["reference"]))
        return found_or_404(rows.with_names().first())

    def _told(self, entry: CostEntry, *, status: int = 200) -> Response:
        return Response(shapes.CostSerializer(entry).data, status=status)


class BudgetPages(CursorPagination):
    """The newest line first."""

    ordering = ("-set_at", "-id")


class BudgetViewSet(GivenMixin):
    """Budgets: every line that was ever said; of each cell the newest counts."""

    serializer_class = shapes.BudgetSerializer
    pagination_class = BudgetPages
    permissions: ClassVar[dict[str, str]] = {
        "list": rights.VIEW_COSTS.code,
        "create": rights.PLAN_BUDGET.code,
    }

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Lines, newest first."""
        return self.page_of(BudgetLine.objects.select_related("business_unit"))

    @extend_schema(responses={201: shapes.BudgetSerializer(many=True)})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Say what may be spent; what is said already changes nothing."""
        terms = self.given(shapes.BudgetSerializer).payload()
        lines = costs.set_budget(terms, actor=self.actor)
        return Response(shapes.BudgetSerializer(lines, many=True).data, status=201)


class FundingViewSet(GivenMixin):
    """Who pays for the CoE."""

    serializer_class = shapes.FundingSerializer
    permissions: ClassVar[dict[str, str]] = {
        "retrieve": rights.VIEW_COSTS.code,
        "create": rights.PLAN_BUDGET.code,
    }

    @extend_schema(operation_id="funding_retrieve")
    def retrieve(self, request: Request) -> Response:  # noqa: ARG002
        """What holds today; 404 where nobody has said anything."""
        policy = found_or_404(FundingPolicy.objects.in_force(first_of_month(today_here())))
        return Response(shapes.funding_data(policy))

    @extend_schema(operation_id="funding_create", responses={201: shapes.FundingSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Say who pays from a month on."""
        terms = self.given(shapes.FundingSerializer).payload()
        policy = funding.set_funding(terms, actor=self.actor)
        return Response(shapes.funding_data(policy), status=201)


class ChargebackViewSet(GivenMixin, ReferenceViewSet):
    """Chargeback statements by reference (CB-1)."""

    lookup_value_regex = r"[Cc][Bb]-\d+"
    serializer_class = shapes.StatementRowSerializer
    # What somebody may do with a statement is asked by the actions, with the statement.
    permissions: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            ("list", "retrieve", "issue", "discard", "accept", "dispute", "settle"),
            rights.SEE_CHARGEBACKS.code,
        ),
        "create": rights.ISSUE_CHARGEBACK.code,
    }

    def get_queryset(self) -> StatementQuerySet:
        return rights.chargebacks_visible_to(self.member).with_names()

    @extend_schema(parameters=STATEMENT_FILTERS)
    def list(self, request: Request) -> Response:
        """Statements, newest first; heads of units see those of their units."""
        rows = StatementFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        return self.page_of(rows.qs)

    @extend_schema(responses=shapes.StatementSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One statement with its lines; a draft has those of the books as they are now."""
        return self._told()

    @extend_schema(
        request=shapes.DrawSerializer, responses={201: shapes.StatementRowSerializer(many=True)}
    )
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Draw up a month that is over: a draft for each unit that owes something."""
        data = self.given(shapes.DrawSerializer).validated_data
        drawn = chargebacks.draw_up(
            data["month"], units=data.get("business_units"), actor=self.actor
        )
        rows = self.get_queryset().filter(pk__in=[one.pk for one in drawn]).order_by("number")
        return Response(shapes.StatementRowSerializer(rows, many=True).data, status=201)

    @extend_schema(request=shapes.SeenSerializer, responses=shapes.StatementSerializer)
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Freeze it and send it to the unit's head."""
        seen = self.given(shapes.SeenSerializer).validated_data.get("total")
        chargebacks.issue_statement(self._statement(), seen, actor=self.actor)
        return self._told()

    @extend_schema(request=None, responses=shapes.StatementSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Charge nothing for now."""
        chargebacks.discard_draft(self._statement(), actor=self.actor)
        return self._told()

    @extend_schema(request=None, responses=shapes.StatementSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """The unit agrees."""
        chargebacks.accept_statement(self._statement(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.DisputeSerializer, responses=shapes.StatementSerializer)
    @action(detail=True, methods=["post"])
    def dispute(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """The unit does not agree."""
        what = str(self.given(shapes.DisputeSerializer).validated_data["what"])
        chargebacks.dispute_statement(self._statement(), what, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.SettlementSerializer, responses=shapes.StatementSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Answer a dispute or note that it is paid; a credit is a statement of its own."""
        terms = self.given(shapes.SettlementSerializer).payload()
        chargebacks.settle_statement(self._statement(), terms, actor=self.actor)
        return self._told()

    def _statement(self) -> Statement:
        return found_or_404(self.get_queryset().by_reference(str(self.kwargs["reference"])).first())

    def _told(self) -> Response:
        statement = self._statement()
        lines = due_of(statement).lines if statement.is_draft else statement.lines.all()
        return Response(shapes.statement_data(statement, lines))
