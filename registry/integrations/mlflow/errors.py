"""Every refusal in MLflow's own words: `error_code` and `message`, with the status it expects.

Statuses matter: the client repeats 429 and 5xx for minutes, also what it had POSTed. A rule that
refuses is therefore 403 or 400, never anything that a second attempt could change.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from coe_portal.errors import DomainError, InvalidInput
from registry.logic.mlflow_filters import BadQuery
from registry.logic.mlflow_names import BadValue

DOES_NOT_EXIST: Final = "RESOURCE_DOES_NOT_EXIST"
ALREADY_EXISTS: Final = "RESOURCE_ALREADY_EXISTS"
BAD_VALUE: Final = "INVALID_PARAMETER_VALUE"
DENIED: Final = "PERMISSION_DENIED"
UNAUTHENTICATED: Final = "UNAUTHENTICATED"
NO_ENDPOINT: Final = "ENDPOINT_NOT_FOUND"
STATUSES: Final = {
    DOES_NOT_EXIST: 404,
    ALREADY_EXISTS: 400,
    BAD_VALUE: 400,
    DENIED: 403,
    UNAUTHENTICATED: 401,
    NO_ENDPOINT: 404,
}


class Refusal(Exception):
    """An answer that is no: `more` stands in the body beside code and message."""

    def __init__(self, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.more = more

    def response(self) -> Response:
        """What the client gets."""
        body = {"error_code": self.code, "message": self.message, **self.more}
        headers = (
            {"WWW-Authenticate": 'Bearer realm="mlflow"'} if self.code == UNAUTHENTICATED else {}
        )
        return Response(body, status=STATUSES[self.code], headers=headers)


def no_model(name: str) -> Refusal:
    return Refusal(DOES_NOT_EXIST, f"Registered Model with name={name} not found")


def no_version(name: str, version: str | int) -> Refusal:
    return Refusal(DOES_NOT_EXIST, f"Model Version (name={name}, version={version}) not found")


def no_endpoint(path: str) -> Refusal:
    return Refusal(NO_ENDPOINT, f"The portal has no endpoint {path}.")


def refusal_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """The mount's exception handler: undo what was written, and say why in MLflow's shape."""
    refusal = _refusal(error)
    if refusal is None:
        return None
    if context["request"]._request.organization is not None:
        transaction.set_rollback(True)
    return refusal.response()


def _refusal(error: Exception) -> Refusal | None:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, BadValue | BadQuery):
        return Refusal(BAD_VALUE, str(error))
    if isinstance(error, DomainError):
        return _of_the_domain(error)
    if isinstance(error, exceptions.APIException | Http404 | PermissionDenied):
        return _of_the_framework(error)
    return None


def _of_the_domain(error: DomainError) -> Refusal:
    if isinstance(error, InvalidInput):
        told = [str(error), *(text for texts in error.errors.values() for text in texts)]
        return Refusal(BAD_VALUE, " ".join(told))
    url = error.context.get("url")
    more = {"portal_url": f"{settings.SITE_URL}{url}"} if url else {}
    return Refusal(DENIED, str(error), **more)


def _of_the_framework(error: Exception) -> Refusal:
    if isinstance(error, exceptions.AuthenticationFailed | exceptions.NotAuthenticated):
        return Refusal(UNAUTHENTICATED, f"{error} Use an API token of this organization.")
    if isinstance(error, exceptions.PermissionDenied | PermissionDenied):
        return Refusal(DENIED, "This token may not do this: its member or its scopes do not allow.")
    if isinstance(error, Http404 | exceptions.NotFound | exceptions.MethodNotAllowed):
        return Refusal(NO_ENDPOINT, "There is no such endpoint here.")
    return Refusal(BAD_VALUE, f"Bad Request. {error}")
