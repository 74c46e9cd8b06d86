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
from training.queries.heat_map import tallies
from training.queries.skills import skills_in_use

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
PEOPLE = """
    SELECT page.id, page.name, page.unit, levels.held, roles.held
    FROM (
        SELECT m.id, u.name, b.name AS unit FROM accounts_membership m
        JOIN accounts_user u ON u.id = m.user_id
        LEFT JOIN tenancy_businessunit b ON b.id = m.business_unit_id
        WHERE m.organization_id = %s AND m.is_active AND m.ends_on IS NULL
        ORDER BY u.name, m.id LIMIT 50
    ) page
    LEFT JOIN LATERAL (
        SELECT array_agg(ARRAY[k.skill_id, k.self_level, k.manager_level]) AS held
        FROM training_memberskill k JOIN training_skill s ON s.id = k.skill_id
        JOIN training_skillarea a ON a.id = s.area_id
        WHERE k.member_id = page.id AND a.code = 'mlops'
    ) levels ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(job_role_id) AS held FROM training_jobroleholder h
        WHERE h.member_id = page.id
    ) roles ON true
"""
COVERAGE = """
    SELECT c.framework_id, u.business_unit_id, sum(c.covered), sum(c.partly), sum(c.waived),
        sum(c.open), sum(c.excluded)
    FROM governance_casecoverage c JOIN intake_usecase u ON u.id = c.use_case_id
    WHERE c.organization_id = %s
    GROUP BY c.framework_id, u.business_unit_id
"""

ENROLLED = """
    SELECT e.id, e.number, e.status, e.source, e.due_on, e.ended_at, e.percent, p.name, b.name,
        c.number, c.title
    FROM training_enrollment e
    JOIN accounts_membership m ON m.id = e.member_id
    JOIN accounts_user p ON p.id = m.user_id
    LEFT JOIN tenancy_businessunit b ON b.id = m.business_unit_id
    JOIN training_course c ON c.id = e.course_id
    WHERE e.organization_id = %s ORDER BY e.number DESC LIMIT 50
"""
OWED = """
    SELECT s.id, s.discipline, r.number, r.due_at, r.gate, u.number, u.title, u.tier, n.name, b.name
    FROM governance_reviewseat s
    JOIN governance_review r ON r.id = s.review_id
    JOIN intake_usecase u ON u.id = r.use_case_id
    LEFT JOIN tenancy_businessunit n ON n.id = u.business_unit_id
    LEFT JOIN governance_board b ON b.id = r.board_id
    LEFT JOIN governance_vote v ON v.seat_id = s.id
    WHERE s.organization_id = %(organization)s AND r.state = 'open' AND v.id IS NULL
        AND s.voter_id = (SELECT id FROM accounts_membership
            WHERE organization_id = %(organization)s ORDER BY id LIMIT 1 OFFSET 1)
    ORDER BY r.due_at, s.id LIMIT 50
"""
UNIT_LEVELS = """
    WITH asked AS MATERIALIZED (
        SELECT s.id FROM training_skill s JOIN training_skillarea a ON a.id = s.area_id
        WHERE s.organization_id = %(organization)s AND (%(area)s = '' OR a.code = %(area)s)
    ), held AS (
        SELECT m.business_unit_id AS unit, k.skill_id AS skill, count(*) AS people,
            sum(coalesce(k.manager_level, k.self_level)) AS levels
        FROM training_memberskill k JOIN accounts_membership m ON m.id = k.member_id
        WHERE k.organization_id = %(organization)s AND k.skill_id IN (SELECT id FROM asked)
          AND m.is_active GROUP BY 1, 2
    ), wanted AS (
        SELECT m.business_unit_id AS unit, t.skill_id AS skill, count(*) AS people,
            count(*) FILTER (WHERE coalesce(k.manager_level, k.self_level, 0) >= t.level) AS there
        FROM training_skilltarget t
        JOIN training_jobroleholder h ON h.job_role_id = t.job_role_id
        JOIN accounts_membership m ON m.id = h.member_id AND m.is_active
        LEFT JOIN training_memberskill k ON k.member_id = h.member_id AND k.skill_id = t.skill_id
        WHERE t.organization_id = %(organization)s AND t.skill_id IN (SELECT id FROM asked)
        GROUP BY 1, 2
    )
    SELECT * FROM held LEFT JOIN wanted USING (unit, skill)
"""
GAPS = """
    SELECT m.business_unit_id, t.skill_id, count(*),
        count(*) FILTER (WHERE coalesce(k.manager_level, k.self_level, 0) >= t.level),
        sum(greatest(t.level - coalesce(k.manager_level, k.self_level, 0), 0))
    FROM training_skilltarget t
    JOIN training_jobroleholder h ON h.job_role_id = t.job_role_id
    JOIN accounts_membership m ON m.id = h.member_id AND m.is_active
    LEFT JOIN training_memberskill k ON k.member_id = h.member_id AND k.skill_id = t.skill_id
    WHERE t.organization_id = %s GROUP BY 1, 2
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


def answered(sql: str, parameters: list[Any] | dict[str, Any]) -> JsonResponse:
    """The rows of one statement as JSON."""
    with connected().cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = [[str(value) for value in row] for row in cursor.fetchall()]
    return JsonResponse(rows, safe=False)


def rows(_request: HttpRequest, organization: int) -> HttpResponse:
    """F1: the rows of the portfolio list."""
    return answered(LIST, [organization])


def enrolled(_request: HttpRequest, organization: int) -> HttpResponse:
    """F1: fifty enrolments with their people and courses."""
    return answered(ENROLLED, [organization])


def owed(_request: HttpRequest, organization: int) -> HttpResponse:
    """F1: fifty reviews that wait for the second member."""
    return answered(OWED, {"organization": organization})


def covered(_request: HttpRequest, organization: int) -> HttpResponse:
    """F2: coverage by framework and business unit."""
    return answered(COVERAGE, [organization])


def search(request: HttpRequest, organization: int) -> HttpResponse:
    """F2: fifty hits of a word."""
    return answered(SEARCH, [organization, request.GET["q"]])


def similar(request: HttpRequest, organization: int) -> HttpResponse:
    """F2: the eight titles most like a text."""
    return answered(SIMILAR, [request.GET["q"], organization, request.GET["q"]])


def bins(_request: HttpRequest, organization: int) -> HttpResponse:
    """F2: the bubble chart's bins."""
    return answered(BINS, [organization])


