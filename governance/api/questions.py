"""Questions to the team as programs send and read them, and the routes below a review."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Moment
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from governance.actions import questions
from governance.choices import QuestionState
from governance.models.questions import TeamQuestion
from governance.models.reviews import Review

ONE = r"questions/(?P<position>\d{1,4})"


class QuestionSerializer(serializers.Serializer[TeamQuestion]):
    """A question of a review; `answer` is why, where it was withdrawn."""

    reference = serializers.CharField()
    position = serializers.IntegerField()
    text = serializers.CharField()
    about = serializers.CharField()
    about_label = serializers.CharField()
    state = serializers.ChoiceField(QuestionState.choices)
    asked_by = serializers.CharField(source="asked_by.display_name")
    asked_at = Moment()
    answer = serializers.CharField()
    settled_by = serializers.CharField(source="settled_by.display_name", default=None)
    settled_at = Moment(allow_null=True)


class AskingSerializer(serializers.Serializer[Any]):
    """`about` is the key of an answer of the packet; empty for the whole case."""

    text = serializers.CharField(max_length=2000)
    about = serializers.CharField(max_length=60, default="", allow_blank=True)


class AnsweringSerializer(serializers.Serializer[Any]):
    answer = serializers.CharField(max_length=4000)


class WithdrawingSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)


class QuestionRoutes(TenantViewSet):
    """Below a review: `questions/`, and each by its place."""

    @abstractmethod
    def _review(self) -> Review:
        """The review of the address, as the member may see it."""

    def _question(self) -> TeamQuestion:
        review = self._review()
        rows = TeamQuestion.objects.filter(review=review, position=self.kwargs["position"])
        found: TeamQuestion = found_or_404(rows.with_people().first())
        found.review = review
        return found

    @extend_schema(responses=QuestionSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def questions(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """What the team was asked in this review."""
        review = self._review()
        rows = TeamQuestion.objects.filter(review=review).with_people().order_by("position")
        asked: Any = list(rows)
        for one in asked:
            one.review = review
        return Response(QuestionSerializer(asked, many=True).data)

    @extend_schema(request=AskingSerializer, responses={201: QuestionSerializer})
    @questions.mapping.post
    def ask(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Ask the team; the deadline stands still until the answer."""
        given = AskingSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        asking = questions.Asking(**given.validated_data)
        made = questions.ask_team(self._review(), asking, actor=self.actor)
        return Response(QuestionSerializer(made).data, status=201)

    @extend_schema(request=AnsweringSerializer, responses=QuestionSerializer)
    @action(detail=True, methods=["post"], url_path=f"{ONE}/answer")
    def answer_question(self, request: Request, reference: str, position: str) -> Response:  # noqa: ARG002
        """Answer for the team."""
        given = AnsweringSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        answering = questions.Answering(**given.validated_data)
        told = questions.answer_question(self._question(), answering, actor=self.actor)
        return Response(QuestionSerializer(told).data)

    @extend_schema(request=WithdrawingSerializer, responses=QuestionSerializer)
    @action(detail=True, methods=["post"], url_path=f"{ONE}/withdraw")
    def withdraw_question(self, request: Request, reference: str, position: str) -> Response:  # noqa: ARG002
        """Do without an answer."""
        given = WithdrawingSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        reason = given.validated_data["reason"]
        told = questions.withdraw_question(self._question(), reason, actor=self.actor)
        return Response(QuestionSerializer(told).data)
