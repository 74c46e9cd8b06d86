"""The API of audits and findings: read them; answer, verify and return findings."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day, Moment
from coe_portal.not_found import found_or_404
from governance.actions import audit_findings
from governance.api.views import ReferenceViewSet
from governance.choices import (
    AuditKind,
    AuditState,
    FindingSeverity,
    FindingState,
    ItemResult,
)
from governance.filters.audits import (
    AUDIT_STATES,
    FINDING_STATES,
    AuditFilters,
    FindingFilters,
)
from governance.models.audits import Audit, AuditQuerySet
from governance.models.findings import AuditFinding, FindingQuerySet
from governance.permissions import audits as rights
from governance.queries.audit_pages import audit_page, rounds_of
from intake.choices import Necessity, Tier


class AuditRowSerializer(serializers.Serializer[Any]):
    """An audit in a list."""

    reference = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(AuditKind.choices)
    state = serializers.ChoiceField(AuditState.choices)
    tier = serializers.ChoiceField(Tier.choices, allow_blank=True)
    use_case = serializers.CharField(source="use_case.reference", default=None)
    auditor = serializers.CharField(source="auditor.display_name", default=None)
    reason = serializers.CharField()
    due_on = Day()
    closed_at = Moment(allow_null=True)
    conclusion = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")


class AuditItemSerializer(serializers.Serializer[Any]):
    """A line of a checklist; an empty result was not looked at yet."""

    position = serializers.IntegerField()
    control = serializers.CharField()
    title = serializers.CharField()
    necessity = serializers.ChoiceField(Necessity.choices)
    result = serializers.ChoiceField(ItemResult.choices, allow_blank=True)
    note = serializers.CharField()


class FindingRowSerializer(serializers.Serializer[Any]):
    """A finding in a list."""

    reference = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    severity = serializers.ChoiceField(FindingSeverity.choices)
    state = serializers.ChoiceField(FindingState.choices)
    audit = serializers.CharField(source="audit.reference")
    owner = serializers.CharField(source="owner.display_name")
    raised_on = Day()
    due_on = Day()
    verified_at = Moment(allow_null=True)
    url = serializers.CharField(source="get_absolute_url")


class AuditSerializer(AuditRowSerializer):
    """An audit with its checklist and findings."""

    items = AuditItemSerializer(many=True)
    findings = FindingRowSerializer(many=True)


class AnswerRowSerializer(serializers.Serializer[Any]):
    """What was done, and what somebody else says of it; `accepted` is null while it waits."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    answered_by = serializers.CharField(source="answered_by.display_name", default=None)
    answered_at = Moment()
    accepted = serializers.BooleanField(allow_null=True)
    note = serializers.CharField()
    judged_by = serializers.CharField(source="judged_by.display_name", default=None)
    judged_at = Moment(allow_null=True)


class FindingSerializer(FindingRowSerializer):
    """A finding with its rounds."""

    answers = AnswerRowSerializer(many=True)


class FindingTextSerializer(serializers.Serializer[Any]):
    """What was done, or what was checked."""

    text = serializers.CharField(max_length=4000)


class AuditViewSet(ReferenceViewSet):
    """Audits by reference (AUD-1)."""

    lookup_value_regex = r"[Aa][Uu][Dd]-\d+"
    serializer_class = AuditRowSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": rights.OPEN_AUDITS.code,
        "retrieve": rights.OPEN_AUDITS.code,
    }

    def get_queryset(self) -> AuditQuerySet:
        rows: AuditQuerySet = rights.audits_visible_to(self.member).select_related(
            "auditor__user", "use_case"
        )
        return rows

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Reference or words"),
            OpenApiParameter("state", str, enum=[value for value, _label in AUDIT_STATES]),
            OpenApiParameter("kind", str, enum=AuditKind.values),
            OpenApiParameter("tier", str, enum=Tier.values),
            OpenApiParameter("due", str, enum=["late"]),
        ]
    )
    def list(self, request: Request) -> Response:
        """Audits that one may see, newest first."""
        narrowed = AuditFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        return self.page_of(narrowed.qs)

    @extend_schema(responses=AuditSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One audit with its checklist and findings."""
        audit: Audit = found_or_404(self.get_queryset().by_reference(reference).first())
        page = audit_page(audit)
        items = [line.item for line in page.lines]
        for finding in page.findings:
            finding.audit = audit
        return Response(
            {
                **AuditRowSerializer(audit).data,
                "items": AuditItemSerializer(items, many=True).data,
                "findings": FindingRowSerializer(page.findings, many=True).data,
            }
        )


class FindingViewSet(ReferenceViewSet):
    """Findings by reference (FND-1)."""

    lookup_value_regex = r"[Ff][Nn][Dd]-\d+"
    serializer_class = FindingRowSerializer
    # Who may do what with a finding is asked by the actions, with the finding.
    permissions: ClassVar[dict[str, str]] = {
        "list": rights.OPEN_AUDITS.code,
        "retrieve": rights.OPEN_AUDITS.code,
        "answer": rights.WORK_ON_FINDINGS.code,
        "verify": rights.WORK_ON_FINDINGS.code,
        "send_back": rights.WORK_ON_FINDINGS.code,
    }

    def get_queryset(self) -> FindingQuerySet:
        rows: FindingQuerySet = rights.findings_visible_to(self.member).select_related(
            "owner__user", "audit"
        )
        return rows

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Reference or words"),
            OpenApiParameter("state", str, enum=[value for value, _label in FINDING_STATES]),
            OpenApiParameter("severity", str, enum=FindingSeverity.values),
            OpenApiParameter("due", str, enum=["late"]),
        ]
    )
    def list(self, request: Request) -> Response:
        """Findings that one may see, newest first."""
        narrowed = FindingFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        return self.page_of(narrowed.qs)

    @extend_schema(responses=FindingSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One finding with its answers."""
        return self._told()

    @extend_schema(request=FindingTextSerializer, responses=FindingSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say what was done about it."""
        audit_findings.answer_finding(self._finding(), self._text(), actor=self.actor)
        return self._told()

    @extend_schema(request=FindingTextSerializer, responses=FindingSerializer)
    @action(detail=True, methods=["post"])
    def verify(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """It is done, and was seen; 409 when it is not answered."""
        audit_findings.verify_finding(self._finding(), self._text(), actor=self.actor)
        return self._told()

    @extend_schema(request=FindingTextSerializer, responses=FindingSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """It is not done: the owner answers again."""
        audit_findings.return_finding(self._finding(), self._text(), actor=self.actor)
        return self._told()

    def _finding(self) -> AuditFinding:
        rows = self.get_queryset().by_reference(str(self.kwargs["reference"]))
        return found_or_404(rows.first())

    def _text(self) -> str:
        given = FindingTextSerializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return str(given.validated_data["text"])

    def _told(self) -> Response:
        finding = self._finding()
        return Response(
            {
                **FindingRowSerializer(finding).data,
                "answers": AnswerRowSerializer(rounds_of(finding), many=True).data,
            }
        )
