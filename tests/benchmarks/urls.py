"""The floors beside the portal: the least that any answer can cost in these processes."""

from __future__ import annotations

from functools import cache
from typing import Any

import psycopg2
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from coe_portal.tenancy.scope import scope
from coe_portal.urls import urlpatterns as portal
from intake.models.use_cases import UseCase
from intake.queries.portfolio import plane

LIST = """
    SELECT u.id, u.number, u.title, u.stage, u.tier, u.priority, u.value, u.feasibility,
        u.owner_name, b.name, p.name
    FROM intake_usecase u
    LEFT JOIN tenancy_businessunit b ON b.id = u.business_unit_id
    LEFT JOIN accounts_membership m ON m.id = u.owner_id
    LEFT JOIN accounts_user p ON p.id = m.user_id
    WHERE u.organization_id = %s
    ORDER BY u.priority DESC NULLS LAST, u.id DESC LIMIT 50
"""
SEARCH = """
    SELECT id, number, title, stage, tier, priority, count(*) OVER () FROM intake_usecase
    WHERE organization_id = %s AND search @@ to_tsquery('english', %s)
    ORDER BY priority DESC NULLS LAST, id DESC LIMIT 50
"""
SIMILAR = """
    SELECT id, number, title, similarity(title, %s) AS likeness FROM intake_usecase
    WHERE organization_id = %s AND title %% %s ORDER BY likeness DESC LIMIT 8
"""
BINS = """
    SELECT least(feasibility / 5, 19) AS x, least(value / 5, 19) AS y, tier, count(*)
    FROM intake_usecase
    WHERE organization_id = %s AND value IS NOT NULL AND feasibility IS NOT NULL
    GROUP BY 1, 2, 3
"""


@cache
def connected() -> Any:
    """A connection of this process with no ORM, no role and no transaction around it."""
    entry = settings.DATABASES["default"]
    connection = psycopg2.connect(
        dbname=entry["NAME"],
        user=entry["USER"],
        password=entry["PASSWORD"],
        host=entry["HOST"],
        port=entry["PORT"] or None,
    )
    connection.autocommit = True
    return connection


def nothing(_request: HttpRequest) -> HttpResponse:
    """F0: twelve bytes."""
    return HttpResponse(b'{"ok": true}', content_type="application/json")


def answered(sql: str, parameters: list[Any]) -> JsonResponse:
    """The rows of one statement as JSON."""
    with connected().cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = [[str(value) for value in row] for row in cursor.fetchall()]
    return JsonResponse(rows, safe=False)


def rows(_request: HttpRequest, organization: int) -> HttpResponse:
    """F1: the rows of the portfolio list."""
    return answered(LIST, [organization])


def search(request: HttpRequest, organization: int) -> HttpResponse:
    """F2: fifty hits of a word."""
    return answered(SEARCH, [organization, request.GET["q"]])


def similar(request: HttpRequest, organization: int) -> HttpResponse:
    """F2: the eight titles most like a text."""
    return answered(SIMILAR, [request.GET["q"], organization, request.GET["q"]])


def bins(_request: HttpRequest, organization: int) -> HttpResponse:
    """F2: the bubble chart's bins."""
    return answered(BINS, [organization])


def plane_data(_request: HttpRequest, organization: int) -> HttpResponse:
    """What the portal reads for the bubble chart, without drawing it."""
    with scope(organization):
        read = plane(UseCase.objects.all())
        content = [[one.x, one.y, one.tier, one.count] for one in read.bins]
    return JsonResponse({"bins": content, "points": len(read.points)})


urlpatterns = [
    path("bench/f0", nothing),
    path("bench/<int:organization>/f1", rows),
    path("bench/<int:organization>/search", search),
    path("bench/<int:organization>/similar", similar),
    path("bench/<int:organization>/bins", bins),
    path("bench/<int:organization>/plane", plane_data),
    *portal,
]
