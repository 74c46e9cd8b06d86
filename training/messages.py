"""Reminders of training: to learners, their managers, and holders of certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import date_format

from coe_portal.notifications.reminders import Reminder, tell_once
from coe_portal.tenancy.clock import day_here, end_of_day
from training import declarations as told
from training.logic.expiry import NOTICE_DAYS
from training.logic.reminders import (
    LAPSE_NEWS_DAYS,
    STEPS,
    course_step,
    is_escalated,
    lapse_step,
)
from training.models.certificates import Certificate
from training.models.enrollments import Enrollment, EnrollmentQuerySet


def courses_to_mention(today: dt.date) -> EnrollmentQuerySet:
    """Open enrolments whose due date is near or past."""
    return Enrollment.objects.open().filter(due_on__lte=today - dt.timedelta(days=STEPS[0]))


def certificates_to_mention(today: dt.date) -> Any:
    """Certificates that lapse soon, or did some days ago, unless there is a newer one."""
    first = end_of_day(today - dt.timedelta(days=LAPSE_NEWS_DAYS + 2))
    last = end_of_day(today + dt.timedelta(days=max(NOTICE_DAYS) + 1))
    return Certificate.objects.filter(expires_at__range=(first, last), revoked_at__isnull=True)


def remind_of_courses(ids: Iterable[int], today: dt.date) -> int:
    """Tell learners of what is due or overdue, and their managers; how many were told."""
    rows = (
        courses_to_mention(today)
        .filter(pk__in=ids)
        .locked_rows()
        .select_related("member__user", "member__manager__user", "course")
    )
    return tell_once([message for one in rows for message in _about_course(one, today)])


def remind_of_certificates(ids: Iterable[int], today: dt.date) -> int:
    """Tell holders of certificates that lapse; how many were told."""
    rows = (
        certificates_to_mention(today)
        .filter(pk__in=ids)
        .locked_rows()
        .select_related("member__user", "course")
    )
    held = list(rows)
    renewed = _renewed(held)
    return tell_once(
        [
            message
            for one in held
            if one.pk not in renewed
            for message in _about_certificate(one, today)
        ]
    )


def _about_course(enrollment: Enrollment, today: dt.date) -> list[Reminder]:
    due = enrollment.due_on
    assert due is not None  # noqa: S101  (courses_to_mention() asks for it)
    late = (today - due).days
    start = (day_here(enrollment.enrolled_at) - due).days
    context = {
        "course": enrollment.course.title,
        "due": date_format(due, "j F Y"),
        "member": enrollment.member.display_name,
    }
    url, key = enrollment.get_absolute_url(), f"{enrollment.reference}:{due:%Y%m%d}"
    messages = []
    step = course_step(late, start=start)
    if step is not None:
        kind = told.COURSE_OVERDUE if late > 0 else told.COURSE_DUE
        messages.append(
            Reminder(kind, enrollment.member, enrollment, context, url, f"{key}:{step}")
        )
    manager = enrollment.member.manager
    if manager is not None and is_escalated(late, start=start):
        messages.append(Reminder(told.REPORT_OVERDUE, manager, enrollment, context, url, key))
    return messages


def _about_certificate(certificate: Certificate, today: dt.date) -> list[Reminder]:
    assert certificate.expires_at is not None  # noqa: S101  (asked for by certificates_to_mention)
    last_day = day_here(certificate.expires_at)
    held = (last_day - day_here(certificate.issued_at)).days
    step = lapse_step((last_day - today).days, days_held=held)
    if step is None:
        return []
    context = {"course": certificate.course_title, "day": date_format(last_day, "j F Y")}
    key = f"{certificate.reference}:{last_day:%Y%m%d}:{step}"
    url = certificate.course.get_absolute_url()
    return [Reminder(told.CERTIFICATE_LAPSES, certificate.member, certificate, context, url, key)]


def _renewed(certificates: Sequence[Certificate]) -> set[int]:
    """Those whose holder has one of the same course that holds longer."""
    longest: dict[tuple[int, int], dt.datetime | None] = {}
    others = Certificate.objects.filter(
        member__in=[one.member_id for one in certificates], revoked_at__isnull=True
    ).order_by("issued_at")
    for member, course, until in others.values_list("member_id", "course_id", "expires_at"):
        known = longest.get((member, course), until)
        longest[member, course] = None if known is None or until is None else max(known, until)
    return {
        one.pk for one in certificates if longest[one.member_id, one.course_id] != one.expires_at
    }
