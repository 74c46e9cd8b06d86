"""Sessions: plan, change, cancel, book, leave, and say who was there.

Every change of bookings holds the session's row lock, so that seats and the line stay in order
however many come at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.tenancy.references import next_number
from training import declarations as told
from training.actions.enrolment import complete_by_attendance
from training.choices import BookingStatus, SessionKind
from training.logic.seating import moving_up
from training.models.courses import Course
from training.models.sessions import Booking, CourseSession
from training.permissions import HOST_SESSION, LEARN, STEER_TRAINING

# A change of one of these is a new edition of the calendar entry.
SHOWN_IN_CALENDARS = ("title", "description", "starts_at", "ends_at", "place", "link")


@dataclass(frozen=True)
class SessionTerms:
    """What a session is; without `seats` as many as want may come."""

    kind: SessionKind
    title: str
    starts_at: datetime
    ends_at: datetime
    host: Membership
    course: Course | None = None
    description: str = ""
    place: str = ""
    link: str = ""
    seats: int | None = None


@transaction.atomic
def plan_session(terms: SessionTerms, *, actor: Actor) -> CourseSession:
    """A new session that everybody can book."""
    require(actor, STEER_TRAINING.code)
    _check(terms)
    session: CourseSession = CourseSession.objects.create(
        number=next_number(CourseSession.PREFIX), **_values(terms)
    )
    record(told.SESSION_PLANNED, session, actor=actor, after=_facts(terms))
    return session


@transaction.atomic
def change_session(session: CourseSession, terms: SessionTerms, *, actor: Actor) -> CourseSession:
    """Other terms; who has a seat or waits is told, and new seats go to the line.

    Raises:
        InvalidInput: fewer seats than are taken.
    """
    session = CourseSession.objects.locked(session.pk)
    require(actor, HOST_SESSION.code, session)
    _require_planned(session)
    _check(terms)
    taken = session.bookings.seated().count()
    if terms.seats is not None and terms.seats < taken:
        text = _("%(taken)d people have a seat already.") % {"taken": taken}
        raise InvalidInput(text, errors={"seats": [text]})
    before = {name: getattr(session, name) for name in SHOWN_IN_CALENDARS}
    for name, value in _values(terms).items():
        setattr(session, name, value)
    is_new_edition = any(getattr(session, name) != value for name, value in before.items())
    session.sequence += is_new_edition
    session.save()
    if is_new_edition:
        _tell(told.SESSION_CHANGED, session, _comers(session), key=f"change:{session.sequence}")
    moved = _move_up(session)
    record(
        told.SESSION_CHANGED_EVENT,
        session,
        actor=actor,
        before=before,
        after={**_facts(terms), "moved_up": moved},
    )
    return session


@transaction.atomic
def cancel_session(session: CourseSession, reason: str, *, actor: Actor) -> CourseSession:
    """Call a session off; who would have come is told why."""
    session = CourseSession.objects.locked(session.pk)
    require(actor, HOST_SESSION.code, session)
    _require_planned(session)
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why: people read it.")]})
    session.cancelled_at = timezone.now()
    session.cancellation_reason = reason.strip()
    session.sequence += 1
    session.save(update_fields=["cancelled_at", "cancellation_reason", "sequence", "updated_at"])
    _tell(told.SESSION_CANCELLED, session, _comers(session), key="cancelled")
    record(
        told.SESSION_CANCELLED_EVENT,
        session,
        actor=actor,
        after={"cancelled_at": session.cancelled_at},
        reason=session.cancellation_reason,
    )
    return session


@transaction.atomic
def book(session: CourseSession, *, actor: Actor) -> Booking:
    """A seat for the actor, who gets the entry for their calendar, or the last place in the line.

    Raises:
        InvalidTransition: it has begun or is called off.
        RuleViolation: the actor has a seat or waits already.
    """
    require(actor, LEARN.code)
    assert actor.membership is not None  # noqa: S101  (require() lets only members through)
    session = CourseSession.objects.locked(session.pk)
    _require_to_come(session)
    booking = session.bookings.filter(member=actor.membership).first()
    if booking is not None and booking.status != BookingStatus.CANCELLED:
        raise RuleViolation(_("You are on the list already."), code="session.booked")
    last = session.bookings.aggregate(last=Max("position"))["last"] or 0
    booking = booking or Booking(session=session, member=actor.membership)
    booking.position = last + 1
    booking.status = BookingStatus.WAITING
    booking.save()
    _move_up(session, silent=True)
    booking.refresh_from_db(fields=["status"])
    if booking.status == BookingStatus.SEATED:
        _tell(told.SEAT_BOOKED, session, [actor.membership], key=f"booked:{booking.position}")
    record(told.SESSION_BOOKED, session, actor=actor, after=_place(booking))
    return booking


@transaction.atomic
def leave_session(session: CourseSession, *, actor: Actor) -> CourseSession:
    """Give one's seat or place back; the first in the line moves up."""
    session = CourseSession.objects.locked(session.pk)
    _require_to_come(session)
    booking = session.bookings.live().filter(member_id=actor.membership_id).first()
    if booking is None:
        raise InvalidTransition(_("You are not on the list."))
    _give_back(session, booking, actor)
    return session


