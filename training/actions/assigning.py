"""Enrol several people at once, by a manager, by staff, by a rule; and move their due dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import Entry, record, record_all
from coe_portal.errors import InvalidInput, NotAllowed, RuleViolation
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_numbers
from training import declarations as told
from training.actions.enrolment import Enrolling, require_open
from training.choices import EnrollmentSource
from training.models.courses import Course
from training.models.enrollments import Enrollment
from training.permissions import ENROL_OTHERS

MOST_AT_ONCE: Final = 1000


@transaction.atomic
def enrol_people(
    course: Course, members: Sequence[Membership], due_on: dt.date | None, *, actor: Actor
) -> list[Enrollment]:
    """Put people into a course; who is in it already is left as they are.

    Raises:
        NotAllowed: somebody is not a report of the actor.
        InvalidInput: nobody, too many, or a due date that is past.
        RuleViolation: the course is not offered.
    """
    for member in members:
        require(actor, ENROL_OTHERS.code, member)
    if not 0 < len(members) <= MOST_AT_ONCE:
        raise InvalidInput(_("Choose between 1 and %(most)d people.") % {"most": MOST_AT_ONCE})
    _require_to_come(due_on)
    return put_into(course, members, Enrolling(EnrollmentSource.MANAGER, due_on), actor=actor)


@transaction.atomic
def move_due_date(
    enrollment: Enrollment, due_on: dt.date | None, reason: str = "", *, actor: Actor
) -> Enrollment:
    """Give a learner more time, or less; they are told why, and reminders follow the new day.

    Raises:
        NotAllowed: the learner is no report of the actor, or is the actor and was asked by others.
        InvalidInput: the day is past.
        InvalidTransition: the enrolment is over.
    """
    reason = reason.strip()
    enrollment = Enrollment.objects.locked(enrollment.pk)
    require(actor, ENROL_OTHERS.code, enrollment.member)
    if actor.is_member(enrollment.member_id) and enrollment.source != EnrollmentSource.SELF:
        raise NotAllowed(_("Somebody else moves the day of your course."))
    require_open(enrollment)
    _require_to_come(due_on)
    before = enrollment.due_on
    if due_on == before:
        return enrollment
    enrollment.due_on = due_on
    enrollment.save(update_fields=["due_on", "updated_at"])
    notify(
        told.DUE_ON_ANOTHER_DAY,
        [enrollment.member],
        enrollment,
        context={"course": enrollment.course.title, "due": _in_words(due_on), "reason": reason},
        url=enrollment.get_absolute_url(),
    )
    record(
        told.DUE_DATE_MOVED,
        enrollment,
        actor=actor,
        before={"due": before},
        after={"due": due_on},
        reason=reason,
    )
    return enrollment


def _require_to_come(due_on: dt.date | None) -> None:
    if due_on is not None and due_on < today_here():
        text = _("This day is in the past.")
        raise InvalidInput(text, errors={"due_on": [text]})


def _in_words(due_on: dt.date | None) -> str:
    return date_format(due_on, "j F Y") if due_on else _("a day of your choice")


def put_into(
    course: Course, members: Sequence[Membership], terms: Enrolling, *, actor: Actor
) -> list[Enrollment]:
    """Enrol, record and tell, within the caller's transaction; the new enrolments.

    The course's lock keeps two of these from enrolling somebody twice.
    """
    if not Course.objects.offered().filter(pk=course.pk).locked_rows().exists():
        raise RuleViolation(_("This course is not offered now."), code="course.not_offered")
    ids = [member.pk for member in members]
    known = set(
        Enrollment.objects.open()
        .filter(course=course, member__in=ids)
        .values_list("member_id", flat=True)
    )
    fresh = list({one.pk: one for one in members if one.pk not in known}.values())
    if not fresh:
        return []
    made = _make(course, fresh, terms, actor)
    record_all([_entry(one, terms) for one in made], actor=actor)
    _tell(course, fresh, terms)
    return made


def _make(
    course: Course, members: Sequence[Membership], terms: Enrolling, actor: Actor
) -> list[Enrollment]:
    now = timezone.now()
    numbers = next_numbers(Enrollment.PREFIX, len(members))
    return Enrollment.objects.bulk_create(
        Enrollment(
            organization_id=course.organization_id,
            number=number,
            member=member,
            course=course,
            source=terms.source,
            rule=terms.rule,
            enrolled_by=actor.membership,
            due_on=terms.due_on,
            enrolled_at=now,
        )
        for number, member in zip(numbers, members, strict=True)
    )


def _entry(enrollment: Enrollment, terms: Enrolling) -> Entry:
    after = {
        "member": enrollment.member,
        "course": enrollment.course.reference,
        "source": terms.source,
        "due": terms.due_on,
    }
    return Entry(told.ENROLLED, enrollment, after=after)


def _tell(course: Course, members: Sequence[Membership], terms: Enrolling) -> None:
    """One message for all of them: it leads to their own list."""
    notify(
        told.ENROLLED_BY_OTHERS,
        members,
        course,
        context={"course": course.title, "due": _in_words(terms.due_on)},
        url=org_url("training:my_learning"),
    )
