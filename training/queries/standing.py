"""What people held of the courses that an activity required, at moments of the past.

Requirements can be dropped and certificates revoked, so neither is read as it is today: what was
required when is told by the trail, and a certificate by its own dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_date

from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.clock import day_here
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import current_organization_id
from training.declarations import REQUIREMENT_DROPPED, REQUIREMENT_SET
from training.logic.standing import Held, Rule, State, rules_at, standing_at
from training.models.certificates import Certificate
from training.models.courses import Course


@dataclass(frozen=True)
class Moment:
    """Somebody did something then: the id of the member, and when."""

    member: int
    at: dt.datetime


@dataclass(frozen=True)
class Standing:
    """A required course, and the certificate that counted, if there was one."""

    course: Course
    state: State
    grace_days: int
    certificate: Certificate | None


def standings(activity: str, moments: Sequence[Moment]) -> dict[Moment, list[Standing]]:
    """What each had of what the activity required then. Four queries at most."""
    zone = ZoneInfo(Organization.objects.get(pk=current_organization_id()).timezone)
    rules = requirements_of(activity)
    named = {rule.course for rule in rules}
    courses = {course.reference: course for course in _courses(named)} if named else {}
    held = _certificates({one.member for one in moments}, courses.values()) if courses else {}
    return {
        one: [
            _standing(courses[rule.course], rule, held.get((one.member, rule.course), []), one.at)
            for rule in rules_at(rules, one.at, zone)
            if rule.course in courses
        ]
        for one in moments
    }


def requirements_of(activity: str) -> list[Rule]:
    """What the activity ever required, each from when until when, out of the trail. One query."""
    codes = (REQUIREMENT_SET.code, REQUIREMENT_DROPPED.code)
    events = list(AuditEvent.objects.filter(action__in=codes).order_by("sequence"))
    dropped = {event.subject_id: event.at for event in events if event.action == codes[1]}
    return [
        _rule(event, dropped.get(event.subject_id))
        for event in events
        if event.action == codes[0] and event.after.get("activity") == activity
    ]


def _rule(event: AuditEvent, dropped_at: dt.datetime | None) -> Rule:
    return Rule(
        course=event.after["course"],
        grace_days=event.after.get("grace_days", 0),
        starts_on=parse_date(event.after["from"]) or day_here(event.at),
        set_at=event.at,
        dropped_at=dropped_at,
    )


def _courses(references: Iterable[str]) -> list[Course]:
    numbers = [int(reference.rpartition("-")[2]) for reference in references]
    return list(Course.objects.filter(number__in=numbers).order_by("number"))


def _certificates(
    members: Iterable[int], courses: Iterable[Course]
) -> Mapping[tuple[int, str], list[Certificate]]:
    rows = Certificate.objects.filter(member__in=list(members), course__in=list(courses))
    found: dict[tuple[int, str], list[Certificate]] = {}
    for row in rows.select_related("course", "proof").order_by("issued_at", "pk"):
        found.setdefault((row.member_id, row.course.reference), []).append(row)
    return found


def _standing(
    course: Course, rule: Rule, certificates: Sequence[Certificate], at: dt.datetime
) -> Standing:
    held = [Held(one.issued_at, one.expires_at, one.revoked_at) for one in certificates]
    state, place = standing_at(held, at, rule.grace_days)
    return Standing(course, state, rule.grace_days, None if place is None else certificates[place])
