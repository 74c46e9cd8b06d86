"""The API of skills, levels, rounds and AI-literacy coverage: the same actions as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.models import Membership
from coe_portal.api.fields import Day, Moment
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.clock import today_of
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.references import read_number
from training.actions import rounds, skill_catalogue, skills
from training.actions.rounds import RoundPlan
from training.actions.skill_catalogue import SkillFacts
from training.choices import RoundPhase, SkillLevel
from training.models.courses import Track
from training.models.skills import JobRole, Skill, SkillArea, SkillRound
from training.permissions import (
    STATE_SKILLS,
    STEER_SKILLS,
    VIEW_CATALOGUE,
    VIEW_PEOPLE,
    people_of,
)
from training.queries import rounds as rounds_read
from training.queries.coverage import LiteracyCoverage, literacy_coverage
from training.queries.skills import SkillLine, skills_of

JSON = {200: OpenApiTypes.OBJECT}


class SkillSerializer(serializers.Serializer[Any]):
    """A skill and the area that it belongs to."""

    code = serializers.SlugField(read_only=True)
    name = serializers.CharField(max_length=120)
    area = serializers.SlugRelatedField(slug_field="code", queryset=SkillArea.objects.all())
    description = serializers.CharField(max_length=1000, allow_blank=True, default="")
    is_active = serializers.BooleanField(read_only=True)

    def payload(self, skill: Skill | None = None) -> SkillFacts:
        """The action's input; what is left out stays as it is."""
        kept = {name: getattr(skill, name) for name in ("name", "area", "description") if skill}
        return SkillFacts(**{**kept, **self.validated_data})


class LevelSerializer(serializers.Serializer[Any]):
    """A level from 0 to 4, or null to take it back; `member` only to judge somebody else."""

    level = serializers.ChoiceField(SkillLevel.choices, allow_null=True)
    member = serializers.IntegerField(required=False, help_text="Judge this member.")


class SkillViewSet(TenantViewSet):
    """Skills by code; levels of oneself and, as manager or staff, of others."""

    lookup_field = "code"
    lookup_value_regex = r"[-a-zA-Z0-9_]+"
    pagination_class = CursorPagination
    serializer_class = SkillSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_CATALOGUE.code,
        "retrieve": VIEW_CATALOGUE.code,
        "levels": VIEW_CATALOGUE.code,
        "create": STEER_SKILLS.code,
        "partial_update": STEER_SKILLS.code,
        "retire": STEER_SKILLS.code,
        "restore": STEER_SKILLS.code,
        "level": STATE_SKILLS.code,
    }

    def get_queryset(self) -> Any:
        return Skill.objects.select_related("area")

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """All skills, also those that are not in use any more."""
        return self.page_of(self.get_queryset())

    def retrieve(self, request: Request, code: str) -> Response:  # noqa: ARG002
        """One skill."""
        return Response(SkillSerializer(self.get_object()).data)

    @extend_schema(request=SkillSerializer, responses={201: SkillSerializer})
    def create(self, request: Request) -> Response:
        """Add a skill."""
        given = SkillSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        skill = skill_catalogue.add_skill(given.payload(), actor=self.actor)
        return Response(SkillSerializer(skill).data, status=201)

    @extend_schema(request=SkillSerializer, responses=SkillSerializer)
    def partial_update(self, request: Request, code: str) -> Response:  # noqa: ARG002
        """Rename a skill, describe it better, or move it to another area."""
        skill = self.get_object()
        given = SkillSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        changed = skill_catalogue.change_skill(skill, given.payload(skill), actor=self.actor)
        return Response(SkillSerializer(changed).data)

    @extend_schema(request=None, responses=SkillSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, code: str) -> Response:  # noqa: ARG002
        """Ask for a skill no more."""
        skill = skill_catalogue.retire_skill(self.get_object(), actor=self.actor)
        return Response(SkillSerializer(skill).data)

    @extend_schema(request=None, responses=SkillSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, code: str) -> Response:  # noqa: ARG002
        """Ask for a retired skill again."""
        skill = skill_catalogue.restore_skill(self.get_object(), actor=self.actor)
        return Response(SkillSerializer(skill).data)

    @extend_schema(request=LevelSerializer, responses=JSON)
    @action(detail=True, methods=["post"])
    def level(self, request: Request, code: str) -> Response:  # noqa: ARG002
        """State one's own level, or judge a member's."""
        given = LevelSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        level, skill = given.validated_data["level"], self.get_object()
        if "member" in given.validated_data:
            person = self._person(str(given.validated_data["member"]))
            row = skills.judge_level(person, skill, level, actor=self.actor)
        else:
            row = skills.state_level(skill, level, actor=self.actor)
        return Response({"skill": skill.code, "own": row.self_level, "manager": row.manager_level})

    @extend_schema(
        parameters=[OpenApiParameter("member", int, description="Somebody else's levels")],
        responses=JSON,
    )
    @action(detail=False)
    def levels(self, request: Request) -> Response:
        """Levels, targets and helping courses of oneself or of somebody whom one may see."""
        wanted = request.query_params.get("member")
        person = self.member if wanted is None else self._person(wanted)
        found = skills_of(person)
        return Response({"member": person.pk, "skills": [_line(line) for line in found.lines]})

    def _person(self, pk: str) -> Membership:
        number = read_number(pk)
        people = people_of(self.member).with_user()
        return found_or_404(None if number is None else people.filter(pk=number).first())


