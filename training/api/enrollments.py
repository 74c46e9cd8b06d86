"""The API of enrolments: who learns what, until when, and who enrols whom."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.groups import UNIT, members_of
from coe_portal.accounts.models import Membership
from coe_portal.api.fields import Day, Moment
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.errors import InvalidInput
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.clock import today_of
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.units import units_below
from training.actions import enrolment
from training.actions.assigning import MOST_AT_ONCE, enrol_people, move_due_date
from training.api.fields import CourseField
from training.api.learning import NumberPages
from training.api.serializers import EnrolmentRowSerializer
from training.choices import BookingStatus, EnrollmentSource, EnrollmentStatus
from training.filters import EnrollmentFilters
from training.models.courses import Course
from training.models.enrollments import Enrollment, EnrollmentQuerySet
from training.permissions import LEARN, VIEW_CATALOGUE, enrollments_visible_to
from training.queries.my_learning import my_learning
from training.queries.people import colleagues_with_emails

MOST_NAMED: Final = 10


class PersonEnrolmentSerializer(EnrolmentRowSerializer):
    """An enrolment of anybody whose learning the caller may see."""

    member = serializers.IntegerField(source="member_id")
    name = serializers.CharField(source="member.display_name")
    unit = serializers.CharField(source="member.business_unit.code", default=None)
    source = serializers.ChoiceField(EnrollmentSource.choices)  # type: ignore[assignment]


class AssignmentSerializer(serializers.Serializer[Any]):
    """Whom to enrol, by e-mail or as everybody in a unit and below; managers their reports."""

    course = CourseField()
    emails = serializers.ListField(
        child=serializers.EmailField(), max_length=MOST_AT_ONCE, default=list
    )
    unit = serializers.SlugRelatedField(
        slug_field="code", queryset=BusinessUnit.objects.all(), allow_null=True, default=None
    )
    due_on = Day(allow_null=True, default=None)

    def people(self) -> list[Membership]:
        """All who are named, each once, and at most one more than can be enrolled at once."""
        unit = self.validated_data["unit"]
        found, missing = colleagues_with_emails(self.validated_data["emails"])
        if missing:
            text = _("Nobody in your organization has these addresses: %(names)s.") % {
                "names": ", ".join(missing[:MOST_NAMED])
            }
            raise InvalidInput(text, errors={"emails": [text]})
        inside = members_of(UNIT.code, unit.code).with_user().order_by("pk") if unit else ()
        people = {one.pk: one for one in [*found, *inside[: MOST_AT_ONCE + 1]]}
        return list(people.values())


class AssignedSerializer(serializers.Serializer[Any]):
    """The new enrolments, and how many were in the course already."""

    enrolled = serializers.ListField(child=serializers.CharField())
    already = serializers.IntegerField()


class DueDateSerializer(serializers.Serializer[Any]):
    """The new due date, null for none; and why: the learner reads it."""

    due_on = Day(allow_null=True)
    reason = serializers.CharField(max_length=500, default="", allow_blank=True)


class OpenCourseSerializer(serializers.Serializer[Any]):
    """A course that one is in, and how far."""

    enrolment = EnrolmentRowSerializer(source="enrollment")
    lessons = serializers.IntegerField()
    read = serializers.IntegerField()
    is_overdue = serializers.BooleanField()


class PlaceSerializer(serializers.Serializer[Any]):
    """One's seat, or place in the line, of a session to come."""

    session = serializers.CharField(source="session.reference")
    title = serializers.CharField(source="session.title")
    starts_at = Moment(source="session.starts_at")
    status = serializers.ChoiceField(BookingStatus.choices)


class HeldSerializer(serializers.Serializer[Any]):
    """A certificate that is valid now."""

    reference = serializers.CharField()
    title = serializers.CharField(source="course_title")
    expires_at = Moment(allow_null=True)


class MineSerializer(serializers.Serializer[Any]):
    """What one must do by when, has done and holds, and where one will be."""

    open = OpenCourseSerializer(many=True)
    done = EnrolmentRowSerializer(many=True)
    sessions = PlaceSerializer(source="bookings", many=True)
    certificates = HeldSerializer(many=True)


class EnrollmentViewSet(TenantViewSet):
    """Enrolments by reference (E-1): of all for oversight, else one's own and one's people's."""

    lookup_field = "reference"
    lookup_value_regex = r"[Ee]-\d+"
    pagination_class = NumberPages
    serializer_class = PersonEnrolmentSerializer
    # Whom one may enrol or take out is asked by the actions, with the person.
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_CATALOGUE.code,
        "retrieve": VIEW_CATALOGUE.code,
        "mine": VIEW_CATALOGUE.code,
        "create": LEARN.code,
        "partial_update": LEARN.code,
        "withdraw": LEARN.code,
    }

    def get_queryset(self) -> EnrollmentQuerySet:
        """What the caller may see."""
        return enrollments_visible_to(self.member).with_people()

    def _enrollment(self) -> Enrollment:
        return found_or_404(self.get_queryset().by_reference(str(self.kwargs["reference"])).first())

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Name or e-mail"),
            OpenApiParameter("course", str, description="Reference of a course"),
            OpenApiParameter("unit", str, description="Code of a unit; with all below it"),
            OpenApiParameter("state", str, enum=EnrollmentStatus.values),
            OpenApiParameter("source", str, enum=EnrollmentSource.values),
            OpenApiParameter("overdue", str, enum=["yes"]),
        ]
    )
    def list(self, request: Request) -> Response:
        """Enrolments, newest first."""
        asked = request.query_params
        named = {name: asked.get(name) for name in ("q", "state", "source", "overdue")}
        rows = EnrollmentFilters(named, queryset=self.get_queryset()).qs
        if reference := asked.get("course"):
            rows = rows.filter(course__in=Course.objects.by_reference(reference))
        if code := asked.get("unit"):
            unit = BusinessUnit.objects.filter(code=code).first()
            rows = rows.filter(member__business_unit__in=units_below(unit) if unit else [])
        return self.page_of(rows)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One enrolment."""
        return Response(PersonEnrolmentSerializer(self._enrollment()).data)

    @extend_schema(responses=MineSerializer)
    @action(detail=False)
    def mine(self, request: Request) -> Response:  # noqa: ARG002
        """One's own learning at a glance, what is due first; learn under `learning/`."""
        now, today = timezone.now(), today_of(self.member.organization)
        return Response(MineSerializer(my_learning(self.member, now, today)).data)

    @extend_schema(request=AssignmentSerializer, responses={201: AssignedSerializer})
    def create(self, request: Request) -> Response:
        """Enrol people; who is in the course already is left as they are."""
        given = AssignmentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data, people = given.validated_data, given.people()
        made = enrol_people(data["course"], people, data["due_on"], actor=self.actor)
        told = {
            "enrolled": [one.reference for one in made],
            "already": len(people) - len(made),
        }
        return Response(AssignedSerializer(told).data, status=201)

    @extend_schema(request=DueDateSerializer, responses=PersonEnrolmentSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Move the due date; the learner is told."""
        enrollment = self._enrollment()
        given = DueDateSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        move_due_date(enrollment, **given.validated_data, actor=self.actor)
        return Response(PersonEnrolmentSerializer(self._enrollment()).data)

    @extend_schema(request=None, responses=PersonEnrolmentSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Take somebody out of a course that is not over; oneself where one chose it oneself."""
        enrolment.leave(self._enrollment(), actor=self.actor)
        return Response(PersonEnrolmentSerializer(self._enrollment()).data)
