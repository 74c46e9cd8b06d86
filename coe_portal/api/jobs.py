"""Long work: its progress and its result."""

from __future__ import annotations

from typing import ClassVar

from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Moment
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.jobs import permissions
from coe_portal.jobs.models import Job, JobQuerySet, JobState
from coe_portal.jobs.results import file_response


class JobSerializer(serializers.Serializer[Job]):
    """A job; when it has a file, it is at `file/` below the job's address."""

    reference = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(JobState.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    percent = serializers.IntegerField()
    message = serializers.CharField()
    outcome = serializers.JSONField()
    file_name = serializers.CharField()
    file_size = serializers.IntegerField()
    file_sha256 = serializers.CharField()
    created_at = Moment()
    finished_at = Moment(allow_null=True)


class JobViewSet(TenantViewSet):
    """Jobs that the caller asked for, or whose result it has the right to."""

    lookup_field = "reference"
    lookup_value_regex = r"J-\d{1,18}"
    serializer_class = JobSerializer
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "file"), permissions.SEE_OWN.code
    )

    def get_queryset(self) -> JobQuerySet:
        rows: JobQuerySet = Job.objects.filter(requested_by=self.member)
        return rows

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """The caller's own jobs, newest first."""
        return self.page_of(self.get_queryset())

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One job, to be asked again until its state is `succeeded` or `failed`."""
        return Response(JobSerializer(self._job(reference)).data)

    @extend_schema(responses={200: OpenApiTypes.BINARY})
    @action(detail=True)
    def file(self, request: Request, reference: str) -> FileResponse:  # noqa: ARG002
        """The file that the job made."""
        job = self._job(reference)
        if not job.file or not permissions.may_open_result(self.actor, job):
            raise Http404
        return file_response(job)

    def _job(self, reference: str) -> Job:
        job: Job | None = Job.objects.by_reference(reference).first()
        if job is None or not permissions.may_see_job(self.actor, job):
            raise Http404
        found: Job = job
        return found
