"""The API of one's own learning: lessons, attempts and results.

Options are known by their place on the paper; what is right is told when no attempt can use it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from training.actions import enrolment, quizzes
from training.api import serializers
from training.models.enrollments import Enrollment, EnrollmentQuerySet
from training.models.quizzes import Attempt
from training.permissions import LEARN, VIEW_CATALOGUE
from training.queries.learning import (
    Progress,
    Step,
    explained,
    is_explained,
    minutes_left,
    paper_of,
    progress_of,
)

KEY = r"(?P<key>[\w-]{1,60})"
NUMBER = r"(?P<number>\d{1,4})"


class NumberPages(CursorPagination):
    """Newest reference first."""

    ordering = ("-number", "-id")


class LearningViewSet(TenantViewSet):
    """The caller's own enrolments by reference (E-1): begin, read, take the quiz."""

    lookup_field = "reference"
    lookup_value_regex = r"[Ee]-\d+"
    pagination_class = NumberPages
    serializer_class = serializers.EnrolmentRowSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_CATALOGUE.code,
        "retrieve": VIEW_CATALOGUE.code,
        "lesson": VIEW_CATALOGUE.code,
        "attempt": VIEW_CATALOGUE.code,
        "begin": LEARN.code,
        "leave": LEARN.code,
        "read": LEARN.code,
        "start": LEARN.code,
        "save": LEARN.code,
        "submit": LEARN.code,
    }

    def get_queryset(self) -> EnrollmentQuerySet:
        """One's own: nobody learns for somebody else."""
        rows: EnrollmentQuerySet = Enrollment.objects.filter(member=self.member)
        return rows.select_related("course__current_version", "version")

    def _enrollment(self) -> Enrollment:
        return found_or_404(self.get_queryset().by_reference(str(self.kwargs["reference"])).first())

    def _progress(self) -> Progress:
        """An attempt whose time is over is handed in before anybody looks."""
        quizzes.hand_in_expired(self._enrollment(), actor=self.actor)
        return progress_of(self._enrollment())

    def _told(self, status: int = 200) -> Response:
        return Response(serializers.ProgressSerializer(self._progress()).data, status=status)

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """All of one's enrolments, newest first."""
        return self.page_of(self.get_queryset())

    @extend_schema(responses=serializers.ProgressSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Lessons, attempts and certificate of an enrolment."""
        return self._told()

    @extend_schema(request=None, responses=serializers.ProgressSerializer)
    @action(detail=True, methods=["post"])
    def begin(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Begin in the version that is published now, and keep it to the end."""
        enrolment.begin(self._enrollment(), actor=self.actor)
        return self._told()

    @extend_schema(request=None, responses=serializers.ProgressSerializer)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Withdraw from a course that is not over."""
        enrolment.leave(self._enrollment(), actor=self.actor)
        return self._told()

    def _step(self, key: str) -> Step:
        steps = progress_of(self._enrollment()).steps
        return found_or_404(next((step for step in steps if step.lesson.key == key), None))

    @extend_schema(responses=serializers.LessonSerializer)
    @action(detail=True, url_path=f"lessons/{KEY}")
    def lesson(self, request: Request, reference: str, key: str) -> Response:  # noqa: ARG002
        """A lesson's text."""
        return Response(serializers.LessonSerializer(self._step(key)).data)

    @extend_schema(request=None, responses=serializers.ProgressSerializer)
    @action(detail=True, methods=["post"], url_path=f"lessons/{KEY}/read")
    def read(self, request: Request, reference: str, key: str) -> Response:  # noqa: ARG002
        """Mark a lesson as read; the last one completes a course without a quiz."""
        lesson, enrollment = self._step(key).lesson, self._enrollment()
        if enrollment.is_open and enrollment.version is None:
            enrollment = enrolment.begin(enrollment, actor=self.actor)
        enrolment.read_lesson(enrollment, lesson, actor=self.actor)
        return self._told()

    def _attempt(self, number: str) -> Attempt:
        rows = Attempt.objects.filter(enrollment=self._enrollment(), number=int(number))
        return found_or_404(rows.select_related("quiz", "enrollment").first())

    @extend_schema(request=None, responses={201: serializers.AttemptSerializer})
    @action(detail=True, methods=["post"], url_path="attempts")
    def start(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Draw a paper and start the clock; the running attempt when there is one."""
        attempt = quizzes.start_attempt(self._enrollment(), actor=self.actor)
        return Response(attempt_data(attempt), status=201)

    @extend_schema(responses=serializers.AttemptSerializer)
    @action(detail=True, url_path=f"attempts/{NUMBER}")
    def attempt(self, request: Request, reference: str, number: str) -> Response:  # noqa: ARG002
        """The paper of a running attempt, or the result."""
        quizzes.hand_in_expired(self._enrollment(), actor=self.actor)
        return Response(attempt_data(self._attempt(number)))

    def _answers(self, attempt: Attempt) -> quizzes.Answers:
        given = serializers.AnswersSerializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        answers: quizzes.Answers = given.payload(attempt, paper_of(attempt))
        return answers

    @extend_schema(request=serializers.AnswersSerializer, responses=serializers.AttemptSerializer)
    @attempt.mapping.patch
    def save(self, request: Request, reference: str, number: str) -> Response:  # noqa: ARG002
        """Keep answers on the way; what comes after the time is not kept."""
        attempt = self._attempt(number)
        saved = quizzes.save_answers(attempt, self._answers(attempt), actor=self.actor)
        return Response(attempt_data(saved))

    @extend_schema(request=serializers.AnswersSerializer, responses=serializers.AttemptSerializer)
    @action(detail=True, methods=["post"], url_path=f"attempts/{NUMBER}/submit")
    def submit(self, request: Request, reference: str, number: str) -> Response:  # noqa: ARG002
        """Hand in; these answers are added to those saved before."""
        attempt = self._attempt(number)
        quizzes.submit_attempt(attempt, self._answers(attempt), actor=self.actor)
        return Response(attempt_data(self._attempt(number)))


def attempt_data(attempt: Attempt) -> dict[str, Any]:
    """An attempt with its paper, or with what may be told of its result."""
    is_running = attempt.submitted_at is None
    is_told = not is_running and is_explained(attempt.enrollment)
    paper = paper_of(attempt) if is_running else []
    told = explained(attempt) if is_told else []
    return {
        **serializers.AttemptRowSerializer(attempt).data,
        "minutes_left": minutes_left(attempt) if is_running else None,
        "paper": serializers.AskedSerializer(paper, many=True).data,
        "explained": serializers.ExplainedSerializer(told, many=True).data,
    }
