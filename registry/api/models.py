"""The API of the inventory: the same filters, actions and rights as the pages."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.not_found import found_or_404
from governance.api.views import ReferenceViewSet
from intake.choices import Tier
from registry.actions import aliases, operations, promotion, registration
from registry.api import model_data as shapes
from registry.choices import ModelKind, VersionStage
from registry.filters.models import ModelFilters
from registry.models.models import AIModel, ModelVersion
from registry.permissions.models import REGISTER, VIEW
from registry.queries.inventory import with_standing
from registry.queries.marks import with_marks

VERSION = r"versions/(?P<number>\d{1,9})"
FILTERS = [
    OpenApiParameter("q", str, description="Reference, name or words"),
    OpenApiParameter("kind", str, enum=ModelKind.values),
    OpenApiParameter("tier", str, enum=Tier.values),
    OpenApiParameter("stage", str, enum=VersionStage.values),
    OpenApiParameter("marked", str, enum=["yes"]),
]
InputT = TypeVar("InputT", bound=serializers.Serializer[Any])
WRITES = (
    "partial_update",
    "register_version",
    "alias",
    "request_promotion",
    "move",
    "validate",
    "deployments",
    "inputs",
    "usage",
)


class ModelViewSet(ReferenceViewSet):
    """Models by reference (M-1), their versions by number."""

    lookup_value_regex = r"[Mm]-\d+"
    serializer_class = shapes.ModelRowSerializer
    # What somebody may do to a model is asked by the actions, with the model.
    permissions: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "retrieve", "versions", "version", *WRITES), VIEW.code),
        "create": REGISTER.code,
    }

    def get_queryset(self) -> QuerySet[AIModel]:
        return with_standing(AIModel.objects.visible_to(self.member))

    @extend_schema(parameters=FILTERS)
    def list(self, request: Request) -> Response:
        """Models, newest first."""
        narrowed = ModelFilters(
            request.query_params,
            queryset=with_marks(self.get_queryset()),
            request=request._request,
        )
        return self.page_of(narrowed.qs)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One model."""
        return Response(self.get_serializer(self._model()).data)

    @extend_schema(request=shapes.NewModelSerializer, responses={201: shapes.ModelRowSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Put a model into the inventory."""
        new = self._given(shapes.NewModelSerializer).new()
        self.kwargs["reference"] = registration.register_model(new, actor=self.actor).reference
        return Response(self.get_serializer(self._model()).data, status=201)

    @extend_schema(request=shapes.ModelTermsSerializer, responses=shapes.ModelRowSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Change what it is, rename it, or give it to somebody else."""
        model, given = self._model(), self._given(shapes.ModelTermsSerializer, partial=True)
        registration.change_model(model, given.payload(model), actor=self.actor)
        return Response(self.get_serializer(self._model()).data)

    @extend_schema(responses=shapes.VersionRowSerializer(many=True))
    @action(detail=True, methods=["get"])
    def versions(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """The versions of a model, newest first."""
        rows = self._versions().prefetch_related("aliases")
        page = self.paginate_queryset(rows.order_by("-number"))
        return self.get_paginated_response(shapes.VersionRowSerializer(page, many=True).data)

    @extend_schema(request=shapes.VersionTermsSerializer, responses={201: shapes.VersionSerializer})
    @versions.mapping.post
    def register_version(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Register the next version; its number is in the answer."""
        terms = self._given(shapes.VersionTermsSerializer).payload()
        made = registration.register_version(self._model(), terms, actor=self.actor)
        self.kwargs["number"] = str(made.number)
        return self._told(status=201)

    @extend_schema(responses=shapes.VersionSerializer)
    @action(detail=True, methods=["get"], url_path=VERSION)
    def version(self, request: Request, reference: str, number: str) -> Response:  # noqa: ARG002
        """One version with what is missing for its promotion."""
        return self._told()

    @extend_schema(request=shapes.AliasSerializer, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["post"], url_path=f"{VERSION}/aliases")
    def alias(self, request: Request, reference: str, number: str) -> Response:  # noqa: ARG002
        """Point an alias at it; a protected one only when nothing is missing."""
        alias = self._given(shapes.AliasSerializer).validated_data["alias"]
        aliases.set_alias(self._version(), alias, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.RequestSerializer, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["post"], url_path=f"{VERSION}/request-promotion")
    def request_promotion(
        self,
        request: Request,  # noqa: ARG002
        reference: str,  # noqa: ARG002
        number: str,  # noqa: ARG002
    ) -> Response:
        """Ask that it may go into production; asking again sends what was missing before."""
        note = self._given(shapes.RequestSerializer).validated_data["note"]
        promotion.request_promotion(self._version(), note=note, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.MoveSerializer, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["post"], url_path=f"{VERSION}/move")
    def move(self, request: Request, reference: str, number: str) -> Response:  # noqa: ARG002
        """Move it to another stage; 409 with what is missing."""
        move = self._given(shapes.MoveSerializer).payload()
        promotion.promote_version(self._version(), move, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.ValidationSerializer, responses=shapes.VersionSerializer)
    @action(detail=True, methods=["post"], url_path=f"{VERSION}/validate")
    def validate(self, request: Request, reference: str, number: str) -> Response:  # noqa: ARG002
        """Say that one has checked what somebody else built."""
        note = self._given(shapes.ValidationSerializer).validated_data["note"]
        promotion.validate_version(self._version(), note, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.DeploymentSerializer, responses={201: shapes.VersionSerializer})
    @action(detail=True, methods=["post"], url_path=f"{VERSION}/deployments")
    def deployments(
        self,
        request: Request,  # noqa: ARG002
        reference: str,  # noqa: ARG002
        number: str,  # noqa: ARG002
    ) -> Response:
        """Note where it runs."""
        terms = self._given(shapes.DeploymentSerializer).payload()
        operations.deploy_version(self._version(), terms, actor=self.actor)
        return self._told(status=201)

    @extend_schema(request=shapes.InputSerializer, responses={201: shapes.VersionSerializer})
    @action(detail=True, methods=["post"], url_path=f"{VERSION}/lineage")
    def inputs(self, request: Request, reference: str, number: str) -> Response:  # noqa: ARG002
        """Say what it was made from."""
        terms = self._given(shapes.InputSerializer).payload()
        operations.add_input(self._version(), terms, actor=self.actor)
        return self._told(status=201)

    @extend_schema(request=shapes.UsageBatchSerializer, responses=shapes.KeptSerializer)
    @action(detail=True, methods=["post"], url_path=f"{VERSION}/usage")
    def usage(self, request: Request, reference: str, number: str) -> Response:  # noqa: ARG002
        """Keep how much it was used, by day and consumer."""
        rows = self._given(shapes.UsageBatchSerializer).payload()
        kept = operations.record_usage(self._version(), rows, actor=self.actor)
        return Response({"kept": kept})

    def _model(self) -> AIModel:
        models = AIModel.objects.visible_to(self.member)
        rows = with_standing(models.by_reference(str(self.kwargs["reference"])))
        return found_or_404(with_marks(rows).first())

    def _versions(self) -> QuerySet[ModelVersion]:
        models = AIModel.objects.visible_to(self.member)
        models = models.by_reference(str(self.kwargs["reference"]))
        if not models.exists():
            raise Http404
        rows: QuerySet[ModelVersion] = ModelVersion.objects.present().filter(model__in=models)
        return rows.select_related("model__owner__user", "developer__user", "validator__user")

    def _version(self) -> ModelVersion:
        return found_or_404(self._versions().filter(number=int(self.kwargs["number"])).first())

    def _told(self, *, status: int = 200) -> Response:
        return Response(shapes.version_data(self._version()), status=status)

    def _given(self, shape: type[InputT], *, partial: bool = False) -> InputT:
        given = shape(data=self.request.data, partial=partial)
        given.is_valid(raise_exception=True)
        return given