@transaction.atomic
def give_back_places(member: Membership, *, actor: Actor) -> int:
    """Free what somebody who left the organization holds in sessions to come; how many."""
    now = timezone.now()
    wanted = CourseSession.objects.upcoming(now).filter(
        pk__in=Booking.objects.live().filter(member=member).values("session")
    )
    sessions = list(wanted.order_by("pk").select_for_update())
    for session in sessions:
        _give_back(session, session.bookings.get(member=member), actor)
    return len(sessions)


@transaction.atomic
def mark_attendance(
    session: CourseSession, present: Collection[int], *, actor: Actor
) -> CourseSession:
    """Say which bookings (by id) came; who had a seat and is not among them was absent.

    Somebody of the waiting list who came is marked too. Attending completes the course of the
    session for whoever is in it, unless the course ends with a quiz.
    """
    session = CourseSession.objects.locked(session.pk)
    require(actor, HOST_SESSION.code, session)
    if session.cancelled_at or not session.has_begun(timezone.now()):
        raise InvalidTransition(_("Attendance is marked once the session has begun."))
    bookings = session.bookings.exclude(status=BookingStatus.CANCELLED)
    came = [one for one in bookings.select_related("member__user") if one.pk in present]
    if any(actor.is_member(one.member_id) for one in came):
        raise RuleViolation(_("Somebody else marks that you were there."))
    fresh = [one for one in came if one.status != BookingStatus.ATTENDED]
    ids = [one.pk for one in came]
    session.bookings.seated().exclude(pk__in=ids).update(status=BookingStatus.ABSENT)
    session.bookings.filter(pk__in=ids).update(status=BookingStatus.ATTENDED)
    if session.course is not None:
        complete_by_attendance(session.course, [one.member_id for one in fresh], actor=actor)
    record(
        told.ATTENDANCE_MARKED,
        session,
        actor=actor,
        after={"attended": [str(one.member) for one in came]},
    )
    return session


def _give_back(session: CourseSession, booking: Booking, actor: Actor) -> None:
    before = _place(booking)
    booking.status = BookingStatus.CANCELLED
    booking.save(update_fields=["status", "updated_at"])
    moved = _move_up(session)
    record(
        told.SESSION_LEFT,
        session,
        actor=actor,
        before=before,
        after={**_place(booking), "moved_up": moved},
    )


def _move_up(session: CourseSession, *, silent: bool = False) -> list[str]:
    """Seat the first of the line while there are seats; the names of those who moved."""
    line = list(session.bookings.waiting().select_related("member__user"))
    current = [one for one in line if one.member.is_current()]
    taken = session.bookings.seated().count() if line else 0
    moved = list(moving_up(session.seats, taken, current))
    ids = [one.pk for one in moved]
    session.bookings.filter(pk__in=ids).update(status=BookingStatus.SEATED)
    if not silent:
        for one in moved:
            _tell(told.SEAT_FREE, session, [one.member], key=f"seat:{one.position}")
    return [str(one.member) for one in moved]


def _comers(session: CourseSession) -> list[Membership]:
    return [one.member for one in session.bookings.live().select_related("member__user")]


def _tell(
    kind: NotificationKind, session: CourseSession, people: Iterable[Membership], *, key: str
) -> None:
    notify(
        kind,
        people,
        session,
        context={
            "session": session.title,
            "when": told.when(session.starts_at),
            "reason": session.cancellation_reason,
        },
        url=session.get_absolute_url(),
        key=f"{session.reference}:{key}",
    )


def _check(terms: SessionTerms) -> None:
    if terms.ends_at <= terms.starts_at:
        text = _("It ends after it begins.")
        raise InvalidInput(text, errors={"ends_at": [text]})


def _require_planned(session: CourseSession) -> None:
    if session.cancelled_at is not None:
        raise InvalidTransition(_("This session was called off."), code="session.cancelled")


def _require_to_come(session: CourseSession) -> None:
    _require_planned(session)
    if session.has_begun(timezone.now()):
        raise InvalidTransition(_("This session has begun."), code="session.begun")


def _values(terms: SessionTerms) -> dict[str, Any]:
    names = SessionTerms.__dataclass_fields__
    return {name: getattr(terms, name) for name in names}


def _facts(terms: SessionTerms) -> dict[str, Any]:
    return {**_values(terms), "course": terms.course and terms.course.reference}


def _place(booking: Booking) -> dict[str, Any]:
    return {
        "member": booking.member,
        "status": booking.status,
        "position": booking.position,
    }
