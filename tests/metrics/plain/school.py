"""Learning by hand: who was here, what they completed, what they hold, and who helps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import time_machine

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit
from tests.metrics.building import some_time
from tests.metrics.history import BEGIN, END, UNITS, moments
from tests.metrics.people import PlainPerson
from tests.metrics.plain.facts import Row, day_of, days, within
from training.choices import Audience, EnrollmentSource, VersionState
from training.models.certificates import Certificate
from training.models.community import Champion
from training.models.courses import Course, CourseVersion, Lesson
from training.models.enrollments import Enrollment

STATUSES = ("completed", "completed", "completed", "failed", "withdrawn", "enrolled")


@dataclass
class PlainMember:
    """Somebody, the units they were in, and their last day if there is one."""

    person: PlainPerson
    is_auditor: bool
    ends_on: dt.date | None

    def is_staff(self, as_of):
        is_over = self.ends_on is not None and self.ends_on < day_of(as_of)
        return self.person.unit_at(as_of.at) is not None and not is_over and not self.is_auditor


@dataclass
class PlainCourse:
    """`minutes` are those of the lessons of the version that is learned."""

    audience: str
    is_literacy: bool
    minutes: Sequence[int]


@dataclass
class PlainEnrollment:
    """`member` is a name; `status` is the last one."""

    member: int
    course: PlainCourse
    source: str
    status: str
    enrolled_at: dt.datetime
    due_on: dt.date | None
    ended_at: dt.datetime | None

    def completed_in(self, as_of):
        return self.status == "completed" and within(as_of, self.ended_at)


@dataclass
class PlainCertificate:
    member: int
    course: PlainCourse
    issued_at: dt.datetime
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None
    enrollment: PlainEnrollment | None

    def holds(self, at):
        is_lapsed = self.expires_at is not None and self.expires_at <= at
        is_revoked = self.revoked_at is not None and self.revoked_at <= at
        return self.issued_at <= at and not is_lapsed and not is_revoked


@dataclass
class PlainChampion:
    unit: str
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass
class PlainSchool:
    """Members by a name; business units by code, with when there first was one."""

    members: dict[int, PlainMember]
    units: dict[str, dt.datetime]
    enrollments: list[PlainEnrollment] = field(default_factory=list)
    certificates: list[PlainCertificate] = field(default_factory=list)
    champions: list[PlainChampion] = field(default_factory=list)


def make_school(rng):
    school = PlainSchool(
        {name: make_member(rng) for name in range(15)}, {code: some_time(rng) for code in UNITS}
    )
    for name, member in school.members.items():
        since = member.person.stays[0][0]
        school.enrollments += [make_enrollment(rng, name, since) for _ in range(rng.randint(0, 8))]
    school.certificates = [
        make_certificate(rng, one)
        for one in school.enrollments
        if one.status == "completed" and rng.random() < 0.8
    ]
    school.champions = [make_champion(rng) for _ in range(9)]
    return school


def make_member(rng):
    since = some_time(rng)
    stays = [(at, rng.choice(("", *UNITS))) for at in (since, *moments(rng, 1, since))]
    if rng.random() < 0.2:
        stays += [(at, None) for at in moments(rng, 1, stays[-1][0])]
    is_auditor = rng.random() < 0.15
    last = since.date() + dt.timedelta(days=rng.randint(30, 500))
    return PlainMember(
        PlainPerson(stays, []), is_auditor, last if is_auditor or rng.random() < 0.2 else None
    )


def make_enrollment(rng, name, since):
    enrolled = some_time(rng, since)
    status = rng.choice(STATUSES)
    ended = moments(rng, 1, enrolled)
    course = PlainCourse(
        rng.choice(Audience.values),
        rng.random() < 0.5,
        [rng.randint(1, 90) for _ in range(rng.randint(0, 3))],
    )
    due = enrolled.date() + dt.timedelta(days=rng.randint(1, 60))
    return PlainEnrollment(
        name,
        course,
        rng.choice(EnrollmentSource.values),
        status if ended else "enrolled",
        enrolled,
        due if rng.random() < 0.8 else None,
        ended[0] if ended and status != "enrolled" else None,
    )


def make_certificate(rng, enrollment):
    """Of the enrolment, or of somebody else: then there is none, or it is older than this one."""
    issued = enrollment.ended_at
    if rng.random() < 0.15:
        issued = enrollment.enrolled_at - dt.timedelta(days=3)
    revoked = moments(rng, 1, issued) if rng.random() < 0.1 else []
    return PlainCertificate(
        enrollment.member,
        enrollment.course,
        issued,
        issued + dt.timedelta(days=rng.randint(20, 400)) if rng.random() < 0.7 else None,
        revoked[0] if revoked else None,
        enrollment if rng.random() < 0.8 else None,
    )


def make_champion(rng):
    begins = some_time(rng).date()
    ends = begins + dt.timedelta(days=rng.randint(0, 300))
    return PlainChampion(rng.choice(UNITS[:3]), begins, ends if rng.random() < 0.6 else None)


# The numbers


def covered(world, as_of, *, literacy_only):
    holders = {
        one.member
        for one in world.certificates
        if one.holds(as_of.at) and (one.course.is_literacy or not literacy_only)
    }
    return [
        Row(member.person.unit_at(as_of.at), float(name in holders))
        for name, member in world.members.items()
        if member.is_staff(as_of)
    ]


def staff_certified(world, as_of):
    return covered(world, as_of, literacy_only=False)


def literacy_coverage(world, as_of):
    return covered(world, as_of, literacy_only=True)


def training_completions(world, as_of):
    return [Row(one.course.audience) for one in world.enrollments if one.completed_in(as_of)]


def upskilling_hours(world, as_of):
    return [
        Row(one.course.audience, sum(one.course.minutes) / 60)
        for one in world.enrollments
        if one.completed_in(as_of)
    ]


def training_completion_rate(world, as_of):
    ends = as_of.at + dt.timedelta(microseconds=1)
    today = ends.astimezone(as_of.zone).date()
    rows = []
    for one in world.enrollments:
        is_out = one.status == "withdrawn" and one.ended_at <= as_of.at
        if one.due_on is None or one.enrolled_at > as_of.at or is_out:
            continue
        if as_of.quarter.starts_on <= one.due_on < today:
            is_done = one.status == "completed"
            on_time = is_done and one.ended_at.astimezone(as_of.zone).date() <= one.due_on
            rows.append(Row(one.source, float(on_time)))
    return rows


def certificates_current(world, as_of):
    return [Row(one.course.audience) for one in world.certificates if one.holds(as_of.at)]


def days_to_certificate(world, as_of):
    return [
        Row(one.course.audience, days(one.enrollment.enrolled_at, one.issued_at))
        for one in world.certificates
        if one.enrollment is not None
        and within(as_of, one.issued_at)
        and one.issued_at > one.enrollment.enrolled_at
    ]


def champions_per_unit(world, as_of):
    day = day_of(as_of)
    serving = [
        one.unit
        for one in world.champions
        if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)
    ]
    return [
        Row(code, float(serving.count(code)), unit=code)
        for code, since in world.units.items()
        if since <= as_of.at
    ]


NUMBERS = {
    function.__name__: function
    for function in (
        certificates_current,
        champions_per_unit,
        days_to_certificate,
        literacy_coverage,
        staff_certified,
        training_completion_rate,
        training_completions,
        upskilling_hours,
    )
}


# The same as rows


def store_school(world, make_member):
    """Write it as rows; `make_member` adds somebody to the organization in scope."""
    units = {}
    for code, since in world.units.items():
        with time_machine.travel(since, tick=False):
            units[code] = BusinessUnit.objects.create(name=code, code=code)
    members = {
        name: store_member(plain, make_member, units) for name, plain in world.members.items()
    }
    stored = [
        store_enrollment(number, plain, members[plain.member])
        for number, plain in enumerate(world.enrollments, start=1)
    ]
    known = {id(plain): row for plain, row in zip(world.enrollments, stored, strict=True)}
    courses = {id(plain.course): known[id(plain)].course for plain in world.enrollments}
    for number, plain in enumerate(world.certificates, start=1):
        Certificate.objects.create(
            number=number,
            member=members[plain.member],
            course=courses[id(plain.course)],
            enrollment=known.get(id(plain.enrollment)),
            course_title="Course",
            holder_name="Somebody",
            issued_at=plain.issued_at,
            expires_at=plain.expires_at,
            revoked_at=plain.revoked_at,
            revocation_reason="Copied" if plain.revoked_at else "",
        )
    for plain in world.champions:
        store_champion(plain, units[plain.unit], make_member)


def store_member(plain, make_member, units):
    (since, first), *moves = plain.person.stays
    roles = [Role.AUDITOR] if plain.is_auditor else []
    with time_machine.travel(since, tick=False):
        member = make_member(*roles, business_unit=units.get(first))
        member.ends_on = plain.ends_on
        member.save()
    for at, unit in moves:
        if unit is None:
            member.is_active = False
        else:
            member.business_unit = units.get(unit)
        with time_machine.travel(at, tick=False):
            member.save()
    return member


def store_enrollment(number, plain, member):
    course = Course.objects.create(
        number=number,
        title=f"Course {number}",
        audience=plain.course.audience,
        counts_as_literacy=plain.course.is_literacy,
        owner=member,
    )
    version = CourseVersion.objects.create(
        course=course, number=1, state=VersionState.PUBLISHED, published_at=BEGIN
    )
    for place, minutes in enumerate(plain.course.minutes):
        Lesson.objects.create(
            version=version, key=f"lesson-{place}", title=f"Lesson {place}", minutes=minutes
        )
    return Enrollment.objects.create(
        number=number,
        member=member,
        course=course,
        version=version,
        status=plain.status,
        source=plain.source,
        enrolled_at=plain.enrolled_at,
        due_on=plain.due_on,
        ended_at=plain.ended_at,
    )


def store_champion(plain, unit, make_member):
    """Everyone serves once, and joins when the history is over."""
    with time_machine.travel(END + dt.timedelta(days=1), tick=False):
        member = make_member()
    Champion.objects.create(
        business_unit=unit, member=member, starts_on=plain.starts_on, ends_on=plain.ends_on
    )
