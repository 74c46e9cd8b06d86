"""Whose failed sign-ins are counted together: by the address that was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def sign_in_name(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """The e-mail address of an attempt, in one spelling; allauth names it in different ways."""
    given = credentials or {}
    typed = given.get("email") or given.get("username")
    if not typed and request is not None:
        typed = request.POST.get("login")
    return str(typed or "").strip().lower()
