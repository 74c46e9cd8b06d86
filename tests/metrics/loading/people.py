"""Who learned, said and did something, and when the portal was up, from rows into plain Python."""

from __future__ import annotations

from coe_portal.accounts.models import Membership
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.vitals.models import UptimeHour
from metrics.models.feedback import Feedback
from metrics.models.readings import KpiReading
from tests.metrics.plain.facts import heaps
from tests.metrics.plain.platform import PlainPlatform
from tests.metrics.plain.said import PlainAnswer, PlainReading, PlainWords
from tests.metrics.plain.school import (
    PlainCertificate,
    PlainChampion,
    PlainCourse,
    PlainEnrollment,
    PlainMember,
    PlainSchool,
)
from training.models.certificates import Certificate
from training.models.community import Champion
from training.models.courses import Course, Lesson
from training.models.enrollments import Enrollment


def platform_loaded(people):
    """`people` are by the key of their membership."""
    rows = UptimeHour.objects.values_list("starts_at", "up", "expected")
    hours = {hour: (up, expected) for hour, up, expected in rows}
    deeds = AuditEvent.objects.filter(actor_kind="member").values_list("at", "actor_id")
    return PlainPlatform(hours, people, list(deeds))


def school_loaded(people):
    """Members with the units that they were in, and what they learned."""
    members = Membership.objects.values_list("pk", "roles", "ends_on")
    champions = Champion.objects.values_list("business_unit__code", "starts_on", "ends_on")
    enrollments = _enrollments()
    return PlainSchool(
        {
            key: PlainMember(people[key], "auditor" in roles, ends_on)
            for key, roles, ends_on in members
        },
        dict(BusinessUnit.objects.values_list("code", "created_at")),
        list(enrollments.values()),
        _certificates(enrollments),
        [PlainChampion(*row) for row in champions],
    )


def _enrollments():
    minutes = heaps(Lesson.objects.values_list("version", "minutes"))
    courses = _courses()
    rows = Enrollment.objects.values_list(
        *("pk", "version", "member", "course"),
        *("source", "status", "enrolled_at", "due_on", "ended_at"),
    )
    return {
        key: PlainEnrollment(
            member, PlainCourse(*courses[course], [length for (length,) in minutes[version]]), *rest
        )
        for key, version, member, course, *rest in rows
    }


def _certificates(enrollments):
    courses = _courses()
    rows = Certificate.objects.values_list(
        "enrollment", "member", "course", "issued_at", "expires_at", "revoked_at"
    )
    return [
        PlainCertificate(
            member, PlainCourse(*courses[course], []), *rest, enrollments.get(enrollment)
        )
        for enrollment, member, course, *rest in rows
    ]


def _courses():
    rows = Course.objects.values_list("pk", "audience", "counts_as_literacy")
    return {key: rest for key, *rest in rows}


def words_loaded():
    """Readings as they stand after all corrections, and answers."""
    rows = list(
        KpiReading.objects.values_list("pk", "replaces", "kpi", "unit__code", "day", "value")
    )
    replaced = {replaces for _key, replaces, *_ in rows}
    answers = Feedback.objects.values_list("path", "kind", "score", "given_at")
    return PlainWords(
        [
            PlainReading(kpi, unit or "", day, [value])
            for key, _replaces, kpi, unit, day, value in rows
            if key not in replaced
        ],
        [PlainAnswer(path or kind, *rest) for path, kind, *rest in answers],
    )
