"""The API of the self-assessment: rounds, answers and targets."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day, Moment
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from metrics.actions import maturity
from metrics.api.given import GivenMixin
from metrics.choices import (
    Dimension,
    Holds,
    MaturityStage,
)
from metrics.models.maturity import MaturityAssessment, MaturityAssessmentQuerySet
from metrics.permissions.health import ASSESS_MATURITY, STEER_HEALTH, VIEW_HEALTH
from metrics.queries.maturity import DimensionView, maturity_of


class AssessmentPages(CursorPagination):
    """The newest round first."""

    ordering = ("-number", "-id")


class DimensionSerializer(serializers.Serializer[Any]):
    """Where a dimension stands, stood, and is to stand; `path` are statements that lack."""

    dimension = serializers.ChoiceField(Dimension.choices, source="standing.dimension")
    stage = serializers.ChoiceField(MaturityStage.choices, source="standing.stage", allow_null=True)
    score = serializers.FloatField(source="standing.score")
    before = serializers.FloatField(allow_null=True)
    target = serializers.CharField(source="target.stage", default=None, allow_null=True)
    due_on = Day(source="target.due_on", default=None, allow_null=True)
    path = serializers.SerializerMethodField()

    def get_path(self, shown: DimensionView) -> list[str]:
        """Codes of the statements that lack, in the order to go."""
        return [each.code for each in shown.path]


class AssessmentSerializer(serializers.Serializer[Any]):
    """A round of the self-assessment; `scores` once it is closed."""

    reference = serializers.CharField(read_only=True)
    title = serializers.CharField(max_length=160)
    opened_at = Moment(read_only=True)
    closed_at = Moment(read_only=True, allow_null=True)
    scores = serializers.DictField(child=serializers.FloatField(), read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """Whether a statement holds; what holds, fully or partly, needs evidence."""

    statement = serializers.CharField(max_length=60)
    holds = serializers.ChoiceField(Holds.choices)
    evidence = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class AssessmentPageSerializer(AssessmentSerializer):
    """A round with its answers and what they come to."""

    answers = AnswerSerializer(many=True)
    dimensions = DimensionSerializer(many=True)


class TargetSerializer(serializers.Serializer[Any]):
    """Where a dimension is to stand, and by when."""

    stage = serializers.ChoiceField(MaturityStage.choices)
    due_on = Day()


class AssessmentViewSet(GivenMixin, TenantViewSet):
    """Self-assessments by reference (MA-3)."""

    lookup_field = "reference"
    lookup_value_regex = r"[Mm][Aa]-\d+"
    pagination_class = AssessmentPages
    serializer_class = AssessmentSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_HEALTH.code,
        "retrieve": VIEW_HEALTH.code,
        "create": STEER_HEALTH.code,
        "answer": ASSESS_MATURITY.code,
        "close": STEER_HEALTH.code,
    }

    def get_queryset(self) -> MaturityAssessmentQuerySet:
        return MaturityAssessment.objects.with_people()

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """All rounds, the newest first."""
        return self.page_of(self.get_queryset())

    @extend_schema(responses=AssessmentPageSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One round with its answers."""
        return self._told(self._found(reference))

    @extend_schema(responses={201: AssessmentPageSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Open a round; 409 while another is open."""
        title = self.given(AssessmentSerializer)["title"]
        return self._told(maturity.open_maturity(title, actor=self.actor), status=201)

    @extend_schema(request=AnswerSerializer, responses=AssessmentPageSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Answer one statement."""
        given, found = self.given(AnswerSerializer), self._found(reference)
        said = maturity.Said(Holds(given["holds"]), given.get("evidence", ""))
        maturity.answer_statement(found, given["statement"], said, actor=self.actor)
        return self._told(found)

    @extend_schema(request=None, responses=AssessmentPageSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Settle the round; 409 while statements have no answer."""
        return self._told(maturity.close_maturity(self._found(reference), actor=self.actor))

    def _found(self, reference: str) -> MaturityAssessment:
        return found_or_404(self.get_queryset().by_reference(reference).first())

    def _told(self, found: MaturityAssessment, *, status: int = 200) -> Response:
        seen = maturity_of(found)
        shown = {
            **AssessmentSerializer(found).data,
            "answers": AnswerSerializer(seen.answers.values(), many=True).data,
            "dimensions": DimensionSerializer(seen.dimensions, many=True).data,
        }
        return Response(shown, status=status)


class TargetViewSet(GivenMixin, TenantViewSet):
    """Targets of the self-assessment, by dimension."""

    lookup_field = "dimension"
    lookup_value_regex = "|".join(Dimension.values)
    serializer_class = TargetSerializer
    queryset = MaturityAssessment.objects.none()
    permissions: ClassVar[dict[str, str]] = {"update": STEER_HEALTH.code}

    @extend_schema(request=TargetSerializer)
    def update(self, request: Request, dimension: str) -> Response:  # noqa: ARG002
        """Set the target of a dimension."""
        given = self.given(TargetSerializer)
        terms = maturity.TargetTerms(MaturityStage(given["stage"]), given["due_on"])
        made = maturity.set_maturity_target(Dimension(dimension), terms, actor=self.actor)
        return Response(TargetSerializer(made).data)
