"""The API of the KPI catalogue: the same numbers, actions and rights as the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.clock import today_of, zone_here
from coe_portal.tenancy.models import Organization
from metrics.actions.readings import enter_reading, withdraw_reading
from metrics.actions.targets import set_target
from metrics.api import kpi_data as shapes
from metrics.choices import Area, SnapshotKind
from metrics.integrations.number_files import TYPES, written_numbers
from metrics.kpis.registry import KPI, AsOf, all_kpis, kpi_named
from metrics.logic.periods import end_of_day, quarter_of
from metrics.models.readings import KpiReading
from metrics.models.snapshots import Snapshot, SnapshotQuerySet
from metrics.models.targets import KpiTarget
from metrics.permissions.kpis import ENTER_READINGS, MANAGE_KPIS
from metrics.permissions.snapshots import VIEW_QUARTER
from metrics.queries.catalogue import Line, lines_of

OLDEST = dt.timedelta(days=5 * 366)
KINDS = OpenApiParameter("kind", str, enum=SnapshotKind.values)
QUARTER = OpenApiParameter("quarter", str, description="Such as 2026-Q3")
SINCE = OpenApiParameter("since", dt.date, description="Seen on this day or later")
UNTIL = OpenApiParameter("until", dt.date, description="Seen on this day or earlier")
DAY = OpenApiParameter("as_of", dt.date, description="The day at whose end it is seen; now if none")


class KpiPages(CursorPagination):
    """Seen last first."""

    ordering = ("-as_of", "-id")


class ReadingPages(CursorPagination):
    """Newest day first."""

    ordering = ("-day", "-id")


class TargetPages(CursorPagination):
    """What counts now first."""

    ordering = ("-since", "-id")


class KpiViewSet(TenantViewSet):
    """KPIs by their code, such as cases_decided."""

    lookup_field = "kpi"
    lookup_value_regex = r"[a-z0-9_]{1,60}"
    serializer_class = shapes.KpiSerializer
    queryset = Snapshot.objects.none()
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "value", "snapshots", "readings", "targets"), VIEW_QUARTER.code
    ) | {
        "enter": ENTER_READINGS.code,
        "withdraw": ENTER_READINGS.code,
        "set_target": MANAGE_KPIS.code,
    }

    def permission_subject(self) -> KPI | None:
        """The KPI: its owner may see and enter it, whatever their roles."""
        return kpi_named(self.kwargs.get("kpi", ""))

    @extend_schema(
        parameters=[OpenApiParameter("area", str, enum=Area.values)],
        responses=shapes.KpiSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Every KPI with its newest number, in the order of their codes."""
        area = request.query_params.get("area", "")
        kpis = [kpi for kpi in all_kpis() if not area or kpi.area == area]
        return Response(shapes.KpiSerializer(self._lines(kpis), many=True).data)

    def retrieve(self, _request: Request, kpi: str) -> Response:
        """One KPI with its newest number."""
        (line,) = self._lines([self._kpi(kpi)])
        return Response(shapes.KpiSerializer(line).data)

    @extend_schema(parameters=[DAY], responses=shapes.KpiMeasurementSerializer)
    @action(detail=True)
    def value(self, request: Request, kpi: str) -> Response:
        """The number as it was at the end of a day, computed now from history."""
        found, today = self._kpi(kpi), today_of(self._organization)
        asked = shapes.DaySerializer(
            data=request.query_params, context={"days": (today - OLDEST, today)}
        )
        asked.is_valid(raise_exception=True)
        as_of = self._seen_from(asked.validated_data["as_of"] or today)
        measurement = found.measured(as_of)
        facts = {"kpi": found.code, "quarter": as_of.quarter.code, "as_of": as_of.at}
        said = {name: getattr(measurement, name) for name in ("value", "inputs", "digest")}
        more = {"parts": dict(measurement.parts), "slices": dict(measurement.slices)}
        return Response(shapes.KpiMeasurementSerializer({**facts, **said, **more}).data)

    @extend_schema(
        parameters=[KINDS, QUARTER, SINCE, UNTIL], responses=shapes.KpiSnapshotSerializer(many=True)
    )
    @action(detail=True, pagination_class=KpiPages, serializer_class=shapes.KpiSnapshotSerializer)
    def snapshots(self, _request: Request, kpi: str) -> Response:
        """The kept numbers of a KPI, corrections among them."""
        return self.page_of(narrowed(self, Snapshot.objects.of_kpi(self._kpi(kpi).code)))

    @extend_schema(responses=shapes.KpiReadingSerializer(many=True))
    @action(
        detail=True, pagination_class=ReadingPages, serializer_class=shapes.KpiReadingSerializer
    )
    def readings(self, _request: Request, kpi: str) -> Response:
        """What was entered, as it counts now."""
        rows = KpiReading.objects.filter(kpi=self._kpi(kpi).code).counting()
        return self.page_of(rows.select_related("unit"))

    @extend_schema(
        request=shapes.KpiReadingSerializer, responses={201: shapes.KpiReadingSerializer}
    )
    @readings.mapping.post
    def enter(self, request: Request, kpi: str) -> Response:
        """Enter a reading, or correct that of the same day and unit. The same twice is one."""
        given = shapes.KpiReadingSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = enter_reading(self._kpi(kpi), given.payload(), actor=self.actor)
        return Response(shapes.KpiReadingSerializer(made).data, status=201)

    @extend_schema(
        request=shapes.ReasonSerializer, responses={201: shapes.WithdrawnReadingSerializer}
    )
    @action(detail=True, methods=["post"], url_path=r"readings/(?P<number>\d{1,9})/withdraw")
    def withdraw(self, request: Request, kpi: str, number: str) -> Response:
        """It was wrong and there is no right one: it counts no more, and stays in the history."""
        given = shapes.ReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        rows = KpiReading.objects.filter(kpi=self._kpi(kpi).code, number=int(number))
        found: KpiReading = found_or_404(rows.select_related("unit").first())
        reason = given.validated_data["reason"]
        made = withdraw_reading(found, reason, actor=self.actor)
        return Response(shapes.WithdrawnReadingSerializer(made).data, status=201)

    @extend_schema(responses=shapes.KpiTargetSerializer(many=True))
    @action(detail=True, pagination_class=TargetPages, serializer_class=shapes.KpiTargetSerializer)
    def targets(self, _request: Request, kpi: str) -> Response:
        """What was set, the newest first."""
        rows = KpiTarget.objects.filter(kpi=self._kpi(kpi).code)
        return self.page_of(rows.select_related("set_by__user"))

    @extend_schema(request=shapes.KpiTargetSerializer, responses={201: shapes.KpiTargetSerializer})
    @targets.mapping.post
    def set_target(self, request: Request, kpi: str) -> Response:
        """Set target and bands from a day on."""
        given = shapes.KpiTargetSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = set_target(self._kpi(kpi), given.payload(), actor=self.actor)
        return Response(shapes.KpiTargetSerializer(made).data, status=201)

    @property
    def _organization(self) -> Organization:
        return self.request._request.organization  # type: ignore[attr-defined,no-any-return]

    def _kpi(self, code: str) -> KPI:
        return found_or_404(kpi_named(code))

    def _lines(self, kpis: Sequence[KPI]) -> Sequence[Line]:
        today = today_of(self._organization)
        return lines_of(kpis, quarter_of(today, self._organization.fiscal_year_start_month), today)

    def _seen_from(self, day: dt.date) -> AsOf:
        zone = ZoneInfo(self._organization.timezone)
        quarter = quarter_of(day, self._organization.fiscal_year_start_month)
        return AsOf(quarter, min(end_of_day(day, zone), timezone.now()), zone)


