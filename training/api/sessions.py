"""The API of sessions: planned, changed, booked, left, and who was there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.authorization import require
from coe_portal.api.fields import Moment
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.errors import InvalidInput
from coe_portal.not_found import found_or_404
from training.actions import sessions
from training.actions.sessions import SessionTerms
from training.api.fields import ColleagueField, CourseField
from training.choices import BookingStatus, SessionKind
from training.filters import SessionFilters
from training.models.courses import Course
from training.models.sessions import CourseSession
from training.permissions import HOST_SESSION, LEARN, STEER_TRAINING, VIEW_CATALOGUE
from training.queries.sessions import with_own_status

MOST_SEATS = 100_000
MOST_PRESENT = 10_000
LARGEST_KEY = 2**63 - 1


class SessionTermsSerializer(serializers.Serializer[Any]):
    """What a session is; without `seats` as many as want may come."""

    kind = serializers.ChoiceField(SessionKind.choices)
    title = serializers.CharField(max_length=160)
    description = serializers.CharField(max_length=5000, allow_blank=True, default="")
    course = CourseField(allow_null=True, default=None)
    host = ColleagueField(help_text="E-mail of the member who runs it.")
    starts_at = Moment()
    ends_at = Moment()
    place = serializers.CharField(max_length=200, allow_blank=True, default="")
    link = serializers.URLField(max_length=500, allow_blank=True, default="")
    seats = serializers.IntegerField(
        min_value=1, max_value=MOST_SEATS, allow_null=True, default=None
    )

    def payload(self, session: CourseSession | None = None) -> SessionTerms:
        """The action's input; what is left out stays as it is."""
        names = SessionTerms.__dataclass_fields__
        kept = {name: getattr(session, name) for name in names if session}
        terms = {**kept, **self.validated_data}
        return SessionTerms(**{**terms, "kind": SessionKind(terms["kind"])})


class SessionSerializer(SessionTermsSerializer):
    """A session, how full it is, and the caller's own place."""

    reference = serializers.CharField()
    seated = serializers.IntegerField(source="seated_count")
    waiting = serializers.IntegerField(source="waiting_count")
    own_status = serializers.ChoiceField(BookingStatus.choices, allow_null=True)
    cancelled_at = Moment(allow_null=True)
    cancellation_reason = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")


class BookingSerializer(serializers.Serializer[Any]):
    """A member's seat or place in the line; `position` is the order of coming."""

    id = serializers.IntegerField()
    member = serializers.IntegerField(source="member_id")
    name = serializers.CharField(source="member.display_name")
    email = serializers.EmailField(source="member.user.email")
    status = serializers.ChoiceField(BookingStatus.choices)
    position = serializers.IntegerField()


class CancellationSerializer(serializers.Serializer[Any]):
    """Why it is called off: everybody who would have come reads it."""

    reason = serializers.CharField(max_length=500)


class AttendanceSerializer(serializers.Serializer[Any]):
    """Ids of the bookings of all who came; who had a seat and is not among them was absent."""

    present = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_KEY), max_length=MOST_PRESENT
    )

    def payload(self, session: CourseSession) -> set[int]:
        """The ids; InvalidInput when one is of no booking of the session."""
        given = set(self.validated_data["present"])
        known = session.bookings.exclude(status=BookingStatus.CANCELLED).filter(pk__in=given)
        if unknown := given - set(known.values_list("pk", flat=True)):
            text = _("This session has no booking %(id)d.") % {"id": min(unknown)}
            raise InvalidInput(text, errors={"present": [text]})
        return given


class TimePages(CursorPagination):
    """Soonest first."""

    ordering = ("starts_at", "id")


class PositionPages(CursorPagination):
    """In the order of coming."""

    ordering = ("position", "id")


class SessionViewSet(TenantViewSet):
    """Sessions by reference (S-1): everybody books, hosts and staff run them."""

    lookup_field = "reference"
    lookup_value_regex = r"[Ss]-\d+"
    pagination_class = TimePages
    serializer_class = SessionSerializer
    # Who runs a session is asked with the session: by the actions, and before its bookings.
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_CATALOGUE.code,
        "retrieve": VIEW_CATALOGUE.code,
        "bookings": VIEW_CATALOGUE.code,
        "create": STEER_TRAINING.code,
        "partial_update": LEARN.code,
        "cancel": LEARN.code,
        "book": LEARN.code,
        "leave": LEARN.code,
        "attendance": LEARN.code,
    }

    def get_queryset(self) -> Any:
        rows = CourseSession.objects.with_counts().select_related("host__user", "course")
        return with_own_status(rows, self.member)

    def _session(self) -> CourseSession:
        reference = str(self.kwargs["reference"])
        found: CourseSession = found_or_404(self.get_queryset().by_reference(reference).first())
        return found

    def _told(self, status: int = 200) -> Response:
        return Response(SessionSerializer(self._session()).data, status=status)

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Words of the title"),
            OpenApiParameter("kind", str, enum=SessionKind.values),
            OpenApiParameter("course", str, description="Reference of a course"),
            OpenApiParameter("time", str, enum=["past", "all"], description="Else to come"),
        ]
    )
    def list(self, request: Request) -> Response:
        """Sessions to come, past ones, or all; soonest first."""
        asked = request.query_params
        named = {name: asked.get(name) for name in ("q", "kind")}
        rows = self.get_queryset().in_time(asked.get("time", ""), timezone.now())
        rows = SessionFilters(named, queryset=rows).qs
        if reference := asked.get("course"):
            rows = rows.filter(course__in=Course.objects.by_reference(reference))
        return self.page_of(rows)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One session."""
        return self._told()

    @extend_schema(request=SessionTermsSerializer, responses={201: SessionSerializer})
    def create(self, request: Request) -> Response:
        """Plan a session."""
        given = SessionTermsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        planned = sessions.plan_session(given.payload(), actor=self.actor)
        self.kwargs["reference"] = planned.reference
        return self._told(201)

    @extend_schema(request=SessionTermsSerializer, responses=SessionSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Change a session; who has a seat or waits is told."""
        session = self._session()
        given = SessionTermsSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        sessions.change_session(session, given.payload(session), actor=self.actor)
        return self._told()

    @extend_schema(request=CancellationSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Call a session off."""
        session = self._session()
        given = CancellationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        sessions.cancel_session(session, given.validated_data["reason"], actor=self.actor)
        return self._told()

    @extend_schema(request=None, responses={201: SessionSerializer})
    @action(detail=True, methods=["post"])
    def book(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Take a seat, or the last place in the line."""
        sessions.book(self._session(), actor=self.actor)
        return self._told(201)

    @extend_schema(request=None, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Give one's place back; the first in the line moves up."""
        sessions.leave_session(self._session(), actor=self.actor)
        return self._told()

    @extend_schema(responses=BookingSerializer(many=True))
    @action(detail=True, pagination_class=PositionPages, serializer_class=BookingSerializer)
    def bookings(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Who comes and who waits, in the order of coming; for its host and staff."""
        session = self._session()
        require(self.actor, HOST_SESSION.code, session)
        rows = session.bookings.exclude(status=BookingStatus.CANCELLED)
        return self.page_of(rows.select_related("member__user"))

    @extend_schema(request=AttendanceSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def attendance(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say who was there, once it has begun."""
        session = self._session()
        require(self.actor, HOST_SESSION.code, session)
        given = AttendanceSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        sessions.mark_attendance(session, given.payload(session), actor=self.actor)
        return self._told()
