"""`/metrics`: the numbers of the running portal, for an operator's Prometheus."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coe_portal.vitals.exposition import CONTENT_TYPE, exposition
from coe_portal.vitals.numbers import metrics

SCHEME = "Bearer "


@never_cache
@require_safe
def prometheus(request: HttpRequest) -> HttpResponse:
    """For whoever shows METRICS_TOKEN; while there is none, there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    shown = request.headers.get("Authorization", "")
    if not constant_time_compare(shown, SCHEME + settings.METRICS_TOKEN):
        return HttpResponse(
            status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": SCHEME.strip()}
        )
    return HttpResponse(exposition(metrics()), content_type=CONTENT_TYPE)
