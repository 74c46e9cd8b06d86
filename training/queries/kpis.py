"""The rows behind the numbers of training, as they stood at a moment.

Each function gives rows, not a number, so that a number and the list behind it are the same. Rows
come from what says when it was so (stays in units and at levels, issues, ends, terms), up to the
moment `at`; the roles of members, what counts as AI literacy and what job roles ask for have no
history and are those of today.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit
from training.choices import EnrollmentStatus
from training.models.certificates import Certificate
from training.models.community import Champion
from training.models.courses import Lesson
from training.models.enrollments import Enrollment
from training.models.skills import JobRoleHolder, SkillTarget
from training.models.stays import SkillStay, UnitStay
from training.queries.coverage import valid_at

INSTANT = dt.timedelta(microseconds=1)


def unit_at(moment: str | dt.datetime, member: str = "member") -> Subquery:
    """The key of the unit that a row's member was in, at a moment or at one of the row's own."""
    then = OuterRef(moment) if isinstance(moment, str) else moment
    stays = UnitStay.objects.at(then).filter(member=OuterRef(member))
    return Subquery(stays.order_by("-starts_at").values("business_unit")[:1])


def certificates_at(at: dt.datetime) -> QuerySet[Certificate]:
    """Certificates that held at the moment.

    Number: `certificates_current`, their count. Unit: certificates. Source: `Certificate`, issued
    by then, neither lapsed nor revoked then.
    """
    held: QuerySet[Certificate] = Certificate.objects.filter(
        valid_at(at + INSTANT), issued_at__lte=at
    )
    return held


def staff_at(at: dt.datetime, zone: dt.tzinfo, *, literacy_only: bool) -> QuerySet[UnitStay]:
    """Active members then, in the unit of then, with `is_covered`: whether they held a certificate.

    Auditors come from outside and are left out, as on the coverage page.

    Numbers: `staff_certified` (of any course) and `literacy_coverage` (of one that counts as AI
    literacy): covered ones / all x 100. Unit: % of members. Source: `UnitStay`, `Certificate`.
    """
    held = certificates_at(at).filter(member=OuterRef("member"))
    if literacy_only:
        held = held.filter(course__counts_as_literacy=True)
    day = at.astimezone(zone).date()
    staff: QuerySet[UnitStay] = (
        UnitStay.objects.at(at)
        .filter(Q(member__ends_on__isnull=True) | Q(member__ends_on__gte=day))
        .exclude(member__roles__contains=[str(Role.AUDITOR)])
    )
    return staff.annotate(is_covered=Exists(held))


def completions_between(since: dt.datetime, at: dt.datetime) -> QuerySet[Enrollment]:
    """Enrolments that ended in a completed course, with `minutes` of its lessons.

    Numbers: `training_completions`, their count (unit: courses completed), and `upskilling_hours`,
    the sum of the minutes / 60 (unit: hours). Source: `Enrollment.ended_at`, `Lesson.minutes` of
    the version that was learned; completions brought in from elsewhere have no minutes.
    """
    lessons = Lesson.objects.filter(version=OuterRef("version")).order_by().values("version")
    minutes = Subquery(lessons.annotate(total=Sum("minutes")).values("total"))
    completed: QuerySet[Enrollment] = Enrollment.objects.filter(
        status=EnrollmentStatus.COMPLETED, ended_at__gte=since, ended_at__lte=at
    )
    return completed.annotate(minutes=Coalesce(minutes, 0))


def enrolments_due(first_day: dt.date, at: dt.datetime, zone: dt.tzinfo) -> QuerySet[Enrollment]:
    """Enrolments whose due day is over then, with `is_on_time`: completed by the end of that day.

    Whoever was taken out by then is not counted: nobody waits for them.

    Number: `training_completion_rate`: those on time / all x 100. Unit: % of enrolments. Source:
    `Enrollment.due_on`, `ended_at`, on the organization's clock.
    """
    today = (at + INSTANT).astimezone(zone).date()
    due: QuerySet[Enrollment] = Enrollment.objects.filter(
        due_on__gte=first_day, due_on__lt=today, enrolled_at__lte=at
    ).exclude(status=EnrollmentStatus.WITHDRAWN, ended_at__lte=at)
    in_time = Q(status=EnrollmentStatus.COMPLETED, ended_on__lte=F("due_on"))
    return due.annotate(ended_on=TruncDate("ended_at", tzinfo=zone)).annotate(
        is_on_time=_whether(in_time)
    )


def _whether(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


def certificates_earned(since: dt.datetime, at: dt.datetime) -> QuerySet[Certificate]:
    """Certificates issued for an enrolment, with `took`, the time since it was made.

    Number: `days_to_certificate`, the median. Unit: days. Source: `Certificate.issued_at`,
    `Enrollment.enrolled_at`; certificates of other providers have no enrolment. An imported one
    may be older than the enrolment that it completed, and tells nothing of the time taken.
    """
    issued: QuerySet[Certificate] = Certificate.objects.filter(
        issued_at__gte=since, issued_at__lte=at, issued_at__gt=F("enrollment__enrolled_at")
    )
    return issued.annotate(took=F("issued_at") - F("enrollment__enrolled_at"))


def units_at(at: dt.datetime, zone: dt.tzinfo) -> QuerySet[BusinessUnit]:
    """Business units of then, with `serving`, how many champions did on that day.

    Number: `champions_per_unit`, the mean. Unit: champions. Source: `BusinessUnit`, `Champion`.
    """
    champions = Champion.objects.serving(at.astimezone(zone).date()).filter(
        business_unit=OuterRef("pk")
    )
    count = champions.order_by().values("business_unit").annotate(total=Count("pk")).values("total")
    units: QuerySet[BusinessUnit] = BusinessUnit.objects.filter(created_at__lte=at)
    return units.annotate(serving=Coalesce(Subquery(count), 0))


def job_roles_at(at: dt.datetime) -> QuerySet[JobRoleHolder]:
    """Job roles that members of then hold, with `asked` skills and `missing` levels of them.

    Number: `skill_gap`: missing / asked. Unit: levels for each skill that a role asks for. Source:
    `JobRoleHolder` given by then, `SkillTarget` of today, `SkillStay`; a level that nobody stated
    is none.
    """
    held = SkillStay.objects.at(at).filter(
        member=OuterRef(OuterRef("member")), skill=OuterRef("skill")
    )
    level = Coalesce(Subquery(held.order_by("-starts_at").values("level")[:1]), 0)
    targets = SkillTarget.objects.filter(job_role=OuterRef("job_role"), skill__is_active=True)
    by_role = targets.order_by().annotate(short=Greatest(F("level") - level, 0)).values("job_role")
    asked = Subquery(by_role.annotate(total=Count("pk")).values("total"))
    missing = Subquery(by_role.annotate(total=Sum("short")).values("total"))
    present = UnitStay.objects.at(at).filter(member=OuterRef("member"))
    holders: QuerySet[JobRoleHolder] = JobRoleHolder.objects.filter(
        Exists(present), created_at__lte=at
    )
    return holders.annotate(asked=asked, missing=missing).filter(asked__isnull=False)
