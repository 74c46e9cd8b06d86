"""The API of rules that enrol: made, looked at, switched on and off."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.groups import declared_groups
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from training.actions import rules
from training.actions.rules import RuleTerms
from training.api.fields import CourseField
from training.models.enrollments import EnrollmentRule
from training.permissions import STEER_TRAINING
from training.queries.coming import preview_of
from training.tasks import apply_one_rule


class RuleSerializer(serializers.Serializer[Any]):
    """Whom to enrol in what; `value` is empty for a group that takes none."""

    id = serializers.IntegerField(read_only=True)
    course = CourseField()
    group = serializers.CharField(max_length=60, help_text="One of `enrolment-rules/groups/`.")
    value = serializers.CharField(max_length=120, allow_blank=True, default="")
    days_to_complete = serializers.IntegerField(min_value=1, max_value=730, default=30)
    is_active = serializers.BooleanField(read_only=True)

    def payload(self) -> RuleTerms:
        """The action's input."""
        return RuleTerms(**self.validated_data)


class NamedPersonSerializer(serializers.Serializer[Any]):
    """A member by name and e-mail."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="display_name")
    email = serializers.EmailField(source="user.email")


class PreviewSerializer(serializers.Serializer[Any]):
    """Whom a rule means, whom it would enrol now, and of these the first by name."""

    who = serializers.CharField()
    belong = serializers.IntegerField()
    coming = serializers.IntegerField()
    first = NamedPersonSerializer(many=True)
    enrolled = serializers.IntegerField(help_text="Enrolled by it so far.")


class GroupSerializer(serializers.Serializer[Any]):
    """A group of members that a rule can name."""

    group = serializers.CharField(source="code")
    name = serializers.CharField(source="label")
    takes_value = serializers.SerializerMethodField()

    def get_takes_value(self, group: Any) -> bool:
        """Whether a role, a unit's code or the like says which."""
        return group.values is not None


class RuleViewSet(TenantViewSet):
    """Enrolment rules by id; a new one is off, so that one sees first whom it enrols."""

    lookup_field = "pk"
    lookup_value_regex = r"\d{1,18}"
    pagination_class = CursorPagination
    serializer_class = RuleSerializer
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "groups", "create", "retrieve", "preview", "on", "off"), STEER_TRAINING.code
    )

    def get_queryset(self) -> QuerySet[EnrollmentRule]:
        return EnrollmentRule.objects.select_related("course")

    def _rule(self) -> EnrollmentRule:
        return found_or_404(self.get_queryset().filter(pk=self.kwargs["pk"]).first())

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """All rules, newest first."""
        return self.page_of(self.get_queryset())

    @extend_schema(responses=GroupSerializer(many=True))
    @action(detail=False, pagination_class=None)
    def groups(self, request: Request) -> Response:  # noqa: ARG002
        """The groups that a rule can name."""
        return Response(GroupSerializer(declared_groups(), many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """One rule."""
        return Response(RuleSerializer(self._rule()).data)

    @extend_schema(responses=PreviewSerializer)
    @action(detail=True)
    def preview(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Whom the rule would enrol if it were applied now."""
        return Response(PreviewSerializer(preview_of(self._rule(), timezone.now())).data)

    @extend_schema(request=RuleSerializer, responses={201: RuleSerializer})
    def create(self, request: Request) -> Response:
        """Make a rule that is off."""
        given = RuleSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        rule = rules.make_rule(given.payload(), actor=self.actor)
        return Response(RuleSerializer(rule).data, status=201)

    @extend_schema(request=None, responses=RuleSerializer)
    @action(detail=True, methods=["post"])
    def on(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Let the rule enrol from now on; a task begins at once."""
        rule = rules.switch_rule(self._rule(), on=True, actor=self.actor)
        apply_one_rule.send(rule_id=rule.pk)
        return Response(RuleSerializer(rule).data)

    @extend_schema(request=None, responses=RuleSerializer)
    @action(detail=True, methods=["post"])
    def off(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Enrol nobody any more; who is enrolled stays so."""
        rule = rules.switch_rule(self._rule(), on=False, actor=self.actor)
        return Response(RuleSerializer(rule).data)
