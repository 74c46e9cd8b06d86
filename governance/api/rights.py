"""The API of decision rights and of the RACI chart: what holds, its versions, and a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day, Moment
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from governance.actions import rights as actions
from governance.actions.rights import RaciRow, RaciTerms, RightsTerms
from governance.choices import Holder, OperatingModel, Path
from governance.logic.paths import GATES, REVIEWED_TIERS
from governance.models.rights import DecisionRights, RaciChart
from governance.permissions.reviews import VIEW_RULES
from governance.permissions.rights import PUBLISH_RIGHTS
from governance.queries.rights import raci_on, rights_page, shipped_raci


class VersionPages(CursorPagination):
    """The newest version first."""

    ordering = ("-version", "-id")


class CellsField(serializers.Field[Any, Any, Any, Any]):
    """Who holds what, `{tier: {gate: holder}}`; `coe`, `unit` or `council`."""

    def to_internal_value(self, data: Any) -> dict[str, dict[str, Holder]]:
        if not isinstance(data, Mapping):
            self._refuse(str(data))
        return {self._tier(tier): self._row(row) for tier, row in data.items()}

    def to_representation(self, value: Any) -> Any:
        return value

    def _tier(self, tier: str) -> str:
        if tier not in REVIEWED_TIERS:
            self._refuse(tier)
        return tier

    def _row(self, row: Any) -> dict[str, Holder]:
        if not isinstance(row, Mapping):
            self._refuse(str(row))
        for gate, holder in row.items():
            if gate not in GATES or holder not in Holder.values:
                self._refuse(f"{gate}: {holder}")
        return {gate: Holder(holder) for gate, holder in row.items()}

    def _refuse(self, given: str) -> None:
        message = f"Not a tier, gate or holder: {given[:100]}"
        raise serializers.ValidationError(message)


class UnitField(serializers.SlugRelatedField[BusinessUnit]):
    """A business unit by its code."""

    def get_queryset(self) -> QuerySet[BusinessUnit]:
        return BusinessUnit.objects.all()


class DatedSerializer(serializers.Serializer[Any]):
    """A version, from when on it counts, and who published it why."""

    version = serializers.IntegerField()
    effective_on = Day()
    reason = serializers.CharField()
    published_at = Moment()
    published_by = serializers.CharField()


class RightsSerializer(DatedSerializer):
    """Who holds what; `units` gives by their codes what is different in business units."""

    model = serializers.ChoiceField(OperatingModel.choices)
    cells = CellsField()
    units = serializers.SerializerMethodField()

    def get_units(self, rights: DecisionRights) -> dict[str, Any]:
        """By code; a unit that is gone is left out."""
        codes: dict[int, str] = self.context["codes"]
        known = {int(unit): cells for unit, cells in rights.units.items()}
        return {codes[unit]: cells for unit, cells in known.items() if unit in codes}


class HolderCellSerializer(serializers.Serializer[Any]):
    """Who decides at one gate: by which path, and whether that is not the default."""

    gate = serializers.ChoiceField([(gate, gate) for gate in GATES])
    holder = serializers.ChoiceField(Holder.choices)
    path = serializers.ChoiceField(Path.choices)
    is_different = serializers.BooleanField()


class RightsInForceSerializer(serializers.Serializer[Any]):
    """What counts today; without a version, what the portal begins with."""

    version = serializers.IntegerField(allow_null=True)
    model = serializers.ChoiceField(OperatingModel.choices)
    unit = serializers.CharField(allow_null=True)
    tiers = serializers.DictField(child=HolderCellSerializer(many=True))


class NewRightsSerializer(serializers.Serializer[Any]):
    """Rights of the organization; with `unit` only what is different there."""

    cells = CellsField()
    effective_on = Day()
    model = serializers.ChoiceField(OperatingModel.choices, default=OperatingModel.CENTRALIZED)
    reason = serializers.CharField(max_length=500, allow_blank=True, default="")
    unit = UnitField(slug_field="code", required=False, allow_null=True, default=None)

    def terms(self) -> RightsTerms:
        """The action's input."""
        data = self.validated_data
        return RightsTerms(
            cells=data["cells"],
            effective_on=data["effective_on"],
            model=OperatingModel(data["model"]),
            reason=data["reason"],
            unit=None if data["unit"] is None else data["unit"].pk,
        )


