"""The API of certificates: who holds what until when, what strangers see of it, and revoking."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.authorization import require
from coe_portal.api.fields import Moment
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from training.actions import certification
from training.actions.certification import Disclosure
from training.api.learning import NumberPages
from training.filters import CertificateFilters
from training.integrations.open_badges import verification_address
from training.models.certificates import Certificate, CertificateQuerySet
from training.models.courses import Course
from training.permissions import (
    DISCLOSE_CERTIFICATE,
    LEARN,
    REVOKE_CERTIFICATE,
    VIEW_CATALOGUE,
    certificates_visible_to,
)

STATES = ["valid", "lapsed", "revoked"]


class CertificateSerializer(serializers.Serializer[Any]):
    """A certificate; title and holder are as they were on the day."""

    reference = serializers.CharField()
    course = serializers.CharField(source="course.reference")
    title = serializers.CharField(source="course_title")
    member = serializers.IntegerField(source="member_id")
    holder = serializers.CharField(source="holder_name")
    percent = serializers.IntegerField(allow_null=True)
    issued_at = Moment()
    expires_at = Moment(allow_null=True)
    state = serializers.SerializerMethodField()
    revoked_at = Moment(allow_null=True)
    revocation_reason = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")

    @extend_schema_field({"type": "string", "enum": STATES})
    def get_state(self, certificate: Certificate) -> str:
        """What it is worth now."""
        if certificate.revoked_at is not None:
            return "revoked"
        return "valid" if certificate.is_valid(timezone.now()) else "lapsed"


class RevocationSerializer(serializers.Serializer[Any]):
    """Why: the holder reads it."""

    reason = serializers.CharField(max_length=500)


class DisclosureSerializer(serializers.Serializer[Any]):
    """What people see who have the link; what is left out is not shown."""

    is_public = serializers.BooleanField(default=False)
    shows_name = serializers.BooleanField(default=False)
    shows_result = serializers.BooleanField(default=False)
    verification_url = serializers.SerializerMethodField()

    def get_verification_url(self, certificate: Certificate) -> str | None:
        """The link for strangers, while anybody with it can verify the certificate."""
        return verification_address(certificate) if certificate.is_public else None

    def payload(self) -> Disclosure:
        """The action's input."""
        return Disclosure(**self.validated_data)


class CertificateViewSet(TenantViewSet):
    """Certificates by reference (CERT-1): all for oversight, else one's own and one's people's."""

    lookup_field = "reference"
    lookup_value_regex = r"[Cc][Ee][Rr][Tt]-\d+"
    pagination_class = NumberPages
    serializer_class = CertificateSerializer
    # Whose certificate it is, is asked with it: only the holder sees and chooses the disclosure.
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_CATALOGUE.code,
        "retrieve": VIEW_CATALOGUE.code,
        "disclosure": VIEW_CATALOGUE.code,
        "disclose": LEARN.code,
        "revoke": REVOKE_CERTIFICATE.code,
    }

    def get_queryset(self) -> CertificateQuerySet:
        """What the caller may see."""
        return certificates_visible_to(self.member).select_related("member__user", "course")

    def _certificate(self) -> Certificate:
        return found_or_404(self.get_queryset().by_reference(str(self.kwargs["reference"])).first())

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Words of the holder or course"),
            OpenApiParameter("state", str, enum=STATES),
            OpenApiParameter("course", str, description="Reference of a course"),
        ]
    )
    def list(self, request: Request) -> Response:
        """Certificates, newest first."""
        asked = request.query_params
        named = {name: asked.get(name) for name in ("q", "state")}
        rows = CertificateFilters(named, queryset=self.get_queryset()).qs
        if reference := asked.get("course"):
            rows = rows.filter(course__in=Course.objects.by_reference(reference))
        return self.page_of(rows)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One certificate."""
        return Response(CertificateSerializer(self._certificate()).data)

    @extend_schema(responses=DisclosureSerializer)
    @action(detail=True)
    def disclosure(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """What strangers see of one's own certificate."""
        certificate = self._certificate()
        require(self.actor, DISCLOSE_CERTIFICATE.code, certificate)
        return Response(DisclosureSerializer(certificate).data)

    @extend_schema(request=DisclosureSerializer, responses=DisclosureSerializer)
    @disclosure.mapping.put
    def disclose(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Choose what strangers see; all three answers at once."""
        certificate = self._certificate()
        given = DisclosureSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        chosen = certification.disclose(certificate, given.payload(), actor=self.actor)
        return Response(DisclosureSerializer(chosen).data)

    @extend_schema(request=RevocationSerializer, responses=CertificateSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Withdraw a certificate for good."""
        certificate = self._certificate()
        given = RevocationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        reason = given.validated_data["reason"]
        certification.revoke_certificate(certificate, reason, actor=self.actor)
        return Response(CertificateSerializer(self._certificate()).data)
