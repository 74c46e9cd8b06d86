"""OpenAPI: the organization in the address is said once, tokens are the security scheme."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coe_portal.api.access import AnyMember

MEDIA_TYPE = "application/vnd.oai.openapi+json"
ORGANIZATION = "org"


class PortalSchema(AutoSchema):
    """Operations without the organization, which stands in the server's address."""

    def _get_parameters(self) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super()._get_parameters()
        return [parameter for parameter in parameters if parameter["name"] != ORGANIZATION]


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "coe_portal.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:  # noqa: ARG002
        return {"type": "http", "scheme": "bearer"}


@cache
def described_api() -> dict[str, Any]:
    """The OpenAPI document, the same for all organizations; made once in a process."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    return schema


class Schema(APIView):
    """The OpenAPI document of this API, for the organization in the address."""

    permission_classes = [AnyMember]
    schema = None  # does not describe itself

    def get(self, request: Request) -> Response:
        """The document; its server is the organization's address."""
        address = request._request.path.removesuffix("schema/")
        server = {"url": request.build_absolute_uri(address)}
        return Response({**described_api(), "servers": [server]}, content_type=MEDIA_TYPE)