class RaciRowSerializer(serializers.Serializer[Any]):
    """An activity, and who is what in it."""

    activity = serializers.CharField(max_length=300)
    responsible = serializers.CharField(max_length=300)
    accountable = serializers.CharField(max_length=300)
    consulted = serializers.CharField(max_length=300, allow_blank=True, default="")
    informed = serializers.CharField(max_length=300, allow_blank=True, default="")


class RaciSerializer(DatedSerializer):
    """A version of the chart."""

    rows = RaciRowSerializer(many=True)


class RaciInForceSerializer(serializers.Serializer[Any]):
    """The chart of today; without a version, the one that the portal begins with."""

    version = serializers.IntegerField(allow_null=True)
    rows = RaciRowSerializer(many=True)


class NewRaciSerializer(serializers.Serializer[Any]):
    """The whole chart."""

    rows = RaciRowSerializer(many=True)
    effective_on = Day()
    reason = serializers.CharField(max_length=500, allow_blank=True, default="")

    def terms(self) -> RaciTerms:
        """The action's input."""
        data = self.validated_data
        rows = tuple(RaciRow(**row) for row in data["rows"])
        return RaciTerms(rows, data["effective_on"], data["reason"])


class DatedViewSet(TenantViewSet):
    """Versions that take effect on a day."""

    pagination_class = VersionPages
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_RULES.code,
        "current": VIEW_RULES.code,
        "create": PUBLISH_RIGHTS.code,
    }


class DecisionRightsViewSet(DatedViewSet):
    """Who decides what, by tier, gate and business unit."""

    serializer_class = RightsSerializer

    def get_queryset(self) -> QuerySet[DecisionRights]:
        return DecisionRights.objects.all()

    def get_serializer_context(self) -> dict[str, Any]:
        codes = dict(BusinessUnit.objects.values_list("pk", "code"))
        return {**super().get_serializer_context(), "codes": codes}

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """All versions, those to come too."""
        return self.page_of(self.get_queryset())

    @extend_schema(
        parameters=[OpenApiParameter("unit", str, description="Code of a business unit")],
        responses=RightsInForceSerializer,
    )
    @action(detail=False)
    def current(self, request: Request) -> Response:
        """Who decides today, in the organization or in one of its units."""
        page = rights_page(self._unit(request.query_params.get("unit", "")))
        shown = {
            "version": page.stored.version if page.stored else None,
            "model": page.model,
            "unit": page.unit.code if page.unit else None,
            "tiers": {
                row.tier: [
                    {
                        "gate": gate,
                        "holder": cell.holder,
                        "path": cell.path,
                        "is_different": cell.is_different,
                    }
                    for gate, cell in zip(GATES, row.cells, strict=True)
                ]
                for row in page.rows
            },
        }
        return Response(RightsInForceSerializer(shown).data)

    @extend_schema(request=NewRightsSerializer, responses={201: RightsSerializer})
    def create(self, request: Request) -> Response:
        """Publish a version; reviews that run keep who holds them."""
        given = NewRightsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = actions.publish_rights(given.terms(), actor=self.actor)
        return Response(self.get_serializer(made).data, status=201)

    @staticmethod
    def _unit(code: str) -> BusinessUnit | None:
        if not code:
            return None
        return found_or_404(BusinessUnit.objects.filter(code=code).first())


class RaciViewSet(DatedViewSet):
    """Who is responsible, accountable, consulted and informed."""

    serializer_class = RaciSerializer

    def get_queryset(self) -> QuerySet[RaciChart]:
        return RaciChart.objects.all()

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """All versions, those to come too."""
        return self.page_of(self.get_queryset())

    @extend_schema(responses=RaciInForceSerializer)
    @action(detail=False)
    def current(self, request: Request) -> Response:  # noqa: ARG002
        """The chart of today."""
        chart = raci_on(today_here())
        shown = {
            "version": chart.version if chart else None,
            "rows": chart.rows if chart else shipped_raci(),
        }
        return Response(RaciInForceSerializer(shown).data)

    @extend_schema(request=NewRaciSerializer, responses={201: RaciSerializer})
    def create(self, request: Request) -> Response:
        """Publish a version of the whole chart."""
        given = NewRaciSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = actions.publish_raci(given.terms(), actor=self.actor)
        return Response(self.get_serializer(made).data, status=201)
