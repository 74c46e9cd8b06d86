"""The API of certificates of other providers: offer one, see what became of it, check it."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day, Moment
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from training.actions import proofs
from training.actions.proofs import ProofTerms
from training.api.certificates import CertificateSerializer
from training.api.fields import CourseField
from training.api.learning import NumberPages
from training.choices import ProofState
from training.filters import ProofFilters
from training.models.certificates import ExternalProof, ProofQuerySet
from training.permissions import CHECK_PROOFS, LEARN, VIEW_CATALOGUE, proofs_visible_to


class ProofSerializer(serializers.Serializer[Any]):
    """What somebody shows for a course, and what became of it."""

    reference = serializers.CharField()
    course = serializers.CharField(source="course.reference")
    member = serializers.IntegerField(source="member_id")
    holder = serializers.CharField(source="member.display_name")
    title = serializers.CharField()
    provider = serializers.CharField()
    issued_on = Day()
    expires_on = Day(allow_null=True)
    link = serializers.CharField()
    file = serializers.CharField(source="attachment.sha256", default=None, allow_null=True)
    state = serializers.ChoiceField(ProofState.choices)
    reason = serializers.CharField()
    checked_at = Moment(allow_null=True)
    certificate = serializers.CharField(
        source="certificate.reference", default=None, allow_null=True
    )
    url = serializers.CharField(source="get_absolute_url")


class NewProofSerializer(serializers.Serializer[Any]):
    """What the certificate says; a link or a file (then as `multipart/form-data`) shows it."""

    course = CourseField()
    title = serializers.CharField(max_length=200)
    provider = serializers.CharField(max_length=120)
    issued_on = Day()
    expires_on = Day(allow_null=True, default=None)
    link = serializers.URLField(max_length=500, default="", allow_blank=True)
    file = serializers.FileField(allow_null=True, default=None)

    def payload(self) -> ProofTerms:
        """The action's input."""
        return ProofTerms(**self.validated_data)


class DeclineSerializer(serializers.Serializer[Any]):
    """Why: the holder reads it."""

    reason = serializers.CharField(max_length=500)


class ProofViewSet(TenantViewSet):
    """Certificates of others by reference (P-1): all for oversight, else one's own and people's."""

    lookup_field = "reference"
    lookup_value_regex = r"[Pp]-\d+"
    pagination_class = NumberPages
    serializer_class = ProofSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_CATALOGUE.code,
        "retrieve": VIEW_CATALOGUE.code,
        "create": LEARN.code,
        "accept": CHECK_PROOFS.code,
        "decline": CHECK_PROOFS.code,
    }

    def get_queryset(self) -> ProofQuerySet:
        """What the caller may see."""
        rows = proofs_visible_to(self.member)
        return rows.select_related("member__user", "course", "attachment", "certificate")

    def _proof(self) -> ExternalProof:
        return found_or_404(self.get_queryset().by_reference(str(self.kwargs["reference"])).first())

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Words of the person, certificate or course"),
            OpenApiParameter("state", str, enum=ProofState.values),
        ]
    )
    def list(self, request: Request) -> Response:
        """What was shown, newest first."""
        named = {name: request.query_params.get(name) for name in ("q", "state")}
        return self.page_of(ProofFilters(named, queryset=self.get_queryset()).qs)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One of them."""
        return Response(ProofSerializer(self._proof()).data)

    @extend_schema(request=NewProofSerializer, responses={201: ProofSerializer})
    def create(self, request: Request) -> Response:
        """Show a certificate of one's own in place of a course."""
        given = NewProofSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = proofs.offer_proof(given.payload(), actor=self.actor)
        self.kwargs["reference"] = made.reference
        return Response(ProofSerializer(self._proof()).data, status=201)

    @extend_schema(request=None, responses=CertificateSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Take it for the course; the answer is the holder's certificate. Never one's own."""
        certificate = proofs.accept_proof(self._proof(), actor=self.actor)
        return Response(CertificateSerializer(certificate).data)

    @extend_schema(request=DeclineSerializer, responses=ProofSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say why it does not stand for the course."""
        proof = self._proof()
        given = DeclineSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        proofs.decline_proof(proof, given.validated_data["reason"], actor=self.actor)
        return Response(ProofSerializer(self._proof()).data)
