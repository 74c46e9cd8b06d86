"""Deny by default: a view names the permission of each of its actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from coe_portal.accounts.actor import Actor, ActorKind
from coe_portal.accounts.authorization import permits
from coe_portal.accounts.roles import token_scopes

if TYPE_CHECKING:  # REST framework's views import this module by its name in the settings
    from rest_framework.views import APIView


class DenyUnlessPermitted(BasePermission):
    """Reads `view.permissions`: action name → permission code. An action not named is refused."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        actor = getattr(request._request, "actor", None)
        if actor is None:
            return False
        code = _code(request, view)
        if code is None or not _may_send(actor, str(request.method), code):
            return False
        subject = getattr(view, "permission_subject", None)
        return permits(actor, code, subject() if subject else None)

    def has_object_permission(self, request: Request, view: APIView, obj: Any) -> bool:
        code = _code(request, view)
        actor = request._request.actor  # type: ignore[attr-defined]
        return code is not None and permits(actor, code, obj)


class AnyMember(BasePermission):
    """For what every member and every token may know, whatever its scopes: who it is."""

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        return getattr(request._request, "actor", None) is not None


def _code(request: Request, view: APIView) -> str | None:
    needed: dict[str, str] = getattr(view, "permissions", {})
    return needed.get(getattr(view, "action", None) or str(request.method).lower())


def _may_send(actor: Actor, method: str, code: str) -> bool:
    """Whether the scopes of a token allow the method: one that only reads starts no job, either.

    People with a reading right may have what they read printed, so the right alone does not tell.
    Where nothing of an app can be written, as in notifications, its reading scope is all there is.
    """
    if actor.kind is not ActorKind.TOKEN or method in SAFE_METHODS:
        return True
    needed = f"{code.partition('.')[0]}:write"
    return needed in actor.scopes or needed not in token_scopes()
