"""Compliance of 2,000 use cases and 300 requirements in each organization of the portfolio."""

from __future__ import annotations

from typing import Final

from django.db import connection

from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from governance.choices import FrameworkState
from governance.models.frameworks import Framework, FrameworkVersion, Requirement
from tests.benchmarks.data import World, analyse
from tests.benchmarks.measures import Budget, Measure, floor, page

FRAMEWORKS: Final = 3
REQUIREMENTS: Final = 100
CASES: Final = 2_000

COVERED = """
    INSERT INTO governance_casecoverage
        (organization_id, use_case_id, framework_id, version_id, covered, partly, waived, open,
         excluded, covered_ids, partly_ids, waived_ids, open_ids, excluded_ids,
         created_at, updated_at)
    SELECT u.organization_id, u.id, f.id, f.current_version_id, n, 10, 0, 90 - n, 0,
        ids[1:n], ids[n + 1:n + 10], '{}', ids[n + 11:100], '{}', now(), now()
    FROM (SELECT id, organization_id, (id * 7 %% 80)::int AS n FROM intake_usecase
          WHERE organization_id = %(organization)s ORDER BY id LIMIT %(cases)s) u
    CROSS JOIN (
        SELECT f.id, f.current_id AS current_version_id, array_agg(r.id ORDER BY r.id) AS ids
        FROM governance_framework f JOIN governance_requirement r ON r.version_id = f.current_id
        WHERE f.organization_id = %(organization)s AND f.key LIKE 'bench-%%'
        GROUP BY f.id) f
"""


def build(world: World) -> None:
    """Measure the first use cases by three frameworks, where nothing is measured yet."""
    made = [measure(one.organization) for one in (world.large, world.small)]
    if any(made):
        analyse()


def measure(owner: Organization) -> bool:
    """Three frameworks of a hundred requirements, and counts of 2,000 use cases."""
    with scope(owner):
        if Framework.objects.exists():
            return False
        for number in range(FRAMEWORKS):
            _adopt(number)
        with connection.cursor() as cursor:
            cursor.execute(COVERED, {"organization": owner.pk, "cases": CASES})
        return True


def _adopt(number: int) -> None:
    """Rows only: adopting by the action would count all use cases."""
    framework = Framework.objects.create(
        key=f"bench-{number}", name=f"Bench rules {number}", is_own=True
    )
    framework.current = FrameworkVersion.objects.create(
        framework=framework, number=1, label="First", state=FrameworkState.ADOPTED
    )
    framework.save()
    Requirement.objects.bulk_create(
        Requirement(
            organization_id=framework.organization_id,
            version=framework.current,
            position=place,
            code=f"R {place}",
            title=f"Requirement {place}",
        )
        for place in range(REQUIREMENTS)
    )


F2: Final = "F2 coverage"
FLOORS: Final = {F2: floor("/bench/{organization}/coverage")}
PLACE: Final = "governance/compliance/"
MEASURES: Final = (
    Measure("compliance, 2,000 use cases × 300 requirements", Budget(12, 12, F2), page(PLACE)),
    Measure("compliance by use case, 50 of 6,000", Budget(12), page(f"{PLACE}coverage/")),
    Measure("a framework's tree", Budget(16), page(f"{PLACE}frameworks/bench-0/")),
)
