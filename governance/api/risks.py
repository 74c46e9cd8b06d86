"""The API of the risk register: the same filters, actions and rights as the pages."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.not_found import found_or_404
from governance.actions import risk_acceptance, risk_treatments, risks
from governance.api import risk_data as shapes
from governance.api.views import ReferenceViewSet
from governance.choices import RiskBand, RiskCategory
from governance.filters.risks import STATES, RiskFilters
from governance.models.risks import Risk, RiskQuerySet, RiskTreatment
from governance.permissions.risks import OPEN_REGISTER, RAISE_RISK, risks_visible_to
from governance.queries.risks import link_lines

TREATMENT = r"treatments/(?P<treatment>\d{1,4})"
FILTERS = [
    OpenApiParameter("q", str, description="Reference or words"),
    OpenApiParameter("state", str, enum=[value for value, _label in STATES]),
    OpenApiParameter("band", str, enum=RiskBand.values),
    OpenApiParameter("category", str, enum=RiskCategory.values),
    OpenApiParameter("review", str, enum=["overdue"]),
]
InputT = TypeVar("InputT", bound=serializers.Serializer[Any])


class RiskViewSet(ReferenceViewSet):
    """Risks by reference (RISK-1)."""

    lookup_value_regex = r"[Rr][Ii][Ss][Kk]-\d+"
    serializer_class = shapes.RiskRowSerializer
    # What somebody may do to a risk is asked by the actions, with the risk.
    permissions: ClassVar[dict[str, str]] = {
        "list": OPEN_REGISTER.code,
        "retrieve": OPEN_REGISTER.code,
        **dict.fromkeys(
            (
                "create",
                "partial_update",
                "assess",
                "review",
                "accept",
                "withdraw",
                "close",
                "reopen",
                "links",
                "unlink",
                "treatments",
                "treatment_done",
                "treatment_drop",
            ),
            RAISE_RISK.code,
        ),
    }

    def get_queryset(self) -> RiskQuerySet:
        rows: RiskQuerySet = risks_visible_to(self.member).select_related("owner__user")
        return rows

    @extend_schema(parameters=FILTERS)
    def list(self, request: Request) -> Response:
        """Risks that one may see, newest first."""
        narrowed = RiskFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        return self.page_of(narrowed.qs)

    @extend_schema(responses=shapes.RiskSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One risk with treatments, acceptances and links."""
        return self._told()

    @extend_schema(request=shapes.NewRiskSerializer, responses={201: shapes.RiskSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Put a risk into the register."""
        made = risks.raise_risk(self._given(shapes.NewRiskSerializer).new(), actor=self.actor)
        self.kwargs["reference"] = made.reference
        return self._told(status=201)

    @extend_schema(request=shapes.RiskTermsSerializer, responses=shapes.RiskSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Change what it is, its owner, or the day of its review."""
        risk, given = self._risk(), self._given(shapes.RiskTermsSerializer, partial=True)
        risks.change_risk(risk, given.payload(risk), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.RiskRatingsSerializer, responses=shapes.RiskSerializer)
    @action(detail=True, methods=["post"])
    def assess(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Rate it anew, in points and in money."""
        risk, given = self._risk(), self._given(shapes.RiskRatingsSerializer)
        risks.assess_risk(risk, given.payload(risk), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.RiskReviewSerializer, responses=shapes.RiskSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """It stands as it is until the next date."""
        risk, data = self._risk(), self._given(shapes.RiskReviewSerializer).validated_data
        risks.review_risk(risk, data["note"], data["next_on"], actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.RiskAcceptanceSerializer, responses=shapes.RiskSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Accept it; 409 when it is accepted already."""
        risk, given = self._risk(), self._given(shapes.RiskAcceptanceSerializer)
        risk_acceptance.accept_risk(risk, given.payload(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.RiskReasonSerializer, responses=shapes.RiskSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """End an acceptance."""
        risk, reason = self._risk(), self._reason()
        risk_acceptance.withdraw_acceptance(risk, reason, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.RiskReasonSerializer, responses=shapes.RiskSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """It can no longer happen."""
        risks.close_risk(self._risk(), self._reason(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.RiskReasonSerializer, responses=shapes.RiskSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """It can happen after all."""
        risks.reopen_risk(self._risk(), self._reason(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.RiskAboutSerializer, responses={201: shapes.RiskSerializer})
    @action(detail=True, methods=["post"])
    def links(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say what it is about."""
        risk, given = self._risk(), self._given(shapes.RiskAboutSerializer)
        risks.link_risk(risk, given.validated_data["reference"], actor=self.actor)
        return self._told(status=201)

    @extend_schema(request=shapes.RiskAboutSerializer, responses=shapes.RiskSerializer)
    @action(detail=True, methods=["post"])
    def unlink(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """It is not about this."""
        risk, given = self._risk(), self._given(shapes.RiskAboutSerializer)
        wanted = given.validated_data["reference"]
        lines = link_lines(risk.links.all(), self.member)
        line = found_or_404(next((one for one in lines if one.subject.reference == wanted), None))
        risks.unlink_risk(risk, line.pk, line.subject, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.RiskTreatmentSerializer, responses={201: shapes.RiskSerializer})
    @action(detail=True, methods=["post"])
    def treatments(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Plan a treatment."""
        risk, given = self._risk(), self._given(shapes.RiskTreatmentSerializer)
        risk_treatments.plan_treatment(risk, given.payload(), actor=self.actor)
        return self._told(status=201)

    @extend_schema(request=shapes.RiskNoteSerializer, responses=shapes.RiskSerializer)
    @action(detail=True, methods=["post"], url_path=f"{TREATMENT}/done")
    def treatment_done(self, request: Request, reference: str, treatment: str) -> Response:  # noqa: ARG002
        """Say what came of a treatment that is done."""
        found, note = self._treatment(treatment), self._note()
        risk_treatments.finish_treatment(found, note, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.RiskNoteSerializer, responses=shapes.RiskSerializer)
    @action(detail=True, methods=["post"], url_path=f"{TREATMENT}/drop")
    def treatment_drop(self, request: Request, reference: str, treatment: str) -> Response:  # noqa: ARG002
        """Say why a treatment is not done."""
        found, note = self._treatment(treatment), self._note()
        risk_treatments.drop_treatment(found, note, actor=self.actor)
        return self._told()

    def _risk(self) -> Risk:
        rows = self.get_queryset().by_reference(str(self.kwargs["reference"]))
        return found_or_404(rows.first())

    def _treatment(self, number: str) -> RiskTreatment:
        return found_or_404(self._risk().treatments.filter(position=number).first())

    def _told(self, *, status: int = 200) -> Response:
        return Response(shapes.risk_data(self._risk(), self.member), status=status)

    def _given(self, shape: type[InputT], *, partial: bool = False) -> InputT:
        given = shape(data=self.request.data, partial=partial)
        given.is_valid(raise_exception=True)
        return given

    def _reason(self) -> str:
        return str(self._given(shapes.RiskReasonSerializer).validated_data["reason"])

    def _note(self) -> str:
        return str(self._given(shapes.RiskNoteSerializer).validated_data["note"])
