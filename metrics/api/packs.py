"""The API of board packs: read, download and ask for them, and say when they come."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day, Moment
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.downloads import stored_file
from coe_portal.errors import InvalidInput
from coe_portal.jobs import running
from coe_portal.jobs.models import JobState
from coe_portal.not_found import found_or_404
from governance.api.views import ReferenceViewSet
from metrics.actions.pack_schedule import ScheduleTerms, change_schedule
from metrics.actions.packs import request_pack
from metrics.choices import PackFileKind
from metrics.logic.periods import parse_quarter
from metrics.models.packs import (
    LATEST_WORKING_DAY,
    BoardPack,
    BoardPackQuerySet,
    PackFile,
    PackSchedule,
)
from metrics.permissions.packs import MAKE_PACK, SCHEDULE_PACKS, VIEW_PACKS
from metrics.queries.pack_delivery import chosen_members, may_receive
from metrics.tasks.packs import build_board_pack


class PackFileSerializer(serializers.Serializer[PackFile]):
    """One of the two files of a pack; it is at `files/<kind>/` below the pack's address."""

    kind = serializers.ChoiceField(PackFileKind.choices)
    name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()


class BoardPackSerializer(serializers.Serializer[BoardPack]):
    """A board pack; it has files once its job has succeeded."""

    reference = serializers.CharField()
    quarter = serializers.CharField()
    starts_on = Day()
    state = serializers.ChoiceField(JobState.choices, source="job.state")
    job = serializers.CharField(source="job.reference")
    is_scheduled = serializers.BooleanField()
    made_for = serializers.CharField(source="maker")
    as_of = Moment(allow_null=True)
    made_at = Moment(allow_null=True)
    data_sha256 = serializers.CharField()
    signature = serializers.CharField(
        help_text="JSON Web Signature of the organization over the hashes of the data and files."
    )
    files = PackFileSerializer(many=True)
    url = serializers.CharField(source="get_absolute_url")


class NewPackSerializer(serializers.Serializer[Any]):
    """The quarter to tell of."""

    quarter = serializers.CharField(max_length=7, help_text="Such as 2026-Q3.")


class BoardPackViewSet(ReferenceViewSet):
    """Board packs by reference (BP-1)."""

    lookup_value_regex = r"[Bb][Pp]-\d+"
    serializer_class = BoardPackSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_PACKS.code,
        "retrieve": VIEW_PACKS.code,
        "create": MAKE_PACK.code,
        "file": VIEW_PACKS.code,
    }

    def get_queryset(self) -> BoardPackQuerySet:
        rows: BoardPackQuerySet = BoardPack.objects.with_files()
        return rows

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Packs, newest first."""
        return self.page_of(self.get_queryset())

    @extend_schema(responses=BoardPackSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One pack; ask again until its files are there."""
        return Response(BoardPackSerializer(self._pack()).data)

    @extend_schema(request=NewPackSerializer, responses={202: BoardPackSerializer})
    def create(self, request: Request) -> Response:
        """Have the pack of a quarter made; 409 while one of the same quarter is being made."""
        given = NewPackSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        organization = self.member.organization
        first_month = organization.fiscal_year_start_month
        quarter = parse_quarter(given.validated_data["quarter"], first_month)
        if quarter is None:
            raise InvalidInput("quarter: such as 2026-Q3.")
        pack = request_pack(organization, quarter, actor=self.actor)
        running.hand_over(pack.job, build_board_pack, job_id=pack.job.pk)
        row = self.get_queryset().get(pk=pack.pk)
        return Response(BoardPackSerializer(row).data, status=202)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, url_path=r"files/(?P<kind>[a-z]{3,4})")
    def file(self, request: Request, reference: str, kind: str) -> FileResponse:  # noqa: ARG002
        """One of its files."""
        found = found_or_404(
            next((one for one in self._pack().files.all() if one.kind == kind), None)
        )
        return stored_file(found.file, found.name, found.content_type)

    def _pack(self) -> BoardPack:
        rows = self.get_queryset().by_reference(self.kwargs["reference"])
        return found_or_404(rows.first())


class PackScheduleSerializer(serializers.Serializer[Any]):
    """When packs come by themselves, and to whom: members by their number."""

    is_on = serializers.BooleanField()
    working_day = serializers.IntegerField(min_value=1, max_value=LATEST_WORKING_DAY)
    attaches_pdf = serializers.BooleanField(default=False)
    recipients = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=100, default=list
    )

    def terms(self) -> ScheduleTerms:
        """The action's input. InvalidInput for somebody who may not see packs."""
        given = self.validated_data
        wanted = set(given["recipients"])
        members = [member for member in may_receive() if member.pk in wanted]
        if len(members) < len(wanted):
            raise InvalidInput("recipients: members who may see board packs.")
        return ScheduleTerms(
            given["is_on"], given["working_day"], given["attaches_pdf"], tuple(members)
        )


class PackScheduleViewSet(TenantViewSet):
    """The one schedule of the organization."""

    serializer_class = PackScheduleSerializer
    pagination_class = None
    permissions: ClassVar[dict[str, str]] = {
        "retrieve": VIEW_PACKS.code,
        "update": SCHEDULE_PACKS.code,
    }

    @extend_schema(responses=PackScheduleSerializer)
    def retrieve(self, request: Request) -> Response:  # noqa: ARG002
        """When packs come by themselves."""
        return Response(self._shown())

    @extend_schema(request=PackScheduleSerializer, responses=PackScheduleSerializer)
    def update(self, request: Request) -> Response:
        """Take the place of the schedule."""
        given = PackScheduleSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        change_schedule(given.terms(), actor=self.actor)
        return Response(self._shown())

    def _shown(self) -> dict[str, Any]:
        schedule = PackSchedule.objects.first() or PackSchedule()
        return {
            "is_on": schedule.is_on,
            "working_day": schedule.working_day,
            "attaches_pdf": schedule.attaches_pdf,
            "recipients": chosen_members(),
        }
