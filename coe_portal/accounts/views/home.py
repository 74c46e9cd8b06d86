"""Where a signed-in person begins: their organization, or the choice of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.generic.base import View

from coe_portal.accounts import declarations
from coe_portal.accounts.models import Membership, User
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.scope import user_scope
from coe_portal.ui.navigation import sidebar
from coe_portal.ui.views import TenantView


@dataclass(frozen=True)
class OrganizationLink:
    """An organization of the person, and what they are in it."""

    name: str
    roles: str
    url: str


def organizations_of(user: User) -> list[OrganizationLink]:
    """Where the user is a current member, by name of the organization."""
    with user_scope(user.pk):
        memberships = list(
            Membership.of_user.filter(user_id=user.pk, organization__is_active=True)
            .select_related("organization", "user")
            .order_by("organization__name", "pk")
        )
    return [
        OrganizationLink(
            membership.organization.name,
            ", ".join(membership.role_labels),
            reverse("organization_home", kwargs={"org": membership.organization.slug}),
        )
        for membership in memberships
        if membership.is_current()
    ]


class Home(LoginRequiredMixin, View):
    """`/`: on to the only organization, else the choice; `?choose` always shows the choice."""

    def get(self, request: Any) -> HttpResponse:
        links = organizations_of(request.user)
        if len(links) == 1 and "choose" not in request.GET:
            return HttpResponseRedirect(links[0].url)
        return render(request, "accounts/home.html", {"links": links})


class OrganizationHome(TenantView):
    """`/<org>/`: on to the first page of the member's navigation."""

    permission = declarations.SEE_OWN.code

    def get(self, _request: HttpRequest) -> HttpResponse:
        pages = [link.url for group in sidebar(self.member, "") for link in group.links]
        return HttpResponseRedirect(pages[0] if pages else org_url("accounts:profile"))
