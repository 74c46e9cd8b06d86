"""The API of courses: what is offered, and the drafts of their authors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.authorization import permits
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.errors import InvalidInput
from coe_portal.not_found import found_or_404
from training.actions import authoring
from training.actions.enrolment import enrol
from training.actions.prerequisites import set_prerequisites
from training.api import serializers
from training.choices import Audience, VersionState
from training.models.courses import Course, CourseQuerySet, CourseVersion
from training.models.quizzes import Question
from training.permissions import AUTHOR, LEARN, VIEW_CATALOGUE
from training.queries.catalogue import Card, CoursePage, cards_for, course_page, offered_courses

REFERENCE = r"[Cc]-\d+"
KEY = r"(?P<key>[\w-]{1,60})"
DRAFT = serializers.DraftSerializer
NEW_DRAFT = {201: DRAFT}
Given = TypeVar("Given", bound=serializers.RevisionSerializer)


class TitlePages(CursorPagination):
    """By title."""

    ordering = ("title", "id")


class CourseViewSet(TenantViewSet):
    """Courses by reference (C-1): find, enrol, create."""

    lookup_field = "reference"
    lookup_value_regex = REFERENCE
    pagination_class = TitlePages
    serializer_class = serializers.CourseSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_CATALOGUE.code,
        "retrieve": VIEW_CATALOGUE.code,
        "create": AUTHOR.code,
        "enrol": LEARN.code,
        "prerequisites": AUTHOR.code,
    }

    def get_queryset(self) -> CourseQuerySet:
        """What is offered; for authors everything."""
        courses: CourseQuerySet = Course.objects.all()
        return courses if permits(self.actor, AUTHOR.code) else courses.offered()

    def _course(self) -> Course:
        return found_or_404(self.get_queryset().by_reference(str(self.kwargs["reference"])).first())

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Words of title or summary"),
            OpenApiParameter("audience", str, enum=Audience.values),
        ],
        responses=serializers.CourseRowSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """The offered courses, by title."""
        asked = request.query_params
        rows = offered_courses(text=asked.get("q", ""), audience=asked.get("audience", ""))
        page = self.paginate_queryset(rows) or []
        shown = Course.objects.filter(pk__in=[course.pk for course in page])
        cards = cards_for(self.member, shown)
        return self.get_paginated_response([_card(card) for card in cards])

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One course with its contents and what comes before it."""
        return Response(_page(course_page(self._course(), self.member)))

    @extend_schema(
        request=serializers.CourseTermsSerializer, responses={201: serializers.CourseSerializer}
    )
    def create(self, request: Request) -> Response:
        """Create a course with an empty draft."""
        given = serializers.CourseTermsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        course = authoring.create_course(given.payload(), actor=self.actor)
        return Response(_page(course_page(course, self.member)), status=201)

    @extend_schema(request=None, responses={201: serializers.EnrolmentRowSerializer})
    @action(detail=True, methods=["post"])
    def enrol(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Enrol oneself; go on under `learning/`."""
        enrollment = enrol(self._course(), self.member, actor=self.actor)
        return Response(serializers.EnrolmentRowSerializer(enrollment).data, status=201)

    @extend_schema(
        request=serializers.PrerequisitesSerializer, responses=serializers.CourseSerializer
    )
    @action(detail=True, methods=["put"])
    def prerequisites(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say which courses come first; all others come first no longer."""
        course = self._course()
        given = serializers.PrerequisitesSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        needed = [_named(reference) for reference in given.validated_data["courses"]]
        set_prerequisites(course, needed, actor=self.actor)
        return Response(_page(course_page(course, self.member)))


def _named(reference: str) -> Course:
    found: Course | None = Course.objects.by_reference(reference).first()
    if found is None:
        message = _("There is no course %(reference)s.") % {"reference": reference}
        raise InvalidInput(message, errors={"courses": [message]})
    return found


def _card(card: Card) -> dict[str, Any]:
    course, version = card.course, card.course.current_version
    return {
        "reference": course.reference,
        "title": course.title,
        "audience": course.audience,
        "summary": version.summary if version else "",
        "version": version.number if version else None,
        "lessons": card.lessons,
        "minutes": card.minutes,
        "has_quiz": card.has_quiz,
        "valid_months": course.valid_months,
        "counts_as_literacy": course.counts_as_literacy,
        "enrolment": card.enrollment.reference if card.enrollment else None,
        "certificate": card.certificate.reference if card.certificate else None,
        "is_certified": card.is_certified,
        "url": course.get_absolute_url(),
    }


def _page(page: CoursePage) -> dict[str, Any]:
    return {
        **_card(page.card),
        "contents": [{"title": title, "minutes": minutes} for title, minutes in page.lessons],
        "needed": [
            {"course": one.course.reference, "title": one.course.title, "is_met": one.is_met}
            for one in page.needed
        ],
    }


class DraftViewSet(TenantViewSet):
    """The draft of a course: lessons, quiz and questions by key, and publishing.

    Each change names the `revision` it was read at and answers with the whole draft.
    """

    lookup_field = "reference"
    lookup_value_regex = REFERENCE
    serializer_class = DRAFT
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        (
            "draft",
            "open_draft",
            "describe",
            "add_lesson",
            "change_lesson",
            "delete_lesson",
            "move_lesson",
            "change_quiz",
            "add_question",
            "change_question",
            "delete_question",
            "publish",
        ),
        AUTHOR.code,
    )

    def get_queryset(self) -> CourseQuerySet:
        rows: CourseQuerySet = Course.objects.all()
        return rows.by_reference(str(self.kwargs["reference"]))

    def _course(self) -> Course:
        return found_or_404(self.get_queryset().first())

    def _draft(self, **holding: str) -> CourseVersion:
        """The open draft that holds these; 404 without."""
        drafts = CourseVersion.objects.filter(course=self._course(), state=VersionState.DRAFT)
        return found_or_404(drafts.select_related("course").filter(**holding).first())

    def _given(self, serializer: Callable[..., Given]) -> Given:
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given

    def _answer(self, status: int = 200) -> Response:
        return Response(DRAFT(self._draft()).data, status=status)

    @extend_schema(responses=DRAFT)
    @action(detail=True)
    def draft(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """The draft with all lessons and questions."""
        return self._answer()

    @extend_schema(request=None, responses=NEW_DRAFT)
    @draft.mapping.post
    def open_draft(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Open the draft of the next version; the open one when there is one."""
        authoring.open_draft(self._course(), actor=self.actor)
        return self._answer(201)

    @extend_schema(request=serializers.SummarySerializer, responses=DRAFT)
    @draft.mapping.patch
    def describe(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say what one learns."""
        draft, given = self._draft(), self._given(serializers.SummarySerializer)
        authoring.describe_draft(draft, actor=self.actor, **given.validated_data)
        return self._answer()

    @extend_schema(request=serializers.LessonTermsSerializer, responses=NEW_DRAFT)
    @action(detail=True, methods=["post"], url_path="draft/lessons")
    def add_lesson(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Write a lesson at the end."""
        self._save_lesson(self._draft(), key="")
        return self._answer(201)

    @extend_schema(request=serializers.LessonTermsSerializer, responses=DRAFT)
    @action(detail=True, methods=["put"], url_path=f"draft/lessons/{KEY}")
    def change_lesson(self, request: Request, reference: str, key: str) -> Response:  # noqa: ARG002
        """Change a lesson."""
        self._save_lesson(self._draft(lessons__key=key), key)
        return self._answer()

    def _save_lesson(self, draft: CourseVersion, key: str) -> None:
        given = self._given(serializers.LessonTermsSerializer)
        authoring.save_lesson(
            draft,
            given.payload(),
            key=key,
            revision=given.validated_data["revision"],
            actor=self.actor,
        )

    @extend_schema(parameters=[OpenApiParameter("revision", int, required=True)], responses=DRAFT)
    @change_lesson.mapping.delete
    def delete_lesson(self, request: Request, reference: str, key: str) -> Response:  # noqa: ARG002
        """Take a lesson out."""
        draft = self._draft(lessons__key=key)
        authoring.delete_lesson(draft, key, revision=self._revision(), actor=self.actor)
        return self._answer()

    def _revision(self) -> int:
        """Of the address: a request to delete has no body."""
        given = serializers.RevisionSerializer(data=self.request.query_params)
        given.is_valid(raise_exception=True)
        revision: int = given.validated_data["revision"]
        return revision

    @extend_schema(request=serializers.MoveSerializer, responses=DRAFT)
    @action(detail=True, methods=["post"], url_path=f"draft/lessons/{KEY}/move")
    def move_lesson(self, request: Request, reference: str, key: str) -> Response:  # noqa: ARG002
        """Move a lesson one place."""
        draft = self._draft(lessons__key=key)
        given = self._given(serializers.MoveSerializer)
        authoring.move_lesson(draft, key, actor=self.actor, **given.validated_data)
        return self._answer()

    @extend_schema(request=serializers.QuizTermsSerializer, responses=DRAFT)
    @action(detail=True, methods=["put"], url_path="draft/quiz")
    def change_quiz(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say how the quiz is taken; a draft without one gets it."""
        draft, given = self._draft(), self._given(serializers.QuizTermsSerializer)
        revision = given.validated_data["revision"]
        authoring.save_quiz(draft, given.payload(), revision=revision, actor=self.actor)
        return self._answer()

    @extend_schema(request=serializers.QuestionTermsSerializer, responses=NEW_DRAFT)
    @action(detail=True, methods=["post"], url_path="draft/questions")
    def add_question(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Write a question at the end; the first one makes the quiz."""
        self._save_question(self._draft(), key="")
        return self._answer(201)

    @extend_schema(request=serializers.QuestionTermsSerializer, responses=DRAFT)
    @action(detail=True, methods=["put"], url_path=f"draft/questions/{KEY}")
    def change_question(self, request: Request, reference: str, key: str) -> Response:  # noqa: ARG002
        """Change a question; an answer with its `id` stays the same one in the statistics."""
        self._save_question(self._draft(quiz__questions__key=key), key)
        return self._answer()

    def _save_question(self, draft: CourseVersion, key: str) -> Question:
        given = self._given(serializers.QuestionTermsSerializer)
        return authoring.save_question(
            draft,
            given.payload(),
            key=key,
            revision=given.validated_data["revision"],
            actor=self.actor,
        )

    @extend_schema(parameters=[OpenApiParameter("revision", int, required=True)], responses=DRAFT)
    @change_question.mapping.delete
    def delete_question(self, request: Request, reference: str, key: str) -> Response:  # noqa: ARG002
        """Take a question out; a quiz goes with its last one."""
        draft = self._draft(quiz__questions__key=key)
        authoring.delete_question(draft, key, revision=self._revision(), actor=self.actor)
        return self._answer()

    @extend_schema(request=serializers.PublishSerializer, responses=serializers.CourseSerializer)
    @action(detail=True, methods=["post"], url_path="draft/publish")
    def publish(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Make the draft what new learners get; who has begun keeps their version."""
        draft, given = self._draft(), self._given(serializers.PublishSerializer)
        authoring.publish_course(draft, actor=self.actor, **given.validated_data)
        return Response(_page(course_page(self._course(), self.member)))
