"""Every refusal as one shape: problem documents of RFC 9457."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from coe_portal.errors import DomainError, InvalidInput, StaleState
from coe_portal.tenancy.collisions import collision_of

PROBLEM_JSON = "application/problem+json"


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: undo what was written, and say what is wrong and what to do."""
    refused = error if isinstance(error, DomainError) else collision_of(error)
    if refused is not None:
        response = _from_domain(refused)
    else:
        handled = exception_handler(error, context)
        if handled is None:
            return None
        response = _from_framework(error, handled)
    if context["request"]._request.organization is not None:
        transaction.set_rollback(True)
    response.content_type = PROBLEM_JSON
    return response


def _from_domain(error: DomainError) -> Response:
    problem = _problem(error.status, error.code, str(error))
    if isinstance(error, InvalidInput):
        problem["errors"] = error.errors
    if isinstance(error, StaleState):
        problem["conflict"] = error.context
    return Response(problem, status=error.status)


def _from_framework(error: Exception, handled: Response) -> Response:
    if isinstance(error, exceptions.ValidationError):
        problem = _problem(422, "invalid_input", "Check the values below and send them again.")
        problem["errors"] = handled.data
        handled.status_code = 422
    else:
        problem = _problem(handled.status_code, _code(error), _detail(handled))
    handled.data = problem
    return handled


def _problem(status: int, code: str, detail: str) -> dict[str, Any]:
    return {"type": f"urn:coe-portal:{code}", "status": status, "code": code, "detail": detail}


def _code(error: Exception) -> str:
    if isinstance(error, Http404):
        return "not_found"
    if isinstance(error, PermissionDenied):
        return "not_allowed"
    return str(getattr(error, "default_code", "error"))


def _detail(handled: Response) -> str:
    return str(handled.data.get("detail", "")) if isinstance(handled.data, dict) else ""
