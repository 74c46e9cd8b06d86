"""The API of use cases: the same actions and queries as the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from intake.actions import drafting, previews, registration, submission
from intake.api import serializers
from intake.choices import AiActClass, Stage, Tier
from intake.models.assessments import Assessment
from intake.models.drafts import Draft
from intake.models.use_cases import UseCase, UseCaseQuerySet
from intake.queries.similar import similar_use_cases

FILTERS = {"stage": Stage.values, "tier": Tier.values, "ai_act_class": AiActClass.values}
JSON = {200: OpenApiTypes.OBJECT}


class UseCasePages(CursorPagination):
    """Newest change first, along the index that the list page uses."""

    ordering = ("-updated_at", "-id")


class UseCaseViewSet(TenantViewSet):
    """Use cases by reference (UC-42): register, answer, preview, submit, read."""

    lookup_field = "reference"
    lookup_value_regex = r"[A-Za-z]+-\d+"
    pagination_class = UseCasePages
    serializer_class = serializers.UseCaseSerializer
    # Rights that follow from the object (owner, collaborator) are asked by the actions.
    permissions: ClassVar[dict[str, str]] = {
        "list": "intake.view",
        "retrieve": "intake.view",
        "similar": "intake.view",
        "assessments": "intake.view",
        "assessment": "intake.view",
        "draft": "intake.view",
        "preview": "intake.view",
        "create": "intake.register",
        "partial_update": "intake.register",
        "open_draft": "intake.register",
        "save_section": "intake.register",
        "submit": "intake.register",
    }

    def get_queryset(self) -> UseCaseQuerySet:
        """What the caller may see."""
        return UseCase.objects.visible_to(self._member)

    @property
    def _member(self) -> Membership:
        return found_or_404(self.actor.membership)

    def _use_case(self) -> UseCase:
        rows = self.get_queryset().with_people().select_related("current_assessment")
        rows = rows.defer("current_assessment__answers", "current_assessment__gates")
        return found_or_404(rows.by_reference(str(self.kwargs["reference"])).first())

    def _draft(self) -> Draft:
        drafts = Draft.objects.open().select_related("use_case", "questionnaire")
        drafts = drafts.defer("questionnaire__document").prefetch_related("sections")
        draft = found_or_404(drafts.filter(use_case=self._use_case()).first())
        require(self.actor, "intake.see_draft", draft)
        return draft

    @extend_schema(
        parameters=[OpenApiParameter(name, str, enum=values) for name, values in FILTERS.items()]
        + [OpenApiParameter("q", str, description="Words of title or summary, or a reference")],
        responses=serializers.UseCaseRowSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Use cases, newest change first."""
        rows = self.get_queryset()
        for name, allowed in FILTERS.items():
            if request.query_params.get(name) in allowed:
                rows = rows.filter(**{name: request.query_params[name]})
        if wanted := request.query_params.get("q"):
            page = self._found(rows.matching(wanted))
        else:
            page = self.paginate_queryset(rows.values("id", *serializers.LIST_FIELDS)) or []
        return self.get_paginated_response([serializers.row_data(row) for row in page])

    def _found(self, matches: UseCaseQuerySet) -> Sequence[dict[str, Any]]:
        """A page of matches: names are looked up for its rows only, not for all that match."""
        page = self.paginate_queryset(matches.values("id", "updated_at")) or []
        keys = [row["id"] for row in page]
        rows = UseCase.objects.filter(pk__in=keys).values("id", *serializers.LIST_FIELDS)
        found = {row["id"]: row for row in rows}
        return [found[key] for key in keys]

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One use case with its facts, scores and people."""
        return Response(serializers.use_case_data(self._use_case()))

    @extend_schema(
        request=serializers.RegistrationSerializer,
        responses={201: serializers.UseCaseSerializer},
    )
    def create(self, request: Request) -> Response:
        """Register a use case and open its answers."""
        given = serializers.RegistrationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        use_case = registration.register_use_case(given.payload(), actor=self.actor)
        return Response(serializers.use_case_data(use_case), status=201)

    @extend_schema(request=serializers.ParticularsSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Change title, summary, users, owner or unit."""
        use_case = self._use_case()
        given = serializers.ParticularsSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        changed = registration.change_particulars(
            use_case, given.payload(use_case), actor=self.actor
        )
        return Response(serializers.use_case_data(changed))

    @extend_schema(
        parameters=[OpenApiParameter("text", str, required=True)],
        responses=JSON,
    )
    @action(detail=False)
    def similar(self, request: Request) -> Response:
        """Use cases like a title that somebody is writing, closest first."""
        found = similar_use_cases(request.query_params.get("text", ""), self._member)
        return Response([serializers.similar_data(similar) for similar in found])

    @extend_schema(responses=JSON)
    @action(detail=True)
    def assessments(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """All assessments of a use case, newest first, without their answers."""
        rows = Assessment.objects.filter(use_case=self._use_case())
        fields = ("number", "submitted_at", "actor_label", "tier", "ai_act_class", "digest")
        return Response(list(rows.values(*fields)))

    @extend_schema(responses=JSON)
    @action(detail=True, url_path=r"assessments/(?P<number>\d{1,9})")
    def assessment(self, request: Request, reference: str, number: str) -> Response:  # noqa: ARG002
        """One frozen assessment with every reason."""
        rows = Assessment.objects.with_versions()
        found = found_or_404(rows.filter(use_case=self._use_case(), number=int(number)).first())
        return Response(serializers.assessment_data(found))

    @extend_schema(responses=JSON)
    @action(detail=True)
    def draft(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """The open answers by section."""
        return Response(serializers.draft_data(self._draft()))

    @extend_schema(request=None, responses=JSON)
    @draft.mapping.post
    def open_draft(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Open the answers for a change; the open draft when there is one."""
        drafting.open_draft(self._use_case(), actor=self.actor)
        return Response(serializers.draft_data(self._draft()), status=201)

    @extend_schema(request=serializers.SectionAnswersSerializer, responses=JSON)
    @action(detail=True, methods=["patch"], url_path=r"draft/sections/(?P<key>[a-z_]{1,40})")
    def save_section(self, request: Request, reference: str, key: str) -> Response:  # noqa: ARG002
        """Save answers of a section; 409 when somebody saved since that revision.

        The problem's `conflict` holds their answers (`current`), their `revision`, who (`saved_by`)
        and when (`saved_at`), and the answers that were refused (`yours`): merge, and send again.
        """
        given = serializers.SectionAnswersSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        saved = drafting.save_section(
            self._draft(),
            key,
            given.validated_data["answers"],
            revision=given.validated_data["revision"],
            actor=self.actor,
        )
        body: dict[str, Any] = {
            "revision": saved.section.revision,
            "answers": saved.section.answers,
            "problems": saved.problems,
            "missing": saved.progress.missing,
            "complete": saved.progress.complete,
        }
        return Response(body)

    @extend_schema(responses=JSON)
    @action(detail=True)
    def preview(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """What submitting the open answers now would lead to."""
        return Response(serializers.preview_data(previews.preview(self._draft(), actor=self.actor)))

    @extend_schema(request=None, responses={201: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Freeze the open answers into an assessment and send it on its way."""
        assessment = submission.submit_use_case(self._draft(), actor=self.actor)
        return Response(serializers.assessment_data(assessment), status=201)
