"""Counts how long each answer of the portal took."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse  # noqa: TID251  (middleware is HTTP)

from coe_portal.vitals.histograms import Spot
from coe_portal.vitals.timing import timings


class TimingMiddleware:
    """Counts how long each answer took, by the part of the portal that gave it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        spot = Spot(route_of(request), f"{response.status_code // 100}xx")
        organization = getattr(request, "organization", None)
        timings.add(spot, time.perf_counter() - started, organization and organization.pk)
        return response


def route_of(request: HttpRequest) -> str:
    """The part of the portal: never an address, which would name organizations and people."""
    match = request.resolver_match
    if match is None:
        return "none"
    return match.namespaces[0] if match.namespaces else match.url_name or "other"
