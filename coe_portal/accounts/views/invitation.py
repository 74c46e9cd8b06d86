"""Accepting an invitation: the one page of an organization that is open to strangers.

Who does not hold the secret of an open invitation is answered as if there were no organization.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.base import View

from coe_portal.accounts import actions
from coe_portal.accounts.client import client_address
from coe_portal.accounts.forms import NewAccountForm
from coe_portal.accounts.limits import INVITATION_LINKS, INVITATION_TRIES, TooMany
from coe_portal.accounts.models import Invitation, Membership, User
from coe_portal.errors import DomainError
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.forms import add_domain_error
from coe_portal.ui.views import refusal

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@method_decorator(never_cache, name="dispatch")
class AcceptInvitation(View):
    """Signed in as the invited address: join. No account yet: make one. Else: sign in first."""

    template_name = "accounts/accept_invitation.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        invitation = self.find_invitation(request, kwargs["secret"])
        if invitation is None:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404
        self.invitation: Invitation = invitation
        return super().dispatch(request, *args, **kwargs)

    def find_invitation(self, request: HttpRequest, secret: str) -> Invitation | None:
        """The open invitation; none at all for an address that tried too many wrong secrets."""
        who = client_address(request)
        if INVITATION_LINKS.was_spent(who):
            return None
        found = actions.open_invitation(secret)
        if found is None:
            INVITATION_LINKS.is_spent(who)
        return found

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.show(request, self.form())

    def post(self, request: Any, **_kwargs: Any) -> HttpResponse:
        try:
            INVITATION_TRIES.spend(f"{self.invitation.organization_id}:{self.invitation.pk}")
        except TooMany as error:
            return refusal(request, error)
        if request.user.is_authenticated:
            return self.join(request)
        return self.create_account(request)

    def join(self, request: Any) -> HttpResponse:
        """The signed-in user joins; somebody else than invited is told so."""
        try:
            actions.accept_invitation(self.invitation, request.user)
        except DomainError as error:
            return self.show(request, None, refused=str(error))
        return HttpResponseRedirect(org_url("organization_home"))

    def create_account(self, request: HttpRequest) -> HttpResponse:
        """A new user joins and is signed in."""
        form = self.form(request.POST)
        if form is None or not form.is_valid():
            return self.show(request, form)
        try:
            membership: Membership = actions.join_with_new_account(self.invitation, form.payload())
        except DomainError as error:
            add_domain_error(form, error)
            return self.show(request, form)
        login(request, membership.user, backend=BACKEND)
        return HttpResponseRedirect(org_url("organization_home"))

    def form(self, data: Any = None) -> NewAccountForm | None:
        """The form of a new account, or None for who has one and signs in instead."""
        if User.objects.filter(email__iexact=self.invitation.email).exists():
            return None
        return NewAccountForm(data, email=self.invitation.email)

    def show(
        self, request: HttpRequest, form: NewAccountForm | None, *, refused: str = ""
    ) -> HttpResponse:
        is_refused = bool(refused) or (form is not None and form.is_bound)
        context = {"invitation": self.invitation, "form": form, "refused": refused}
        return render(request, self.template_name, context, status=422 if is_refused else 200)
