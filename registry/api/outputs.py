"""The API of output review: reports in bulk, the queue with its verdicts, and the blocklist."""

from __future__ import annotations

from typing import Any, ClassVar, Final, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.authorization import permits
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from governance.api.views import ReferenceViewSet, parameters
from registry.actions import output_reports as actions
from registry.actions.blocklist import block_text, unblock_text
from registry.api import outputs_data as shapes
from registry.api.monitoring_data import ReceiptSerializer, models_by_reference
from registry.choices import OutputCategory, OutputSeverity, OutputState, OutputVerdict
from registry.models.models import ModelVersion
from registry.models.outputs import (
    BlocklistEntry,
    BlocklistQuerySet,
    OutputReport,
    OutputReportQuerySet,
)
from registry.permissions import outputs as rights

OUTPUT_FILTERS: Final = {
    "state": OutputState.values,
    "verdict": OutputVerdict.values,
    "category": OutputCategory.values,
    "severity": OutputSeverity.values,
}
MODEL: Final = OpenApiParameter("model", str, description="Reference, such as M-4.")


class VersionOutputViewSet(TenantViewSet):
    """Where an application sends outputs that somebody or something found problematic."""

    parser_classes = shapes.PARSERS
    serializer_class = ReceiptSerializer
    permissions: ClassVar[dict[str, str]] = {"create": rights.REPORT_OUTPUT.code}

    @extend_schema(request=OpenApiTypes.OBJECT, responses=ReceiptSerializer)
    def create(self, request: Request, **_kwargs: Any) -> Response:
        """Send up to 1,000 reports; those that were sent before, by their id, change nothing."""
        rows = ModelVersion.objects.present().select_related("model")
        version: ModelVersion = found_or_404(
            rows.filter(
                model__in=models_by_reference(self.kwargs["reference"]),
                number=self.kwargs["number"],
            ).first()
        )
        sent = cast("shapes.SentBody", request.data)
        receipt = actions.receive_outputs(version, sent.outputs(), actor=self.actor)
        return Response(ReceiptSerializer(receipt).data)


class OutputViewSet(ReferenceViewSet):
    """Reported outputs by reference (OUT-1)."""

    lookup_value_regex = r"[Oo][Uu][Tt]-\d+"
    serializer_class = shapes.OutputRowSerializer
    # Who may judge a report is asked by the actions, with the report.
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "judge", "incident"), rights.VIEW_OUTPUTS.code
    )

    def get_queryset(self) -> OutputReportQuerySet:
        rows: OutputReportQuerySet = OutputReport.objects.with_version()
        return rows

    @extend_schema(parameters=[*parameters(OUTPUT_FILTERS), MODEL])
    def list(self, request: Request) -> Response:
        """Reports, newest first, without their texts."""
        rows = self.narrowed(self.get_queryset(), OUTPUT_FILTERS)
        if wanted := request.query_params.get("model"):
            rows = rows.filter(version__model__in=models_by_reference(wanted))
        return self.page_of(rows)

    @extend_schema(responses=shapes.OutputSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One report, with its texts for who may read them."""
        return self._told()

    @extend_schema(request=shapes.JudgementSerializer, responses=shapes.OutputSerializer)
    @action(detail=True, methods=["post"])
    def judge(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say what it is; a later verdict takes the place of an earlier one."""
        report = self._report()
        given = shapes.JudgementSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actions.judge_output(report, given.payload(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.EscalationSerializer, responses=shapes.OutputSerializer)
    @action(detail=True, methods=["post"])
    def incident(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Report an incident out of it; 409 when there is one already."""
        report = self._report()
        given = shapes.EscalationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actions.open_incident(report, given.payload(), actor=self.actor)
        return self._told()

    def _report(self) -> OutputReport:
        rows = self.get_queryset().by_reference(str(self.kwargs["reference"]))
        return found_or_404(rows.first())

    def _told(self) -> Response:
        report = self._report()
        may_read = permits(self.actor, rights.READ_TEXTS.code, report)
        return Response(shapes.output_data(report, with_texts=may_read))


class BlocklistViewSet(ReferenceViewSet):
    """Blocked texts by reference (BLK-1): what applications read."""

    lookup_value_regex = r"[Bb][Ll][Kk]-\d+"
    serializer_class = shapes.EntrySerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": rights.VIEW_BLOCKLIST.code,
        "create": rights.KEEP_BLOCKLIST.code,
        "destroy": rights.KEEP_BLOCKLIST.code,
    }

    def get_queryset(self) -> BlocklistQuerySet:
        rows: BlocklistQuerySet = BlocklistEntry.objects.in_force()
        return rows.select_related("model")

    @extend_schema(parameters=[MODEL])
    def list(self, request: Request) -> Response:
        """Texts in force, newest first; for a model its own and those for all."""
        rows = self.get_queryset()
        if wanted := request.query_params.get("model"):
            model = models_by_reference(wanted).first()
            rows = rows.for_model(model) if model else rows.none()
        return self.page_of(rows)

    @extend_schema(request=shapes.NewEntrySerializer, responses={201: shapes.EntrySerializer})
    def create(self, request: Request) -> Response:
        """Block a text."""
        given = shapes.NewEntrySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        entry = block_text(given.payload(), actor=self.actor)
        return Response(self.get_serializer(entry).data, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Take it off the list."""
        found = found_or_404(
            self.get_queryset().by_reference(str(self.kwargs["reference"])).first()
        )
        unblock_text(found, actor=self.actor)
        return Response(status=204)