def _line(line: SkillLine) -> dict[str, Any]:
    return {
        "skill": line.skill.code,
        "area": line.skill.area.code,
        "own": line.own,
        "manager": line.manager,
        "level": line.level,
        "target": line.target,
        "missing": line.missing,
        "courses": [{"course": one.course.reference, "level": one.level} for one in line.courses],
    }


class JobRoleViewSet(TenantViewSet):
    """Job roles with the levels that they ask for."""

    lookup_field = "code"
    lookup_value_regex = r"[-a-zA-Z0-9_]+"
    pagination_class = CursorPagination
    permissions: ClassVar[dict[str, str]] = {"list": VIEW_CATALOGUE.code}

    def get_queryset(self) -> Any:
        return JobRole.objects.prefetch_related("targets__skill")

    @extend_schema(responses=JSON)
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """All job roles."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([_role(role) for role in page])


def _role(role: JobRole) -> dict[str, Any]:
    targets = {target.skill.code: target.level for target in role.targets.all()}
    return {"code": role.code, "name": role.name, "targets": targets}


class RoundSerializer(serializers.Serializer[Any]):
    """A round: everybody is asked, narrowed by what is given."""

    id = serializers.IntegerField(read_only=True)
    title = serializers.CharField(max_length=160)
    phase = serializers.ChoiceField(RoundPhase.choices)
    area = serializers.SlugRelatedField(
        slug_field="code", queryset=SkillArea.objects.all(), allow_null=True, default=None
    )
    track = serializers.SlugRelatedField(
        slug_field="slug", queryset=Track.objects.all(), allow_null=True, default=None
    )
    baseline = serializers.PrimaryKeyRelatedField(
        queryset=SkillRound.objects.filter(closed_at__isnull=False), allow_null=True, default=None
    )
    unit = serializers.SlugRelatedField(
        slug_field="code", queryset=BusinessUnit.objects.all(), write_only=True, default=None
    )
    role = serializers.SlugRelatedField(
        slug_field="code", queryset=JobRole.objects.all(), write_only=True, default=None
    )
    opened_at = Moment(read_only=True)
    closed_at = Moment(read_only=True)

    def payload(self) -> RoundPlan:
        """The action's input."""
        data = self.validated_data
        return RoundPlan(**{**data, "phase": RoundPhase(data["phase"])})


class RoundViewSet(TenantViewSet):
    """Rounds of skill assessment."""

    lookup_field = "pk"
    lookup_value_regex = r"\d{1,18}"
    pagination_class = CursorPagination
    serializer_class = RoundSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_PEOPLE.code,
        "changes": VIEW_PEOPLE.code,
        "create": STEER_SKILLS.code,
        "close": STEER_SKILLS.code,
    }

    def get_queryset(self) -> Any:
        return rounds_read.rounds()

    def list(self, request: Request) -> Response:  # noqa: ARG002
        """All rounds."""
        return self.page_of(self.get_queryset())

    @extend_schema(request=RoundSerializer, responses={201: RoundSerializer})
    def create(self, request: Request) -> Response:
        """Open a round and ask its group."""
        given = RoundSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        opened = rounds.open_round(given.payload(), actor=self.actor)
        return Response(RoundSerializer(opened).data, status=201)

    @extend_schema(request=None, responses=RoundSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Keep the levels as they are now."""
        return Response(
            RoundSerializer(rounds.close_round(self.get_object(), actor=self.actor)).data
        )

    @extend_schema(responses=JSON)
    @action(detail=True)
    def changes(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """How each skill moved since the round that this one is compared with."""
        after: SkillRound = self.get_object()
        found = rounds_read.changes_between(after.baseline, after) if after.baseline else []
        return Response(
            [
                {
                    "skill": one.skill.code,
                    "people": one.change.people,
                    "before": one.change.before,
                    "after": one.change.after,
                    "risen": one.change.risen,
                    "fallen": one.change.fallen,
                }
                for one in found
            ]
        )


class DaySerializer(serializers.Serializer[Any]):
    """The day to read, today without one."""

    on = Day(required=False)


class CoverageViewSet(TenantViewSet):
    """AI-literacy coverage by business unit."""

    permissions: ClassVar[dict[str, str]] = {"list": VIEW_PEOPLE.code}

    @extend_schema(parameters=[OpenApiParameter("on", OpenApiTypes.DATE)], responses=JSON)
    def list(self, request: Request) -> Response:
        """Everybody and each unit at the end of a day, with the quarters before it."""
        asked = DaySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        organization = self.member.organization
        today = today_of(organization)
        day = min(asked.validated_data.get("on", today), today)
        return Response(_coverage(literacy_coverage(organization, day)))


def _coverage(found: LiteracyCoverage) -> dict[str, Any]:
    days = [day.isoformat() for day in found.days]

    def numbers(history: Any) -> dict[str, Any]:
        now = history[-1]
        shares = {day: one.percent for day, one in zip(days, history, strict=True)}
        return {
            "people": now.people,
            "covered": now.covered,
            "percent": now.percent,
            "history": shares,
        }

    return {
        "on": days[-1],
        "courses": [one.course.reference for one in found.courses],
        "everybody": numbers(found.history),
        "units": [
            {
                "unit": line.unit.code if line.unit else None,
                "name": line.unit.name if line.unit else None,
                **numbers(line.history),
            }
            for line in found.units
        ],
    }
