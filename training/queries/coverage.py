"""AI literacy by unit: who holds a valid certificate of a course that counts, on a given day.

Everything is read as of a moment: who was a member, in which unit, and which certificates were
valid then. So the numbers of a past day stay what they were.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.scope import current_organization_id
from coe_portal.tenancy.units import UnitTree, rolled_up, unit_tree
from training.logic.coverage import Coverage, quarter_ends
from training.models.certificates import Certificate
from training.models.courses import Course

QUARTERS = 8

# Auditors come from outside and leave again: they are nobody's staff.
COVERAGE = """
    SELECT moment.place, stay.business_unit_id, count(*),
        count(*) FILTER (WHERE EXISTS (
            SELECT FROM training_certificate certificate
            WHERE certificate.organization_id = %(organization)s
              AND certificate.member_id = stay.member_id
              AND certificate.course_id = ANY(%(courses)s)
              AND certificate.issued_at < moment.ends_at
              AND (certificate.expires_at IS NULL OR certificate.expires_at >= moment.ends_at)
              AND (certificate.revoked_at IS NULL OR certificate.revoked_at >= moment.ends_at)))
    FROM unnest(%(days)s::date[], %(ends)s::timestamptz[])
        WITH ORDINALITY AS moment(day, ends_at, place)
    JOIN training_unitstay stay ON stay.starts_at < moment.ends_at
        AND (stay.ends_at IS NULL OR stay.ends_at >= moment.ends_at)
    JOIN accounts_membership member ON member.id = stay.member_id
        AND (member.ends_on IS NULL OR member.ends_on >= moment.day)
        AND NOT member.roles @> ARRAY[%(auditor)s]::varchar[]
    WHERE stay.organization_id = %(organization)s AND member.organization_id = %(organization)s
    GROUP BY moment.place, stay.business_unit_id
"""


@dataclass(frozen=True)
class UnitCoverage:
    """A unit with all units below it; `unit` is None for people without one."""

    unit: BusinessUnit | None
    depth: int
    coverage: Coverage
    history: tuple[Coverage, ...]


@dataclass(frozen=True)
class CountedCourse:
    """A course that counts, and how many valid certificates of it there are on the day."""

    course: Course
    valid: int


@dataclass(frozen=True)
class LiteracyCoverage:
    """The evidence of a day: everybody, each unit, the quarters before, the courses counted."""

    day: dt.date
    days: tuple[dt.date, ...]
    everybody: Coverage
    history: tuple[Coverage, ...]
    units: list[UnitCoverage]
    courses: list[CountedCourse]


def end_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Midnight after the day."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, zone)


def literacy_coverage(organization: Organization, day: dt.date) -> LiteracyCoverage:
    """Coverage at the end of a day and of the quarters before it, in three queries."""
    zone = ZoneInfo(organization.timezone)
    days = (*quarter_ends(day, QUARTERS, organization.fiscal_year_start_month), day)
    courses = _courses_counted(end_of(day, zone))
    found = _counted(days, zone, [one.course.pk for one in courses])
    totals = tuple(_total(found, place) for place in range(len(days)))
    return LiteracyCoverage(
        day=day,
        days=days,
        everybody=totals[-1],
        history=totals,
        units=_units(found, len(days), unit_tree()),
        courses=courses,
    )


Found = dict[tuple[int, int | None], Coverage]


def _courses_counted(moment: dt.datetime) -> list[CountedCourse]:
    """The courses that count as literacy, also archived ones: their certificates still hold."""
    valid = Q(certificates__issued_at__lt=moment) & valid_at(moment, "certificates__")
    rows = Course.objects.filter(counts_as_literacy=True).annotate(
        valid=Count("certificates", filter=valid)
    )
    return [CountedCourse(course, getattr(course, "valid", 0)) for course in rows]


def valid_at(moment: dt.datetime, prefix: str = "") -> Q:
    """Certificates neither lapsed nor revoked before the moment."""
    lapses = Q(**{f"{prefix}expires_at__isnull": True}) | Q(**{f"{prefix}expires_at__gte": moment})
    revoked = Q(**{f"{prefix}revoked_at__isnull": True}) | Q(**{f"{prefix}revoked_at__gte": moment})
    return lapses & revoked


def _counted(days: Sequence[dt.date], zone: ZoneInfo, courses: list[int]) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(
            COVERAGE,
            {
                "organization": current_organization_id(),
                "courses": courses,
                "days": list(days),
                "ends": [end_of(day, zone) for day in days],
                "auditor": str(Role.AUDITOR),
            },
        )
        return {
            (place - 1, unit): Coverage(people, covered)
            for place, unit, people, covered in cursor.fetchall()
        }


def _total(found: Found, place: int) -> Coverage:
    parts = (coverage for (at, _unit), coverage in found.items() if at == place)
    return sum(parts, Coverage())


def _units(found: Found, places: int, tree: UnitTree) -> list[UnitCoverage]:
    parents = tree.parents
    totals = [
        rolled_up({unit: one for (at, unit), one in found.items() if at == place and unit}, parents)
        for place in range(places)
    ]
    lines = []
    for unit, depth in tree.in_order():
        history = tuple(total.get(unit.pk, Coverage()) for total in totals)
        if any(one.people for one in history):
            lines.append(UnitCoverage(unit, depth, history[-1], history))
    nowhere = tuple(found.get((place, None), Coverage()) for place in range(places))
    if any(one.people for one in nowhere):
        lines.append(UnitCoverage(None, 0, nowhere[-1], nowhere))
    return lines


def without_literacy(people: MembershipQuerySet, now: dt.datetime) -> QuerySet[Membership]:
    """Those who hold no valid certificate that counts, with the day when the last one lapsed."""
    counting = Certificate.objects.filter(course__counts_as_literacy=True)
    valid = counting.filter(valid_at(now), member=OuterRef("pk"))
    return (
        people.exclude(roles__contains=[str(Role.AUDITOR)])
        .filter(~Exists(valid))
        .annotate(
            lapsed_at=Max(
                "certificates__expires_at",
                filter=Q(
                    certificates__course__counts_as_literacy=True,
                    certificates__revoked_at__isnull=True,
                ),
            )
        )
        .select_related("user", "business_unit", "manager__user")
    )
