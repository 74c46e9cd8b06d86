"""Answers to htmx: events for toasts, redirects that work with and without it."""

from __future__ import annotations

import json
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from coe_portal.accounts.middleware import TenantRequest

Response = TypeVar("Response", bound=HttpResponse)
LEVELS = {
    "success": messages.SUCCESS,
    "info": messages.INFO,
    "warning": messages.WARNING,
    "error": messages.ERROR,
}


class HtmxRequest(TenantRequest):
    """What our views get: a member's request, after HtmxMiddleware."""

    htmx: HtmxDetails


def is_fragment(request: HttpRequest) -> bool:
    """Whether the answer replaces a part of a page (not a whole boosted page)."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted


def trigger(response: Response, name: str, detail: object = None) -> Response:
    """Fire an event in the browser after the swap, beside those already set."""
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    events[name] = detail if detail is not None else {}
    response.headers["HX-Trigger"] = json.dumps(events)
    return response


def toast(response: Response, message: object, level: str = "success") -> Response:
    """Say something short after an htmx answer."""
    return trigger(response, "toast", {"message": str(message), "level": level})


def redirect(request: HttpRequest, url: str, message: object = "") -> HttpResponse:
    """Go to another page of the portal, with a message that is shown there."""
    if message:
        messages.success(request, str(message))
    if is_fragment(request):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)
