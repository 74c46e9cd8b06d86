"""How allauth behaves here: nobody signs up alone; an account begins with an invitation."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from coe_portal.accounts.client import client_address
from coe_portal.encryption import decrypt, encrypt

SEALED = "sealed:"


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """What allauth's limits count by."""
        return client_address(request)


class PortalMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # untyped
    def encrypt(self, text: str) -> str:
        """Marked, because secrets from before there was encryption are still read."""
        return SEALED + encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        return decrypt(encrypted_text.removeprefix(SEALED))

    def build_totp_svg(self, url: str) -> SafeString:
        """The picture as part of the page: our policy allows no `data:` addresses.

        Safe, because it is drawn from numbers only; its address is in the shape of the squares.
        """
        picture: str = super().build_totp_svg(url)
        return mark_safe(picture[picture.index("<svg") :])  # noqa: S308
