"""What members manage for themselves: profile and API tokens."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts import actions, declarations
from coe_portal.accounts.actions import ProfilePayload
from coe_portal.accounts.forms import NewToken, ProfileForm, TokenForm
from coe_portal.accounts.limits import TOKENS_ISSUED
from coe_portal.accounts.models import ApiToken, Membership
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, BelowList, FormPageView, PageView


class Profile(PageView):
    """Who one is here, and how one signs in."""

    permission = declarations.SEE_OWN.code
    template_name = "accounts/profile.html"

    def page(self) -> dict[str, Any]:
        return {"may_change": self.member.may(declarations.CHANGE_PROFILE.code)}


class ChangeProfile(BelowList, FormPageView):
    permission = declarations.CHANGE_PROFILE.code
    above = ("accounts:profile", _("Profile"))
    form_class = ProfileForm
    title = _("Change profile")
    success_message = _("Your profile is saved.")

    def form_kwargs(self) -> dict[str, Any]:
        user = self.member.user
        return {
            "initial": {
                "name": user.name,
                "timezone": user.timezone,
                "job_title": self.member.job_title,
            }
        }

    def act(self, payload: ProfilePayload) -> Membership:
        return actions.change_profile(payload, actor=self.actor)

    def success_url(self, _result: Membership) -> str:
        return self.cancel_url


class Tokens(FormPageView):
    """GET: the tokens and the form for a new one. POST: a new one, with its secret, once."""

    permission = declarations.MANAGE_OWN_TOKENS.code
    template_name = "accounts/tokens.html"
    form_class = TokenForm
    title = _("API tokens")

    def page(self) -> dict[str, Any]:
        own = ApiToken.objects.filter(membership=self.member).order_by("-created_at")
        return {"tokens": own}

    def act(self, payload: NewToken) -> tuple[ApiToken, str]:
        TOKENS_ISSUED.spend(f"{self.organization.pk}:{self.member.pk}")
        return actions.issue_token(
            payload.name, scopes=payload.scopes, expires_at=payload.expires_at, actor=self.actor
        )

    def answer(self, result: tuple[ApiToken, str]) -> HttpResponse:
        """Not a redirect: the secret is in this answer only, and nothing may keep it."""
        token, secret = result
        issued = {"issued": token, "secret": secret, "form": self.make_form()}
        answer = self.render(self.template_name, issued)
        answer.headers["Cache-Control"] = "no-store"
        return answer


class RevokeToken(ActionView):
    """POST: end one of the own tokens."""

    permission = declarations.MANAGE_OWN_TOKENS.code
    success_message = _("The token no longer works.")

    def find_subject(self) -> ApiToken:
        own = ApiToken.objects.filter(membership=self.member)
        return found_or_404(own.filter(pk=self.kwargs["pk"]).first())

    def act(self, _payload: None) -> ApiToken:
        return actions.revoke_token(self.subject, actor=self.actor)

    def success_url(self, _result: ApiToken) -> str:
        return org_url("accounts:tokens")
