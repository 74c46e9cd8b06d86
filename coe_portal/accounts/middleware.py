"""Resolves `/<org>/…` to Organization and Membership, and opens the tenant's transaction for it.

The whole request, template rendering included, runs in one transaction in the organization's scope.
A stranger and a missing organization get the same answer: 404. Pages speak the reader's time zone;
the API speaks UTC.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership, User
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import RESERVED_SLUGS, Organization
from coe_portal.tenancy.scope import scope

ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponseBase])
GetResponse = Callable[[HttpRequest], HttpResponse]
# Views of an organization that somebody without a membership may open (an invitation).
PUBLIC_MARK = "is_public_in_organization"
# Such views that programs read: a page to sign in is no answer to them.
PROGRAM_MARK = "is_public_to_programs"
# Whose views authenticate by themselves, with tokens: nobody is signed in to a program.
PROGRAM_NAMESPACES = frozenset({"api", "mlflow"})


class TenantRequest(HttpRequest):
    """What views below `/<org>/` get."""

    organization: Organization
    membership: Membership
    actor: Actor
    request_id: str


def public_in_organization(view: ViewT) -> ViewT:
    """Mark a view below `/<org>/` as open to people who are not members."""
    setattr(view, PUBLIC_MARK, True)
    return view


def public_to_programs(view: ViewT) -> ViewT:
    """Mark a view as open to programs of strangers; where there is nothing, they get a 404."""
    setattr(view, PROGRAM_MARK, True)
    return public_in_organization(view)


class OrganizationMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        request.organization = None  # type: ignore[attr-defined]
        request.membership = None  # type: ignore[attr-defined]
        slug = request.path_info.split("/", 2)[1]
        if not slug or slug in RESERVED_SLUGS:
            return self.get_response(request)
        organization = Organization.objects.active().filter(slug=slug).first()
        if organization is None:
            return self.get_response(request)
        request.organization = organization  # type: ignore[attr-defined]
        with scope(organization), timezone.override(None):
            response = self.get_response(request)
            if response.status_code >= 500:  # noqa: PLR2004
                transaction.set_rollback(True)
            return response

    def process_view(
        self,
        request: Any,
        view: Callable[..., HttpResponse],
        _args: list[object],
        kwargs: dict[str, object],
    ) -> HttpResponse | None:
        """Take `org` off the view's arguments, and let only members in."""
        if kwargs.pop("org", None) is None:
            return None
        if _is_for_programs(request):
            # Authenticated in coe_portal.api.authentication: nobody is, in a missing organization.
            return None
        if request.organization is None:
            return self._refuse(request, view)
        timezone.activate(zone_of(request.user, request.organization))
        membership = membership_of(request.user, request.organization)
        if membership is None:
            return self._keep_out(request, view)
        request.membership = membership
        request.actor = Actor.member(membership, request_id=request.request_id)
        return None

    def process_exception(self, request: Any, _error: Exception) -> None:
        """What a view of an organization raised undoes what it wrote."""
        if request.organization is not None:
            transaction.set_rollback(True)

    def _keep_out(
        self, request: HttpRequest, view: Callable[..., HttpResponse]
    ) -> HttpResponse | None:
        """What somebody gets who is no member today."""
        if getattr(view, PUBLIC_MARK, False):
            return None
        return _outside_window(request) or self._refuse(request, view)

    @staticmethod
    def _refuse(request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse:
        if not request.user.is_authenticated and not getattr(view, PROGRAM_MARK, False):
            return redirect_to_login(request.get_full_path())
        raise Http404


def zone_of(user: object, organization: Organization) -> str:
    """The time zone in which somebody reads pages: their own, or the organization's."""
    return getattr(user, "timezone", "") or organization.timezone


def membership_of(user: object, organization: Organization) -> Membership | None:
    """The current membership of a signed-in user in the organization in scope, or None."""
    if not isinstance(user, User) or not user.is_authenticated:
        return None
    membership = Membership.objects.current().filter(user_id=user.pk).first()
    if membership is not None:
        membership.organization = organization
        membership.user = user
    return membership if membership is not None and membership.is_current() else None


def _outside_window(request: Any) -> HttpResponse | None:
    """What an auditor reads who comes before the first day or after the last one."""
    if not request.user.is_authenticated:
        return None
    auditors = Membership.objects.with_role(Role.AUDITOR).filter(is_active=True)
    found = auditors.filter(user_id=request.user.pk).first()
    if found is None or found.is_in_time() or not request.user.is_active:
        return None
    context = {"member": found, "organization": request.organization}
    return render(request, "accounts/outside_window.html", context, status=HTTPStatus.FORBIDDEN)


def _is_for_programs(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and not PROGRAM_NAMESPACES.isdisjoint(match.namespaces)
