"""Whom, which course and which certificate the rows of an import of completions mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from django.db.models import F

from coe_portal.accounts.models import Membership
from coe_portal.importing.rules import normal
from training.logic.expiry import last_day_of_proof
from training.models.certificates import Certificate
from training.models.courses import Course
from training.models.imports import CompletionRow

# The member, the course, and the day of completion as an ISO text.
Key = tuple[int | None, int | None, str]


def members_by_email(emails: Iterable[str]) -> dict[str, Membership]:
    """Active members by their e-mail in lower case."""
    rows = Membership.objects.current().with_user().filter(user__email__in=set(emails))
    return {member.user.email.lower(): member for member in rows}


class CourseIndex:
    """Every course that was published once, archived ones too: their history counts."""

    def __init__(self) -> None:
        courses = Course.objects.filter(current_version__isnull=False).order_by("-pk")
        self._by_text = {normal(course.title): course for course in courses}
        self._by_text |= {normal(course.reference): course for course in courses}

    def find(self, text: str) -> Course | None:
        """The course with this reference or title, whatever the case."""
        return self._by_text.get(normal(text))


def key_of(row: CompletionRow) -> Key:
    """What makes two rows the same completion."""
    return (row.member_id, row.course_id, str(row.values.get("completed_on", "")))


def on_record(rows: Collection[CompletionRow], zone: ZoneInfo) -> dict[Key, Certificate]:
    """Certificates of the same people, courses and days; revoked ones only where no other is."""
    days = [dt.date.fromisoformat(str(row.values["completed_on"])) for row in rows]
    if not days:
        return {}
    found = Certificate.objects.filter(
        member__in={row.member_id for row in rows},
        course__in={row.course_id for row in rows},
        issued_at__gte=start_of(min(days), zone),
        issued_at__lte=end_of(max(days), zone),
    ).order_by(F("revoked_at").asc(nulls_first=True), "pk")
    known: dict[Key, Certificate] = {}
    for one in found:
        day = one.issued_at.astimezone(zone).date().isoformat()
        known.setdefault((one.member_id, one.course_id, day), one)
    return known


def start_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The first moment of a day."""
    return dt.datetime.combine(day, dt.time.min, zone)


def end_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The last moment of a day."""
    return dt.datetime.combine(day, dt.time.max, zone)


def last_day(row: CompletionRow) -> dt.date | None:
    """The last day on which the completion counts: the file's, but not beyond the course's."""
    _member, course = row.meant
    until = row.values.get("valid_until")
    return last_day_of_proof(
        dt.date.fromisoformat(row.values["completed_on"]),
        dt.date.fromisoformat(until) if until else None,
        course.valid_months,
    )


def differs(row: CompletionRow, certificate: Certificate, zone: ZoneInfo) -> bool:
    """Whether the file says another result or end than the certificate that is on record."""
    percent = row.values.get("percent")
    if percent is not None and percent != certificate.percent:
        return True
    if not row.values.get("valid_until"):
        return False
    end = certificate.expires_at
    known = None if end is None else end.astimezone(zone).date()
    return known != last_day(row)