def people(_request: HttpRequest, organization: int) -> HttpResponse:
    """F1: fifty people with their levels in one area."""
    return answered(PEOPLE, [organization])


def unit_levels(request: HttpRequest, organization: int) -> HttpResponse:
    """F2: levels and targets by unit and skill."""
    return answered(
        UNIT_LEVELS, {"organization": organization, "area": request.GET.get("area", "")}
    )


def gaps(_request: HttpRequest, organization: int) -> HttpResponse:
    """F2: what is missing of each skill by unit."""
    return answered(GAPS, [organization])


def gap_data(_request: HttpRequest, organization: int) -> HttpResponse:
    """What the portal reads for the gaps, without drawing them."""
    with scope(organization):
        found = tallies(skills_in_use(), asked_only=True)
        content = [[*key, one.short, one.gap] for key, one in found.items()]
    return JsonResponse(content, safe=False)


def tally_data(request: HttpRequest, organization: int) -> HttpResponse:
    """What the portal reads for levels by unit, without drawing it."""
    with scope(organization):
        area = request.GET.get("area")
        found = tallies([one for one in skills_in_use() if area in {None, one.area.code}])
        content = [[*key, one.average, one.share] for key, one in found.items()]
    return JsonResponse(content, safe=False)


def plane_data(_request: HttpRequest, organization: int) -> HttpResponse:
    """What the portal reads for the bubble chart, without drawing it."""
    with scope(organization):
        read = plane(UseCase.objects.all())
        content = [[one.x, one.y, one.tier, one.count] for one in read.bins]
    return JsonResponse({"bins": content, "points": len(read.points)})


urlpatterns = [
    path("bench/f0", nothing),
    path("bench/<int:organization>/f1", rows),
    path("bench/<int:organization>/enrolments", enrolled),
    path("bench/<int:organization>/docket", owed),
    path("bench/<int:organization>/coverage", covered),
    path("bench/<int:organization>/search", search),
    path("bench/<int:organization>/similar", similar),
    path("bench/<int:organization>/bins", bins),
    path("bench/<int:organization>/plane", plane_data),
    path("bench/<int:organization>/people", people),
    path("bench/<int:organization>/unit-levels", unit_levels),
    path("bench/<int:organization>/tallies", tally_data),
    path("bench/<int:organization>/gaps", gaps),
    path("bench/<int:organization>/gap-data", gap_data),
    *portal,
]
