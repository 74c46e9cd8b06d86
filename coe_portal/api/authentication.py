"""Who calls the API: a member's token with scopes, or the member's own browser session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.middleware import membership_of
from coe_portal.accounts.models import ApiToken, User, secret_digest

# Writing the time of use at each call would make every read a write.
LAST_USED_PRECISION = timedelta(minutes=1)


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer coe_…`, of a member of the organization in the address."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        secret = self.secret_of(request.headers.get("Authorization", ""))
        if not secret:
            return None
        token = self._live_token(request, secret)
        http: Any = request._request
        http.membership = token.membership
        http.actor = Actor.token(token, request_id=http.request_id)
        return token.membership.user, token

    def secret_of(self, header: str) -> str:
        """The secret in the header; empty when it holds none."""
        keyword, _space, secret = header.partition(" ")
        return secret.strip() if keyword.lower() == self.keyword.lower() else ""

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        return f'{self.keyword} realm="api"'

    @staticmethod
    def _live_token(request: Request, secret: str) -> ApiToken:
        token = None
        if request._request.organization is not None:  # type: ignore[attr-defined]
            tokens = ApiToken.objects.select_related("membership__user")
            token = tokens.filter(digest=secret_digest(secret)).first()
        if token is None or not token.is_live() or not token.membership.is_current():
            raise exceptions.AuthenticationFailed(_("This token is not valid: issue a new one."))
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > LAST_USED_PRECISION:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token


class SessionAuthentication(authentication.SessionAuthentication):
    """The signed-in member, for the portal's own pages; CSRF is checked."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        signed_in = super().authenticate(request)
        http: Any = request._request
        if signed_in is None or http.organization is None:
            return None
        membership = membership_of(signed_in[0], http.organization)
        if membership is None:
            return None
        http.membership = membership
        http.actor = Actor.member(membership, request_id=http.request_id)
        return signed_in[0], None
