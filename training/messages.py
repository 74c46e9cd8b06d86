"""Reminders of training: each person once for each thing, however often the clock strikes.

A message is known by its key, which names the thing, its date and the step: moved dates are told
anew. The rows are locked, so that two clocks at once do not both find that nothing was told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format

from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.models import Notification
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


@dataclass(frozen=True)
class Message:
    """Something to tell somebody once."""

    kind: NotificationKind
    recipient: Membership
    subject: Model
    context: dict[str, Any]
    url: str
    key: str


def courses_to_mention(today: dt.date) -> EnrollmentQuerySet:
    """Open enrolments whose due date is near or past."""
    return Enrollment.objects.open().filter(due_on__lte=today - dt.timedelta(days=STEPS[0]))


def certificates_to_mention(today: dt.date) -> Any:
    """Certificates that lapse soon, or did some days ago, unless there is a newer one."""
    first = today - dt.timedelta(days=LAPSE_NEWS_DAYS + 1)
    last = today + dt.timedelta(days=max(NOTICE_DAYS) + 1)
    return Certificate.objects.filter(
        expires_at__date__range=(first, last), revoked_at__isnull=True
    )


def remind_of_courses(ids: Iterable[int], today: dt.date) -> int:
    """Tell learners of what is due or overdue, and their managers; how many were told."""
    rows = (
        courses_to_mention(today)
        .filter(pk__in=ids)
        .locked_rows()
        .select_related("member__user", "member__manager__user", "course")
    )
    return _send([message for one in rows for message in _about_course(one, today)])


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
    return _send(
        [
            message
            for one in held
            if one.pk not in renewed
            for message in _about_certificate(one, today)
        ]
    )


def _about_course(enrollment: Enrollment, today: dt.date) -> list[Message]:
    due = enrollment.due_on
    assert due is not None  # noqa: S101  (courses_to_mention() asks for it)
    late = (today - due).days
    start = (timezone.localdate(enrollment.enrolled_at) - due).days
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
        messages.append(Message(kind, enrollment.member, enrollment, context, url, f"{key}:{step}"))
    manager = enrollment.member.manager
    if manager is not None and is_escalated(late, start=start):
        messages.append(Message(told.REPORT_OVERDUE, manager, enrollment, context, url, key))
    return messages


def _about_certificate(certificate: Certificate, today: dt.date) -> list[Message]:
    assert certificate.expires_at is not None  # noqa: S101  (asked for by certificates_to_mention)
    last_day = timezone.localdate(certificate.expires_at)
    held = (last_day - timezone.localdate(certificate.issued_at)).days
    step = lapse_step((last_day - today).days, days_held=held)
    if step is None:
        return []
    context = {"course": certificate.course_title, "day": date_format(last_day, "j F Y")}
    key = f"{certificate.reference}:{last_day:%Y%m%d}:{step}"
    url = certificate.course.get_absolute_url()
    return [Message(told.CERTIFICATE_LAPSES, certificate.member, certificate, context, url, key)]


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


def _send(messages: Sequence[Message]) -> int:
    """Tell what was not told before, be it in other words: a step told late is told as overdue."""
    keys = [one.key for one in messages]
    known = set(Notification.objects.filter(key__in=keys).values_list("recipient_id", "key"))
    fresh = [one for one in messages if (one.recipient.pk, one.key) not in known]
    return sum(
        len(
            notify(
                one.kind,
                [one.recipient],
                one.subject,
                context=one.context,
                url=one.url,
                key=one.key,
            )
        )
        for one in fresh
    )
