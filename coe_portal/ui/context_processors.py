"""What every page knows: organization, member, navigation, colour theme."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from coe_portal.ui.navigation import NavGroup, sidebar
from coe_portal.ui.shell import shell_links

THEMES = {"light", "dark"}


def portal(request: HttpRequest) -> dict[str, Any]:
    """Cheap for fragments: the navigation is made only when a template asks for it."""
    chosen = request.COOKIES.get("theme", "")
    return {
        "theme": chosen if chosen in THEMES else "",
        # Somebody who is no member is not even told the organization's name.
        "organization": request.organization if _is_inside(request) else None,  # type: ignore[attr-defined]
        "membership": getattr(request, "membership", None),
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "shell": SimpleLazyObject(lambda: shell_links(in_organization=_is_inside(request))),
    }


def _is_inside(request: HttpRequest) -> bool:
    return getattr(request, "membership", None) is not None


def _navigation(request: HttpRequest) -> list[NavGroup]:
    member = getattr(request, "membership", None)
    if member is None:
        return []
    match = request.resolver_match
    return sidebar(member, match.view_name if match else "")