class KpiSnapshotViewSet(TenantViewSet):
    """The kept numbers of all KPIs, for programs that draw their own dashboards."""

    serializer_class = shapes.KpiSnapshotSerializer
    pagination_class = KpiPages
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(("list", "file"), VIEW_QUARTER.code)
    queryset = Snapshot.objects.all()

    @extend_schema(parameters=[KINDS, QUARTER, SINCE, UNTIL])
    def list(self, _request: Request) -> Response:
        """Numbers, seen last first."""
        return self.page_of(narrowed(self, Snapshot.objects.all()))

    @extend_schema(
        parameters=[KINDS, QUARTER, SINCE, UNTIL, OpenApiParameter("as", str, enum=[*TYPES])],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    @action(detail=False)
    def file(self, request: Request) -> HttpResponse:
        """The numbers with their parts and slices, as one flat file: CSV, or Parquet.

        Of 20,000 numbers at most: more are asked for a year, a quarter or some days at a time.
        """
        kind = request.query_params.get("as", "csv")
        if kind not in TYPES:
            raise Http404
        content = written_numbers(kind, narrowed(self, Snapshot.objects.all()))
        return HttpResponse(content, content_type=TYPES[kind])


def narrowed(view: TenantViewSet, rows: SnapshotQuerySet) -> SnapshotQuerySet:
    """The rows by the query string."""
    asked = view.request.query_params
    if asked.get("kind") in SnapshotKind.values:
        rows = rows.filter(kind=asked["kind"])
    if asked.get("quarter"):
        rows = rows.filter(quarter=asked["quarter"][:7])
    days = shapes.DaysSerializer(data=asked)
    days.is_valid(raise_exception=True)
    if first := days.validated_data["since"]:
        rows = rows.filter(as_of__gte=dt.datetime.combine(first, dt.time.min, zone_here()))
    if last := days.validated_data["until"]:
        rows = rows.filter(as_of__lte=end_of_day(last, zone_here()))
    return rows.select_related("restates")
