"""The API of compliance: the same queries, actions and rights as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from governance.actions import control_evidence, frameworks
from governance.api.compliance_data import (
    ControlSerializer,
    CoverageSerializer,
    EvidenceSerializer,
    FrameworkSerializer,
    NewEvidenceSerializer,
    RemarkSerializer,
    RequirementSerializer,
)
from governance.api.views import ReferenceViewSet
from governance.choices import ControlScope, EvidenceState, RequirementStatus
from governance.models.controls import Control, Evidence
from governance.models.coverage import CaseCoverage
from governance.models.frameworks import Framework, FrameworkVersion, Requirement
from governance.permissions import compliance as rights
from intake.models.use_cases import UseCase

READ = rights.VIEW_COMPLIANCE.code


class KeyPages(CursorPagination):
    """By short name."""

    ordering = ("key", "id")


class PositionPages(CursorPagination):
    """In the order of the edition."""

    ordering = ("position", "id")


class CasePages(CursorPagination):
    """Oldest first."""

    ordering = ("created_at", "id")


class FrameworkViewSet(TenantViewSet):
    """Frameworks by short name: requirements in force, coverage, editions that wait."""

    lookup_field = "key"
    lookup_value_regex = r"[-\w]+"
    pagination_class = KeyPages
    serializer_class = FrameworkSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": READ,
        "retrieve": READ,
        "requirements": READ,
        "coverage": READ,
        "adopt": rights.MANAGE_FRAMEWORKS.code,
    }

    def get_queryset(self) -> Any:
        return Framework.objects.select_related("current")

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Frameworks of the organization, adopted or not."""
        return self.page_of(self.get_queryset())

    def retrieve(self, request: Request, key: str) -> Response:  # noqa: ARG002
        """One framework."""
        return Response(self.get_serializer(self._framework()).data)

    @extend_schema(
        parameters=[OpenApiParameter("status", str, enum=RequirementStatus.values)],
        responses=RequirementSerializer(many=True),
    )
    @action(detail=True, pagination_class=PositionPages, serializer_class=RequirementSerializer)
    def requirements(self, request: Request, key: str) -> Response:  # noqa: ARG002
        """The requirements of the adopted edition."""
        rows = Requirement.objects.filter(version=self._framework().current)
        if (status := request.query_params.get("status")) in RequirementStatus.values:
            rows = rows.filter(status=status)
        return self.page_of(rows)

    @extend_schema(responses=CoverageSerializer(many=True))
    @action(detail=True, pagination_class=CasePages, serializer_class=CoverageSerializer)
    def coverage(self, request: Request, key: str) -> Response:  # noqa: ARG002
        """How each use case stands with the framework."""
        rows = CaseCoverage.objects.filter(framework=self._framework())
        return self.page_of(rows.select_related("use_case", "framework"))

    @extend_schema(request=None, responses=FrameworkSerializer)
    @action(detail=True, methods=["post"], url_path=r"editions/(?P<number>\d{1,6})/adopt")
    def adopt(self, request: Request, key: str, number: str) -> Response:  # noqa: ARG002
        """Adopt an edition that waits; 409 when it does not."""
        rows = FrameworkVersion.objects.filter(framework=self._framework(), number=number)
        version = found_or_404(rows.first())
        frameworks.adopt_version(version, actor=self.actor)
        return Response(FrameworkSerializer(self._framework()).data)

    def _framework(self) -> Framework:
        found: Framework = found_or_404(self.get_queryset().filter(key=self.kwargs["key"]).first())
        return found


class ControlViewSet(ReferenceViewSet):
    """Controls by reference (CTL-1), and evidence for them."""

    lookup_value_regex = r"[Cc][Tt][Ll]-\d+"
    serializer_class = ControlSerializer
    # Whether evidence may be given is asked by the action, with control and use case.
    permissions: ClassVar[dict[str, str]] = {
        "list": READ,
        "retrieve": READ,
        "evidence": READ,
    }

    def get_queryset(self) -> Any:
        rows = Control.objects.select_related("owner__user")
        return rows.prefetch_related("links__framework")

    @extend_schema(parameters=[OpenApiParameter("scope", str, enum=ControlScope.values)])
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Controls, newest first."""
        return self.page_of(self.narrowed(self.get_queryset(), {"scope": ControlScope.values}))

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One control with the requirements that it serves."""
        return Response(self.get_serializer(self._control()).data)

    @extend_schema(request=NewEvidenceSerializer, responses={201: EvidenceSerializer})
    @action(detail=True, methods=["post"])
    def evidence(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Give evidence as a link; `use_case` for a control that is kept for use cases."""
        given = NewEvidenceSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        facts = dict(given.validated_data)
        made = control_evidence.give_evidence(
            self._control(),
            use_case=self._case(facts.pop("use_case")),
            given=control_evidence.NewEvidence(**facts),
            actor=self.actor,
        )
        return Response(EvidenceSerializer(made).data, status=201)

    def _control(self) -> Control:
        rows = self.get_queryset().by_reference(str(self.kwargs["reference"]))
        found: Control = found_or_404(rows.first())
        return found

    def _case(self, reference: str) -> UseCase | None:
        if not reference:
            return None
        rows = UseCase.objects.visible_to(self.member).by_reference(reference)
        found: UseCase | None = rows.select_related("current_assessment").first()
        if found is None:
            raise serializers.ValidationError({"use_case": ["There is no such use case."]})
        return found


class EvidenceViewSet(ReferenceViewSet):
    """Evidence by reference (EV-1), as far as the member may see it."""

    lookup_value_regex = r"[Ee][Vv]-\d+"
    serializer_class = EvidenceSerializer
    # Whoever may not check or withdraw is refused by the actions, with the evidence.
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "accept", "send_back", "withdraw"), READ
    )

    def get_queryset(self) -> Any:
        visible = rights.evidence_visible_to(self.member)
        return visible.select_related("control", "use_case", "offered_by__user", "settled_by__user")

    @extend_schema(parameters=[OpenApiParameter("state", str, enum=EvidenceState.values)])
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Evidence that one may see, newest first."""
        return self.page_of(self.narrowed(self.get_queryset(), {"state": EvidenceState.values}))

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One piece of evidence."""
        return self._told()

    @extend_schema(request=None, responses=EvidenceSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say that it shows what it should."""
        control_evidence.accept_evidence(self._evidence(), actor=self.actor)
        return self._told()

    @extend_schema(request=RemarkSerializer, responses=EvidenceSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say what is missing."""
        control_evidence.return_control_evidence(self._evidence(), self._remark(), actor=self.actor)
        return self._told()

    @extend_schema(request=RemarkSerializer, responses=EvidenceSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Take it back."""
        control_evidence.withdraw_evidence(self._evidence(), self._remark(), actor=self.actor)
        return self._told()

    def _evidence(self) -> Evidence:
        rows = self.get_queryset().by_reference(str(self.kwargs["reference"]))
        found: Evidence = found_or_404(rows.first())
        return found

    def _told(self) -> Response:
        return Response(EvidenceSerializer(self._evidence()).data)

    def _remark(self) -> str:
        given = RemarkSerializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return str(given.validated_data["remark"])
